"""The program as someone gets it from `pip install .`, started far from its sources."""

import os
import socket
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LONGEST_START = 20.0

pytestmark = pytest.mark.package


@dataclass(frozen=True)
class Installed:
    """An empty environment with the package in it, and a folder to start it from."""

    environment: Path
    elsewhere: Path

    @property
    def packages(self) -> Path:
        version = f"python{sys.version_info.major}.{sys.version_info.minor}"
        return self.environment / "lib" / version / "site-packages"

    def run(self, program: str, *words: str) -> subprocess.CompletedProcess[str]:
        command = [str(self.environment / "bin" / program), *words]
        return subprocess.run(
            command,
            cwd=self.elsewhere,
            env=plain_environment(),
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )


def plain_environment(**more: str) -> dict[str, str]:
    """This process's environment without what could lead Python or the coach back to the sources."""
    hidden = ("PYTHON", "COACH_", "SLACK_", "MATTERMOST_", "DATABASE_URL", "VIRTUAL_ENV")
    return {name: value for name, value in os.environ.items() if not name.startswith(hidden)} | more


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    here = tmp_path_factory.mktemp("package")
    there = Installed(here / "environment", tmp_path_factory.mktemp("elsewhere"))
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    offline = ["--quiet", "--no-input", "--no-deps", "--no-index"]
    said(*pip, "wheel", *offline, "--no-build-isolation", "--wheel-dir", str(here), str(ROOT))
    said(sys.executable, "-m", "venv", "--without-pip", str(there.environment))
    [wheel] = here.glob("*.whl")
    said(*pip, "--python", str(there.environment / "bin" / "python"), "install", *offline, str(wheel))
    # Lends the dependencies. Lines of a .pth file are not searched for further .pth files, so an editable install of
    # this project, which is one, stays out of sight.
    (there.packages / "dependencies.pth").write_text(sysconfig.get_path("purelib"))
    return there


def said(*command: str) -> None:
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_copy_in_use_is_the_installed_one(installed: Installed) -> None:
    result = installed.run("python", "-c", "import bot, jobs; print(bot.__file__, jobs.__file__)")
    files = [Path(name) for name in result.stdout.split()]
    assert [file.relative_to(installed.packages).parts[0] for file in files] == ["bot", "jobs"]


@pytest.mark.parametrize("folder", ["bot", "jobs", "content"])
def test_every_file_of_the_sources_is_in_the_package(installed: Installed, folder: str) -> None:
    assert files_in(ROOT / folder) == files_in(installed.packages / folder)


def files_in(folder: Path) -> set[str]:
    files = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {str(file) for file in files if "__pycache__" not in file.parts}


def test_content_migrations_and_the_page_are_where_the_program_looks(installed: Installed) -> None:
    for wanted in (
        "content/roles/product-manager/fr.yaml",
        "content/phrases/en.yaml",
        "bot/storage/migrations/env.py",
        "bot/platforms/playground/page/index.html",
    ):
        assert (installed.packages / wanted).is_file(), wanted
    assert list((installed.packages / "bot/storage/migrations/versions").glob("*.py"))


def test_help_reads_like_a_manual(installed: Installed) -> None:
    result = installed.run("pm-coach", "--help")
    assert result.returncode == 0, result.stderr
    assert "playground" in result.stdout


def test_its_content_has_no_mistake(installed: Installed) -> None:
    result = installed.run("pm-coach", "content", "check")
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_playground_starts_in_an_empty_folder_and_shows_its_page(installed: Installed) -> None:
    port = free_port()
    with started(installed, port) as program:
        page = patient_get(port, program)
    assert "<html" in page.lower()


@contextmanager
def started(installed: Installed, port: int) -> Iterator[subprocess.Popen[str]]:
    environment = plain_environment(HOST="127.0.0.1", PORT=str(port))
    command = [str(installed.environment / "bin" / "pm-coach"), "playground"]
    with subprocess.Popen(
        command,
        cwd=installed.elsewhere,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as program:
        try:
            yield program
        finally:
            program.terminate()
            try:
                program.wait(LONGEST_START)
            except subprocess.TimeoutExpired:
                program.kill()
                raise


def patient_get(port: int, program: subprocess.Popen[str]) -> str:
    """What the program answers at `/`, asked until it listens."""
    deadline = time.monotonic() + LONGEST_START
    while time.monotonic() < deadline:
        assert program.poll() is None, program.stdout.read() if program.stdout else ""
        connection = HTTPConnection("127.0.0.1", port, timeout=LONGEST_START)
        try:
            connection.request("GET", "/")
            return connection.getresponse().read().decode()
        except ConnectionRefusedError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise AssertionError(f"nothing listens on port {port} after {LONGEST_START:g} seconds")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
