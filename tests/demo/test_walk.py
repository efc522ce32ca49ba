"""The shipped scenarios are walked over HTTP against one served demo, as `./trefas demo --check` does."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.demo.test_scenario import NOW
from trefas.demo.walk.pages import Page
from trefas.demo.walk.running import everything
from trefas.demo.walk.scenario import read_scenario
from trefas.demo.walk.verbs import VERBS

SHIPPED = Path(__file__).parents[2] / "src" / "trefas" / "demo" / "scenarios"
OWN = ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")
TWO = """
title = "En som ska lyckas och en som ska falla"
[[step]]
as = "bo"
do = "keep_person"
given_name = "Ada"
family_name = "Ekvall"
[[step]]
as = "bo"
do = "sign_off"
person = "Ada Ekvall"
refused = "no file"
[[step]]
as = "otto"
do = "search"
text = "Ada Ekvall"
found = {found}
[[sees]]
as = "bo"
text = ["{sees}"]
never_list = "tom"
[list.tom]
file = "tom.csv"
columns = ["Namn"]
rows = []
"""


def check(home: str, *files: Path) -> subprocess.CompletedProcess[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(Path(sys.executable).with_name("trefas")), "demo", "--check", *map(str, files), "--port", str(port)]
    environment = {name: value for name, value in os.environ.items() if name not in OWN}
    return subprocess.run(
        command, env={**environment, "TREFAS_DEMO_HOME": home}, capture_output=True, text=True, timeout=900, check=False
    )


def test_every_shipped_scenario_reads() -> None:
    found = [read_scenario(path, VERBS, NOW) for path in sorted(SHIPPED.glob("*.toml"))]
    assert found
    assert all(scenario.steps and scenario.sights for scenario in found)


def test_no_two_shipped_scenarios_share_a_name() -> None:
    people = [
        {str(step.given["person"]) for step in read_scenario(path, VERBS, NOW).steps if "person" in step.given}
        for path in sorted(SHIPPED.glob("*.toml"))
    ]
    assert sum(map(len, people)) == len(set().union(*people))


class Linked:
    """A visitor of a site that is a table: which links each page has."""

    base = "http://x/"

    def __init__(self, site: dict[str, list[str]]) -> None:
        self.site, self.asked = site, []

    def get(self, address: str) -> Page:
        self.asked.append(address)
        links = [("", link) for link in self.site.get(address, [])]
        return Page(200, f"http://x{address}", "<html>", address, links=links)


@pytest.mark.parametrize(
    ("links", "read"),
    [
        (["/listan/", "/listan/?sort=namn", "/listan/?redigera=1"], ["/listan/"]),
        (["/akter/1/tidslinje/", "/akter/1/tidslinje/?kind=note", "/akter/1/tidslinje/?before=9"], ["/akter/1/tidslinje/", "/akter/1/tidslinje/?before=9"]),
        (["/handbok/", "/handbok/osl/", "/handbok/sol/"], ["/handbok/", "/handbok/osl/"]),
        (["/akter/1/vem-har-last/?before=9", "/akter/1/vem-har-last/?before=8"], ["/akter/1/vem-har-last/?before=9"]),
        (["/listan/", "/listan/#rad", "http://y/listan/", "/demo/som/bo/", "/konto/logout/"], ["/listan/"]),
    ],
)  # fmt: skip
def test_what_is_read_through_is_every_page_once(links, read) -> None:
    visitor = Linked({"/": links})
    assert list(everything(visitor)) == ["/", *read]
    assert visitor.asked == ["/", *read]


@pytest.mark.slow
def test_the_shipped_scenarios_go_as_they_say() -> None:
    done = check("walk-shipped")
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-1000:]
    count = len(list(SHIPPED.glob("*.toml")))
    assert f"{count} av {count} scenarier" in done.stdout


@pytest.mark.slow
def test_a_scenario_of_a_reviewer_passes_or_fails_by_what_it_says(tmp_path) -> None:
    right, wrong = tmp_path / "right.toml", tmp_path / "wrong.toml"
    right.write_text(TWO.format(found="false", sees="Listan"), encoding="utf-8")
    wrong.write_text(TWO.format(found="true", sees="Listan").replace("Ada", "Ida"), encoding="utf-8")
    done = check("walk-own", right, wrong)
    assert done.returncode == 1
    assert "1 av 2 scenarier" in done.stdout
    assert "FEL   3 otto search: the search for «Ida Ekvall» finds nobody." in done.stdout
