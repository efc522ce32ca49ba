"""`trefas law handbook`, `diff`, `keep`, `rules`, `retention` and `version`."""

from __future__ import annotations

import json
import sys
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from trefas.cli.law_options import LanguageOption, language_of, stop
from trefas.law.book import RULEBOOK, load_snapshot, rulebook_version
from trefas.law.cases import STORED, read_cases, stored_cases
from trefas.law.compare import Change, Side, key_changes, outcome_changes
from trefas.law.data import to_data
from trefas.law.handbook import pages
from trefas.law.publish import cases_text, stale, write
from trefas.law.request import ISO_DAY
from trefas.law.retention_periods import RETENTION

SPECIFICATION = "tests.law_spec.contents"
CASES = Path("src/trefas/law") / STORED
DOCS = Path("docs/reference/law")
KeptOption = Annotated[Path, typer.Option(help="Folder with the kept rulebooks, one VERSION.json each.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the group."""
    app.command("handbook")(handbook)
    app.command("diff")(diff)
    app.command("keep")(keep)
    app.command("rules")(rules)
    app.command("retention")(retention)
    app.command("version")(version)


def handbook(
    write_: Annotated[bool, typer.Option("--write", help="Write the pages from the specification.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Say which pages are stale; exit 1 if any.")] = False,
    docs: Annotated[Path, typer.Option(help="Folder of the pages.")] = DOCS,
) -> None:
    """Generate the handbook, or check that it is current. Run in the source folder."""
    if write_ == check:
        raise stop("Välj --write för att skriva handboken eller --check för att kontrollera den.")
    text = cases_text(_specification())
    wanted = pages(RULEBOOK, read_cases(json.loads(text)))
    if write_:
        CASES.write_text(text, encoding="utf-8")
        write(docs, wanted)
        return
    old = stale(docs, wanted) + ([] if CASES.read_text(encoding="utf-8") == text else [STORED])
    for name in old:
        typer.echo(f"Inaktuell: {name}. Kör trefas law handbook --write.")
    raise typer.Exit(1 if old else 0)


def _specification() -> list[dict[str, object]]:
    sys.path.insert(0, str(Path.cwd()))
    try:
        found: list[dict[str, object]] = import_module(SPECIFICATION).as_data()
    except ModuleNotFoundError:
        raise stop("Specifikationen tests/law_spec finns inte här: kör kommandot i källkodens mapp.") from None
    return found


def diff(
    old: Annotated[str, typer.Argument(help="A day, or the version of a kept rulebook.")],
    new: Annotated[str, typer.Argument(help="A day, or the version of a kept rulebook.")],
    kept: KeptOption = Path("rulebooks"),
    as_json: Annotated[bool, typer.Option("--json", help="JSON Lines.")] = False,
    language: LanguageOption = None,
) -> None:
    """List the handbook's cases whose outcome changes between two days or two versions."""
    sides, spoken = (_side(old, kept), _side(new, kept)), language_of(language)
    changed = outcome_changes(stored_cases(), *sides)
    moved = key_changes(stored_cases(), *sides)
    if as_json:
        for change in changed:
            typer.echo(json.dumps(_change_data(change), ensure_ascii=False))
        return
    for change in changed:
        typer.echo(f"{change.case.id}: {change.old or '-'} → {change.new or '-'}. {change.case.says.in_(spoken)}")
    counted = {"sv": "Fall med nytt utfall: {}. Samma utfall men andra stöd: {}."}.get(
        spoken, "Cases with a new outcome: {}. Same outcome, other grounds: {}."
    )
    typer.echo(counted.format(len(changed), len(moved)))


def _change_data(change: Change) -> dict[str, object]:
    keys = [{"id": key, "old": was, "new": became} for key, was, became in change.keys]
    return {
        "case": change.case.id,
        "sv": change.case.says.sv,
        "en": change.case.says.en,
        "old": change.old,
        "new": change.new,
        "keys": keys,
    }


def _side(name: str, kept: Path) -> Side:
    if ISO_DAY.fullmatch(name):
        try:
            return Side(day=date.fromisoformat(name))
        except ValueError:
            raise stop(f"{name} är ingen dag i kalendern: skriv den som 2026-03-01.") from None
    if name == rulebook_version():
        return Side()
    try:
        return Side(load_snapshot((kept / f"{Path(name).name}.json").read_text(encoding="utf-8")))
    except OSError:
        raise stop(f"{name} är varken en dag eller ett regelverk som finns sparat i {kept}.") from None
    except ValueError:
        raise stop(f"{kept / name}.json är inget sparat regelverk: spara det på nytt.") from None


def keep(kept: KeptOption = Path("rulebooks")) -> None:
    """Keep the present rulebook, so that it can be compared with later ones."""
    kept.mkdir(parents=True, exist_ok=True)
    path = kept / f"{rulebook_version()}.json"
    path.write_text(RULEBOOK.snapshot(), encoding="utf-8")
    typer.echo(str(path))


def rules(
    as_json: Annotated[bool, typer.Option("--json", help="JSON Lines.")] = False,
    language: LanguageOption = None,
) -> None:
    """Every rule with the version that a sign-off names."""
    spoken = language_of(language)
    for rule in RULEBOOK.rules():
        named = {"rule": rule.id, "version": RULEBOOK.versions[rule.id]}
        if as_json:
            told = {**named, "citation": rule.citation, "link": rule.link, "doubtful": rule.doubtful, **to_data(rule)}
            typer.echo(json.dumps(told, ensure_ascii=False))
        else:
            typer.echo(f"{rule.id}  {named['version']}  {rule.explanation.in_(spoken)}")


def retention(language: LanguageOption = None) -> None:
    """How long each authority keeps what it holds."""
    spoken = language_of(language)
    for period in RETENTION:
        typer.echo(f"{period.id}: {period.text.in_(spoken)} ({period.citation})")


def version() -> None:
    """The version of the rulebook."""
    typer.echo(rulebook_version())
