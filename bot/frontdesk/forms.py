"""Makes forms, and reads what was filled in: every mistake at once, each with its sentence."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import TypeVar
from uuid import uuid4

from bot.coach.say import dates
from bot.coach.scene import Scene
from bot.coach.start import Habits
from bot.domain.calendar import is_zone
from bot.domain.message import Act, Block, Choice, ChoiceField, Field, Form, TextField
from bot.domain.refusals import FormRefused
from bot.domain.rhythm import Rhythm
from bot.domain.words import LONGEST_FORM_TEXT, says_something

Value = TypeVar("Value")

WORKING_DAYS = 5
HOURS = range(7, 20)
LONGEST_NAME = 80
MOST_PEOPLE = 50


def form(scene: Scene, act: Act, key: str, fields: tuple[Field, ...], intro: tuple[Block, ...] = ()) -> Form:
    """A new form, good for one accepted submission; title and button are the phrases `forms.<key>…`."""
    return Form(uuid4().hex, act, scene.say(f"forms.{key}"), scene.say(f"forms.{key}_submit"), fields, intro)


def choices(scene: Scene, kind: type[StrEnum], prefix: str) -> tuple[Choice, ...]:
    """A choice for each value, named by the phrases `<prefix>.<value>`."""
    return tuple(Choice(value.value, scene.say(f"{prefix}.{value.value}")) for value in kind)


def day_and_hour(scene: Scene, weekday: int, hour: int) -> tuple[Field, ...]:
    """The fields that choose a working day and an hour."""
    days = tuple(Choice(str(number), dates.weekday(scene, number)) for number in range(WORKING_DAYS))
    hours = tuple(Choice(str(number), dates.hour(scene, number)) for number in HOURS)
    return (
        ChoiceField("weekday", scene.say("fields.weekday"), days, str(weekday)),
        ChoiceField("hour", scene.say("fields.hour"), hours, str(hour)),
    )


def rhythm_field(scene: Scene, rhythm: Rhythm) -> Field:
    """The field that chooses a rhythm."""
    return ChoiceField("rhythm", scene.say("fields.rhythm"), choices(scene, Rhythm, "rhythms"), rhythm.value)


def language_and_zone(scene: Scene, language: str, zone: str) -> tuple[Field, ...]:
    """The fields that choose a language and a time zone."""
    languages = tuple(Choice(code, scene.say(f"languages.{code}")) for code in scene.house.library.languages)
    hint = scene.say("fields.zone_hint")
    return (
        ChoiceField("language", scene.say("fields.language"), languages, language),
        TextField("zone", scene.say("fields.zone"), zone, hint, required=True, longest=64),
    )


def holidays_field(scene: Scene, place: str) -> Field:
    """The field that says whose public holidays are kept."""
    hint = scene.say("fields.holidays_hint")
    return TextField("holidays", scene.say("fields.holidays"), place, hint, required=True, longest=10)


def name_field(scene: Scene, name: str, value: str = "") -> Field:
    """The field for a short name; label and hint are the phrases `fields.<name>` and `fields.<name>_hint`."""
    hint = scene.say(f"fields.{name}_hint")
    return TextField(name, scene.say(f"fields.{name}"), value, hint, required=True, longest=LONGEST_NAME)


class Filled:
    """What was filled in; a mistake leaves None or an empty text here and its sentence for `check`."""

    def __init__(self, scene: Scene, values: Mapping[str, str | Sequence[str]]) -> None:
        self._scene, self.values = scene, values
        self._errors: dict[str, str] = {}

    def text(self, name: str, *, required: bool = True, longest: int = LONGEST_FORM_TEXT) -> str:
        """A text without surrounding space."""
        value = self.values.get(name, "")
        text = value.strip() if isinstance(value, str) else ""
        if required and not text:
            self.refuse(name, "errors.field_empty")
        elif len(text) > longest:
            self.refuse(name, "errors.field_too_long", length=len(text), longest=longest)
        elif text and not says_something(text):
            self.refuse(name, "errors.field_says_nothing")
        return text

    def choice(self, name: str, kind: Callable[[str], Value], allowed: Sequence[Value]) -> Value:
        """One of the allowed values; the first of them stands in for a mistake."""
        value = self.values.get(name, "")
        try:
            chosen = kind(value if isinstance(value, str) else "")
        except ValueError:
            chosen = None
        if chosen is None or chosen not in allowed:
            self.refuse(name, "errors.field_choice")
            return allowed[0]
        return chosen

    def given(self, name: str) -> bool:
        """Whether anything was chosen there."""
        return bool(self.values.get(name))

    def people(self, name: str, *, several: bool = True) -> list[str]:
        """The users picked; more than one is a mistake unless there may be several, and those may not be too many."""
        value = self.values.get(name, ())
        users = [value] if isinstance(value, str) and value else [user for user in value if isinstance(user, str)]
        if not several and len(users) > 1:
            self.refuse(name, "errors.field_one_person")
        elif len(users) > MOST_PEOPLE:
            self.refuse(name, "errors.field_many_people", most=MOST_PEOPLE)
        return users

    def habits(self) -> Habits:
        """Day, hour, rhythm, language and time zone."""
        zone = self.text("zone", longest=64)
        if zone and not is_zone(zone):
            self.refuse("zone", "errors.field_zone", zone=zone)
        return Habits(
            weekday=self.choice("weekday", int, range(WORKING_DAYS)),
            hour=self.choice("hour", int, HOURS),
            rhythm=self.choice("rhythm", Rhythm, list(Rhythm)),
            zone=zone,
            language=self.choice("language", str, self._scene.house.library.languages),
        )

    def place(self, name: str) -> str:
        """A place whose public holidays are known, as `FR` or `FR-57`."""
        place = self.text(name, longest=10).upper()
        if place and self._scene.house.almanac(place) is None:
            self.refuse(name, "errors.field_holidays", place=place)
        return place

    def refuse(self, name: str, key: str, **values: object) -> None:
        """Note a mistake in a field; the first one found there is told."""
        self._errors.setdefault(name, self._scene.say(key, **values))

    def check(self) -> None:
        """Raise FormRefused with every mistake, if there is one."""
        if self._errors:
            raise FormRefused(self._errors)
