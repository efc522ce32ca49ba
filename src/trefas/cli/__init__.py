"""The `trefas` command: thin, it only starts what the packages below offer."""

import sys
from importlib import import_module

import typer

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)

# Name -> module, attribute and help. Only what is asked for is imported: `law ask` must not wait for pandas or Django.
GROUPS = {
    "law": ("trefas.cli.law", "The secrecy handbook as code."),
    "methods": ("trefas.cli.methods", "Method definitions: check a file, draw the state diagram."),
    "accounts": ("trefas.cli.accounts", "Who has an account: give, list and end."),
    "keys": ("trefas.cli.keys", "How the keys stand, and replacing them as two people agreed."),
    "erasure": ("trefas.cli.erasing", "Whether what is erased is gone, also after a restore."),
    "import": ("trefas.cli.importing", "Import a list of people into a unit's room."),
    "receipt": ("trefas.cli.receipts", "Receipts of disclosures: write one as a file, check one."),
    "trust": ("trefas.cli.trust", "The list of installations: describe this one, sign, check and load a list."),
    "audit": ("trefas.cli.auditing", "The log of a room: export it, verify an export."),
    "analysis": ("trefas.cli.analysis", "Honest analysis of events and areas."),
}
COMMANDS = {
    "demo": ("trefas.cli.demo", "demo", "The fictional city on this machine, with one link per persona."),
    "serve": ("trefas.cli.serving", "serve", "Serve the installation on DATABASE_URL."),
    "nightly": ("trefas.cli.nightly", "nightly", "Do what time does by itself, in every room; for a scheduler."),
    "backup": ("trefas.cli.backing_up", "backup", "Back the installation up, sealed to the offline key."),
    "backup-key": ("trefas.cli.backing_up", "backup_key", "Make the offline key that alone can read backups."),
    "restore": ("trefas.cli.restoring", "restore", "Restore a backup, or the whole server as it was at a time."),
    "deliver": ("trefas.cli.exchanging", "deliver", "Carry what waits for other installations."),
    "exchange": ("trefas.cli.exchanging", "exchange", "Take in what other installations send, over mutual TLS."),
    "migrate": ("trefas.cli.serving", "migrate", "Bring the database to the newest tables and rights."),
    "setup": ("trefas.cli.serving", "setup", "Load an organisation from a TOML file."),
    "asvs": ("trefas.cli.asvs", "asvs", "Write the page of ASVS 5.0 from its reviewed file."),
    "sbom": ("trefas.cli.parts", "sbom", "Write the list of all parts (SBOM) from the locks."),
    "checkpoint": ("trefas.cli.auditing", "checkpoint", "Sign all chains' heads, and have them cosigned and stamped."),
    "doctor": ("trefas.cli.doctor", "doctor", "Say what is missing or unsafe."),
    "lift": ("trefas.cli.doctor", "lift", "Let real people in, as two people agreed, when nothing is missing."),
    "messages": ("trefas.cli.checking", "messages", "Merge, check and compile the translations."),
    "test": ("trefas.cli.checking", "run_tests", "Run every test, those in a browser included."),
    "check": ("trefas.cli.checking", "check", "Run the tests and all other checks, as CI does."),
}


# Errors that are one sentence for whoever runs the command.
SAID = frozenset({"BackupError", "DemoError", "EmbeddedError", "FrontendError", "MasterKeyError", "UnsafeLoginError"})


def main() -> None:
    """Start the command named on the command line, with only its own module loaded."""
    asked = next((word for word in sys.argv[1:] if not word.startswith("-")), "")
    for name, (module, text) in GROUPS.items():
        if asked == name:
            app.add_typer(import_module(module).app, name=name, help=text)
        else:
            app.command(name, help=text)(_nothing)
    for name, (module, attribute, text) in COMMANDS.items():
        app.command(name, help=text)(getattr(import_module(module), attribute) if asked == name else _nothing)
    _run()


def _run() -> None:
    try:
        app()
    except Exception as error:
        # What the embedded database could not do is one sentence, never a traceback.
        if type(error).__name__ not in SAID:
            raise
        sys.exit(str(error))


def _nothing() -> None:
    """Stand in the list of commands for one that was not asked for."""
