"""OSL 6-8 kap. and the secrecy provisions: how the answer is reasoned as a whole."""

from tests.law_spec.spec import Section, met

HELD_BY = {
    "OSL-18-1": (
        "police",
        "police_investigation",
        "En förundersökning har två skydd: arbetet och personen.",
        "A criminal investigation has two protections: the work and the person.",
        ["OSL-18-1", "OSL-35-1"],
    ),
    "OSL-18-2": (
        "police",
        "police_intelligence",
        "Underrättelser har två skydd: arbetet och personen.",
        "Intelligence has two protections: the work and the person.",
        ["OSL-18-2", "OSL-35-1"],
    ),
    "OSL-21-1": (
        "other_board",
        "health_elsewhere",
        "En uppgift om hälsa skyddas svagt överallt.",
        "Information on health is weakly protected everywhere.",
        ["OSL-21-1"],
    ),
    "OSL-21-3": (
        "other_board",
        "protected_whereabouts",
        "En hotad persons adress skyddas överallt.",
        "A threatened person's address is protected everywhere.",
        ["OSL-21-3"],
    ),
    "OSL-22-2": (
        "other_state_authority",
        "protected_registration",
        "Skyddad folkbokföring skyddas både i registret och i varje ärende.",
        "Protected registration is protected both in the register and in every case.",
        ["OSL-22-2", "OSL-21-3a"],
    ),
    "OSL-23-2": (
        "school",
        "school_counselling",
        "Det som sagts till skolans kurator är hemligt.",
        "What was said to the school counsellor is secret.",
        ["OSL-23-2"],
    ),
    "OSL-25-1": (
        "health_care",
        "health_care",
        "Det som sagts i vården är hemligt.",
        "What was said in health care is secret.",
        ["OSL-25-1"],
    ),
    "OSL-26-1": (
        "social_services",
        "social_services_case",
        "Det som står i socialtjänstens akt är hemligt.",
        "What is in the social-services file is secret.",
        ["OSL-26-1"],
    ),
    "OSL-26-2": (
        "social_services",
        "minor_whereabouts",
        "Var ett placerat barn vistas har två skydd.",
        "Where a placed child stays has two protections.",
        ["OSL-26-1", "OSL-26-2"],
    ),
    "OSL-35-5": (
        "police",
        "area_ban_case",
        "Ett ärende om vistelseförbud är skyddat, men beslutet är offentligt.",
        "An area-ban case is protected, but the decision is public.",
        ["OSL-35-5"],
    ),
    "OSL-35-11": (
        "police",
        "police_protection",
        "Polisens personskydd är hemligt.",
        "Police protection is secret.",
        ["OSL-35-11"],
    ),
    "OSL-35-15": (
        "prison_and_probation",
        "prison_and_probation",
        "En klient i Kriminalvården skyddas med ett rakt skaderekvisit.",
        "A prison or probation client is protected with a straight harm test.",
        ["OSL-35-15"],
    ),
    "OSL-40-7g": (
        "school",
        "child_concern_report",
        "En orosanmälan är hemlig också hos den som anmälde.",
        "A child-concern report is secret also with the one who reported.",
        ["OSL-40-7g"],
    ),
}


def _lock(provision: str, held: tuple[str, str, str, str, list[str]]) -> Section:
    sender, information, sv, en, locks = held
    section = Section(
        provision,
        sender=sender,
        receiver="city_executive",
        information=information,
        purpose="follow_up",
        age=30,
    )
    section.says("needs_assessment", sv, en, expect_locks=locks, expect_protected_by=[])
    section.says(
        "no_secrecy",
        "Prövningen visar att ingen lider skada, och då hindrar ingen sekretess.",
        "The test shows that nobody is harmed, and then no secrecy stands in the way.",
        harm=dict.fromkeys(locks, False),
        expect_locks=[],
    )
    return section


register = Section(
    "OSL-35-3",
    sender="police",
    receiver="social_services",
    information="criminal_record",
    purpose="support",
    age=30,
)
register.says(
    "closed",
    "Belastningsregistret är absolut: varken samtycke eller undantag öppnar det.",
    "The criminal record is absolute: neither consent nor exceptions open it.",
    facts=met("OSL-12-2", "OSL-10-2"),
    signed=("OSL-12-2", "OSL-10-2"),
    expect_locks=["OSL-35-3"],
    expect_nearest="1998:620",
)

branch = Section(
    "OSL-8-2",
    sender="social_services",
    receiver="social_services",
    information="social_services_case",
    purpose="support",
    age=30,
)
branch.says(
    "no_secrecy",
    "Inom samma verksamhetsgren gäller ingen sekretess, men ta bara del av det du behöver.",
    "Inside the same branch no secrecy holds, but read only what you need.",
    relation="same_branch",
    expect_warns=True,
)
branch.says(
    "needs_assessment",
    "Mellan självständiga verksamhetsgrenar gäller sekretess.",
    "Secrecy holds between independent branches.",
    relation="independent_branch",
    expect_locks=["OSL-26-1"],
)
branch.says(
    "needs_assessment",
    "En annan nämnd i samma kommun är en annan myndighet.",
    "Another board of the same municipality is another authority.",
    relation="same_municipality",
    expect_locks=["OSL-26-1"],
)
branch.says(
    "needs_assessment",
    "En enskild kan inte höra till verksamhetsgrenen, så sekretessen gäller.",
    "A private person cannot belong to the branch, so secrecy holds.",
    relation="same_branch",
    receiver="individual",
    expect_locks=["OSL-26-1"],
)

answering = Section(
    "OSL-6-5",
    sender="prison_and_probation",
    receiver="social_services",
    information="prison_and_probation",
    purpose="support",
    age=30,
    requested=True,
)
answering.says(
    "no_secrecy",
    "Det som inte är hemligt ska lämnas när en annan myndighet begär det.",
    "What is not secret is to be given when another authority requests it.",
    harm={"OSL-35-15": False},
    expect_obliged="OSL-6-5",
)
answering.says(
    "permitted",
    "Ett får blir i praktiken ett ska när myndigheten har frågat.",
    "A may becomes a shall in practice when the authority has asked.",
    facts=met("OSL-12-2"),
    signed=("OSL-12-2",),
    expect_obliged="OSL-6-5",
)
answering.says(
    "permitted",
    "Utan en fråga finns ingen skyldighet.",
    "Without a request there is no obligation.",
    requested=False,
    facts=met("OSL-12-2"),
    signed=("OSL-12-2",),
    expect_obliged=None,
)
answering.says(
    "no_secrecy",
    "En förening är ingen myndighet och kan inte åberopa bestämmelsen.",
    "An association is no authority and cannot rely on the provision.",
    receiver="association",
    harm={"OSL-35-15": False},
    expect_obliged=None,
)
answering.says(
    "no_secrecy",
    "Statistik utan personer är inte hemlig.",
    "Statistics without persons are not secret.",
    information="statistics",
    purpose="statistics",
    requested=False,
    expect_locks=[],
)

receiving = Section(
    "OSL-7-2",
    sender="social_services",
    receiver="prison_and_probation",
    information="social_services_case",
    purpose="prevent_crime",
    age=30,
)
receiving.says(
    "needs_assessment",
    "Hos Kriminalvården blir skyddet svagare.",
    "With prison and probation protection becomes weaker.",
    expect_protected_by=["OSL-35-15"],
    expect_warns=True,
)
receiving.says(
    "needs_assessment",
    "Hos bostadsbolaget skyddas uppgiften inte alls.",
    "With the housing company the information is not protected at all.",
    receiver="housing_company",
    expect_protected_by=[],
    expect_warns=True,
)
receiving.says(
    "needs_assessment",
    "Hos polisen skyddas personen av polisens egen sekretess.",
    "With the police the person is protected by the police's own secrecy.",
    receiver="police",
    expect_protected_by=["OSL-35-1"],
    expect_warns=False,
)
receiving.says(
    "needs_assessment",
    "Polisens underrättelser förlorar skyddet för arbetet hos socialtjänsten.",
    "Police intelligence loses the protection of the work with social services.",
    sender="police",
    receiver="social_services",
    information="police_intelligence",
    expect_protected_by=["OSL-26-1"],
    expect_warns=True,
)
contact = Section(
    "OSL-7-3",
    sender="police",
    receiver="social_services",
    information="police_investigation prison_and_probation",
    purpose="prevent_crime",
    age=30,
)
contact.says(
    "needs_assessment",
    "Gäller flera sekretessregler måste alla prövas.",
    "When several secrecy rules hold, every one must be dealt with.",
    expect_locks=["OSL-18-1", "OSL-35-1", "OSL-35-15"],
)
contact.says(
    "closed",
    "En enda regel utan stöd räcker för att uppgifterna inte får lämnas tillsammans.",
    "A single rule without ground is enough for the items not to be disclosed together.",
    information="police_investigation criminal_record",
    expect_locks=["OSL-18-1", "OSL-35-1", "OSL-35-3"],
)
contact.says(
    "needs_assessment",
    "En prövad och fri sekretess faller bort, den andra står kvar.",
    "A secrecy that was tested and found free falls away, the other remains.",
    harm={"OSL-35-15": False, "OSL-18-1": False},
    expect_locks=["OSL-35-1"],
)
contact.says(
    "needs_assessment",
    "Kontaktuppgifter utan det ärende de hör till skyddas som det deras innehavare har.",
    "Contact details without the case they belong to are protected as what their holder keeps.",
    sender="social_services",
    receiver="police",
    information="contact_details",
    expect_locks=["OSL-26-1"],
)
contact.says(
    "needs_assessment",
    "Hos den som saknar egen sekretess skyddas kontaktuppgifter som en adress överallt.",
    "With a holder that has no secrecy of its own, contact details are protected as an address is everywhere.",
    sender="other_board",
    receiver="police",
    information="contact_details",
    expect_locks=["OSL-21-3"],
)

SECTIONS = (
    answering,
    receiving,
    contact,
    branch,
    register,
    *(_lock(provision, held) for provision, held in HELD_BY.items()),
)
