"""Socialtjänstlagen: reports about children, inquiries, and what the social board is to answer."""

from tests.law_spec.spec import Section

TO_BOARD = {"sender": "police", "receiver": "social_services", "information": "police_intelligence"}
FROM_BOARD = {"sender": "social_services", "information": "social_services_case"}

report = Section("SoL-19-1", **TO_BOARD, purpose="protect_child", age=14)
report.opens(
    "required",
    "Polisen misstänker att en fjortonåring far illa och ska genast anmäla det, också ur underrättelser.",
    "The police suspect that a fourteen-year-old fares ill and are to report it at once, intelligence included.",
)
report.opens(
    "required",
    "Kriminalvården möter ett barn som far illa.",
    "Prison and probation meet a child who fares ill.",
    sender="prison_and_probation",
    information="prison_and_probation",
    purpose="prevent_crime",
)
report.opens(
    "required",
    "Första dagen med den nya socialtjänstlagen.",
    "The first day of the new Social Services Act.",
    date="2025-07-01",
)
report.closes(
    "date",
    "needs_assessment",
    "Dagen före gällde den äldre lagen.",
    "The day before, the earlier act applied.",
    date="2025-06-30",
)
report.closes(
    "age",
    "needs_assessment",
    "Den som har fyllt arton år är inget barn.",
    "Someone who has turned eighteen is no child.",
    age=18,
)
report.closes(
    "sender",
    "needs_assessment",
    "Kommunstyrelsen hör inte till den krets vi kan fråga om.",
    "The city executive is not in the circle that can be asked about.",
    sender="city_executive",
    information="health_elsewhere",
)
report.closes(
    "receiver",
    "needs_assessment",
    "Anmälan går till socialnämnden, inte till polisen.",
    "The report goes to the social board, not to the police.",
    sender="school",
    receiver="police",
    information="school_counselling",
)
report.closes(
    "lock",
    "closed",
    "Belastningsregistret lämnas inte ut ens i en orosanmälan.",
    "The criminal record is not disclosed even in a child-concern report.",
    information="criminal_record",
)
report.says(
    "facts_missing",
    "Utan ålder går det inte att säga om det är ett barn.",
    "Without an age it cannot be said whether it is a child.",
    sender="school",
    information="school_counselling",
    age=None,
    expect_missing=["subject.age"],
)

report_before = Section("SoL2001-14-1", **TO_BOARD, purpose="protect_child", age=14, date="2025-06-30")
report_before.opens(
    "required",
    "Enligt den äldre socialtjänstlagen skulle polisen anmäla på samma sätt.",
    "Under the earlier Social Services Act the police were to report in the same way.",
)
report_before.closes(
    "date",
    "needs_assessment",
    "Lagen upphörde när den nya kom.",
    "The act ended when the new one came.",
    date="2025-07-01",
)

inquiry = Section(
    "SoL-20-6",
    sender="school",
    receiver="social_services",
    information="school_counselling",
    purpose="child_inquiry",
    age=11,
)
inquiry.opens(
    "required",
    "Skolan ska svara när socialnämnden utreder ett barn.",
    "The school is to answer when the social board inquires into a child.",
)
inquiry.closes(
    "condition",
    "needs_assessment",
    "Ingen utredning är inledd.",
    "No inquiry has been opened.",
    facts={"SoL-20-6": {"inquiry_opened": False}},
)
inquiry.closes(
    "age",
    "needs_assessment",
    "En vuxen utreds inte så.",
    "An adult is not inquired into that way.",
    age=19,
)

failing = Section("SoL-15-5", **FROM_BOARD, receiver="prosecutor", purpose="follow_up", age=17)
failing.opens(
    "required",
    "Den unge kommer inte till sin ungdomstjänst.",
    "The young person does not turn up for youth service.",
)
failing.closes(
    "receiver",
    "needs_assessment",
    "Underrättelsen går till åklagaren.",
    "The notice goes to the prosecutor.",
    receiver="police",
)

staying = Section(
    "SoL-15-7",
    sender="social_services",
    receiver="police",
    information="minor_whereabouts",
    purpose="investigate_crime",
    age=16,
    requested=True,
)
staying.opens(
    "required",
    "Polisen frågar om en efterlyst vistas på ett boende.",
    "The police ask whether a wanted person stays in a home.",
)
staying.closes(
    "request",
    "needs_assessment",
    "Ingen har frågat.",
    "Nobody has asked.",
    requested=False,
)
staying.could_open(
    "needs_assessment",
    "För en annan statlig myndighet återstår att svara om den är Kronofogden eller Skatteverket.",
    "For another state authority it remains to say whether it is the Enforcement Authority or the Tax Agency.",
    receiver="other_state_authority",
    facts={"SoL-15-7": {"only_whether_staying": True}},
)

current = Section(
    "SoL-15-8",
    **FROM_BOARD,
    receiver="social_services",
    relation="same_municipality",
    purpose="support",
    age=26,
    requested=True,
)
current.opens(
    "required",
    "En annan stadsdelsnämnd frågar om personen är aktuell.",
    "Another district board asks whether the person is current.",
)
current.closes(
    "relation",
    "needs_assessment",
    "En annan kommun omfattas inte.",
    "Another municipality is not covered.",
    relation="different",
)
current.closes(
    "date",
    "needs_assessment",
    "Skyldigheten finns sedan den 1 juli 2025.",
    "The duty exists since 1 July 2025.",
    date="2025-06-30",
)

provider = Section(
    "SoL-15-9",
    sender="private_provider",
    receiver="social_services",
    information="social_services_case",
    purpose="follow_up",
    age=26,
    requested=True,
)
provider.opens(
    "required",
    "Nämnden följer upp den insats som utföraren ger.",
    "The board follows up the intervention that the provider gives.",
)
provider.closes(
    "purpose",
    "needs_assessment",
    "För att förebygga brott gäller skyldigheten inte.",
    "The duty does not apply in order to prevent crime.",
    purpose="prevent_crime",
)

feedback = Section(
    "SoL-19-6",
    **FROM_BOARD,
    receiver="school",
    purpose="protect_child",
    age=10,
    requested=True,
)
feedback.opens(
    "required",
    "Skolan som anmälde frågar om en utredning har inletts.",
    "The school that reported asks whether an inquiry was opened.",
)
feedback.closes(
    "request",
    "needs_assessment",
    "Skolan har inte frågat.",
    "The school has not asked.",
    requested=False,
)
feedback.closes(
    "date",
    "needs_assessment",
    "Lagen fanns inte före den 1 juli 2025.",
    "The act did not exist before 1 July 2025.",
    date="2025-06-30",
)
SECTIONS = (
    report,
    report_before,
    inquiry,
    failing,
    staying,
    current,
    provider,
    feedback,
)
