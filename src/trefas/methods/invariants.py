"""What holds for every history in every method, and the test that proves each."""

from dataclasses import dataclass

from .text import Text


@dataclass(frozen=True, slots=True)
class Invariant:
    """A statement, and the test (file::function under tests/methods) that fails when it is broken."""

    name: Text
    test: str


INVARIANTS = (
    Invariant(
        Text("Ingen händelse utan en person som står för den.", "No event without a person who stands for it."),
        "test_events.py::test_an_event_without_a_person_is_refused",
    ),
    Invariant(
        Text(
            "Den som föreslår medbedömer aldrig själv, inte heller vid en kapplöpning.",
            "Whoever proposes never signs off, not even in a race.",
        ),
        "test_histories.py::test_the_proposer_alone_never_gets_past_the_proposal",
    ),
    Invariant(
        Text("Ett nej stänger aldrig vägen för ett senare ja.", "A no never blocks a later yes."),
        "test_histories.py::test_a_no_never_blocks_a_later_yes",
    ),
    Invariant(
        Text(
            "Ett nej öppnar inget som inte gick att göra utan det.",
            "A no opens nothing that could not be done without it.",
        ),
        "test_histories.py::test_a_no_opens_nothing",
    ),
    Invariant(
        Text("Frihetsberövande ändrar aldrig skedet.", "Custody never changes the stage."),
        "test_histories.py::test_conditions_never_change_the_stage",
    ),
    Invariant(
        Text(
            "Uppföljning upphör efter sex månader utan nytt beslut på en nyare uppgift.",
            "Following lapses after six months without a new decision on a newer fact.",
        ),
        "test_lapse.py::test_following_lapses_the_day_after_six_months",
    ),
    Invariant(
        Text(
            "Det som antecknas i dag ändrar inte svaret för i går.",
            "What is recorded today leaves yesterday's answer.",
        ),
        "test_histories.py::test_later_events_leave_earlier_answers",
    ),
    Invariant(
        Text("Varje öppet skede har ett nästa datum.", "Every open stage has a next date."),
        "test_histories.py::test_every_open_stage_has_a_next_date",
    ),
    Invariant(
        Text(
            "Ett stängt skede lämnas bara genom registrering, nytt förslag eller avslut.",
            "A closed stage is left only by registration, a new proposal or an ending.",
        ),
        "test_histories.py::test_a_closed_stage_stays_closed",
    ),
    Invariant(
        Text("Gemensamt arbete i SIG kräver ett giltigt samtycke.", "Joint work in SIG needs a valid consent."),
        "test_histories.py::test_joint_stages_have_a_valid_consent",
    ),
    Invariant(
        Text("Det som går att göra enligt knapparna går att göra.", "What the buttons offer can be done."),
        "test_histories.py::test_buttons_and_derivation_agree",
    ),
)
