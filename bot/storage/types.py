"""Column types: moments in UTC, and words that rest encrypted."""

import json
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import DateTime, Dialect, Enum, Text, TypeDecorator

from bot.domain.calendar import aware
from bot.storage.keys import Keyring, WrongKey


class Moment(TypeDecorator[datetime]):
    """An aware moment, kept in UTC; a naive one is refused with ValueError."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return None if value is None else aware(value).astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return None if value is None else value.replace(tzinfo=UTC)


class EncryptedText(TypeDecorator[str]):
    """Text that only the keyring of its engine reads."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else _keyring(dialect).encrypt(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else _keyring(dialect).decrypt(value)


class EncryptedJSON(TypeDecorator[Any]):
    """A JSON value that only the keyring of its engine reads."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else _keyring(dialect).encrypt(json.dumps(value, ensure_ascii=False))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(_keyring(dialect).decrypt(value))


def one_of(kind: type[StrEnum]) -> Enum:
    """A short text that holds one of the enumeration's values, as both engines keep it alike."""
    return Enum(
        kind, native_enum=False, create_constraint=False, length=20, values_callable=lambda e: [m.value for m in e]
    )


def give_keyring(dialect: Dialect, keyring: Keyring) -> None:
    """Let the encrypted columns of this engine use `keyring`."""
    dialect.coach_keyring = keyring  # type: ignore[attr-defined]


def _keyring(dialect: Dialect) -> Keyring:
    keyring: Keyring | None = getattr(dialect, "coach_keyring", None)
    if keyring is None:
        raise WrongKey("no key was given: set COACH_SECRET_KEYS")
    return keyring
