"""What must be in place before real people may be kept, looked at in settings and database: `doctor` and `lift` ask.

Each look returns what is wrong and what to do about it, nothing when it holds; that a module is there says nothing.
A look that breaks counts as one that found something.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from trefas.cli import safeguards_of_work as work
from trefas.cli.preparing import ROOT

DAY = timedelta(hours=26)
# The server's own settings without which a failing statement is logged with its values (docs/how-to/server.md).
QUIET = {
    "log_parameter_max_length": "0", "log_parameter_max_length_on_error": "0", "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}  # fmt: skip
SHORTEST_SECRET = 40


@dataclass(frozen=True)
class Verdict:
    """One safeguard as it was found: what is wrong with it, and what to do; nothing when it holds."""

    code: str
    wrong: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Nothing is wrong with it."""
        return not self.wrong


def look_at_all() -> list[Verdict]:
    """Look at every safeguard, in the order in which they are shown."""
    return [look(code) for code in LOOKS]


def look(code: str) -> Verdict:
    """Look at one. Needs Django to be started."""
    try:
        return Verdict(code, tuple(LOOKS[code]()))
    except Exception as error:  # what cannot be looked at does not hold, whatever broke
        return Verdict(code, (f"gick inte att pröva (could not be looked at): {type(error).__name__} {error}",))


def database() -> Iterator[str]:
    """Each unit's rows are kept apart by the database, for every login, and its own log says nothing about people."""
    from django.db import connections

    from trefas.rooms.logins import unsafe_logins
    from trefas.rooms.securing import is_current, room_models

    yield from unsafe_logins()
    if not is_current():
        yield "tabellerna är inte de senaste: kör trefas migrate"
    tables = [model._meta.db_table for model in room_models()]
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relname = ANY (%s) AND NOT (relrowsecurity AND relforcerowsecurity)",
            [tables],
        )
        yield from (f"{name} saknar radskydd: kör trefas migrate" for (name,) in cursor.fetchall())
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY (%s)", [list(QUIET)])
        found = dict(cursor.fetchall())
    yield from (f"postgresql.conf: {name} = {value}" for name, value in QUIET.items() if found.get(name) != value)
    yield from work.without_keys()


def read_log() -> Iterator[str]:
    """Every table is watched, nobody can write in the log but its function, and in each room somebody reads it."""
    from django.db import connections

    from trefas.accountability import reading

    yield from reading.problems()
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT login, relation FROM unnest(ARRAY['app', 'door', 'worker']) login,"
            " unnest(ARRAY['audit_event', 'audit_chainhead', 'audit_subject', 'audit_written']) relation"
            " WHERE has_table_privilege(login, relation, 'INSERT, UPDATE, DELETE, TRUNCATE')"
        )
        yield from (f"{login} kan skriva i {relation}: kör trefas migrate" for login, relation in cursor.fetchall())
    yield from work.lacking("review_log", "någon som läser loggen")


def checkpoints() -> Iterable[str]:
    """Others have confirmed the log lately."""
    from trefas.cli.auditing import problems

    return problems()


def erasure() -> Iterator[str]:
    """The ledger lies where no restore writes over it and agrees with the database; two can sign in each room."""
    from django.conf import settings

    from trefas.cli.erasing import door_shut

    if shut := door_shut():
        yield shut
    ledger, folder = (Path(one).absolute() for one in (settings.TREFAS_TOMBSTONES, settings.TREFAS_BACKUP_FOLDER))
    if settings.TREFAS_BACKUP_FOLDER and ledger.is_relative_to(folder):
        yield "TREFAS_TOMBSTONES ligger bland säkerhetskopiorna: lägg liggaren för sig"
    yield from work.lacking("erase", "två som skriver under gallring", least=2)


def keys() -> Iterable[str]:
    """The master key can be had, nothing is wrapped by an old one, and the pairs for envelopes are new enough."""
    from trefas.cli import key_pairs
    from trefas.cli.keys import problems

    return [*problems(), *key_pairs.problems()]


def protected() -> Iterator[str]:
    """Every table follows a person to her handlers and hides whom one may not handle; somebody protects."""
    from trefas.accountability.protection import problems

    yield from (f"{table}: ingen har sagt hur den skyddas" for table in problems())
    yield from work.lacking("protect", "någon som skyddar en person")


def emergencies() -> Iterable[str]:
    """What is sealed for an emergency can be found by nobody else, and each room has somebody who reviews."""
    from trefas.accountability.breaking_glass import problems

    return problems()


def rights() -> Iterator[str]:
    """An extract has every table, and in each room somebody takes a request."""
    from trefas.accountability.extracts import problems

    yield from (f"{table} saknas i utdragen" for table in problems())
    yield from work.lacking("register", "någon som tar emot en begäran")


def login() -> Iterator[str]:
    """People log in at their own authority, over https; and somebody works here at all."""
    from urllib.parse import urlsplit

    from django.conf import settings

    from trefas.authorities.models import Authority
    from trefas.authorities.saml_providers import LOOPBACK

    if not settings.TREFAS_IDENTITY_PROVIDERS:
        yield "ange TREFAS_IDENTITY_PROVIDERS, docs/how-to/identity-provider.md"
    for one in settings.TREFAS_IDENTITY_PROVIDERS:
        if urlsplit(one.issuer).hostname in LOOPBACK:
            yield f"{one.name}: inloggningstjänsten ligger på den här maskinen ({one.issuer})"
        yield from work.of_saml(one)
        if not Authority.objects.filter(name=one.authority).exists():
            yield f"{one.name}: {one.authority} är ingen myndighet här"
    if not work.rooms():
        yield "ingen arbetar här ännu: trefas accounts add"


def shell() -> Iterator[str]:
    """What stands towards the network is as the manual says, and every demand of ASVS 5.0 is answered."""
    from django.conf import settings

    from trefas.cli.asvs import problems
    from trefas.cli.parts import unhashed

    if settings.DEMO:
        yield "det här är demon (this is the demo)"
    if not settings.TREFAS_HTTPS:
        yield "ange TREFAS_HTTPS=1 bakom en tjänst som talar https"
    if settings.DEBUG or len(settings.SECRET_KEY) < SHORTEST_SECRET or settings.SECRET_KEY.startswith("only-for"):
        yield f"ange secret_key, minst {SHORTEST_SECRET} slumpade tecken, i TREFAS_SECRETS"
    if not {one for one in settings.ALLOWED_HOSTS if one not in ("*", "localhost", "127.0.0.1", "[::1]")}:
        yield "ange TREFAS_HOSTS, namnen som installationen nås på"
    if "*" in settings.ALLOWED_HOSTS:
        yield "TREFAS_HOSTS får inte vara *"
    if not (ROOT / ".local" / "frontend" / "stamp").exists():
        yield "sidornas filer saknas: kör trefas serve en gång"
    if loose := unhashed():
        yield f"{len(loose)} delar i låsfilerna saknar kontrollsumma: {loose[0]}"
    if waiting := problems():
        yield f"{len(waiting)} krav i ASVS 5.0 väntar (docs/reference/asvs.md), det första: {waiting[0]}"


def backup() -> Iterable[str]:
    """There is a copy from the last day, and one has been restored in the last half year."""
    from trefas.cli.backing_up import problems, untried

    return [*problems(), *untried()]


def apart() -> Iterable[str]:
    """The signed list of installations holds, and is loaded."""
    from trefas.cli.trust import problems

    return problems()


def night() -> Iterator[str]:
    """The night's work was done in the last day, all of it."""
    from django.utils import timezone

    from trefas.rooms import practice
    from trefas.rooms.models import Safeguard

    seen = practice.last_look()
    if seen is None or timezone.now() - seen > DAY:
        yield "kör trefas nightly varje natt (docs/how-to/server.md)"
    elif Safeguard.objects.using("owner").filter(pk="night").exclude(failing_since=None).exists():
        yield "något av nattens arbete misslyckades: se loggen, kör trefas nightly igen"


LOOKS: dict[str, Callable[[], Iterable[str]]] = {
    "database": database, "read_log": read_log, "checkpoints": checkpoints, "erasure": erasure, "keys": keys,
    "protected": protected, "emergencies": emergencies, "rights": rights, "login": login, "shell": shell,
    "backup": backup, "apart": apart, "agreements": work.agreements, "night": night,
}  # fmt: skip
