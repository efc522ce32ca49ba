"""The gallery and the mock pages over HTTP, with the application's own content policy and answers to its posts."""

import functools
import http.server
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.backends.django import DjangoTemplates
from django.utils import translation
from tests.web import gallery

PAGES = Path(__file__).parents[1] / "web" / "pages"
TEMPLATES = DjangoTemplates({"NAME": "pages", "DIRS": [PAGES], "APP_DIRS": True, "OPTIONS": {}})
# Page, whose it is, and its place in the menu.
ACTORS = {
    "akten": ("social", "Listan"),
    "arbetslista": ("social", "Arbetslista"),
    "listan": ("police", "Listan"),
    "lamna-ut": ("police", "Lämna ut"),
    "kontrollera": ("police", "Lämna ut"),
    "mottaget": ("social", "Mottaget"),
    "mote": ("social", "Möten"),
    "akut": ("police", ""),
    "uppfoljning": ("figures", "Uppföljning"),
    "delad": ("social", ""),
    "samtycke": ("social", ""),
    "tom": ("social", "Arbetslista"),
}
POLICY = "; ".join(
    f"{name} {' '.join(values)}" for name, values in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].items()
)
KINDS = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
# What the server answers to a post, by the start of its path: status and JSON.
ANSWERS: dict[str, tuple[int, dict[str, object]]] = {
    "/save/0/": (200, {"value": "Ny text", "text": "Ny text!", "version": 2, "saved": "10:44"}),
    "/save/1/": (409, {"who": "Eva Brolin", "when": "10:41", "compare_url": "/conflict/"}),
    "/save/2/": (500, {}),
    "/save/3/": (422, {"error": "Skriv högst 200 tecken."}),
    "/said/": (200, {"state": "said", "stamp": "Sagt 09:30", "version": 2}),
}


def page(name: str, language: str) -> str:
    """One page as HTML."""
    who, current = ACTORS.get(name, ("social", ""))
    shell = {**gallery.shell(who, current), "language": language}
    context = {**gallery.everything(), "shell": shell, "csrf_token": "token"}
    with translation.override(language):
        return TEMPLATES.get_template(f"{name}.html").render(context)


def older() -> str:
    """The rest of the timeline, as the server answers htmx."""
    items = [{**item, "id": f"old-{item['id']}"} for item in gallery.DATA["timeline"]]
    context = {"items": items, "id": "timeline", "more_url": "", "more_text": ""}
    with translation.override("sv"):
        return TEMPLATES.get_template("components/timeline_page.html").render(context)


class Handler(http.server.BaseHTTPRequestHandler):
    """Serves /LANGUAGE/PAGE and /static/; keeps what was posted."""

    def __init__(self, posted: list[tuple[str, dict[str, list[str]], str]], *args: object) -> None:
        self.posted = posted
        super().__init__(*args)  # type: ignore[arg-type]  # the server passes three

    def log_message(self, *_: object) -> None:
        """Say nothing: the test says what matters."""

    def do_GET(self) -> None:
        if self.path.startswith("/static/"):
            found = finders.find(self.path.removeprefix("/static/"))
            return self.answer(200, Path(str(found)).read_bytes(), KINDS[Path(self.path).suffix])
        if self.path == "/unlock/":
            return self.answer(403, b"", "text/plain")
        if self.path == "/more/":
            return self.answer(200, older().encode(), "text/html; charset=utf-8")
        _, language, name = self.path.split("/")
        return self.answer(200, page(name, language).encode(), "text/html; charset=utf-8")

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.posted.append((self.path, parse_qs(body), self.headers.get("X-CSRFToken", "")))
        status, words = self.reply()
        self.answer(status, json.dumps(words).encode(), "application/json")

    def reply(self) -> tuple[int, dict[str, object]]:
        path, fields, _ = self.posted[-1]
        if path == "/unlock/":
            right = fields.get("password") == ["rätt"]
            return (200, {"unlocked": True, "csrf": "fresh"}) if right else (422, {"error": "Fel lösenord."})
        return next(answer for start, answer in ANSWERS.items() if path.startswith(start))

    def answer(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


@contextmanager
def serving() -> Iterator[tuple[str, list[tuple[str, dict[str, list[str]], str]]]]:
    """The address of the site, and the list of what has been posted to it."""
    posted: list[tuple[str, dict[str, list[str]], str]] = []
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, posted))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", posted
    finally:
        server.shutdown()
        server.server_close()
