"""OSL 10 kap. 2, 14, 15 a, 24, 26 and 27 §§: the grounds that are general."""

from tests.law_spec.spec import Section, met

crime = Section(
    "OSL-10-15a",
    sender="social_services",
    receiver="police",
    information="social_services_case",
    purpose="prevent_crime",
    age=25,
)
crime.opens(
    "permitted",
    "Socialtjänsten berättar för polisen om en vuxen, efter en avvägning, sedan den 1 december 2025.",
    "Social services tell the police about an adult, after a balancing, since 1 December 2025.",
    date="2025-12-01",
)
crime.closes(
    "date",
    "needs_assessment",
    "Dagen före gällde bestämmelsen inte.",
    "The day before, the provision did not apply.",
    date="2025-11-30",
)
crime.closes(
    "lock",
    "needs_assessment",
    "Vårdens sekretess bryts inte.",
    "The secrecy of health care is not opened.",
    sender="health_care",
    information="health_care",
)
crime.closes(
    "purpose",
    "needs_assessment",
    "För att ge stöd gäller bestämmelsen inte.",
    "It does not apply in order to give support.",
    purpose="support",
)
crime.closes(
    "receiver",
    "needs_assessment",
    "En förening är ingen myndighet.",
    "An association is no authority.",
    receiver="association",
)
crime.says(
    "needs_assessment",
    "Polisens underrättelser har två skydd: 15 a § når personen men inte arbetet, som prövas enligt 27 §.",
    "Police intelligence has two protections: 15 a reaches the person but not the work, which is tested under 27.",
    sender="police",
    receiver="social_services",
    information="police_intelligence",
    signed=("OSL-10-15a",),
    facts=met("OSL-10-15a"),
    expect_opened={"OSL-18-2": "OSL-10-27", "OSL-35-1": "OSL-10-15a"},
)
crime.says(
    "permitted",
    "När båda prövningarna är gjorda får polisen berätta om en vuxen.",
    "When both tests are made the police may tell about an adult.",
    sender="police",
    receiver="social_services",
    information="police_intelligence",
    signed=("OSL-10-15a", "OSL-10-27"),
    facts=met("OSL-10-15a", "OSL-10-27"),
)
crime.could_open(
    "needs_assessment",
    "Socialtjänsten får också berätta för Kriminalvården, om någon gör avvägningen.",
    "Social services may also tell prison and probation, if someone does the balancing.",
    receiver="prison_and_probation",
)

committed = Section(
    "OSL-10-24",
    sender="school",
    receiver="police",
    information="school_counselling",
    purpose="investigate_crime",
    age=19,
)
committed.opens(
    "permitted",
    "Skolans kurator berättar om ett rån som redan har skett.",
    "The school counsellor tells of a robbery that has taken place.",
)
committed.closes(
    "lock",
    "needs_assessment",
    "Socialtjänstens sekretess har egna bestämmelser.",
    "The secrecy of social services has provisions of its own.",
    sender="social_services",
    information="social_services_case",
)
committed_before = Section("OSL-10-24@unknown", **committed.base, date="2025-03-31")
committed_before.opens(
    "permitted",
    "Samma sak gällde före april 2025, i en äldre lydelse.",
    "The same applied before April 2025, in an earlier wording.",
)
committed_before.closes(
    "date",
    "needs_assessment",
    "Den äldre lydelsen upphörde.",
    "The earlier wording ended.",
    date="2025-04-01",
)

service = Section(
    "OSL-10-26",
    sender="social_services",
    receiver="court",
    information="social_services_case contact_details",
    purpose="support",
    age=30,
)
service.opens(
    "permitted",
    "Domstolen behöver adressen för att delge en stämning.",
    "The court needs the address to serve a summons.",
)
service.closes(
    "information",
    "needs_assessment",
    "Annat än kontaktuppgifter omfattas inte.",
    "Other information than contact details is not covered.",
    information="social_services_case",
)
service.closes(
    "lock",
    "needs_assessment",
    "En hotad persons adress lämnas inte på den grunden.",
    "A threatened person's address is not given on that ground.",
    information="protected_whereabouts contact_details",
)

reservation = Section(
    "OSL-10-14",
    sender="social_services",
    receiver="association",
    information="social_services_case",
    purpose="support",
    age=19,
)
reservation.opens(
    "permitted",
    "Ett förbehåll tar bort risken för skada när en förening ska hjälpa till.",
    "A reservation removes the risk of harm when an association is to help.",
)
reservation.closes(
    "receiver",
    "needs_assessment",
    "Mot en annan myndighet görs inget förbehåll.",
    "No reservation is made towards another authority.",
    receiver="school",
)
reservation.closes(
    "lock",
    "closed",
    "Belastningsregistret nås inte heller så.",
    "Nor is the criminal record reached that way.",
    information="criminal_record",
)

necessary = Section(
    "OSL-10-2",
    sender="social_services",
    receiver="school",
    information="social_services_case",
    purpose="support",
    age=12,
)
necessary.opens(
    "permitted",
    "Socialtjänsten måste säga något till skolan för att kunna utreda.",
    "Social services must tell the school something to be able to inquire.",
)
necessary.closes(
    "condition",
    "needs_assessment",
    "Det vore bara bekvämt.",
    "It would only be convenient.",
    facts={"OSL-10-2": {"necessary_own_work": False}},
)
necessary.closes(
    "sender",
    "needs_assessment",
    "En förening har inget sådant undantag.",
    "An association has no such exception.",
    sender="association",
)

clause = Section(
    "OSL-10-27",
    sender="prison_and_probation",
    receiver="social_services",
    information="prison_and_probation",
    purpose="support",
    age=28,
)
clause.opens(
    "permitted",
    "Det är uppenbart att socialtjänsten behöver veta när klienten friges och saknar bostad.",
    "It is obvious that social services need to know when the client is released without housing.",
)
clause.closes(
    "lock",
    "needs_assessment",
    "Socialtjänstens egna uppgifter omfattas aldrig.",
    "The information of social services is never covered.",
    sender="social_services",
    receiver="police",
    information="social_services_case",
)
clause.closes(
    "receiver",
    "needs_assessment",
    "Generalklausulen gäller bara mellan myndigheter.",
    "The general clause applies only between authorities.",
    receiver="housing_company",
)

SECTIONS = (crime, committed, committed_before, service, reservation, necessary, clause)
