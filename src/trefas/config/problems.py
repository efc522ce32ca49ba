"""What can go wrong around the processes, each as one sentence that says what to do."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EACCES, EDQUOT, ENOSPC, EPERM

# By code, first Swedish and then English.
SENTENCES = {
    "no_binaries": (
        "PostgreSQL saknas i installationen: kör `uv sync --frozen` och försök igen.",
        "PostgreSQL is missing from the installation: run `uv sync --frozen` and try again.",
    ),
    "libraries": (
        "PostgreSQL kan inte starta eftersom systembiblioteket {name} saknas: installera det.",
        "PostgreSQL cannot start because the system library {name} is missing: install it.",
    ),
    "no_account": (
        "PostgreSQL får inte köras som root och det finns inget annat konto här: skapa ett med "
        "`useradd --system trefas`.",
        "PostgreSQL refuses to run as root and there is no other account here: make one with "
        "`useradd --system trefas`.",
    ),
    "account_refused": (
        "Root får inte starta PostgreSQL som kontot {name} här: starta Trefas som en vanlig användare.",
        "Root may not start PostgreSQL as the account {name} here: start Trefas as an ordinary user.",
    ),
    "other_owner": (
        "Databasen i {path} hör till kontot {name}: starta Trefas som det eller välj en annan mapp.",
        "The database in {path} belongs to the account {name}: start Trefas as that user or choose another folder.",
    ),
    "moved_away": (
        "Databasen ska ligga i {path}, men mappen är borta: återställ den, eller ta bort länken {link} "
        "för att börja om från början.",
        "The database should be in {path}, but that folder is gone: restore it, or remove the link {link} "
        "to start from nothing.",
    ),
    "version": (
        "Databasen i {path} är gjord av PostgreSQL {found}, men här finns PostgreSQL {ours}: läs tillbaka en "
        "säkerhetskopia i en ny mapp, eller installera version {found}.",
        "The database in {path} was made by PostgreSQL {found}, but this is PostgreSQL {ours}: restore a "
        "backup into a new folder, or install version {found}.",
    ),
    "no_secrets": (
        "Lösenorden till databasen i {path} saknas: återställ filen {file} från säkerhetskopian.",
        "The passwords of the database in {path} are missing: restore the file {file} from the backup.",
    ),
    "password": (
        "Databasen godtar inte lösenorden i {file}: återställ filen från samma säkerhetskopia som databasen.",
        "The database does not accept the passwords in {file}: restore it from that database's backup.",
    ),
    "disk_full": (
        "Disken är full vid {path}: frigör plats och starta igen, inget som redan sparats har gått förlorat.",
        "The disk is full at {path}: free some space and start again, nothing already saved is lost.",
    ),
    "permission": (
        "Trefas får inte läsa eller skriva {path}: ge din användare rätt till mappen eller välj en annan.",
        "Trefas may not read or write {path}: give your user access to the folder or choose another.",
    ),
    "system": (
        "Systemet nekade något vid {path} ({detail}): rätta det och starta igen.",
        "The system refused something at {path} ({detail}): put that right and start again.",
    ),
    "port_taken": (
        "Port {port} på {host} används redan: stäng det andra programmet eller välj en annan med --port.",
        "Port {port} on {host} is already in use: close the other program or choose another with --port.",
    ),
    "port_refused": (
        "Det går inte att lyssna på {host}:{port} ({detail}): välj en annan adress eller port.",
        "It is not possible to listen on {host}:{port} ({detail}): choose another address or port.",
    ),
    "database_port_taken": (
        "Databasens port {port} används redan: välj en annan port eller kör utan port.",
        "The port {port} of the database is already in use: choose another or run without one.",
    ),
    "socket": (
        "Databasen kan inte öppna sin anslutning i {path}: ta bort mappen och starta igen.",
        "The database cannot open its socket in {path}: remove the folder and start again.",
    ),
    "memory": (
        "Det finns för lite delat minne för databasen: stäng andra program eller ge datorn mer minne.",
        "There is too little shared memory for the database: close other programs or add memory.",
    ),
    "slow": (
        "Databasen svarade inte inom {seconds} sekunder: se slutet av {log} och starta igen.",
        "The database did not answer within {seconds} seconds: read the end of {log} and start again.",
    ),
    "failed": (
        "Databasen kunde inte starta ({detail}): se slutet av {log}.",
        "The database could not start ({detail}): read the end of {log}.",
    ),
    "database_died": (
        "Databasen stoppades utifrån och gick inte att starta om: se slutet av {log} och starta Trefas igen.",
        "The database was stopped from outside and could not be restarted: read the end of {log} and "
        "start Trefas again.",
    ),
    "database_restarts": (
        "Databasen stoppades utifrån: den startas om, vänta lite och ladda om sidan.",
        "The database was stopped from outside: it is being restarted, wait a little and reload the page.",
    ),
    "in_use": (
        "Ett annat Trefas-program använder databasen i {path}: avsluta det först.",
        "Another Trefas program uses the database in {path}: end it first.",
    ),
    "database_exists": (
        "Databasen {name} finns redan: ta bort den eller välj ett annat namn.",
        "The database {name} exists already: drop it or choose another name.",
    ),
    "command": (
        "Kommandot {name} gick inte att starta ({detail}): kör `uv sync --frozen` och försök igen.",
        "The command {name} could not be started ({detail}): run `uv sync --frozen` and try again.",
    ),
}


class EmbeddedError(Exception):
    """One problem, told in one sentence; `code` names it for programs."""

    def __init__(self, code: str, **fields: object) -> None:
        self.code = code
        self.swedish, self.english = (text.format(**fields) for text in SENTENCES[code])
        super().__init__(code, fields)

    def __str__(self) -> str:
        return self.english if speaks_english() else self.swedish


def speaks_english() -> bool:
    """Whether the terminal asks for English; Swedish is the default."""
    asked = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return asked.lower().startswith("en")


def of_os_error(error: OSError, path: object) -> EmbeddedError:
    """The sentence for what the operating system refused; `path` when the error names no file."""
    place = error.filename or path
    if error.errno in (ENOSPC, EDQUOT):
        return EmbeddedError("disk_full", path=place)
    if error.errno in (EACCES, EPERM):
        return EmbeddedError("permission", path=place)
    return EmbeddedError("system", path=place, detail=error.strerror or str(error))


@contextmanager
def as_sentence(path: object) -> Iterator[None]:
    """Turn an OSError inside the block into an EmbeddedError."""
    try:
        yield
    except OSError as error:
        raise of_os_error(error, path) from error
