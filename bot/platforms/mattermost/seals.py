"""Proofs that a tap or a form was offered by the coach to whoever sends it, which Mattermost itself does not give."""

import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Literal

from bot.domain.message import Act

JSON = dict[str, Any]
Bound = Literal["user", "channel"]

GOOD_FOR = timedelta(days=1)
LENGTH = 22
"""Characters of a seal: 128 bits, as thirty of them must fit beside a message."""
MARK = "#"


class Forged(Exception):
    """The coach never offered this to whoever sends it."""


class Stale(Forged):
    """The coach offered this too long ago."""


@dataclass(frozen=True)
class Audience:
    """Who may do what is sealed: one person, or everyone in a channel."""

    bound: Bound
    id: str


@dataclass(frozen=True)
class Tapped:
    """What a tap means; `aside` is the hook by which an answer to a command is answered again."""

    act: Act
    aside: str


@dataclass(frozen=True)
class Opened:
    """What a dialog is for and where it was opened, since Mattermost does not remember.

    `people` are the fields whose value is one person, `named` those whose value is typed names.
    """

    form: str
    act: str
    channel: str
    direct: bool
    aside: str = ""
    people: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


class Seals:
    """Seals with the first key and accepts what any of them sealed, so that keys can be exchanged."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._keys = tuple(keys)

    def sealed(self, url: str, audience: Audience, aside: str = "") -> "Sealed":
        """Makes the buttons and menus of one post; taps go to that address."""
        return Sealed(self, url, audience, aside)

    def tapped(self, context: Mapping[str, Any], user: str, channel: str) -> Tapped:
        """What the context of a tap means, where this person may do it in this channel. Raises Forged."""
        bound, aside, act = (_text(context, name) for name in ("for", "aside", "act"))
        who = _audience(bound, user, channel)
        self._check(_text(context, "seal"), "tap", who, act, aside)
        chosen = context.get("selected_option")
        if chosen is not None:
            act, _, seal = str(chosen).rpartition(MARK)
            self._check(seal, "choice", who, act)
        return Tapped(Act.parse(act), aside)

    def state(self, opened: Opened, user: str, now: datetime) -> str:
        """The state of a dialog that only this person can send, within a day."""
        until = int((now + GOOD_FOR).timestamp())
        body = json.dumps({**asdict(opened), "until": until}, ensure_ascii=False)
        return f"{body}{MARK}{self.seal('dialog', Audience('user', user), body)}"

    def opened(self, state: str, user: str, now: datetime) -> Opened:
        """What the dialog of that state is for. Raises Stale a day later, and Forged for anything else."""
        body, _, seal = state.rpartition(MARK)
        self._check(seal, "dialog", Audience("user", user), body)
        told = json.loads(body)
        if now > datetime.fromtimestamp(told.pop("until"), UTC):
            raise Stale("the dialog is too old")
        return Opened(**{**told, "people": tuple(told["people"]), "named": tuple(told["named"])})

    def seal(self, purpose: str, audience: Audience, *what: str) -> str:
        """The proof that the coach offered this to them."""
        return _seal(self._keys[0], purpose, audience, what)

    def _check(self, seal: str, purpose: str, audience: Audience, *what: str) -> None:
        given = seal.encode()
        if not any(hmac.compare_digest(given, _seal(key, purpose, audience, what).encode()) for key in self._keys):
            raise Forged(f"no seal of the coach's on this {purpose}")


@dataclass(frozen=True)
class Sealed:
    """The buttons and menus of one post, for whom it is."""

    seals: Seals
    url: str
    audience: Audience
    aside: str = ""

    def integration(self, act: Act | None) -> JSON:
        """Where a tap on a button goes and what it tells there; a menu tells its act by the option."""
        told = str(act) if act else ""
        seal = self.seals.seal("tap", self.audience, told, self.aside)
        return {
            "url": self.url,
            "context": {"act": told, "for": self.audience.bound, "aside": self.aside, "seal": seal},
        }

    def option(self, act: Act) -> str:
        """The value of an option of a menu, which passes through the reader's hands."""
        return f"{act}{MARK}{self.seals.seal('choice', self.audience, str(act))}"


def _seal(key: bytes, purpose: str, audience: Audience, what: Sequence[str]) -> str:
    told = json.dumps([purpose, audience.bound, audience.id, *what])
    return urlsafe_b64encode(hmac.digest(key, told.encode(), sha256)).decode("ascii")[:LENGTH]


def _text(context: Mapping[str, Any], name: str) -> str:
    found = context.get(name, "")
    return found if isinstance(found, str) else ""


def _audience(bound: str, user: str, channel: str) -> Audience:
    if bound == "user":
        return Audience("user", user)
    if bound == "channel":
        return Audience("channel", channel)
    raise Forged("offered to nobody")
