"""The launcher in a scratch repository, with a stand-in for uv so that nothing is fetched."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest

LAUNCHER = Path(__file__).parents[2] / "trefas"
# Writes what it was asked for, and installs a command that tells how it was called.
UV = """#!/bin/sh
echo "$@" >> uv-calls
[ "$1" = --version ] && exit 0
mkdir -p "${UV_PROJECT_ENVIRONMENT:-.venv}/bin"
cp command "${UV_PROJECT_ENVIRONMENT:-.venv}/bin/trefas"
"""
COMMAND = """#!/bin/sh
[ "$1" = wait ] && trap 'exit 7' TERM && echo "$$" && while :; do sleep 0.05; done
printf '%s|' "$PWD" "$@"
exit 3
"""


def program(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)


class Repository:
    """A folder with the launcher, a lock file and an uv of our own on PATH."""

    def __init__(self, root: Path) -> None:
        self.root = root / "repo å"
        self.root.mkdir()
        shutil.copy(LAUNCHER, self.root / "trefas")
        (self.root / "uv.lock").write_text("one")
        (self.root / "pyproject.toml").write_text("")
        program(self.root / "command", COMMAND)
        self.tools = root / "tools"
        program(self.tools / "uv", UV)
        self.path = f"{self.tools}:/usr/bin:/bin"

    def run(self, *arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
        settings = {"capture_output": True, "text": True, "env": self.environment()} | options
        return subprocess.run([sys.executable, str(self.root / "trefas"), *arguments], **settings)

    def environment(self, **more: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("UV_", "PIP_", "LC_"))}
        return kept | {"PATH": self.path, "LANG": "sv_SE.UTF-8"} | more

    def syncs(self) -> list[str]:
        calls = self.root / "uv-calls"
        return [line for line in calls.read_text().splitlines() if line.startswith("sync")]


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


@pytest.fixture
def launcher(repository: Repository) -> ModuleType:
    """The launcher of the scratch repository as a module, to try its ways of getting uv."""
    loader = SourceFileLoader("scratch_launcher", str(repository.root / "trefas"))
    module = module_from_spec(spec_from_loader("scratch_launcher", loader))
    loader.exec_module(module)
    return module


class TestStarting:
    def test_syncs_once_and_hands_everything_over(self, repository, tmp_path):
        first = repository.run("demo", "--port", "8 0", cwd=tmp_path)
        assert (first.stdout, first.returncode) == (f"{tmp_path}|demo|--port|8 0|", 3)
        assert "Hämtar" in first.stderr
        second = repository.run("law", cwd=tmp_path)
        assert (second.stdout, second.stderr) == (f"{tmp_path}|law|", "")
        assert len(repository.syncs()) == 1
        assert "--frozen" in repository.syncs()[0]

    @pytest.mark.parametrize("changed", ["uv.lock", "pyproject.toml"])
    def test_syncs_again_when_the_parts_change(self, repository, changed):
        repository.run()
        (repository.root / changed).write_text("two")
        repository.run()
        assert len(repository.syncs()) == 2

    def test_syncs_again_when_the_environment_or_the_place_is_new(self, repository):
        repository.run()
        shutil.rmtree(repository.root / ".venv")
        repository.run()
        moved = repository.root.with_name("moved")
        repository.root.rename(moved)
        repository.root = moved
        repository.run()
        assert len(repository.syncs()) == 3

    def test_an_extra_is_installed_when_asked_for_and_then_stays(self, repository):
        repository.run("demo")
        assert "--extra" not in repository.syncs()[0]
        for words in (["check"], ["test"], ["demo"]):
            repository.run(*words)
        assert [one for one in repository.syncs()[1:] if "--extra=saml" in one] == repository.syncs()[1:]
        assert len(repository.syncs()) == 2
        (repository.root / "uv.lock").write_text("two")
        repository.run("demo")
        assert "--extra=saml" in repository.syncs()[2]

    def test_the_owner_of_an_installation_names_an_extra(self, repository):
        for _ in range(2):
            repository.run("serve", env=repository.environment(TREFAS_EXTRAS="saml"))
        assert len(repository.syncs()) == 1
        assert "--extra=saml" in repository.syncs()[0]

    def test_through_a_symbolic_link_from_elsewhere(self, repository, tmp_path):
        link = tmp_path / "bin" / "trefas"
        link.parent.mkdir()
        link.symlink_to(repository.root / "trefas")
        done = subprocess.run([str(link), "x"], cwd="/", env=repository.environment(), capture_output=True, text=True)
        assert done.stdout == "/|x|"

    def test_the_environment_may_lie_elsewhere(self, repository):
        for _ in range(2):
            done = repository.run(env=repository.environment(UV_PROJECT_ENVIRONMENT="other"))
            assert done.returncode == 3
        assert (repository.root / "other" / "bin" / "trefas").exists()
        assert len(repository.syncs()) == 1

    def test_a_signal_reaches_the_command_itself(self, repository):
        repository.run()
        start = [sys.executable, str(repository.root / "trefas"), "wait"]
        with subprocess.Popen(start, env=repository.environment(), stdout=subprocess.PIPE, text=True) as running:
            assert int(running.stdout.readline()) == running.pid
            running.send_signal(signal.SIGTERM)
            assert running.wait(10) == 7

    def test_two_first_starts_at_once_sync_once(self, repository):
        start = [sys.executable, str(repository.root / "trefas"), "x"]
        options = {"env": repository.environment(), "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        both = [subprocess.Popen(start, **options) for _ in range(2)]
        assert [one.communicate() and one.returncode for one in both] == [3, 3]
        assert len(repository.syncs()) == 1


class TestOneSentence:
    def refusal(self, done: subprocess.CompletedProcess[str]) -> str:
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        return done.stderr.strip().splitlines()[-1]

    def test_an_old_python(self, repository):
        code = "import sys; sys.version_info = (3, 9, 2); exec(compile(open('trefas').read(), 'trefas', 'exec'))"
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=repository.root, capture_output=True, text=True, check=False
        )
        assert "Python 3.11" in self.refusal(done)
        assert "3.9" in done.stderr

    def test_parts_that_cannot_be_fetched(self, repository):
        program(repository.tools / "uv", "#!/bin/sh\n[ $1 = sync ] || exit 0\necho 'error: no network.' >&2\nexit 2")
        told = self.refusal(repository.run())
        assert "(error: no network)" in told
        assert "HTTPS_PROXY" in told
        english = repository.run(env=repository.environment(LC_ALL="en_GB.UTF-8"))
        assert "could not be fetched (error: no network)" in self.refusal(english)

    def test_a_full_disk(self, repository):
        text = "#!/bin/sh\n[ $1 = sync ] || exit 0\necho 'No space left on device (os error 28)' >&2\nexit 2"
        program(repository.tools / "uv", text)
        assert self.refusal(repository.run()).startswith("Disken är full")

    def test_no_network_and_no_uv(self, repository):
        repository.path = "/usr/bin:/bin"
        nowhere = {f"{kind}_PROXY": "http://127.0.0.1:9" for kind in ("HTTP", "HTTPS")}
        blocked = repository.environment(**nowhere, PIP_NO_INDEX="1", no_proxy="")
        told = self.refusal(repository.run(env=blocked))
        assert "verktyget uv" in told
        assert "refused" in told

    def test_a_missing_lock(self, repository):
        (repository.root / "uv.lock").unlink()
        assert "uv.lock" in self.refusal(repository.run())


class TestGettingUv:
    def test_one_on_the_path_that_does_not_run_is_passed_over(self, repository, launcher, monkeypatch):
        program(repository.tools / "uv", "#!/bin/sh\necho 'pyenv: uv: command not found' >&2\nexit 127")
        monkeypatch.setenv("PATH", repository.path)
        assert launcher.find_uv() is None
        program(repository.root / ".local/tools/bin/uv", UV)
        assert launcher.find_uv() == str(repository.root / ".local/tools/bin/uv")

    def test_the_ways_are_tried_in_turn(self, launcher, monkeypatch):
        tried = []
        for name, problem in (("install_in_environment", "no venv"), ("install_in_folder", "no pip")):
            monkeypatch.setattr(launcher, name, lambda name=name, problem=problem: tried.append(name) or problem)
        monkeypatch.setattr(launcher, "download_wheel", lambda: program(Path(launcher.OWN_UV[0]), UV) or "")
        monkeypatch.setenv("PATH", "/usr/bin:/bin")
        assert launcher.install_uv() == launcher.OWN_UV[0]
        assert tried == ["install_in_environment", "install_in_folder"]

    def test_a_failed_environment_leaves_nothing_but_what_was_there(self, launcher, monkeypatch):
        monkeypatch.setattr(launcher.sys, "executable", "/bin/false")
        assert launcher.install_in_environment() == "exit 1"
        assert not Path(launcher.TOOLS).exists()
        Path(launcher.TOOLS).mkdir(parents=True)
        launcher.install_in_environment()
        assert Path(launcher.TOOLS).exists()

    def test_a_downloaded_wheel_is_checked_and_unpacked(self, launcher, monkeypatch, tmp_path):
        wheel = tmp_path / "uv.whl"
        with zipfile.ZipFile(wheel, "w") as archive:
            archive.writestr("uv-1.data/scripts/uv", UV)
        monkeypatch.setattr(launcher, "suits", lambda _name: True)
        for digest, answer in (("0" * 64, "wrong digest"), (hashlib.sha256(wheel.read_bytes()).hexdigest(), "")):
            with index(wheel.read_bytes(), digest) as address:
                monkeypatch.setattr(launcher, "INDEX", address)
                assert launcher.download_wheel() == answer
            assert Path(launcher.OWN_UV[0]).exists() == (answer == "")
        assert os.access(launcher.OWN_UV[0], os.X_OK)

    def test_an_index_that_answers_nonsense(self, launcher, monkeypatch):
        with index(b"", "", listing=b"<html>log in to the network</html>") as address:
            monkeypatch.setattr(launcher, "INDEX", address)
            assert "Expecting value" in launcher.download_wheel()

    @pytest.mark.parametrize(
        ("system", "machine", "library", "suffix"),
        [
            ("linux", "x86_64", "glibc", "manylinux_2_17_x86_64.manylinux2014_x86_64"),
            ("linux", "aarch64", "glibc", "manylinux_2_17_aarch64.manylinux2014_aarch64.musllinux_1_1_aarch64"),
            ("linux", "x86_64", "", "musllinux_1_1_x86_64"),
            ("darwin", "arm64", "", "macosx_11_0_arm64"),
            ("darwin", "x86_64", "", "macosx_10_12_x86_64"),
            ("linux", "riscv64", "glibc", "manylinux_2_31_riscv64"),
        ],
    )
    def test_the_wheel_of_this_machine(self, launcher, monkeypatch, system, machine, library, suffix):
        import platform

        monkeypatch.setattr(launcher.sys, "platform", system)
        monkeypatch.setattr(platform, "machine", lambda: machine)
        monkeypatch.setattr(platform, "libc_ver", lambda: (library, ""))
        others = ("win_amd64", "manylinux_2_17_s390x.manylinux2014_s390x", "manylinux_2_17_i686", "sdist")
        offered = [f"uv-0.13.9-py3-none-{tags}.whl" for tags in (suffix, *others)]
        assert [name for name in offered if launcher.suits(name)] == offered[:1]


@contextmanager
def index(wheel: bytes, digest: str, listing: bytes | None = None) -> Iterator[str]:
    """A package index on loopback; its answers name files relatively, as mirrors do."""
    told = {"urls": [{"filename": "uv.whl", "url": "../files/uv.whl", "digests": {"sha256": digest}}]}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(wheel if self.path == "/files/uv.whl" else listing or json.dumps(told).encode())

        def log_message(self, *_: object) -> None:
            """Keep the test's output quiet."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/uv/json"
        server.shutdown()
        thread.join()
