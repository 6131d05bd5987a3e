"""The audit of the pinned packages fails for what is known, and says it plainly where nothing can be known."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from json import dumps, loads
from pathlib import Path
from threading import Thread

import pytest

from tests.hostile.audit import EXCEPTIONS, NoReason, audit, exceptions, judged

GOOD = {"name": "good", "version": "1", "vulns": []}
BAD = {"name": "bad", "version": "2", "vulns": [{"id": "PYSEC-2026-1", "fix_versions": ["3"], "aliases": []}]}
UNKNOWN = {"name": "unknown", "skip_reason": "not found"}
HASH = "0" * 64


def test_what_is_known_fails_and_is_named() -> None:
    verdict = judged([GOOD, BAD])
    assert not verdict.good
    assert "bad 2: PYSEC-2026-1, mended in 3" in verdict.lines


def test_what_could_not_be_audited_is_named() -> None:
    verdict = judged([GOOD, UNKNOWN])
    assert verdict.good
    assert "These could not be audited: unknown." in verdict.lines


def test_it_is_never_called_good_where_nothing_was_looked_at() -> None:
    [line] = judged([UNKNOWN, UNKNOWN]).lines
    assert "NOT audited" in line


def test_each_exception_has_its_reason() -> None:
    assert exceptions("# none\n\nPYSEC-2026-1 only on Windows, until 3 is out\n") == {
        "PYSEC-2026-1": "only on Windows, until 3 is out"
    }
    with pytest.raises(NoReason, match="PYSEC-2026-2"):
        exceptions("PYSEC-2026-2\n")
    exceptions(EXCEPTIONS.read_text("utf-8"))


class Database(BaseHTTPRequestHandler):
    """A database of vulnerabilities, as OSV answers, that knows one."""

    def do_POST(self) -> None:
        asked = loads(self.rfile.read(int(self.headers["Content-Length"])))
        known = {"id": "PYSEC-2026-1", "modified": "2026-01-01T00:00:00Z", "affected": [_affected("bad")]}
        body = dumps({"vulns": [known]} if asked["package"]["name"] == "bad" else {}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


def _affected(name: str) -> dict[str, object]:
    versions = {"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "3"}]}
    return {"package": {"name": name, "ecosystem": "PyPI"}, "ranges": [versions], "versions": ["2"]}


@pytest.fixture
def database(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A database of vulnerabilities on this machine."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Database) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("PIP_AUDIT_VULNERABILITY_SERVICE", "osv")
        monkeypatch.setenv("PIP_AUDIT_OSV_URL", f"http://127.0.0.1:{server.server_port}/v1/query")
        yield
        server.shutdown()


def lock(folder: Path) -> Path:
    """A file that pins two packages."""
    file = folder / "requirements.txt"
    file.write_text("".join(f"{name}==2 --hash=sha256:{HASH}\n" for name in ("good", "bad")), "utf-8")
    return file


@pytest.mark.usefixtures("database")
def test_a_known_vulnerability_is_found_unless_it_is_passed_over(tmp_path: Path) -> None:
    verdict = audit([lock(tmp_path)], [])
    assert not verdict.good
    assert "bad 2: PYSEC-2026-1, mended in 3" in verdict.lines
    assert audit([lock(tmp_path)], ["PYSEC-2026-1"]).good


def test_a_database_that_does_not_answer_fails_nothing_and_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_AUDIT_VULNERABILITY_SERVICE", "osv")
    monkeypatch.setenv("PIP_AUDIT_OSV_URL", "http://127.0.0.1:1/v1/query")
    verdict = audit([lock(tmp_path)], [])
    assert verdict.good
    assert "NOT audited" in verdict.lines[0]
