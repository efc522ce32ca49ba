"""The shell as settings and code say it: no admin, no debugging, no way out but those that are listed, every part known."""

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from django.conf import settings

import trefas
from trefas.cli.parts import parts, unhashed

PACKAGE = Path(trefas.__file__).parent
# What opens connections to elsewhere, and what it is for. The hosts stand in the installation's files, never in code.
OUTWARD = {
    "httpx", "urllib.request", "http.client", "socket", "smtplib", "ftplib", "requests", "aiohttp", "ssl", "asyncio",
}  # fmt: skip
MAY = {
    "cli/frontend.py": "fetches the front-end packages at set-up, by the lock",
    "cli/walking.py": "walks a demo on this machine",
    "demo/walk/visitor.py": "walks a demo on this machine",
    "config/postgres_process.py": "the embedded database's port on this machine",
    "config/processes.py": "the embedded database's port on this machine",
    "accountability/checkpoints.py": "checkpoints to the configured witnesses",
    "accountability/stamping.py": "time stamps from the configured service",
    "disclosures/exchange.py": "envelopes to the installations of the signed trust list",
    "rooms/key_service.py": "the configured key service, which wraps the rooms' keys",
    "rooms/trust.py": "reads certificates, opens nothing",
    "web/exchange.py": "reads the caller's certificate, opens nothing",
    "disclosures/transport.py": "envelopes to the installations of the signed trust list",
    "web/identity_providers.py": "the configured identity providers, through allauth, and nowhere they point",
}


def imported(tree: ast.Module) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{one.name}" for one in node.names)}
    return found


def modules():
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path.relative_to(PACKAGE).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def test_no_code_opens_connections_but_what_is_listed() -> None:
    reaching = {name for name, tree in modules() if imported(tree) & OUTWARD}
    assert reaching - set(MAY) == set(), "Say here what it reaches, and take the host from the installation's files."


def test_no_code_is_made_of_text() -> None:
    found = [
        f"{name}:{node.lineno}"
        for name, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("eval", "exec")
    ]
    assert found == []


def test_no_template_marks_what_people_wrote_as_safe() -> None:
    written = [path for path in PACKAGE.rglob("*.html") if "|safe" in path.read_text(encoding="utf-8")]
    assert [path.relative_to(PACKAGE).as_posix() for path in written] == []


def test_there_is_no_admin_and_no_debugging() -> None:
    assert "django.contrib.admin" not in settings.INSTALLED_APPS
    assert settings.DEBUG is False
    assert settings.TEMPLATES[0]["OPTIONS"].get("debug", False) is False


def test_the_policy_for_content_allows_nothing_unsafe() -> None:
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert policy["default-src"] == ["'none'"]
    assert policy["require-trusted-types-for"] == ["'script'"]
    sources = {source for values in policy.values() for source in values}
    assert sources <= {"'none'", "'self'", "data:", "'script'", "trefas", "trefas-inert"}


def test_over_https_cookies_are_bound_to_the_host_and_the_browser_stays_there() -> None:
    asked = (
        "import json; from trefas.config import settings as s;"
        "print(json.dumps([s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE,"
        " s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS, s.SESSION_COOKIE_HTTPONLY, s.CSRF_COOKIE_HTTPONLY]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", asked], env={**os.environ, "TREFAS_HTTPS": "1"}, capture_output=True, check=True
    )
    assert json.loads(done.stdout) == ["__Host-session", "__Host-csrf", True, True, True, 31_536_000, True, True]


@pytest.mark.parametrize("by", ["environment", "file"])
def test_secret_keys_of_before_are_read(tmp_path, by) -> None:
    file = tmp_path / "secrets.json"
    old = {"secret_key_fallbacks": "one two"} if by == "file" else {}
    file.write_text(json.dumps({"secret_key": "new", **old}))
    asked = "from trefas.config import settings as s; print(s.SECRET_KEY, s.SECRET_KEY_FALLBACKS)"
    environ = {"TREFAS_SECRETS": str(file)} | ({"TREFAS_SECRET_KEY_FALLBACKS": "one two"} if by != "file" else {})
    done = subprocess.run(
        [sys.executable, "-c", asked], env={**os.environ, **environ}, capture_output=True, check=True, text=True
    )
    assert done.stdout == "new ['one', 'two']\n"


@pytest.mark.parametrize("name", ["debug", "admin", "api/docs", ".git", "static/../settings.py", "metrics"])
def test_nothing_for_developers_is_served(client, db, name) -> None:
    assert client.get(f"/{name}/").status_code in (302, 404)


def test_every_form_that_asks_whether_the_server_is_there_can_say_that_it_is_not() -> None:
    for template in (PACKAGE / "web" / "templates").rglob("*.html"):
        text = template.read_text(encoding="utf-8")
        assert len(re.findall(r"data-careful(?!-)", text)) <= text.count("{% careful"), template.name


def test_every_locked_package_has_its_hashes() -> None:
    assert unhashed() == []


def test_the_list_of_parts_names_what_the_project_asks_for() -> None:
    listed = parts()
    names = {one["name"] for one in listed["components"]}
    assert {"django", "psycopg", "cryptography", "htmx.org", "govuk-frontend"} <= names
    assert listed == parts()
    assert all(one["version"] and one["hashes"] for one in listed["components"])


def test_the_list_of_parts_is_what_the_standard_says() -> None:
    wrong = JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(parts()))
    assert wrong is None, wrong
