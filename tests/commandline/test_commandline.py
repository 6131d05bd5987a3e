"""The command line as people type it: a real process, its words, and no trace whatever they do."""

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
KEY = "k" * 40


def pm_coach(*words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """What `pm-coach` says and how it ends, with these settings alone."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    environment = {**kept, "PYTHONPATH": str(ROOT), "COLUMNS": "200", **settings}
    command = [sys.executable, "-m", "bot", *words]
    return subprocess.run(command, check=False, capture_output=True, text=True, cwd=ROOT, env=environment, timeout=60)


def told(said: subprocess.CompletedProcess[str]) -> str:
    """What a person reads, which is never a trace."""
    text = said.stdout + said.stderr
    assert "Traceback" not in text
    return " ".join(text.replace("│", " ").split())


def test_help_reads_like_a_manual_and_names_every_command() -> None:
    said = pm_coach("--help")
    assert said.returncode == 0
    for word in ("playground", "migrate", "check", "content", "README.md"):
        assert word in told(said)


def test_help_of_a_command_tells_what_it_does_and_its_options() -> None:
    said = told(pm_coach("playground", "--help"))
    assert "--port" in said
    assert "--folder" in said
    assert "this machine only" in said


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("playgruond",), "playground"),
        (("playground", "--prot", "8000"), "--port"),
        (("playground", "--port", "notanumber"), "valid integer"),
        (("playground", "--port", "70000"), "65535"),
        (("content", "chekc"), "check"),
        (("content", "check", "/nowhere/at/all"), "does not exist"),
    ],
)
def test_wrong_use_gets_a_sentence_and_a_hint(words: tuple[str, ...], expected: str) -> None:
    said = pm_coach(*words)
    assert said.returncode == 2
    assert expected in told(said)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("PORT", "eighty", "PORT"),
        ("COACH_LANGUAGE", "de", "either fr or en"),
        ("COACH_TIME_ZONE", "Europe/Pariss", "Europe/Paris"),
        ("COACH_HOLIDAYS", "FR-999", "FR-57"),
        ("COACH_MINIMUM_GROUP", "2", "COACH_MINIMUM_GROUP"),
        ("COACH_TICK_SECONDS", "0", "COACH_TICK_SECONDS"),
        ("COACH_SECRET_KEYS", "short", "at least 32 characters"),
    ],
)
def test_a_bad_setting_stops_the_start_with_a_sentence_that_names_it(name: str, value: str, expected: str) -> None:
    said = pm_coach("check", **{"COACH_SECRET_KEYS": KEY, name: value})
    assert said.returncode == 1
    assert name in told(said)
    assert expected in told(said)
    if name == "COACH_SECRET_KEYS":
        assert value not in told(said)


def test_all_bad_settings_are_told_at_once() -> None:
    said = told(pm_coach("check", PORT="x", COACH_LANGUAGE="de"))
    assert "PORT" in said
    assert "COACH_LANGUAGE" in said


def test_check_without_a_key_says_which_setting_is_missing() -> None:
    said = pm_coach("check")
    assert said.returncode == 1
    assert "COACH_SECRET_KEYS is not set" in told(said)


def test_migrate_twice_is_the_same_as_once(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'coach.db'}"
    for _ in range(2):
        said = pm_coach("migrate", DATABASE_URL=database, COACH_SECRET_KEYS=KEY)
        assert said.returncode == 0
        assert "up to date" in told(said)
    assert pm_coach("check", DATABASE_URL=database, COACH_SECRET_KEYS=KEY).returncode == 0


def test_a_database_that_cannot_be_used_is_told_in_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "coach.db"
    file.write_text("this is a letter and no database " * 100)
    said = pm_coach("check", DATABASE_URL=f"sqlite:///{file}", COACH_SECRET_KEYS=KEY)
    assert said.returncode == 1
    assert f"{file} is not a database" in told(said)


def test_a_database_locked_by_another_program_is_told_in_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "coach.db"
    assert pm_coach("migrate", DATABASE_URL=f"sqlite:///{file}", COACH_SECRET_KEYS=KEY).returncode == 0
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    said = pm_coach("check", DATABASE_URL=f"sqlite:///{file}", COACH_SECRET_KEYS=KEY)
    other.close()
    assert said.returncode == 1
    assert "locked by another program" in told(said)


def test_another_key_than_the_database_was_written_with_is_told(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'coach.db'}"
    pm_coach("migrate", DATABASE_URL=database, COACH_SECRET_KEYS=KEY)
    said = pm_coach("check", DATABASE_URL=database, COACH_SECRET_KEYS="x" * 40)
    assert said.returncode == 1
    assert "COACH_SECRET_KEYS holds none of the keys" in told(said)


def test_an_address_that_names_no_known_engine_is_told() -> None:
    said = pm_coach("check", DATABASE_URL="oracle://nowhere", COACH_SECRET_KEYS=KEY)
    assert said.returncode == 1
    assert "DATABASE_URL" in told(said)


def test_the_content_check_tells_every_mistake_with_its_file_and_line(tmp_path: Path) -> None:
    folder = tmp_path / "content"
    shutil.copytree(ROOT / "content", folder)
    role = folder / "roles/product-manager/en.yaml"
    lines = role.read_text(encoding="utf-8").splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("short:"))
    lines[at] = "shrot" + lines[at].removeprefix("short")
    role.write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "phrases/fr.yaml").unlink()
    said = pm_coach("content", "check", str(folder))
    assert said.returncode == 1
    assert f"en.yaml:{at + 1}:" in told(said)
    assert "did you mean `short`" in told(said)
    assert "fr.yaml" in told(said)


def test_the_content_that_ships_is_in_order() -> None:
    said = pm_coach("content", "check")
    assert said.returncode == 0
    assert "product-manager, in fr and en" in told(said)


def test_a_port_in_use_is_told_before_anything_else_happens(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        said = pm_coach("playground", "--port", port, "--folder", str(tmp_path / "var"))
    assert said.returncode == 1
    assert f"Port {port} is in use" in told(said)
    assert "--port" in told(said)
    assert not (tmp_path / "var").exists()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    said = pm_coach("playground", "--port", "1", "--folder", str(tmp_path / "file" / "var"))
    assert said.returncode in (1, 2)
    assert "file" in told(said)
