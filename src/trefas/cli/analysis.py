"""`trefas analysis …`: the group. Each command has its own module and joins here with `register`."""

import os
from importlib import import_module
from importlib.util import find_spec

import typer

# The matrices are small: more threads only wait for each other, tenfold slower on a busy machine. Read by
# the numerical library when it is first loaded, so it must stand before the commands are imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

app = typer.Typer(no_args_is_help=True)

COMMANDS = ("near_repeat", "contagion", "effect", "pilot", "trend", "suppress", "evidence")


def _register_all() -> None:
    for name in COMMANDS:
        module = f"{__name__}_{name}"
        if find_spec(module) is not None:
            import_module(module).register(app)


_register_all()
