"""Settings from the environment, each checked, each mistake one sentence that names it."""

from collections.abc import Iterator
from typing import Annotated, Any, TypeVar

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.almanac import holidays_of
from bot.domain.calendar import is_zone
from bot.domain.policy import Policy

Kind = TypeVar("Kind", bound=BaseSettings)

SHORTEST_KEY = 32


class BadSetting(Exception):
    """A setting is missing or wrong; the text is a sentence that names it."""


class Settings(BaseSettings):
    """What the environment says; see the table in README.md."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    database_url: str = Field("", alias="DATABASE_URL")
    host: str = Field("127.0.0.1", alias="HOST")
    port: int = Field(8000, alias="PORT", ge=0, le=65535)
    public_url: str = Field("", alias="PUBLIC_URL")
    coach_secret_keys: Annotated[tuple[str, ...], NoDecode] = Field((), alias="COACH_SECRET_KEYS", repr=False)
    coach_language: str = Field("fr", alias="COACH_LANGUAGE", pattern="^(fr|en)$", description="it is either fr or en")
    coach_time_zone: str = Field("Europe/Paris", alias="COACH_TIME_ZONE")
    coach_holidays: str = Field("FR", alias="COACH_HOLIDAYS")
    coach_responsible: str = Field("", alias="COACH_RESPONSIBLE")
    coach_dpo: str = Field("", alias="COACH_DPO")
    coach_tick_seconds: float = Field(30, alias="COACH_TICK_SECONDS", gt=0, le=3600)
    coach_lease_seconds: float = Field(60, alias="COACH_LEASE_SECONDS", ge=30, le=3600)
    coach_minimum_group: int = Field(5, alias="COACH_MINIMUM_GROUP", ge=3)
    sentry_dsn: str = Field("", alias="SENTRY_DSN", repr=False)
    coach_retention_months: int = Field(13, alias="COACH_RETENTION_MONTHS", ge=1, le=120)

    @field_validator("coach_secret_keys", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        return tuple(key.strip() for key in value.split(",") if key.strip()) if isinstance(value, str) else value

    @field_validator("coach_secret_keys")
    @classmethod
    def _long_enough(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if any(len(key) < SHORTEST_KEY for key in value):
            raise ValueError(f"each key needs at least {SHORTEST_KEY} characters")
        return value

    @field_validator("coach_time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if not is_zone(value):
            raise ValueError("this is no IANA time zone, for example Europe/Paris")
        return value

    @field_validator("coach_holidays")
    @classmethod
    def _known_place(cls, value: str) -> str:
        if holidays_of(value) is None:
            raise ValueError("this is no country with a known calendar, for example FR, or FR-57 for a part of one")
        return value

    @property
    def port_given(self) -> bool:
        """Whether somebody said where to listen."""
        return "port" in self.model_fields_set

    @property
    def port_handed_out(self) -> bool:
        """Whether it was the environment that said where, as hosts do whose disk does not last."""
        return self.port_given and "host" not in self.model_fields_set

    @property
    def door(self) -> str:
        """Where to listen: this machine alone, or every address where the environment hands out the port."""
        return "0.0.0.0" if self.port_handed_out else self.host  # noqa: S104  (a host that sets PORT reaches the coach from outside)

    @property
    def https(self) -> bool:
        """Whether the coach is reached by HTTPS alone."""
        return self.public_url.startswith("https://")

    def missing(self) -> Iterator[str]:
        """A sentence for each setting without which the coach cannot speak to real people."""
        if not self.coach_secret_keys:
            yield "COACH_SECRET_KEYS is not set: give one key of 32 characters or more."
        if not self.coach_responsible:
            yield "COACH_RESPONSIBLE is not set: say who is responsible for people's data."
        if not self.coach_dpo:
            yield "COACH_DPO is not set: say how to reach the data-protection officer."

    def policy(self, responsible: str = "", dpo: str = "") -> Policy:
        """The house's policy; the arguments stand in for settings that were left empty."""
        return Policy(
            minimum_group=self.coach_minimum_group,
            retention_months=self.coach_retention_months,
            language=self.coach_language,
            zone=self.coach_time_zone,
            holidays=self.coach_holidays,
            responsible=self.coach_responsible or responsible,
            dpo=self.coach_dpo or dpo,
        )


def read_settings(kind: type[Kind], **given: Any) -> Kind:
    """Settings of that kind from the environment, with what the command line gave in their place.

    Raises:
        BadSetting: with every mistake, a sentence each.
    """
    chosen = {name: value for name, value in given.items() if value is not None}
    try:
        return kind(**chosen)
    except ValidationError as problem:
        raise BadSetting("\n".join(_sentence(kind, error) for error in problem.errors())) from None


def _sentence(kind: type[BaseSettings], error: Any) -> str:
    name = str(error["loc"][0])
    field = next(field for field in kind.model_fields.values() if field.alias == name)
    said = error["msg"].removeprefix("Value error, ")
    hint = field.description or said[:1].lower() + said[1:]
    shown = f" (it is {error['input']!r})" if field.repr else ""
    return f"The setting {name} is wrong: {hint}{shown}."
