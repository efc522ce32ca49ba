"""The `trefas` command: thin, it only starts what the packages below offer."""

from importlib import import_module

import typer

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


# A group is imported when it is asked for: `trefas law ask` must not wait for pandas or Django.
GROUPS = {
    "law": ("trefas.cli.law", "The secrecy handbook as code."),
    "analysis": ("trefas.cli.analysis", "Honest analysis of events and areas."),
}


def main() -> None:
    """Start the command named on the command line, with only its own group loaded."""
    import sys

    asked = sys.argv[1] if len(sys.argv) > 1 else ""
    for name, (module, text) in GROUPS.items():
        if asked in ("", "--help", name):
            app.add_typer(import_module(module).app, name=name, help=text)
    app()
