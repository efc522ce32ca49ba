"""What the handbook says beside secrecy and grounds: how to reason, and what gives no ground at all."""

from __future__ import annotations

from datetime import date

from trefas.law.rule import Provision, Span
from trefas.law.rules.unreachable_locks import ANS, NO_CATEGORY, NO_SENDER
from trefas.law.texts import Text

NOT_A_GROUND = Text("Ger i sig inget stöd för att lämna ut.", "Gives no ground for disclosure in itself.")

PROVISIONS = (
    Provision(
        "OSL-6-5",
        "OSL",
        "6 kap. 5 §",
        Text(
            "En myndighet ska på begäran av en annan myndighet lämna det som inte är hemligt, "
            "om det inte hindrar arbetet.",
            "On request from another authority an authority is to give what is not secret, "
            "unless it would hinder the work.",
        ),
        "R",
        ANS,
        unreachable=NOT_A_GROUND,
    ),
    Provision(
        "OSL-6-7",
        "OSL",
        "6 kap. 7 §",
        Text(
            "En myndighet får överklaga när en annan myndighet säger nej till att lämna en uppgift.",
            "An authority may appeal when another authority refuses to give it information.",
        ),
        "R",
        ANS,
        unreachable=NOT_A_GROUND,
    ),
    Provision(
        "OSL-7-1",
        "OSL",
        "7 kap. 1 §",
        Text(
            "Hemlig uppgift får inte användas utanför den verksamhet där den är hemlig.",
            "Secret information may not be used outside the activity for which it is regulated.",
        ),
        "R",
        ANS,
        unreachable=NOT_A_GROUND,
    ),
    Provision(
        "OSL-7-2",
        "OSL",
        "7 kap. 2 §",
        Text(
            "Hos mottagaren är uppgiften hemlig bara om mottagaren har en egen regel eller om sekretessen följer med.",
            "With the receiver the information is secret only under a rule of its own or a transfer rule.",
        ),
        "R",
        ANS,
        unreachable=NOT_A_GROUND,
    ),
    Provision(
        "OSL-7-3",
        "OSL",
        "7 kap. 3 §",
        Text(
            "Gäller flera sekretessregler samtidigt så vinner den som fortfarande hindrar.",
            "When several secrecy rules hold at once, the one that still holds wins.",
        ),
        "R",
        ANS,
        unreachable=NOT_A_GROUND,
    ),
    Provision(
        "OSL-8-1",
        "OSL",
        "8 kap. 1 §",
        Text(
            "Sekretess gäller mot enskilda och mot andra myndigheter.",
            "Secrecy holds against private persons and other authorities.",
        ),
        "R",
        ANS,
        unreachable=NOT_A_GROUND,
    ),
    Provision(
        "OSL-8-2",
        "OSL",
        "8 kap. 2 §",
        Text(
            "Sekretess gäller också mellan självständiga verksamhetsgrenar i samma myndighet.",
            "Secrecy holds also between independent branches of one authority.",
        ),
        "R",
        ANS,
        unreachable=NOT_A_GROUND,
    ),
    Provision(
        "OSL-11-4",
        "OSL",
        "11 kap. 4 §",
        Text(
            "Vid direktåtkomst följer sekretessen med, men åtkomsten kräver eget stöd i lag.",
            "Direct electronic access carries the secrecy with it, but needs legal support of its own.",
        ),
        "R",
        ANS,
        unreachable=NOT_A_GROUND,
    ),
    Provision(
        "OSL-12-1",
        "OSL",
        "12 kap. 1 §",
        Text(
            "Sekretess som skyddar en person gäller inte mot personen själv.",
            "Secrecy that protects a person does not hold against that person.",
        ),
        "R",
        ANS,
        unreachable=Text("Används när mottagaren är personen själv.", "Used when the receiver is that person."),
    ),
    Provision(
        "OSL-12-3",
        "OSL",
        "12 kap. 3 §",
        Text(
            "Ett barns sekretess gäller också mot vårdnadshavaren, som råder över den ensam eller efter "
            "ålder "
            "och mognad tillsammans med barnet, men aldrig om barnet lider betydande men.",
            "A child's secrecy holds also against the guardian, who disposes of it alone or by age and "
            "maturity "
            "with the child, but never where the child would suffer considerable harm.",
        ),
        "R",
        ANS,
        unreachable=Text("Villkor i OSL 12 kap. 2 §.", "Conditions of OSL 12:2."),
    ),
    Provision(
        "OSL-26-7",
        "OSL",
        "26 kap. 7 §",
        Text(
            "Beslut om omhändertagande och om vård utan samtycke är inte hemliga.",
            "Decisions on taking into care and on care without consent are not secret.",
        ),
        "R",
        ANS,
        unreachable=NO_CATEGORY,
    ),
    Provision(
        "BrB-20-3",
        "BrB",
        "20 kap. 3 §",
        Text(
            "Den som bryter tystnadsplikten kan dömas till böter eller fängelse, även för oaktsamhet.",
            "Breach of secrecy can lead to a fine or prison, negligence included.",
        ),
        "R",
        ANS,
        unreachable=NOT_A_GROUND,
    ),
    Provision(
        "BrB-24-4",
        "BrB",
        "24 kap. 4 §",
        Text(
            "Nöd ger inget stöd för att lämna ut, men kan ta bort ansvaret när någons liv är i fara.",
            "Necessity gives no ground for disclosure, but may remove liability when life is in danger.",
        ),
        "R",
        ANS,
        unreachable=NOT_A_GROUND,
    ),
    Provision(
        "FL-8",
        "FL",
        "8 §",
        Text(
            "Myndigheter ska samarbeta, men det bryter ingen sekretess.",
            "Authorities are to co-operate, but that breaks no secrecy.",
        ),
        "R",
        ANS,
        unreachable=NOT_A_GROUND,
    ),
    Provision(
        "SoL-19-2",
        "SoL",
        "19 kap. 2 §",
        Text(
            "Familjerådgivning har en snävare anmälningsskyldighet.",
            "Family counselling has a narrower duty to report.",
        ),
        "R",
        ANS,
        span=Span(date(2025, 7, 1)),
        unreachable=NO_SENDER,
    ),
    Provision(
        "SoL-19-4",
        "SoL",
        "19 kap. 4 §",
        Text(
            "Alla bör anmäla till socialnämnden när ett barn kan fara illa.",
            "Everyone should report to the social board when a child may fare ill.",
        ),
        "R",
        ANS,
        span=Span(date(2025, 7, 1)),
        unreachable=NOT_A_GROUND,
    ),
    Provision(
        "2025:170-8",
        "2025:170",
        "8 §",
        Text(
            "Skyldigheterna i 5-7 §§ når inte socialtjänstens uppgifter (OSL 26 kap. 1-6 §§) eller vårdens.",
            "The duties of sections 5-7 do not reach social services (OSL 26:1-6) or health care.",
        ),
        "R",
        ("SEL",),
        span=Span(date(2025, 4, 1)),
        unreachable=NOT_A_GROUND,
    ),
    Provision(
        "2018:1177-2-22",
        "2018:1177",
        "2 kap. 22 §",
        Text(
            "Innan en brottsbekämpande myndighet lämnar ut för annat än brottsbekämpning ska det prövas "
            "att det är nödvändigt och proportionerligt, om ingen skyldighet finns.",
            "Before disclosing for other than law enforcement, necessity and proportionality are to be "
            "tested, "
            "unless there is a duty.",
        ),
        "R",
        ("MTT",),
        unreachable=NOT_A_GROUND,
    ),
    Provision(
        "KBDL-3-6",
        "KBDL",
        "3 kap. 6 §",
        Text(
            "Polis, säkerhetspolis, ekobrottsmyndighet och åklagare får ha direktåtkomst till "
            "Kriminalvårdens "
            "säkerhetsregister, men inte kommunen.",
            "Police, Security Service, Economic Crime Authority and prosecutors may have direct access to "
            "the "
            "prison security register, but not the municipality.",
        ),
        "R",
        ANS,
        unreachable=Text("Direktåtkomst är ingen fråga om en uppgift.", "Direct access is no question of one item."),
    ),
    Provision(
        "1998:620",
        "1998:620",
        "",
        Text(
            "Uppgifter ur belastningsregistret lämnas bara av registret självt enligt lagen om belastningsregister.",
            "Entries in the criminal record are given only by the register itself under the Criminal Records Act.",
        ),
        "R-old",
        ANS,
        open_point=11,
        unreachable=NO_SENDER,
    ),
)
