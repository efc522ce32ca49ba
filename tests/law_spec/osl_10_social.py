"""OSL 10 kap. 18 a - 23 §§: what social services may tell those who prevent and investigate crime."""

from tests.law_spec.spec import Section

CASE = {"sender": "social_services", "receiver": "police", "information": "social_services_case"}

young = Section("OSL-10-18a", **CASE, purpose="prevent_crime", age=17)
young.opens(
    "permitted",
    "En sjuttonåring har berättat för sin behandlare att han ska hämta ett vapen i kväll.",
    "A seventeen-year-old has told his worker that he is to fetch a weapon tonight.",
    facts={
        "OSL-10-18a": {
            "concrete_circumstances": "Har i dag berättat att han ska hämta ett vapen.",
            "not_unsuitable": True,
        }
    },
)
young.opens(
    "permitted",
    "Tullverket får veta samma sak sedan den 1 april 2025.",
    "Customs may be told the same since 1 April 2025.",
    receiver="customs",
    date="2025-04-01",
)
young.could_open(
    "needs_assessment",
    "Ingen har ännu svarat på om det finns konkreta omständigheter.",
    "Nobody has yet answered whether there are concrete circumstances.",
)
young.closes(
    "age",
    "needs_assessment",
    "Den som har fyllt 21 år omfattas inte.",
    "Someone who has turned 21 is not covered.",
    age=21,
)
young.closes(
    "date",
    "needs_assessment",
    "Före den 1 april 2025 gällde den äldre lydelsen.",
    "Before 1 April 2025 the earlier wording applied.",
    date="2025-03-31",
)
young.closes(
    "purpose",
    "needs_assessment",
    "Misstanke om ett begånget brott prövas enligt andra bestämmelser.",
    "Suspicion of a committed crime is tested under other provisions.",
    purpose="investigate_crime",
)
young.closes(
    "receiver",
    "needs_assessment",
    "Åklagaren hör inte till mottagarna.",
    "The prosecutor is not among the receivers.",
    receiver="prosecutor",
)
young.closes(
    "lock",
    "needs_assessment",
    "En uppgift hos polisen öppnas inte av en regel för socialtjänsten, även om socialtjänsten fått den.",
    "Police information is not opened by a rule for social services, even when social services hold it.",
    information="police_investigation",
)
young.closes(
    "condition",
    "needs_assessment",
    "Det är olämpligt med hänsyn till den insats som pågår.",
    "It is unsuitable in view of the intervention under way.",
    facts={"OSL-10-18a": {"concrete_circumstances": True, "not_unsuitable": False}},
)
young.says(
    "facts_missing",
    "Utan ålder går det inte att svara, för bestämmelsen räknar ålder.",
    "Without an age there is no answer, for the provision counts age.",
    age=None,
    expect_missing=["subject.age"],
)

before = Section("OSL-10-18a@2013-01-01", **CASE, purpose="prevent_crime", age=20, date="2025-03-31")
before.opens(
    "permitted",
    "Sista dagen med den äldre lydelsen fick socialtjänsten berätta för polisen.",
    "On the last day of the earlier wording social services could tell the police.",
)
before.closes(
    "receiver",
    "needs_assessment",
    "Den äldre lydelsen nådde bara polisen, inte Tullverket.",
    "The earlier wording reached only the police, not customs.",
    receiver="customs",
)
before.closes(
    "date",
    "needs_assessment",
    "Dagen efter gällde den nya lydelsen.",
    "The day after, the new wording applied.",
    date="2025-04-01",
)
before.closes(
    "date",
    "needs_assessment",
    "Före 2013 fanns bestämmelsen inte.",
    "Before 2013 the provision did not exist.",
    date="2012-12-31",
)

terror = Section("OSL-10-18b", **CASE, purpose="prevent_crime", age=34)
terror.opens(
    "permitted",
    "Ålder saknar betydelse vid en konkret risk för terroristbrott.",
    "Age does not matter with a concrete risk of terrorism.",
    receiver="security_service",
)
terror.closes(
    "receiver",
    "needs_assessment",
    "Tullverket hör inte till mottagarna.",
    "Customs is not among the receivers.",
    receiver="customs",
)
terror_before = Section("OSL-10-18b@unknown", **CASE, purpose="prevent_crime", age=34, date="2024-06-01")
terror_before.could_open(
    "needs_assessment",
    "Bestämmelsen fanns före april 2025, men den lydelsen är inte läst.",
    "The provision existed before April 2025, but that wording was not read.",
)
terror_before.closes(
    "date",
    "needs_assessment",
    "Bestämmelsen kom 2020.",
    "The provision came in 2020.",
    date="2019-12-31",
)

close = Section("OSL-10-18c", **CASE, purpose="prevent_crime", age=41)
close.opens(
    "permitted",
    "En man har sagt till sin handläggare att han ska skada sin sambo svårt.",
    "A man has told his case officer that he will seriously harm his partner.",
)
close.closes(
    "purpose",
    "needs_assessment",
    "För att ge stöd gäller bestämmelsen inte.",
    "It does not apply in order to give support.",
    purpose="support",
)
close_before = Section("OSL-10-18c@unknown", **CASE, purpose="prevent_crime", age=41, date="2023-06-01")
close_before.could_open(
    "needs_assessment",
    "Bestämmelsen kom 2021; den lydelsen är inte läst.",
    "The provision came in 2021; that wording was not read.",
)
close_before.closes(
    "date",
    "needs_assessment",
    "År 2020 fanns den inte.",
    "In 2020 it did not exist.",
    date="2020-12-31",
)

traffic = Section("OSL-10-19", **CASE, purpose="prevent_crime", age=45)
traffic.opens(
    "permitted",
    "En klient sätter sig berusad i bilen utanför kontoret.",
    "A client gets into the car drunk outside the office.",
)
traffic.closes(
    "receiver",
    "needs_assessment",
    "Bara polisen kan hindra det.",
    "Only the police can stop it.",
    receiver="prosecutor",
)

acute = Section("OSL-10-20", **CASE, purpose="save_life", age=14)
acute.opens(
    "permitted",
    "Fältarbetare möter en fjortonåring i uppenbar akut fara en natt.",
    "Outreach workers meet a fourteen-year-old in obvious acute danger one night.",
)
acute.closes(
    "age",
    "needs_assessment",
    "Arton år fyllda omfattas inte.",
    "Someone who has turned eighteen is not covered.",
    age=18,
)

child = Section("OSL-10-21", **CASE, purpose="investigate_crime", age=10)
child.opens(
    "permitted",
    "Ett barn har berättat att en vuxen slår henne.",
    "A child has told that an adult beats her.",
)
child.closes(
    "sender",
    "needs_assessment",
    "Bestämmelsen bryter socialtjänstens sekretess, inte skolans.",
    "The provision opens the secrecy of social services, not the school's.",
    sender="school",
    information="school_counselling",
)
child_before = Section("OSL-10-21@unknown", **CASE, purpose="investigate_crime", age=10, date="2025-03-31")
child_before.opens(
    "permitted",
    "Även före april 2025 fick misstanke om brott mot barn anmälas.",
    "Before April 2025 too, suspected crime against a child could be reported.",
)
child_before.closes(
    "date",
    "needs_assessment",
    "Från den 1 april 2025 gäller den nya lydelsen.",
    "From 1 April 2025 the new wording applies.",
    date="2025-04-01",
)

drugs = Section("OSL-10-22", **CASE, purpose="investigate_crime", age=35)
drugs.opens(
    "permitted",
    "En vuxen misstänks ha gett narkotika till en femtonåring.",
    "An adult is suspected of having given drugs to a fifteen-year-old.",
)
drugs.closes(
    "condition",
    "needs_assessment",
    "Mottagaren av narkotikan var vuxen.",
    "The one who got the drugs was an adult.",
    facts={"OSL-10-22": {"supplied_child": False}},
)

committed_terror = Section("OSL-10-22a", **CASE, purpose="investigate_crime", age=35)
committed_terror.opens(
    "permitted",
    "Socialtjänsten får veta vem som begått ett terroristbrott.",
    "Social services learn who has committed a terrorist offence.",
)
committed_terror.closes(
    "date",
    "needs_assessment",
    "Bestämmelsen gäller från den 1 april 2025.",
    "The provision applies from 1 April 2025.",
    date="2025-03-31",
)

committed = Section("OSL-10-23", **CASE, purpose="investigate_crime", age=26)
committed.opens(
    "permitted",
    "Uppgiften har betydelse för utredningen av en skjutning som redan har skett.",
    "The information matters to the investigation of a shooting that has taken place.",
)
committed.closes(
    "purpose",
    "needs_assessment",
    "För att förebygga brott prövas i stället 18 a § eller 15 a §.",
    "To prevent crime, 18 a or 15 a is tested instead.",
    purpose="prevent_crime",
)
committed_before = Section("OSL-10-23@unknown", **CASE, purpose="investigate_crime", age=26, date="2025-03-31")
committed_before.opens(
    "permitted",
    "Före april 2025 krävdes misstanke om brott med minst ett års fängelse.",
    "Before April 2025 suspicion of a crime with at least one year's prison was needed.",
)
committed_before.closes(
    "condition",
    "needs_assessment",
    "Straffet för brottet börjar på böter.",
    "The penalty for the crime begins with a fine.",
    facts={"OSL-10-23@unknown": {"suspicion": True, "serious_enough": False}},
)

SECTIONS = (
    young,
    before,
    terror,
    terror_before,
    close,
    close_before,
    traffic,
    acute,
    child,
    child_before,
    drugs,
    committed_terror,
    committed,
    committed_before,
)
