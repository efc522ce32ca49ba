"""The words a request may use, each with its Swedish and English name."""

from __future__ import annotations

from trefas.law.texts import Text

KINDS: dict[str, Text] = {
    "social_services": Text("socialtjänsten", "social services"),
    "police": Text("Polismyndigheten", "the police"),
    "security_service": Text("Säkerhetspolisen", "the Security Service"),
    "customs": Text("Tullverket", "customs"),
    "prosecutor": Text("åklagaren", "the prosecutor"),
    "prison_and_probation": Text("Kriminalvården", "prison and probation"),
    "state_youth_care": Text("Statens institutionsstyrelse", "state youth care"),
    "school": Text("skolan", "school"),
    "health_care": Text("hälso- och sjukvården", "health care"),
    "court": Text("domstolen", "the court"),
    "city_executive": Text("kommunstyrelsen", "the city executive"),
    "other_board": Text("en annan kommunal nämnd", "another municipal board"),
    "other_state_authority": Text("en annan statlig myndighet", "another state authority"),
    "housing_company": Text("bostadsbolaget", "the housing company"),
    "association": Text("föreningen", "the association"),
    "private_provider": Text("den privata utföraren", "the private provider"),
    "individual": Text("en enskild", "a private person"),
}
ALL_KINDS = frozenset(KINDS)
PRIVATE = frozenset({"housing_company", "association", "private_provider", "individual"})
AUTHORITIES = ALL_KINDS - PRIVATE
SOCIAL = frozenset({"social_services"})
POLICE = frozenset({"police"})
INTERVENING = frozenset({"police", "security_service", "customs"})
LAW_ENFORCEMENT = INTERVENING | {"prosecutor"}

RELATIONS: dict[str, Text] = {
    "same_branch": Text("samma verksamhetsgren", "the same branch"),
    "independent_branch": Text(
        "en självständig verksamhetsgren i samma myndighet",
        "an independent branch of the same authority",
    ),
    "same_municipality": Text("en annan nämnd i samma kommun", "another board of the same municipality"),
    "different": Text("en annan myndighet", "a different authority"),
}
ALL_RELATIONS = frozenset(RELATIONS)

INDIVIDUALS: dict[str, Text] = {
    "subject": Text("den som uppgiften rör", "the person the information is about"),
    "guardian": Text("vårdnadshavaren", "the guardian"),
    "other": Text("någon annan", "someone else"),
}

PURPOSES: dict[str, Text] = {
    "prevent_crime": Text("förebygga brott", "prevent crime"),
    "investigate_crime": Text("utreda brott", "investigate crime"),
    "protect_child": Text("skydda ett barn", "protect a child"),
    "child_inquiry": Text("utreda ett barns behov", "inquire into a child's needs"),
    "save_life": Text("rädda liv", "save life"),
    "support": Text("ge stöd", "give support"),
    "follow_up": Text("följa upp", "follow up"),
    "statistics": Text("föra statistik", "make statistics"),
}
ALL_PURPOSES = frozenset(PURPOSES)
# Work with one person; the other two purposes look at many.
PERSONAL = ALL_PURPOSES - {"follow_up", "statistics"}

CATEGORIES: dict[str, Text] = {
    "social_services_case": Text("uppgift i ett socialtjänstärende", "information in a social-services case"),
    "minor_whereabouts": Text("var den unge vistas", "where the minor is staying"),
    "police_intelligence": Text("polisens underrättelseuppgift", "police intelligence"),
    "police_investigation": Text("uppgift i en förundersökning", "information in a criminal investigation"),
    "criminal_record": Text("uppgift ur belastningsregistret", "an entry in the criminal record"),
    "area_ban_case": Text(
        "uppgift i ett ärende om kontakt- eller vistelseförbud",
        "information in a contact-ban or area-ban case",
    ),
    "police_protection": Text("uppgift om polisens personskydd", "information on police protection"),
    "prison_and_probation": Text(
        "uppgift om en klient i Kriminalvården", "information on a prison or probation client"
    ),
    "health_care": Text("uppgift i hälso- och sjukvården", "information in health care"),
    "health_elsewhere": Text(
        "uppgift om hälsa eller sexualliv utanför vården",
        "information on health or sex life outside health care",
    ),
    "school_counselling": Text(
        "uppgift hos elevhälsans kurator eller psykolog",
        "information with the school's counsellor or psychologist",
    ),
    "child_concern_report": Text("uppgift i en orosanmälan", "information in a child-concern report"),
    "protected_whereabouts": Text(
        "adress eller kontaktuppgift för en hotad person",
        "the address or contact details of a threatened person",
    ),
    "protected_registration": Text(
        "uppgift om en person med skyddad folkbokföring",
        "information on a person with protected registration",
    ),
    "contact_details": Text("kontaktuppgifter", "contact details"),
    "statistics": Text("statistik utan personuppgifter", "statistics without personal data"),
}

# The category decides what protects the information, whoever holds it. Contact details belong to the category
# they are given beside; alone they are protected as what their holder keeps, or as an address is everywhere.
CATEGORY_LOCKS: dict[str, tuple[str, ...]] = {
    "social_services_case": ("OSL-26-1",),
    "minor_whereabouts": ("OSL-26-1", "OSL-26-2"),
    "police_intelligence": ("OSL-18-2", "OSL-35-1"),
    "police_investigation": ("OSL-18-1", "OSL-35-1"),
    "criminal_record": ("OSL-35-3",),
    "area_ban_case": ("OSL-35-5",),
    "police_protection": ("OSL-35-11",),
    "prison_and_probation": ("OSL-35-15",),
    "health_care": ("OSL-25-1",),
    "health_elsewhere": ("OSL-21-1",),
    "school_counselling": ("OSL-23-2",),
    "child_concern_report": ("OSL-40-7g",),
    "protected_whereabouts": ("OSL-21-3",),
    "protected_registration": ("OSL-22-2", "OSL-21-3a"),
    "contact_details": (),
    "statistics": (),
}
CONTACT_DETAILS_ALONE = ("OSL-21-3",)
