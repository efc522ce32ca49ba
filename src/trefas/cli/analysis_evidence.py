"""`trefas analysis evidence`: what is known of the methods, and what is not."""

from typing import Annotated

import typer

from trefas.cli.analysis_answer import AsJson, Lang, explained_errors, language_of, print_json


def register(app: typer.Typer) -> None:
    """Add the command to the group."""
    app.command("evidence")(evidence)


def evidence(
    method: Annotated[str | None, typer.Option(help="Show only this method, such as trefas.")] = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """The methods with their studies: design, n, estimate, interval, limits and source. No league table."""
    language = language_of(lang)
    with explained_errors(language):
        from dataclasses import replace

        from trefas.analysis import evidence as known
        from trefas.analysis import evidence_page as page

        register = known.register()
        if method is not None:
            register = replace(register, methods=(register.method(method),))
        if as_json:
            print_json(known.as_json(register, language))
        else:
            print(page.as_page(register, language))
