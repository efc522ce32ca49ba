"""LUL, lag (2025:170), lag (2024:7), polislagen, lag (2016:774) and lag (1991:2041)."""

from tests.law_spec.spec import Section

TO_BOARD = {"sender": "police", "receiver": "social_services", "information": "police_investigation"}
FROM_BOARD = {"sender": "social_services", "information": "social_services_case"}

suspect = Section("LUL-6", **TO_BOARD, purpose="child_inquiry", age=18, age_at_offence=17)
suspect.opens(
    "required",
    "Den misstänkte har fyllt arton, men var sjutton vid brottet.",
    "The suspect has turned eighteen but was seventeen at the offence.",
)
suspect.closes(
    "age",
    "needs_assessment",
    "Arton år vid brottet är för gammal.",
    "Eighteen at the offence is too old.",
    age=18,
    age_at_offence=18,
)
suspect.could_open(
    "needs_assessment",
    "Saknas åldern vid brottet så kan bestämmelsen ge stöd, och svaret säger vad som saknas.",
    "With the age at the offence missing the provision could give ground, and the answer says so.",
    age_at_offence=None,
    facts={"LUL-6": {"reasonable_suspicion": True, "prison_in_scale": True}},
)
suspect.closes(
    "condition",
    "needs_assessment",
    "Brottet kan bara ge böter.",
    "The offence can only lead to a fine.",
    facts={"LUL-6": {"prison_in_scale": False}},
)
under_15 = Section("LUL-34", **TO_BOARD, purpose="child_inquiry", age=14, age_at_offence=14)
under_15.opens(
    "required",
    "Polisen utreder ett brott som en fjortonåring kan ha begått.",
    "The police inquire into a crime that a fourteen-year-old may have committed.",
)
under_15.closes(
    "age",
    "needs_assessment",
    "Femton år vid brottet prövas enligt 6 §.",
    "Fifteen at the offence is dealt with under section 6.",
    age=15,
    age_at_offence=15,
)
opinion = Section(
    "LUL-11",
    **FROM_BOARD,
    receiver="prosecutor",
    purpose="investigate_crime",
    age=17,
    age_at_offence=16,
    requested=True,
)
opinion.opens(
    "required",
    "Åklagaren begär yttrande om en misstänkt sextonåring.",
    "The prosecutor requests an opinion on a suspect of sixteen.",
)
opinion.closes(
    "request",
    "needs_assessment",
    "Åklagaren har inte begärt något.",
    "The prosecutor has requested nothing.",
    requested=False,
)

contact = Section(
    "2025:170-4",
    sender="social_services",
    receiver="police",
    information="social_services_case contact_details",
    purpose="investigate_crime",
    age=31,
    requested=True,
)
contact.opens(
    "required",
    "Polisen begär en klients telefonnummer; också socialtjänsten ska svara.",
    "The police request a client's telephone number; social services too are to answer.",
)
contact.opens(
    "required",
    "En privat utförare ska också svara.",
    "A private provider is to answer too.",
    sender="private_provider",
)
contact.closes(
    "request",
    "needs_assessment",
    "Självmant lämnas inga kontaktuppgifter på den grunden.",
    "Unasked, no contact details are given on that ground.",
    requested=False,
)
contact.closes(
    "information",
    "needs_assessment",
    "Själva ärendet omfattas inte.",
    "The case itself is not covered.",
    information="social_services_case",
)
contact.closes(
    "date",
    "needs_assessment",
    "Lagen gäller från den 1 april 2025.",
    "The act applies from 1 April 2025.",
    date="2025-03-31",
)
contact.closes(
    "condition",
    "needs_assessment",
    "Synnerliga skäl talar för att adressen hålls hemlig.",
    "Exceptional reasons speak for keeping the address secret.",
    facts={"2025:170-4": {"no_exceptional_reason": False}},
)
probation = Section(
    "2025:170-5",
    sender="prison_and_probation",
    receiver="police",
    information="prison_and_probation",
    purpose="prevent_crime",
    age=27,
)
probation.opens(
    "required",
    "Kriminalvården ska självmant berätta det polisen behöver.",
    "Prison and probation are to tell the police unasked what they need.",
)
probation.closes(
    "receiver",
    "needs_assessment",
    "Socialtjänsten är inte brottsbekämpande.",
    "Social services are not law enforcement.",
    receiver="social_services",
)
probation.closes(
    "date",
    "needs_assessment",
    "Dagen före lagen fanns ingen sådan skyldighet.",
    "The day before the act there was no such duty.",
    date="2025-03-31",
)
municipality = Section(
    "2025:170-6",
    sender="other_board",
    receiver="police",
    information="health_elsewhere",
    purpose="prevent_crime",
    age=27,
)
municipality.opens(
    "required",
    "En kommunal nämnd lämnar det polisen behöver.",
    "A municipal board gives what the police need.",
)
municipality.closes(
    "lock",
    "needs_assessment",
    "Socialtjänstens uppgifter är undantagna i 8 §.",
    "Section 8 exempts the information of social services.",
    **FROM_BOARD,
)
head = Section(
    "2025:170-7",
    sender="school",
    receiver="police",
    information="school_counselling",
    purpose="prevent_crime",
    age=16,
)
head.opens(
    "required",
    "Rektorn bedömer att polisen behöver veta, utan att polisen har frågat.",
    "The head teacher judges that the police need to know, without their asking.",
)
head.opens(
    "required",
    "Tullverket frågar, och rektorn ska svara.",
    "Customs asks, and the head teacher is to answer.",
    receiver="customs",
    requested=True,
)
head.closes(
    "request",
    "needs_assessment",
    "Självmant lämnas uppgiften bara till polisen.",
    "Unasked, the information goes only to the police.",
    receiver="customs",
)

ban = Section(
    "2024:7-11",
    sender="police",
    receiver="social_services",
    information="area_ban_case",
    purpose="prevent_crime",
    age=20,
)
ban.opens(
    "required",
    "Polisen anmäler en tjugoåring för vistelseförbud och ska underrätta socialnämnden.",
    "The police report a twenty-year-old for an area ban and are to inform the social board.",
)
ban.closes(
    "age",
    "needs_assessment",
    "Den som har fyllt 21 år omfattas inte.",
    "Someone who has turned 21 is not covered.",
    age=21,
)
ban.closes(
    "date",
    "needs_assessment",
    "Lagen trädde i kraft den 1 februari 2024.",
    "The act came into force on 1 February 2024.",
    date="2024-01-31",
)
ban_opinion = Section("2024:7-14", **FROM_BOARD, receiver="prosecutor", purpose="prevent_crime", age=17, requested=True)
ban_opinion.opens(
    "required",
    "Åklagaren begär yttrande om en sjuttonåring.",
    "The prosecutor requests an opinion on a seventeen-year-old.",
)
ban_opinion.closes(
    "age",
    "needs_assessment",
    "Om en artonåring lämnas inget yttrande.",
    "No opinion is given on an eighteen-year-old.",
    age=18,
)

police_act = Section(
    "polislagen-6",
    sender="police",
    receiver="social_services",
    information="police_intelligence",
    purpose="prevent_crime",
    age=29,
)
police_act.could_open(
    "needs_assessment",
    "Polisen känner till något som socialtjänsten bör agera på.",
    "The police know of something that social services should act upon.",
)
police_act.says(
    "needs_assessment",
    "Utan en jurists godkännande räcker polislagen inte, även om villkoret är uppfyllt.",
    "Without a lawyer's sign-off the Police Act does not suffice, even when the condition is met.",
    facts={"polislagen-6": {"should_cause_action": "Bostadslös med två barn."}},
    expect_opened={"OSL-18-2": "polislagen-6"},
)
police_act.closes(
    "receiver",
    "needs_assessment",
    "Samarbetet gäller socialtjänsten, inte skolan.",
    "The co-operation is with social services, not the school.",
    receiver="school",
)

organised = Section(
    "2016:774",
    sender="police",
    receiver="prison_and_probation",
    information="police_intelligence",
    purpose="prevent_crime",
    age=35,
)
organised.opens(
    "required",
    "Två listade myndigheter samverkar i ett särskilt beslut mot organiserad brottslighet.",
    "Two listed authorities co-operate under a special decision against organised crime.",
)
organised.closes(
    "receiver",
    "needs_assessment",
    "Kommuner står inte på listan.",
    "Municipalities are not listed.",
    receiver="social_services",
)

personal = Section(
    "1991:2041",
    **FROM_BOARD,
    receiver="prison_and_probation",
    purpose="investigate_crime",
    age=24,
    requested=True,
)
personal.could_open(
    "needs_assessment",
    "Kriminalvården frågar inför en personutredning; lagen är inte läst.",
    "Prison and probation ask for a personal inquiry; the act was not read.",
)
personal.closes(
    "request",
    "needs_assessment",
    "Ingen har frågat.",
    "Nobody has asked.",
    requested=False,
)
SECTIONS = (
    suspect,
    under_15,
    opinion,
    contact,
    probation,
    municipality,
    head,
    ban,
    ban_opinion,
    police_act,
    organised,
    personal,
)
