"""Fails when a model has changed and its migration has not. Needs no database."""

from trefas.cli.preparing import start_django


def main() -> None:
    """Compare models with migrations; exits 1 and names the app that differs."""
    import warnings

    start_django()
    from django.core.management import call_command

    # Without a database Django cannot compare the history that was applied; the models are compared all the same.
    warnings.filterwarnings("ignore", category=RuntimeWarning)
    call_command("makemigrations", "--check", "--dry-run", verbosity=1)


if __name__ == "__main__":
    main()
