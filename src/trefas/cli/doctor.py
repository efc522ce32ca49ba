"""`trefas doctor`: what is missing or unsafe, and why the installation is still for practice."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

import typer

from trefas.cli.preparing import ROOT, start_django


@dataclass(frozen=True)
class Finding:
    """One thing looked at: whether it is as it should be, and what to do when it is not."""

    title: str
    sound: bool
    remedy: str = ""


# What must be in place before real people may be kept, and the module that brings it. None of it can be switched on
# by a setting: a part counts when its code is there and its own check says so.
TRUST = (
    ("Läsloggen läsbar för dem den rör (readable read log)", "trefas.accountability.reading"),
    ("Kedjor med kontrollpunkter och vittnen (checkpoints and witnesses)", "trefas.cli.auditing"),
    ("Gallring med två personer och nyckelförstöring (erasure by two)", "trefas.web.erasures"),
    ("Nycklar som kan bytas (keys that can be replaced)", "trefas.cli.keys"),
    ("Skyddade personuppgifter, alla nivåer (protected identity)", "trefas.accountability.protection"),
    ("Nödöppning med efterprövning (break-glass)", "trefas.accountability.breaking_glass"),
    ("Den enskildes rättigheter (the person's rights)", "trefas.accountability.extracts"),
    ("Inloggning via myndighetens egen identitetstjänst (OIDC)", "trefas.web.identity_providers"),
    ("Hård yta prövad mot ASVS 5.0 (ASVS map)", "trefas.cli.asvs"),
    ("Säkerhetskopia och återläsning (backup and restore)", "trefas.cli.backing_up"),
    ("Skilda installationer per myndighet (separate installations)", "trefas.cli.trust"),
)


def doctor() -> None:
    """Say what is missing or unsafe; exits 1 when something is."""
    findings = list(_findings())
    for finding in findings:
        typer.echo(f"ok  {finding.title}" if finding.sound else f"FEL {finding.title}: {finding.remedy}")
    missing = [title for title, module in TRUST if not _is_there(module)]
    typer.echo("\nÖvningsläget gäller (practice mode), eftersom detta saknas:" if missing else "\nInget saknas.")
    for title in missing:
        typer.echo(f"  – {title}")
    raise typer.Exit(0 if all(finding.sound for finding in findings) and not missing else 1)


def _is_there(module: str) -> bool:
    try:
        return find_spec(module) is not None and not _own_problems(module)
    except ModuleNotFoundError:
        return False


def _own_problems(module: str) -> list[str]:
    """Return what a part's own check finds wrong, where it has one; without an installation no part is in place."""
    from django.apps import apps

    if not apps.ready:
        return ["no installation"]
    check = getattr(import_module(module), "problems", None)
    return list(check()) if check else []


def _findings() -> Iterator[Finding]:
    fetched = (ROOT / ".local" / "frontend" / "stamp").exists()
    yield Finding("sidornas filer (front-end files)", fetched, "starta demon en gång")
    if not os.environ.get("DATABASE_URL") and not _use_demo():
        yield Finding("databas (database)", False, "ange DATABASE_URL eller starta demon")
        return
    start_django()
    yield from _of_database()
    yield from _of_settings()


def _use_demo() -> bool:
    home = ROOT / ".local" / "demo"
    if home.exists():
        from trefas.config.installation import use_embedded

        os.environ["TREFAS_DEMO"] = "1"
        use_embedded(home)
    return home.exists()


def _of_database() -> Iterator[Finding]:
    from django.db import connections

    from trefas.rooms.logins import unsafe_logins
    from trefas.rooms.models import Room
    from trefas.rooms.securing import is_current, room_models

    problems = unsafe_logins()
    yield Finding("inloggningar utan särskild makt (logins)", not problems, " ".join(problems))
    yield Finding("tabellerna är de senaste (migrations)", is_current(), "kör trefas migrate")
    tables = [model._meta.db_table for model in room_models()]
    with connections["owner"].cursor() as cursor:
        forced_rows = (
            "SELECT count(*) FROM pg_class WHERE relname = ANY (%s) AND relrowsecurity AND relforcerowsecurity"
        )
        cursor.execute(forced_rows, [tables])
        forced = cursor.fetchone()[0] == len(tables)
    yield Finding("radskydd på varje tabell (row security)", forced, "kör trefas migrate")
    rooms = Room.objects.filter(parent__isnull=True)
    keyless = rooms.filter(sealing_key="").count()
    remedy = f"{keyless} saknar, någon måste gå in först"
    yield Finding("varje öppnad verksamhet har egna nycklar (keys)", keyless == 0, remedy)


def _of_settings() -> Iterator[Finding]:
    from django.conf import settings

    served = not settings.DEMO
    yield from _of_keys()
    yield from _of_backup()
    yield from _of_saml()
    yield Finding("https", settings.TREFAS_HTTPS or not served, "ange TREFAS_HTTPS=1 bakom en tjänst som talar https")
    yield Finding("demon är inte en riktig installation (demo)", served, "det här är demon")


def _of_saml() -> Iterator[Finding]:
    from django.conf import settings
    from django.utils import timezone

    from trefas.authorities.saml_providers import missing_part, running_out

    ends = [one.saml for one in settings.TREFAS_IDENTITY_PROVIDERS if one.saml]
    if not ends:
        return
    missing = missing_part()
    remedy = f"{missing}. Starta med TREFAS_EXTRAS=saml (docs/how-to/identity-provider.md)"
    yield Finding("tillägget för SAML är installerat (extra saml)", not missing, remedy)
    old = [certificate for one in ends for certificate in running_out(one, now=timezone.now())]
    remedy = f"byt {', '.join(old)}"
    yield Finding("certifikaten för SAML gäller i mer än 30 dagar (certificates)", not old, remedy)


def _of_keys() -> Iterator[Finding]:
    from trefas.cli.keys import problems
    from trefas.rooms.errors import MasterKeyError
    from trefas.rooms.master import master

    try:
        says, remedy = master().says(), ""
    except MasterKeyError as error:
        says, remedy = "–", f"{error} Ange TREFAS_MASTER_KEY_FILE eller TREFAS_KEY_SERVICE."
    yield Finding(f"huvudnyckel utanför databasen (master key): {says}", not remedy, remedy)
    wrong = problems()
    yield Finding("inga gamla nycklar är kvar (no old keys left)", not wrong, " ".join(wrong))
    from trefas.cli.key_pairs import problems as of_pairs

    wrong = of_pairs()
    yield Finding("nyckelparen för kuvert är nya nog (pairs for envelopes)", not wrong, " ".join(wrong))


def _of_backup() -> Iterator[Finding]:
    from trefas.cli.backing_up import problems
    from trefas.cli.erasing import door_shut

    shut = door_shut()
    yield Finding("gallringsliggaren stämmer med databasen (tombstone ledger)", not shut, shut)
    wrong = problems()
    yield Finding("säkerhetskopia från det senaste dygnet (backup)", not wrong, " ".join(wrong))
