"""`trefas import persons FILE --unit UNIT`: the import wizard's work without its pages."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trefas.cli.preparing import connect

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from trefas.persons.models import Import
    from trefas.rooms.models import Membership

app = typer.Typer(no_args_is_help=True)


@app.callback()
def main() -> None:
    """Import lists."""


@app.command()
def persons(
    file: Annotated[Path, typer.Argument(help="xlsx, xls, ods or csv.")],
    unit: Annotated[str, typer.Option(help="The unit whose list it is, by name or short name.")],
    by: Annotated[str, typer.Option(help="E-mail of the person who imports; in the demo a handler of the unit.")] = "",
    preview: Annotated[bool, typer.Option(help="Only say what would happen.")] = False,
    english: Annotated[bool, typer.Option("--english", help="Answer in English.")] = False,
) -> None:
    """Import a list of people into a unit's room: rows without faults or doubts are saved, the rest is listed."""
    from django.utils import timezone

    from trefas.sheets.reading import read_bytes
    from trefas.sheets.sentences import Language, SheetError
    from trefas.web.apart import LIST, read_apart

    connect()
    language: Language = "en" if english else "sv"
    try:
        content, name = read_bytes(file, file.name, LIST)
        table = read_apart("list", content, name)
    except SheetError as error:
        typer.echo(error.sentence(language), err=True)
        raise typer.Exit(1) from None
    except OSError:
        typer.echo(f"{file}: filen går inte att läsa (the file cannot be read).", err=True)
        raise typer.Exit(2) from None
    membership = _membership(unit, by)
    from trefas.persons.actions import publish_import, stage_import
    from trefas.rooms import entry
    from trefas.rooms.admission import acting

    now = timezone.now()
    with entry.enter(acting(membership, membership.user.name), purpose="import") as room, _progress() as told:
        staged = stage_import(
            by=room.acting, table=table, file_name=file.name, now=now, language=language, progress=told("Läser")
        )
        _say_doubts(staged)
        if not preview:
            publish_import(by=room.acting, imported=staged, taken=None, now=now, progress=told("Sparar"))
    _say_counts(staged, preview=preview)


def _membership(unit: str, by: str) -> "Membership":
    from django.conf import settings
    from django.db.models import Q

    from trefas.rooms.models import Membership

    if not by and not settings.DEMO:
        typer.echo("Ange vem som importerar med --by (say who imports with --by).", err=True)
        raise typer.Exit(2)
    working = Membership.objects.filter(Q(unit__name=unit) | Q(unit__short_name=unit), ends_at=None, room__parent=None)
    working = working.filter(user__email=by) if by else working.filter(role="handler")
    found = working.select_related("user", "unit", "room").order_by("starts_at", "id").first()
    if found is None:
        typer.echo(f"{by or unit}: ingen sådan på enheten {unit} (nobody such in the unit).", err=True)
        raise typer.Exit(2)
    return found


class _progress:  # noqa: N801  # used as a function
    """A progress bar on standard error, one a phase."""

    def __enter__(self) -> "_progress":
        from rich.console import Console
        from rich.progress import Progress

        self.bar = Progress(console=Console(stderr=True), transient=True)
        self.bar.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.bar.stop()

    def __call__(self, title: str) -> "_Phase":
        return _Phase(self.bar, self.bar.add_task(title, total=None))


class _Phase:
    def __init__(self, bar: "Progress", task: "TaskID") -> None:
        self.bar, self.task = bar, task

    def __call__(self, done: int, total: int) -> None:
        self.bar.update(self.task, completed=done, total=total)


def _say_doubts(staged: "Import") -> None:
    from trefas.persons.models import ImportRow

    rows = ImportRow.objects.filter(room_id=staged.room_id, within=staged, state__in=["error", "duplicate"])
    for row in rows.order_by("number")[:200]:
        typer.echo(f"{row.number}: {'; '.join(row.content['reasons'])}")


def _say_counts(staged: "Import", *, preview: bool) -> None:
    counts = ", ".join(f"{state} {count}" for state, count in sorted(staged.counts.items()))
    typer.echo(f"{'Förhandsvisning' if preview else 'Sparat'}: {counts}")
