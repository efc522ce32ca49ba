"""The hard shell: every answer of every kind carries the same headers, and what another site asks for is refused."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.matrix.addresses import addresses
from tests.matrix.asking import plain_refusals
from trefas.web import start
from trefas.web.hardening import HEADERS

POLICY = {
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "base-uri 'none'", "frame-ancestors 'none'",
    "form-action 'self'", "object-src 'none'",
}  # fmt: skip
TYPES = ("", "amina", "bo")


def faults(answer, where: str, *, kept: bool = False) -> list[str]:
    """What is missing from an answer's headers."""
    found = [f"{where}: {name}" for name, value in HEADERS.items() if answer.headers.get(name) != value]
    policy = answer.headers.get("Content-Security-Policy", "")
    found += [f"{where}: {one}" for one in POLICY if one not in policy.split("; ")]
    found += [f"{where}: unsafe"] if "unsafe" in policy or "*" in policy else []
    found += [] if kept or answer.headers.get("Cache-Control") == "no-store" else [f"{where}: may be kept"]
    return found


def test_every_address_answers_with_every_header(asker, world) -> None:
    found = []
    with plain_refusals():
        for address in addresses():
            for who in TYPES:
                values = {name: world.of(who or "amina", "own", name) for name in address.names}
                for verb in ("GET", "POST", "PUT"):
                    found += faults(asker.ask(who, verb, address.filled(values)), f"{who} {verb} {address.route}")
    assert found == []


def test_what_is_not_a_page_of_ours_has_them_too(asker, monkeypatch) -> None:
    found = faults(asker.ask("amina", "GET", "/finns-inte/"), "404")
    found += faults(asker.ask("", "GET", "/listan"), "redirect to the slash")
    found += faults(asker.ask("amina", "GET", "/", headers={"HX-Request": "true"}), "htmx")
    found += faults(asker.ask("", "GET", "/static/trefas/js/main.js"), "static", kept=True)
    found += faults(asker.ask("", "GET", "/static/finns-inte.js"), "static 404", kept=True)
    found += faults(asker.ask("amina", "GET", "/", headers={"host": "evil.example"}), "400, foreign host")
    assert found == []


def test_a_fault_has_them_and_says_a_number_and_nothing_else(asker, monkeypatch) -> None:
    def broken(*_given):
        raise ValueError("Leo Tornfeldt 20070314-2380")

    monkeypatch.setattr(start, "redirect", broken)
    answer = asker.ask("amina", "GET", reverse("home"))
    asker.faults.clear()
    assert answer.status_code == 500
    assert faults(answer, "500") == []
    assert b"Tornfeldt" not in answer.body
    assert b"ValueError" not in answer.body


def test_a_download_is_a_download(asker, world) -> None:
    values = {name: world.of("amina", "own", name) for name in ("file_id", "paper_id")}
    answer = asker.ask("amina", "GET", reverse("file_paper", kwargs=values))
    assert faults(answer, "paper") == []
    assert answer.headers["Content-Disposition"].startswith("attachment;")


@pytest.mark.parametrize(
    ("site", "mode", "dest", "verb", "status"),
    [
        ("cross-site", "navigate", "document", "GET", 302),
        ("cross-site", "navigate", "iframe", "GET", 403),
        ("cross-site", "no-cors", "image", "GET", 403),
        ("same-site", "cors", "empty", "GET", 403),
        ("cross-site", "navigate", "document", "POST", 403),
        ("same-origin", "cors", "empty", "GET", 302),
        ("none", "navigate", "document", "GET", 302),
    ],
)
def test_what_another_site_asks_for_is_refused(db, site, mode, dest, verb, status) -> None:
    headers = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": mode, "Sec-Fetch-Dest": dest}
    assert Client(headers=headers).generic(verb, "/").status_code == status


@pytest.mark.parametrize(
    ("origin", "site", "passes"),
    [
        ("null", "same-origin", True),
        ("null", "cross-site", False),
        ("null", None, False),
        ("http://testserver", None, True),
        ("http://evil.example", "same-origin", False),
    ],
)
def test_a_form_without_referrer_passes_only_from_our_own_page(db, origin, site, passes) -> None:
    client = Client(enforce_csrf_checks=True, headers={"Origin": origin} | ({"Sec-Fetch-Site": site} if site else {}))
    client.cookies["csrftoken"] = "x" * 32
    answer = client.post("/sprak/", {"csrfmiddlewaretoken": "x" * 32, "language": "en"})
    assert (answer.status_code != 403) is passes
    assert client.post("/sprak/", {"csrfmiddlewaretoken": "y" * 32}).status_code == 403
