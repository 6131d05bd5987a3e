"""Requests that nobody would send by accident, each made from a seed and its number."""

import hashlib
import hmac
import json
import time
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any
from urllib.parse import urlencode

from bot.limits import LONGEST_BODY
from tests.hostile import strange
from tests.hostile.chats import Chats, Recorded

FORM, JSON_TYPE = "application/x-www-form-urlencoded", "application/json"
TYPES = (
    FORM,
    JSON_TYPE,
    "text/plain",
    "multipart/form-data; boundary=x",
    "text/html",
    "application/json; charset=klingon",
)
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND", "BREW")
PATHS = (
    *("/slack/events", "/slack/install", "/slack/oauth_redirect", "/mattermost/command", "/mattermost/action"),
    *("/mattermost/dialog", "/healthz", "/readyz", "/metrics", "/privacy", "/", "/api/state", "/../etc/passwd", "/%00"),
)
STALE = (-3600, -330, 301, 3600, 10**9)
"""Seconds of age with which a signature proves nothing; one of the future has become no better when it is looked at."""
TIMES = ("", "now", "é", "9" * 5000, "1e9", "-1", "٣", "0x10")
SIGNATURES = ("", "v0=", "v0=é", "v1=abc", "v0=" + "0" * 64, "v0=" + "0" * 8000)


@dataclass(frozen=True)
class Sending:
    """One request as it goes out; `unproved` tells that no answer but a refusal would be right."""

    method: str
    path: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    unproved: bool = False


class Attack:
    """Makes the requests against the chats."""

    def __init__(self, chats: Chats, seed: int) -> None:
        self._chats, self._seed = chats, seed
        self._by_path: dict[str, list[Recorded]] = {}
        for each in chats.requests:
            self._by_path.setdefault(each.path, []).append(each)

    def sending(self, number: int) -> Sending:
        """The request of that number."""
        random = Random(f"{self._seed}:{number}")  # noqa: S311  (to be made again)
        ways: Sequence[tuple[int, Callable[[Random], Sending]]] = (
            (50, self._spoiled),
            (6, self._replayed),
            (8, self._from_elsewhere),
            (10, self._forged),
            (10, self._malformed),
            (8, self._misdirected),
            (4, self._installing),
            (4, self._borrowed),
        )
        (make,) = random.choices([way for _, way in ways], [weight for weight, _ in ways])
        return make(random)

    def _recorded(self, random: Random) -> Recorded:
        """One of them, every endpoint as likely as the others."""
        return random.choice(self._by_path[random.choice(sorted(self._by_path))])

    def _spoiled(self, random: Random) -> Sending:
        """Proved, and wrong somewhere inside."""
        found = self._recorded(random)
        told = strange.spoiled(random, self._fresh(found), self._chats.known)
        return self._genuine(found, told)

    def _replayed(self, random: Random) -> Sending:
        """As it was sent once."""
        found = self._recorded(random)
        return self._genuine(found, found.told)

    def _from_elsewhere(self, random: Random) -> Sending:
        """Told as from another workspace, perhaps by somebody who is called there as a victim is here."""
        found = random.choice([each for each in self._chats.requests if each.kind.startswith("slack")])
        victims, teams = self._chats.slack.workspace.id, list(self._chats.slack.workspaces)
        written = json.dumps(found.told)
        here = next(team for team in teams if team in written)
        there = random.choice([team for team in [*teams, "TNOWHERE"] if team != here])
        told = written.replace(f'"{here}"', f'"{there}"')
        if there != victims and random.random() < 0.5:
            told = self._by_a_victim(told)
        return self._genuine(found, json.loads(told))

    def _forged(self, random: Random) -> Sending:
        """In a victim's name, without their chat's proof."""
        found = self._recorded(random)
        told = json.loads(self._by_a_victim(json.dumps(found.told)))
        if found.kind.startswith("mattermost"):
            return self._genuine(found, told | ({"token": strange.text(random, ())} if "token" in told else {}))
        body = _body(found, told)
        stale = signature(self._chats.slack.signing_secret, body, random.choice(STALE))
        wrong = {
            "X-Slack-Request-Timestamp": _header(random.choice((*TIMES, str(int(time.time()))))),
            "X-Slack-Signature": _header(random.choice((*SIGNATURES, stale["X-Slack-Signature"]))),
        }
        partly = {name: value for name, value in stale.items() if random.random() < 0.5}
        return Sending("POST", found.path, body, _typed(found) | random.choice((stale, wrong, partly)), unproved=True)

    def _malformed(self, random: Random) -> Sending:
        """Proved where that is possible, and nothing that can be read."""
        found = self._recorded(random)
        good, headers = _body(found, found.told), _typed(found)
        body = random.choice(
            (
                good[: random.randrange(len(good))],
                random.randbytes(random.randrange(1, 2000)),
                random.choice((b"[", b'{"a":', b'{"payload":[', b"payload=%5B", b"payload=%7B%22a%22%3A")) * 50_000,
                b"&".join(b"a%d=b" % number for number in range(20_000)),
                json.dumps(strange.value(random, ())).encode(),
                good,
            )
        )
        if body == good:
            headers |= {"Content-Type": random.choice(TYPES)}
        if random.random() < 0.2:
            body, headers = _packed(random, body, headers)
        return Sending("POST", found.path, body, headers | signature(self._chats.slack.signing_secret, body))

    def _misdirected(self, random: Random) -> Sending:
        """To any address, by any method, with any type."""
        body = b"x" * random.choice((0, 1, 5000)) if random.random() < 0.95 else b"x" * (LONGEST_BODY + 1)
        query = urlencode({_plain(strange.text(random, ())): _plain(strange.text(random, ())[:500])})[:3000]
        path = random.choice(PATHS) + random.choice(("", f"?language={query}", f"?{query}", "/", "//"))
        headers = {"Content-Type": random.choice(TYPES), "Accept": random.choice(("*/*", "text/html", "é"))}
        return Sending(random.choice(METHODS), path, body, {name: _header(text) for name, text in headers.items()})

    def _installing(self, random: Random) -> Sending:
        """A return from Slack that Slack did not send."""
        asked = {name: _plain(strange.text(random, ())[:1000]) for name in ("code", "state", "error")}
        if random.random() < 0.7:
            del asked["error"]
        state = asked["state"] if random.random() < 0.8 else "another"
        cookie = {"Cookie": f"slack-app-oauth-state={_header(state).replace(';', '')}"}
        return Sending("GET", "/slack/oauth_redirect?" + urlencode(asked), headers=cookie)

    def _borrowed(self, random: Random) -> Sending:
        """A button or a dialog of Mattermost's in other hands, or another's in one's own."""
        found = random.choice([each for each in self._chats.requests if each.kind == "mattermost json"])
        told = {**found.told, "user_id": random.choice(self._chats.victims)}
        if "context" in told and random.random() < 0.5:
            name = random.choice(("write", "answer", "reread", "share", "take_back"))
            act = f"{name}/{random.choice(self._chats.known)}/yes"
            told |= {"user_id": found.told["user_id"], "context": {**told["context"], "act": act}}
        return self._genuine(found, told)

    def _fresh(self, found: Recorded) -> Any:
        """As it would be told now: by a trigger and an address that are still good."""
        if "response_url" not in found.told or found.kind.startswith("mattermost"):
            return found.told
        slack, told = self._chats.slack, found.told
        workspace = slack.workspaces[told.get("team_id") or told["team"]["id"]]
        user = told.get("user_id") or told["user"]["id"]
        channel = workspace.channels[told.get("channel_id") or told["channel"]["id"]]
        url, trigger = slack.responses.url(workspace, channel, user), slack.trigger(workspace, user)
        return {**told, "response_url": url, "trigger_id": trigger}

    def _by_a_victim(self, written: str) -> str:
        """The same in the name of the victim of that chat."""
        for attacker, victim in self._chats.in_whose_name.items():
            written = written.replace(attacker, victim)
        return written

    def _genuine(self, found: Recorded, told: Any) -> Sending:
        """With the proof that its chat gives."""
        body = _body(found, told)
        proof = signature(self._chats.slack.signing_secret, body) if found.kind.startswith("slack") else {}
        return Sending("POST", found.path, body, _typed(found) | proof)


def signature(secret: str, body: bytes, age: int = 0) -> dict[str, str]:
    """Slack's proof of that body, as of that many seconds ago."""
    at = str(int(time.time()) - age)
    digest = hmac.new(secret.encode(), f"v0:{at}:".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": at, "X-Slack-Signature": f"v0={digest}"}


def _body(found: Recorded, told: Any) -> bytes:
    if found.kind == "slack interaction":
        return urlencode({"payload": json.dumps(told)}).encode()
    if found.kind in ("slack command", "mattermost form"):
        fields = told if isinstance(told, dict) else {"": told}
        return urlencode({_plain(str(name)): _plain(str(value)) for name, value in fields.items()}).encode()
    return json.dumps(told).encode()


def _typed(found: Recorded) -> dict[str, str]:
    is_json = found.kind in ("slack event", "mattermost json")
    return {"Content-Type": JSON_TYPE if is_json else FORM}


def _packed(random: Random, body: bytes, headers: dict[str, str]) -> tuple[bytes, dict[str, str]]:
    """Compressed, perhaps badly, perhaps a great deal."""
    packed = zlib.compress(random.choice((body, b" " * 50_000_000 if random.random() < 0.1 else b"[" * 100_000)))
    cut = packed if random.random() < 0.7 else packed[: len(packed) // 2]
    return cut, {**headers, "Content-Encoding": random.choice(("deflate", "gzip", "br", "klingon"))}


def _plain(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def _header(text: str) -> str:
    return "".join(char for char in _plain(text) if char.isprintable())[:8000]
