"""What a superuser changes in the rows themselves is found in the next export, and the right event is named."""

import random

from tests.audit.building import cosigned_export
from tests.audit.row_tampering import superuser_in
from tests.audit.tampering import missed, verifier

CI_RUNS = 48


def test_random_changes_of_rows_are_found_and_the_right_event_named(server, fresh_vidhamn: str) -> None:
    found, module = cosigned_export(), verifier()
    with superuser_in(server, fresh_vidhamn, "sven") as superuser:
        superuser.seeds = random.Random(20261129)
        changed = [superuser.tamper() for _run in range(CI_RUNS)]
    assert [said for one in changed if (said := missed(module, one, **found.trusted()))] == []
    assert len({one.what for one in changed}) > 10


def test_what_only_the_next_event_would_stumble_on_is_found_too(server, fresh_vidhamn: str) -> None:
    """The stated hash before, and the head of the chain: neither is part of what is hashed, and both are exported."""
    found, module = cosigned_export(), verifier()
    with superuser_in(server, fresh_vidhamn, "sven") as superuser:
        heads = [superuser.changed_by(superuser.move_head) for _run in range(4)]
        stated = superuser.changed_by(lambda: superuser.flip_stated(number=5))
    assert {module.verify(one.content, **found.trusted()).first()[0] for one in heads} == {superuser.last + 1}
    assert module.verify(stated.content, **found.trusted()).first() == (5, "breaks the chain")
