"""Forms and messages as Slack's modals, and the Home tab."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.message import Act, ChannelField, ChoiceField, Field, Form, Message, PeopleField, TextField
from bot.frontdesk.incoming import Place
from bot.platforms.slack.blocks import JSON, NOWHERE, Assets, blocks_of, option, plain_text
from bot.platforms.slack.reading import text
from bot.platforms.slack.sizes import Size
from bot.platforms.text import clean, cut

FORM = "form"
SAID = "said"


def form_view(form: Form, where: Place, close: str, assets: Assets = NOWHERE) -> JSON:
    """A modal to fill in; it remembers where it was opened, since Slack does not."""
    intro = blocks_of(form.intro, assets, Size.VIEW_BLOCKS - len(form.fields))
    return {
        "type": "modal",
        "callback_id": FORM,
        "title": plain_text(form.title, Size.TITLE),
        "submit": plain_text(form.submit, Size.TITLE),
        "close": plain_text(close, Size.TITLE),
        "private_metadata": _remembered(where, form=form.id, act=str(form.act)),
        "blocks": [*intro, *(_input(field) for field in form.fields)],
    }


def said_view(message: Message, where: Place, title: str, close: str, assets: Assets = NOWHERE) -> JSON:
    """A modal that shows a message to its reader alone."""
    return {
        "type": "modal",
        "callback_id": SAID,
        "title": plain_text(title, Size.TITLE),
        "close": plain_text(close, Size.TITLE),
        "private_metadata": _remembered(where),
        "blocks": blocks_of(message.blocks, assets, Size.VIEW_BLOCKS),
    }


def home_view(message: Message, assets: Assets = NOWHERE) -> JSON:
    """The Home tab of the app."""
    return {"type": "home", "blocks": blocks_of(message.blocks, assets, Size.VIEW_BLOCKS)}


def where_of(view: Mapping[str, Any]) -> Place:
    """Where the modal was opened."""
    remembered = json.loads(view["private_metadata"])
    return Place(text(remembered, "channel"), remembered["direct"] is True, aside=True)


def form_of(view: Mapping[str, Any]) -> tuple[str, Act]:
    """The form that the modal is: its id and what it is for."""
    remembered = json.loads(view["private_metadata"])
    return text(remembered, "form"), Act.parse(text(remembered, "act"))


def values_of(view: Mapping[str, Any]) -> dict[str, str | Sequence[str]]:
    """What was filled in, by field."""
    filled = view["state"]["values"]
    return {name: _value(inputs[name]) for name, inputs in filled.items() if name in inputs}


def errors_of(errors: Mapping[str, str], view: Mapping[str, Any]) -> dict[str, str]:
    """The sentences that Slack shows beneath the fields; one about the whole form stands beneath the first."""
    first = next(block["block_id"] for block in view["blocks"] if block["type"] == "input")
    return {name or first: cut(clean(sentence), Size.FIELD_ERROR) for name, sentence in errors.items()}


def _value(element: Mapping[str, Any]) -> str | Sequence[str]:
    if "selected_users" in element:
        return list(element["selected_users"])
    if "selected_conversation" in element:
        return str(element["selected_conversation"] or "")
    if "selected_option" in element:
        return str((element["selected_option"] or {}).get("value", ""))
    return element.get("value") or ""


def _remembered(where: Place, **more: str) -> str:
    return json.dumps({"channel": where.channel, "direct": where.direct, **more})


def _input(field: Field) -> JSON:
    hint: JSON = {"hint": plain_text(field.hint, Size.HINT)} if field.hint else {}
    return {
        "type": "input",
        "block_id": field.name,
        "label": plain_text(field.label, Size.INPUT_LABEL),
        "optional": not field.required,
        "element": {"action_id": field.name, **_element(field)},
        **hint,
    }


def _element(field: Field) -> JSON:
    if isinstance(field, TextField):
        return _text_input(field)
    if isinstance(field, ChannelField):
        return {"type": "conversations_select", "filter": {"include": ["public", "private"]}, **_already(field)}
    if isinstance(field, PeopleField):
        chosen: JSON = {"initial_users": list(field.value)} if field.value else {}
        most: JSON = {} if field.several else {"max_selected_items": 1}
        return {"type": "multi_users_select", **chosen, **most}
    return _select(field)


def _already(field: ChannelField) -> JSON:
    return {"initial_conversation": field.value} if field.value else {}


def _text_input(field: TextField) -> JSON:
    longest = min(field.longest, Size.INPUT)
    value = cut(clean(field.value), longest)
    given: JSON = {"initial_value": value} if value else {}
    return {"type": "plain_text_input", "multiline": field.multiline, "max_length": longest, **given}


def _select(field: ChoiceField) -> JSON:
    options = [option(choice.label, choice.value) for choice in field.choices[: Size.OPTIONS]]
    chosen = [each for each in options if field.value and each["value"] == field.value]
    initial: JSON = {"initial_option": chosen[0]} if chosen else {}
    return {"type": "static_select", "options": options, **initial}
