"""OSL 12 kap.: consent, also a minor's, and the person's own information."""

from tests.law_spec.spec import Section, met

CASE = {"sender": "social_services", "information": "social_services_case"}

consent = Section("OSL-12-2", **CASE, receiver="police", purpose="support", age=24)
consent.opens(
    "permitted",
    "En vuxen har samtyckt till att polisen får veta, och samtycket gäller i dag.",
    "An adult has consented to the police being told, and the consent is valid today.",
)
consent.opens(
    "permitted",
    "För en sextonåring samtycker också vårdnadshavaren, och barnet lider inte betydande men.",
    "For a sixteen-year-old the guardian consents too, and the child suffers no considerable harm.",
    age=16,
)
consent.could_open(
    "needs_assessment",
    "En sextonårings eget ja räcker inte för att svara: vårdnadshavaren är inte tillfrågad.",
    "A sixteen-year-old's own yes does not suffice: the guardian has not been asked.",
    age=16,
    facts={
        "OSL-12-2": {
            "consent_given": True,
            "consent_covers": True,
            "consent_valid": True,
            "only_consenter": True,
        }
    },
)
consent.closes(
    "condition",
    "needs_assessment",
    "Samtycket är återkallat.",
    "The consent has been revoked.",
    facts={"OSL-12-2": {"consent_given": True, "consent_valid": False}},
)
consent.closes(
    "condition",
    "needs_assessment",
    "Uppgiften rör också någon annan.",
    "The information is also about somebody else.",
    facts={"OSL-12-2": {"only_consenter": False}},
)
consent.closes(
    "condition",
    "needs_assessment",
    "Ett barn skulle lida betydande men.",
    "A child would suffer considerable harm.",
    age=13,
    facts={"OSL-12-2": {"no_considerable_harm": False}},
)
consent.closes(
    "lock",
    "closed",
    "Samtycke når aldrig belastningsregistret.",
    "Consent never reaches the criminal record.",
    sender="police",
    receiver="social_services",
    information="criminal_record",
)
consent.says(
    "needs_assessment",
    "Samtycke öppnar skyddet för personen men aldrig skyddet för polisens arbete.",
    "Consent opens what protects the person but never what protects the work of the police.",
    sender="police",
    receiver="social_services",
    information="police_intelligence",
    signed=("OSL-12-2",),
    facts=met("OSL-12-2"),
    expect_opened={"OSL-35-1": "OSL-12-2"},
    expect_not_opened={"OSL-18-2": "OSL-12-2"},
)
consent.says(
    "permitted",
    "Med samtycke får en förening veta, om förbehållet är gjort.",
    "With consent an association may be told, if the reservation has been made.",
    receiver="association",
    signed=("OSL-12-2",),
    facts=met("OSL-12-2"),
    expect_protected_by=[],
)

self_ = Section("OSL-12-1", **CASE, receiver="individual", individual="subject", purpose="support", age=30)
self_.says(
    "no_secrecy",
    "Socialtjänstens uppgifter är inte hemliga för personen själv.",
    "The information of social services is not secret from that person.",
    expect_locks=[],
)
self_.says(
    "needs_assessment",
    "Polisens arbete är hemligt också för den det gäller.",
    "Police work is secret also from the person it concerns.",
    sender="police",
    information="police_investigation",
    expect_locks=["OSL-18-1"],
)
self_.says(
    "closed",
    "Belastningsregistret har egna regler även för personen själv.",
    "The criminal record has rules of its own also for that person.",
    sender="police",
    information="criminal_record",
    expect_locks=["OSL-35-3"],
)

guardian = Section("OSL-12-3", **CASE, receiver="individual", individual="guardian", purpose="support", age=9)
guardian.says(
    "needs_assessment",
    "Sekretessen gäller också mot vårdnadshavaren, som kan råda över den.",
    "Secrecy holds also against the guardian, who may dispose of it.",
    expect_locks=["OSL-26-1"],
    expect_opened={"OSL-26-1": "OSL-12-2"},
)
guardian.says(
    "permitted",
    "Vårdnadshavaren till ett litet barn får veta, när barnet inte lider betydande men.",
    "The guardian of a small child may be told, when the child suffers no considerable harm.",
    signed=("OSL-12-2",),
    facts=met("OSL-12-2"),
)
guardian.says(
    "needs_assessment",
    "Var barnet vistas är hemligt även för vårdnadshavaren och öppnas inte av dennes eget samtycke.",
    "Where the child stays is secret also from the guardian and is not opened by the guardian's own consent.",
    information="minor_whereabouts",
    signed=("OSL-12-2",),
    facts=met("OSL-12-2"),
    expect_not_opened={"OSL-26-2": "OSL-12-2"},
)
SECTIONS = (consent, self_, guardian)
