"""Print the rows that the reviewed file lacks, or write them into it: `python -m tests.matrix [--write] [family …]`."""

import os
import sys

WRITE = "--write"


def main() -> None:
    """Ask every address that is not listed, or whose route has changed; say which are listed and gone."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trefas.config.settings")
    import django
    from django.test.utils import setup_test_environment

    django.setup()
    setup_test_environment()
    families = [one for one in sys.argv[1:] if one != WRITE]
    from tests.matrix.filling import fill

    fill(families, write=WRITE in sys.argv)


if __name__ == "__main__":
    main()
