"""OSL 23, 25, 26 and 35 kap.: the grounds of each service towards its own partners."""

from tests.law_spec.spec import Section

CASE = {"sender": "social_services", "information": "social_services_case"}

care = Section("OSL-26-9", **CASE, receiver="health_care", purpose="support", age=16)
care.opens(
    "permitted",
    "Ett barn behöver vård, och socialtjänsten berättar det vården måste veta.",
    "A child needs care, and social services tell health care what it must know.",
)
care.opens(
    "permitted",
    "En vuxen som missbrukar omfattas också.",
    "An adult who misuses substances is covered too.",
    age=33,
)
care.could_open(
    "needs_assessment",
    "För en vuxen återstår att svara om personen hör till någon av grupperna.",
    "For an adult it remains to be answered whether the person is in one of the groups.",
    age=33,
    facts={"OSL-26-9": {"needed_for_care": True}},
)
care.closes(
    "receiver",
    "needs_assessment",
    "Skolan är varken socialtjänst eller vård.",
    "School is neither social services nor health care.",
    receiver="school",
)
care.closes(
    "condition",
    "needs_assessment",
    "En vuxen utanför grupperna omfattas inte.",
    "An adult outside the groups is not covered.",
    age=33,
    facts={"OSL-26-9": {"needed_for_care": True, "in_group": False}},
)

supervision = Section("OSL-26-9b", **CASE, receiver="prison_and_probation", purpose="prevent_crime", age=17)
supervision.opens(
    "permitted",
    "Socialtjänsten bidrar till planen för en ungdomsövervakning.",
    "Social services contribute to the plan for a youth supervision.",
)
supervision.closes(
    "receiver",
    "needs_assessment",
    "Planen görs med Kriminalvården, inte med åklagaren.",
    "The plan is made with prison and probation, not the prosecutor.",
    receiver="prosecutor",
)

same_city = Section(
    "OSL-26-9c", **CASE, receiver="social_services", relation="same_municipality", purpose="support", age=20
)
same_city.opens(
    "permitted",
    "En stadsdelsnämnd berättar för en annan om en insats som ska fortsätta där.",
    "One district board tells another of an intervention that is to go on there.",
)
same_city.closes(
    "relation",
    "needs_assessment",
    "En annan kommun omfattas inte.",
    "Another municipality is not covered.",
    relation="different",
)

state = Section(
    "OSL-26-9e",
    sender="state_youth_care",
    receiver="police",
    information="social_services_case",
    purpose="prevent_crime",
    age=22,
)
state.opens(
    "permitted",
    "Ungdomshemmet berättar för polisen om en planerad fritagning.",
    "The youth home tells the police of a planned break-out.",
)
state.closes(
    "date",
    "needs_assessment",
    "Bestämmelsen gäller från den 1 april 2025.",
    "The provision applies from 1 April 2025.",
    date="2025-03-31",
)
state.closes(
    "sender",
    "needs_assessment",
    "Kommunens socialtjänst har i stället 10 kap. 18 a §.",
    "Municipal social services have 10:18 a instead.",
    sender="social_services",
)

school = Section(
    "OSL-23-6a",
    sender="school",
    receiver="prison_and_probation",
    information="school_counselling",
    purpose="prevent_crime",
    age=17,
)
school.opens(
    "permitted",
    "Skolan bidrar till planen för en ungdomsövervakning.",
    "The school contributes to the plan for a youth supervision.",
)
school.closes(
    "receiver",
    "needs_assessment",
    "Polisen hör inte dit.",
    "The police do not belong there.",
    receiver="police",
)

health = Section(
    "OSL-25-12",
    sender="health_care",
    receiver="social_services",
    information="health_care",
    purpose="support",
    age=15,
)
health.opens(
    "permitted",
    "Barnpsykiatrin berättar för socialtjänsten vad barnet behöver.",
    "Child psychiatry tells social services what the child needs.",
)
health.closes(
    "receiver",
    "needs_assessment",
    "Polisen omfattas inte.",
    "The police are not covered.",
    receiver="police",
    purpose="prevent_crime",
)
unable = Section("OSL-25-13", **{**health.base, "age": 52})
unable.opens(
    "permitted",
    "Patienten är medvetslös och behöver stöd.",
    "The patient is unconscious and needs support.",
)
unable.closes(
    "condition",
    "needs_assessment",
    "Patienten kan själv samtycka.",
    "The patient can consent.",
    facts={"OSL-25-13": {"cannot_consent": False}},
)

police_plan = Section(
    "OSL-35-10b",
    sender="police",
    receiver="prison_and_probation",
    information="police_investigation",
    purpose="prevent_crime",
    age=17,
)
police_plan.opens(
    "needs_assessment",
    "Polisen bidrar till planen: skyddet för personen öppnas, skyddet för förundersökningen prövas för sig.",
    "The police contribute to the plan: what protects the person opens, what protects the investigation is separate.",
)
police_plan.closes(
    "receiver",
    "needs_assessment",
    "Skolan får inget på den grunden.",
    "The school gets nothing on that ground.",
    receiver="school",
)
terror = Section(
    "OSL-35-10c",
    sender="police",
    receiver="social_services",
    information="police_intelligence",
    purpose="prevent_crime",
    age=23,
)
terror.opens(
    "needs_assessment",
    "Polisen berättar för att förebygga terroristbrott; underrättelsearbetet prövas för sig.",
    "The police tell in order to prevent terrorism; the intelligence work is tested separately.",
)
terror.closes(
    "receiver",
    "needs_assessment",
    "Bara kommunens socialtjänst omfattas.",
    "Only municipal social services are covered.",
    receiver="school",
)
probation_plan = Section(
    "OSL-35-15a",
    sender="prison_and_probation",
    receiver="school",
    information="prison_and_probation",
    purpose="support",
    age=17,
)
probation_plan.opens(
    "permitted",
    "Kriminalvården berättar för skolan det som planen kräver.",
    "Prison and probation tell the school what the plan demands.",
)
probation_plan.closes(
    "receiver",
    "needs_assessment",
    "Bostadsbolaget har ingen del i planen.",
    "The housing company has no part in the plan.",
    receiver="housing_company",
)
SECTIONS = (
    care,
    supervision,
    same_city,
    state,
    school,
    health,
    unable,
    police_plan,
    terror,
    probation_plan,
)
