"""`trefas sbom`: what the installation is made of, from the lock, as CycloneDX."""

import json
import sys
import tomllib
import uuid
from pathlib import Path
from typing import Annotated, Any

import typer

from trefas.cli.preparing import ROOT

NAMESPACE = uuid.UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")


def sbom(file: Annotated[Path | None, typer.Argument(help="Where to write it; else it is shown.")] = None) -> None:
    """Write the list of everything that is shipped (SBOM, CycloneDX 1.6); the same locks, the same list."""
    made = json.dumps(parts(), indent=1, ensure_ascii=False) + "\n"
    file.write_text(made, encoding="utf-8") if file else sys.stdout.write(made)


def parts() -> dict[str, Any]:
    """The list as CycloneDX has it: Python packages of uv.lock and front-end packages of package-lock.json."""
    components = sorted([*_python(), *_front_end()], key=lambda one: str(one["purl"]))
    serial = uuid.uuid5(NAMESPACE, " ".join(str(one["purl"]) for one in components))
    return {
        "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "serialNumber": f"urn:uuid:{serial}",
        "metadata": {"component": {"type": "application", "name": "trefas", "bom-ref": "trefas"}},
        "components": components,
    }  # fmt: skip


def unhashed() -> list[str]:
    """Locked packages without a hash, which nobody could tell from others of the same name."""
    return sorted(str(one["purl"]) for one in [*_python(), *_front_end()] if not one["hashes"])


def _python() -> list[dict[str, Any]]:
    locked = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))["package"]
    found = []
    for package in locked:
        if "registry" not in package["source"]:
            continue
        files = [*package.get("wheels", []), *([package["sdist"]] if "sdist" in package else [])]
        digests = sorted({one["hash"].removeprefix("sha256:") for one in files if one.get("hash")})
        complete = len(digests) == len({one["url"] for one in files})
        purl = f"pkg:pypi/{package['name']}@{package['version']}"
        found.append(_component(package["name"], package["version"], purl, "SHA-256", digests if complete else []))
    return found


def _front_end() -> list[dict[str, Any]]:
    locked = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    found = []
    for place, package in locked.items():
        if place:
            name = place.removeprefix("node_modules/")
            purl = f"pkg:npm/{name.replace('@', '%40')}@{package['version']}"
            digest = package.get("integrity", "").removeprefix("sha512-")
            found.append(_component(name, package["version"], purl, "SHA-512", [_hex(digest)] if digest else []))
    return found


def _hex(text: str) -> str:
    import base64

    return base64.b64decode(text).hex()


def _component(name: str, version: str, purl: str, kind: str, digests: list[str]) -> dict[str, Any]:
    hashes = [{"alg": kind, "content": digest} for digest in digests]
    return {"type": "library", "name": name, "version": version, "purl": purl, "bom-ref": purl, "hashes": hashes}
