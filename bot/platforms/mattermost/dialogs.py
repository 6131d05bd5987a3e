"""Forms as Mattermost's dialogs, whose labels are short and which take no more than one person from a list."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.domain.library import Phrases
from bot.domain.message import Block, ChannelField, ChoiceField, Field, Form, PeopleField, Text, TextField
from bot.platforms.mattermost.markdown import inert_line, one_line
from bot.platforms.mattermost.seals import Opened
from bot.platforms.mattermost.sizes import Size
from bot.platforms.mattermost.texts import Look, texts_of
from bot.platforms.text import clean, cut, length, shown

JSON = dict[str, Any]
LookUp = Callable[[Sequence[str]], Awaitable[list[JSON]]]
SEPARATORS = re.compile(r"[\s,;]+")


@dataclass(frozen=True)
class Entered:
    """What was filled in, by field, and user names that nobody to be reached has."""

    values: Mapping[str, str | Sequence[str]]
    unknown: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def errors(self, say: Phrases) -> dict[str, str]:
        """A sentence for each field in which a name is nobody's."""
        return {
            name: say("mattermost.unknown_people", names=", ".join(f"@{each}" for each in names))
            for name, names in self.unknown.items()
        }


def opened_as(form: Form, channel: str, aside: str = "", *, direct: bool) -> Opened:
    """What has to be remembered of a form, since what is sent back does not repeat it."""
    people = [each for each in form.fields if isinstance(each, PeopleField)]
    one, several = ([each.name for each in people if each.several is several] for several in (False, True))
    return Opened(form.id, str(form.act), channel, direct, aside, tuple(one), tuple(several))


def dialog(form: Form, state: str, url: str, say: Phrases, names: Mapping[str, str] | None = None) -> JSON:
    """The dialog to open, and the address that it is sent to; `names` are the user names of the people chosen already.

    What has no room at its field stands in the introduction.
    """
    inputs = [_Input(each, say, names or {}) for each in form.fields]
    title = one_line(form.title)
    beginning: list[Block] = [Text(title)] if length(title) > Size.DIALOG_LABEL else []
    said = [text for block in (*beginning, *form.intro) for text in texts_of(block, Look(longest=Size.DIALOG_TEXTAREA))]
    return {
        "url": url,
        "dialog": {
            "callback_id": form.id,
            "title": shown(title, Size.DIALOG_LABEL),
            "introduction_text": "\n\n".join([*said, *(each.apart for each in inputs if each.apart)]),
            "elements": [each.element for each in inputs],
            "submit_label": shown(one_line(form.submit), Size.DIALOG_LABEL),
            "notify_on_cancel": False,
            "state": state,
        },
    }


async def entered(submission: Mapping[str, Any], opened: Opened, look_up: LookUp) -> Entered:
    """What was filled in; `look_up` finds people by their user names."""
    values: dict[str, str | Sequence[str]] = {name: str(value or "") for name, value in submission.items()}
    for name in opened.people:
        values[name] = [str(chosen)] if (chosen := values.get(name)) else []
    typed = {name: names_in(str(values.get(name, ""))) for name in opened.named}
    asked = sorted({each for names in typed.values() for each in names})
    found = await look_up(asked) if asked else []
    ids = {user["username"]: str(user["id"]) for user in found if not user.get("is_bot") and not user.get("delete_at")}
    for name, names in typed.items():
        values[name] = [ids[each] for each in names if each in ids]
    unknown = {name: [each for each in names if each not in ids] for name, names in typed.items()}
    return Entered(values, {name: names for name, names in unknown.items() if names})


def names_in(text: str) -> list[str]:
    """The user names in a text, set apart by spaces or commas, with or without their sign."""
    found = (part.lstrip("@").rstrip(".").lower() for part in SEPARATORS.split(clean(text)))
    return list(dict.fromkeys(filter(None, found)))


class _Input:
    """A field as an element of a dialog; `apart` is what it needs said and has no room for."""

    def __init__(self, asked: Field, say: Phrases, names: Mapping[str, str]) -> None:
        label = one_line(asked.label)
        about = _about(asked, say, names)
        is_cut = length(label) > Size.DIALOG_LABEL
        hint = f"{_ended(label)} {about}" if is_cut and about else label if is_cut else about
        fits = length(hint) <= Size.DIALOG_HELP
        self.apart = "" if fits else f"**{inert_line(label)}** {inert_line(about)}".strip()
        self.element: JSON = {
            "display_name": shown(label, Size.DIALOG_LABEL),
            "name": asked.name,
            "optional": not asked.required,
            "help_text": hint if fits else cut(label, Size.DIALOG_HELP) if is_cut else "",
            **_asking(asked, names),
        }


def _ended(label: str) -> str:
    """The label as a sentence that another one may follow."""
    return label if label.endswith((".", "?", "!", ":", "…")) else f"{label}."


def _about(asked: Field, say: Phrases, names: Mapping[str, str]) -> str:
    """What stands beneath a field."""
    hints = [asked.hint]
    if isinstance(asked, TextField) and asked.may_be_typed:
        hints.append(say("mattermost.longer", longest=int(Size.DIALOG_TEXTAREA)))
    if isinstance(asked, PeopleField):
        chosen = _typed(asked, names)
        if asked.several:
            hints.append(say("mattermost.people"))
        elif chosen:
            hints.append(say("mattermost.chosen", name=chosen))
    return one_line(" ".join(filter(None, hints)))


def _asking(asked: Field, names: Mapping[str, str]) -> JSON:
    if isinstance(asked, TextField):
        return _text(asked.value, asked.longest, multiline=asked.multiline)
    if isinstance(asked, ChoiceField):
        return _select(asked)
    if isinstance(asked, ChannelField):
        return {"type": "select", "data_source": "channels", "default": asked.value}
    if asked.several:
        return _text(_typed(asked, names), Size.DIALOG_TEXTAREA, multiline=True)
    return {"type": "select", "data_source": "users", "default": asked.value[0] if asked.value else ""}


def _text(value: str, longest: int, *, multiline: bool) -> JSON:
    kind, room = ("textarea", Size.DIALOG_TEXTAREA) if multiline else ("text", Size.DIALOG_TEXT)
    most = int(min(longest, room))
    return {"type": kind, "default": cut(clean(value), most), "max_length": most}


def _select(asked: ChoiceField) -> JSON:
    options = [{"text": shown(one_line(each.label), Size.DIALOG_OPTION), "value": each.value} for each in asked.choices]
    values = [each.value for each in asked.choices]
    return {"type": "select", "options": options, "default": asked.value if asked.value in values else ""}


def _typed(asked: PeopleField, names: Mapping[str, str]) -> str:
    return " ".join(f"@{names[user]}" for user in asked.value if user in names)
