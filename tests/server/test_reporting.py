"""Sentry, where somebody has one: it is told of errors by a real request, and never of anybody or in their words."""

import gzip
import http.server
import logging
import sys
import threading
from collections.abc import Iterator

import pytest
import sentry_sdk

from bot.reporting import CannotReport, report_errors

log = logging.getLogger("bot.tests.reporting")
RARE = ("Zéphyrine", "quinquagésime", "hapaxépie")


class Receiver(http.server.BaseHTTPRequestHandler):
    """Takes whatever Sentry would be sent."""

    envelopes: list[str]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        unpacked = gzip.decompress(body) if self.headers.get("Content-Encoding") == "gzip" else body
        self.envelopes.append(unpacked.decode())
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_told: object) -> None:
        """Say nothing."""


@pytest.fixture
def received() -> Iterator[list[str]]:
    """Everything that was sent to Sentry."""
    Receiver.envelopes = []
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        report_errors(f"http://key@127.0.0.1:{server.server_port}/1")
        yield Receiver.envelopes
        sentry_sdk.get_client().close(timeout=2)
        sentry_sdk.get_global_scope().set_client(None)
        server.shutdown()


def test_an_error_is_told_with_its_kind_place_and_action_and_without_a_word_of_anybody(received: list[str]) -> None:
    name, word, product = RARE
    try:
        raise LookupError(f"{name}: {word}")
    except LookupError:
        log.exception("action=request_failed reference=%s reason=%s", "abcd1234", product)
    log.error("%s said %s", name, word)
    sentry_sdk.flush(5)
    sent = "\n".join(received)
    for told in ("LookupError", "request_failed", "abcd1234", "test_an_error_is_told", "library_said"):
        assert told in sent
    for rare in RARE:
        assert rare not in sent
        assert rare.encode("ascii", "backslashreplace").decode() not in sent


def test_nothing_is_told_of_what_is_no_error(received: list[str]) -> None:
    log.warning("action=not_caught_up reason=%s", "no answer")
    sentry_sdk.flush(5)
    assert not [envelope for envelope in received if "not_caught_up" in envelope]


def test_without_its_package_the_start_stops_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentry_sdk", None)
    report_errors("")
    with pytest.raises(CannotReport, match=r"pip install 'pm-coach\[sentry\]'"):
        report_errors("http://key@127.0.0.1/1")


def test_an_address_that_is_none_stops_the_start_with_a_sentence() -> None:
    with pytest.raises(CannotReport, match="The setting SENTRY_DSN is wrong"):
        report_errors("nonsense")
