"""OSL 18, 21-23, 25, 26, 35 and 40 kap.: the secrecy that a word of a request can reach."""

from __future__ import annotations

from trefas.law.rule import Lock
from trefas.law.texts import Text

ANS = ("ANS",)
LOCKS = (
    Lock(
        "OSL-18-1",
        "OSL",
        "18 kap. 1 §",
        Text(
            "Uppgift i förundersökning, om tvångsmedel eller om brottsförebyggande arbete är hemlig "
            "om det kan antas att arbetet skadas.",
            "Information in an investigation, on coercive measures or on crime prevention is secret "
            "if the work can be assumed to be harmed.",
        ),
        "R",
        ANS,
        test="straight",
        protects="work",
        years=40,
    ),
    Lock(
        "OSL-18-2",
        "OSL",
        "18 kap. 2 §",
        Text(
            "Uppgift i polisens underrättelseverksamhet är hemlig om det inte står klart att den kan lämnas "
            "utan att arbetet skadas.",
            "Information in police intelligence is secret unless it is clear that it can be disclosed "
            "without harm to the work.",
        ),
        "R",
        ANS,
        test="reverse",
        protects="work",
        years=70,
    ),
    Lock(
        "OSL-21-1",
        "OSL",
        "21 kap. 1 §",
        Text(
            "Uppgift om hälsa eller sexualliv är hemlig överallt om det måste antas "
            "att personen eller någon närstående lider betydande men.",
            "Information on health or sex life is secret everywhere if the person or someone close "
            "must be assumed to suffer considerable harm.",
        ),
        "R",
        ANS,
        test="straight",
        everywhere=True,
        years=70,
    ),
    Lock(
        "OSL-21-3",
        "OSL",
        "21 kap. 3 §",
        Text(
            "Adress, telefon och e-post är hemliga överallt om det av särskild anledning kan antas "
            "att personen eller någon närstående utsätts för hot eller våld.",
            "Address, telephone and e-mail are secret everywhere if there is special reason to assume "
            "threats or violence against the person or someone close.",
        ),
        "R",
        ANS,
        test="straight",
        everywhere=True,
        years=70,
    ),
    Lock(
        "OSL-21-3a",
        "OSL",
        "21 kap. 3 a §",
        Text(
            "I ett ärende där en part har skyddad folkbokföring är uppgift som kan röja var parten finns "
            "hemlig "
            "om det inte står klart att den kan lämnas utan men.",
            "In a case where a party has protected registration, what may reveal where the party is "
            "is secret unless disclosure is clearly harmless.",
        ),
        "R",
        ANS,
        test="reverse",
        years=70,
    ),
    Lock(
        "OSL-22-2",
        "OSL",
        "22 kap. 2 §",
        Text(
            "Uppgift i ett ärende om skyddad folkbokföring är hemlig om det inte står klart "
            "att den kan lämnas utan men.",
            "Information in a protected-registration case is secret unless disclosure is clearly harmless.",
        ),
        "R",
        ANS,
        test="reverse",
        years=70,
    ),
    Lock(
        "OSL-23-2",
        "OSL",
        "23 kap. 2 §",
        Text(
            "Uppgift hos elevhälsans psykolog, kurator eller specialpedagog är hemlig om det inte står klart "
            "att den kan lämnas utan men.",
            "Information with the school's psychologist, counsellor or special-needs teacher is secret "
            "unless disclosure is clearly harmless.",
        ),
        "R",
        ANS,
        test="reverse",
        years=70,
    ),
    Lock(
        "OSL-25-1",
        "OSL",
        "25 kap. 1 §",
        Text(
            "Uppgift om hälsa och andra personliga förhållanden i vården är hemlig om det inte står klart "
            "att den kan lämnas utan men.",
            "Information on health and other personal matters in health care is secret "
            "unless disclosure is clearly harmless.",
        ),
        "R",
        ANS,
        test="reverse",
        years=70,
    ),
    Lock(
        "OSL-26-1",
        "OSL",
        "26 kap. 1 §",
        Text(
            "Uppgift om personliga förhållanden i socialtjänsten är hemlig om det inte står klart "
            "att den kan lämnas utan men för personen eller någon närstående.",
            "Information on personal matters in social services is secret unless it is clear "
            "that the person or someone close suffers no harm.",
        ),
        "R",
        ANS,
        test="reverse",
        years=70,
    ),
    Lock(
        "OSL-26-2",
        "OSL",
        "26 kap. 2 §",
        Text(
            "Var en ung person vistas kan vara hemligt även för föräldrar och vårdnadshavare "
            "vid LVU och skyddat boende.",
            "Where a minor is staying may be secret also from parents and guardians "
            "in compulsory care and sheltered housing.",
        ),
        "R",
        ANS,
    ),
    Lock(
        "OSL-35-1",
        "OSL",
        "35 kap. 1 §",
        Text(
            "Uppgift om personliga och ekonomiska förhållanden i brottsbekämpningen är hemlig "
            "om det inte står klart att den kan lämnas utan men.",
            "Information on personal and economic matters in law enforcement is secret "
            "unless disclosure is clearly harmless.",
        ),
        "R",
        ANS,
        test="reverse",
        years=70,
    ),
    Lock(
        "OSL-35-3",
        "OSL",
        "35 kap. 3 §",
        Text(
            "Uppgift ur belastningsregistret lämnas bara enligt lagen om belastningsregister; "
            "varken samtycke eller undantagen i 10 kap. gäller.",
            "An entry in the criminal record is disclosed only under the Criminal Records Act; "
            "neither consent nor the exceptions of chapter 10 apply.",
        ),
        "R",
        ANS,
        test="absolute",
        protects="register",
        years=70,
    ),
    Lock(
        "OSL-35-5",
        "OSL",
        "35 kap. 5 §",
        Text(
            "Uppgift om personliga förhållanden i ett ärende om kontakt- eller vistelseförbud är hemlig "
            "om det kan antas att personen lider men; beslutet är offentligt.",
            "Information on personal matters in a contact-ban or area-ban case is secret if harm can be "
            "assumed; "
            "the decision is public.",
        ),
        "R",
        ANS,
        test="straight",
        years=70,
    ),
    Lock(
        "OSL-35-11",
        "OSL",
        "35 kap. 11 §",
        Text(
            "Uppgift om personliga förhållanden i polisens särskilda personsäkerhetsarbete är hemlig "
            "om det inte står klart att den kan lämnas utan men.",
            "Information on personal matters in special police protection is secret "
            "unless disclosure is clearly harmless.",
        ),
        "R",
        ANS,
        test="reverse",
    ),
    Lock(
        "OSL-35-15",
        "OSL",
        "35 kap. 15 §",
        Text(
            "Uppgift om personliga förhållanden i Kriminalvården är hemlig om det kan antas att personen "
            "lider men "
            "eller att någon utsätts för våld eller annat allvarligt men; besluten är som regel offentliga.",
            "Information on personal matters in prison and probation is secret if harm to the person, "
            "or violence or serious harm to anyone, can be assumed; decisions are as a rule public.",
        ),
        "R",
        ANS,
        test="straight",
        years=50,
    ),
    Lock(
        "OSL-40-7g",
        "OSL",
        "40 kap. 7 g §",
        Text(
            "Uppgift i en orosanmälan, och i återkopplingen på den, är hemlig hos den som är skyldig att "
            "anmäla "
            "om det inte står klart att den kan lämnas utan men.",
            "A child-concern report, and the feedback on it, is secret with the mandated reporter "
            "unless disclosure is clearly harmless.",
        ),
        "R",
        ANS,
        open_point=4,
        test="reverse",
    ),
)
