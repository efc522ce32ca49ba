"""Secrecy that no word of a request reaches: data, with the reason why."""

from __future__ import annotations

from trefas.law.rule import Lock
from trefas.law.texts import Text

ANS = ("ANS",)
NO_CATEGORY = Text("Inget ord för uppgiften.", "No word for the information.")
NO_SENDER = Text("Inget ord för den som lämnar.", "No word for the sender.")

LOCKS = (
    Lock(
        "OSL-18-3",
        "OSL",
        "18 kap. 3 §",
        Text(
            "En myndighet som biträder polis och åklagare bär samma sekretess för det arbetet.",
            "An authority that assists police and prosecutor carries the same secrecy for that work.",
        ),
        "R",
        ANS,
        unreachable=NO_CATEGORY,
        protects="work",
    ),
    Lock(
        "OSL-18-17",
        "OSL",
        "18 kap. 17 §",
        Text(
            "Uppgift i internationellt rättsligt samarbete är hemlig om det kan antas att det skadas.",
            "Information in international legal co-operation is secret if harm can be assumed.",
        ),
        "R",
        ANS,
        unreachable=NO_CATEGORY,
        test="straight",
        protects="work",
        years=40,
    ),
    Lock(
        "OSL-18-17a",
        "OSL",
        "18 kap. 17 a §",
        Text(
            "Uppgift i internationellt polissamarbete är hemlig om det kan antas att det skadas.",
            "Information in international police co-operation is secret if harm can be assumed.",
        ),
        "R",
        ANS,
        unreachable=NO_CATEGORY,
        test="straight",
        protects="work",
        years=40,
    ),
    Lock(
        "OSL-21-7",
        "OSL",
        "21 kap. 7 §",
        Text(
            "Personuppgift är hemlig om det kan antas att den efter att ha lämnats ut behandlas i strid med GDPR.",
            "Personal data is secret if it can be assumed to be processed in breach of the GDPR afterwards.",
        ),
        "R",
        ANS,
        unreachable=NO_CATEGORY,
        test="straight",
        everywhere=True,
    ),
    Lock(
        "OSL-22-1",
        "OSL",
        "22 kap. 1 §",
        Text(
            "Uppgift i folkbokföringen är hemlig om det av särskild anledning kan antas ge men.",
            "Information in the population register is secret if there is special reason to assume harm.",
        ),
        "R",
        ANS,
        unreachable=NO_CATEGORY,
        test="straight",
        years=70,
    ),
    Lock(
        "OSL-26-5",
        "OSL",
        "26 kap. 5 §",
        Text(
            "Vem som anmält är hemligt för den anmälde bara om det finns risk för våld eller allvarligt men.",
            "Who reported is secret from the one reported only if there is risk of violence or serious harm.",
        ),
        "R",
        ANS,
        unreachable=NO_CATEGORY,
        test="straight",
        years=50,
    ),
    Lock(
        "SoL-17-11",
        "SoL",
        "17 kap. 11 §",
        Text(
            "Den som arbetar hos en privat utförare av socialtjänst får inte obehörigen röja personliga förhållanden.",
            "Whoever works for a private provider of social services may not improperly reveal personal matters.",
        ),
        "R",
        ANS,
        unreachable=NO_CATEGORY,
    ),
    Lock(
        "skollagen-29-14",
        "skollagen",
        "29 kap. 14 §",
        Text(
            "Den som arbetar i en fristående skola har tystnadsplikt.",
            "Whoever works in an independent school has a duty of silence.",
        ),
        "M",
        ("minne",),
        unreachable=NO_CATEGORY,
    ),
    Lock(
        "2023:421-17",
        "2023:421",
        "17 §",
        Text(
            "En ordningsvakt får inte obehörigen röja personliga förhållanden eller det som betyder något mot brott.",
            "A public order guard may not improperly reveal personal matters or what matters against crime.",
        ),
        "R",
        ANS,
        unreachable=NO_SENDER,
    ),
)
