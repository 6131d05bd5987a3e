"""What people see in Slack: every rendering passes Slack's own schema and stays inside its sizes."""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from jsonschema import Draft7Validator
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from bot.coach.say.role import Guide, keys, role_message
from bot.content_loader import LANGUAGES
from bot.domain.library import Library
from bot.domain.message import Act, Message, Quote, Text, sentence
from bot.frontdesk.incoming import Place
from bot.platforms.slack.blocks import Assets, blocks_of, message_fields
from bot.platforms.slack.sizes import Size
from bot.platforms.slack.views import form_of, form_view, home_view, said_view, values_of, where_of
from bot.platforms.text import cut, length
from tests.platforms.contracts import contracts
from tests.platforms.slack.examples import CHART, EVERYTHING, EXTREMES, FORM, HOSTILE, huge_form, members, stuffed

JSON = dict[str, Any]

THERE = Assets("https://coach.example/", {CHART: "F123"})
HERE = Place("C1")


@cache
def schema(name: str) -> Draft7Validator:
    return Draft7Validator(json.loads((contracts() / "slack" / f"{name}.schema.json").read_text()))


def passes(name: str, value: object) -> None:
    problems = [f"{list(error.absolute_path)}: {error.message[:200]}" for error in schema(name).iter_errors(value)]
    assert not problems


@pytest.fixture
def shown(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(JSONSnapshotExtension)


def test_a_message_shows_every_kind_of_block(shown: SnapshotAssertion) -> None:
    fields = message_fields(EVERYTHING, THERE)
    passes("MessageBlocks", fields["blocks"])
    assert fields == shown


def test_a_picture_that_is_not_there_leaves_its_table(shown: SnapshotAssertion) -> None:
    blocks = blocks_of(EVERYTHING.blocks)
    passes("MessageBlocks", blocks)
    assert all(block["type"] != "image" for block in blocks)
    assert blocks == shown


def test_a_form_is_a_modal(shown: SnapshotAssertion) -> None:
    view = form_view(FORM, HERE, "Annuler", THERE)
    passes("Modal", view)
    assert view == shown


def test_a_message_after_a_form_is_a_modal(shown: SnapshotAssertion) -> None:
    view = said_view(EVERYTHING, HERE, "Le coach", "Fermer", THERE)
    passes("Modal", view)
    assert view == shown


def test_the_home_tab_is_a_home_view(shown: SnapshotAssertion) -> None:
    view = home_view(EVERYTHING, THERE)
    passes("Home", view)
    assert view == shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_part_of_the_role_passes_the_schema_and_is_whole(library: Library, language: str) -> None:
    guide = Guide(library.role(language), library.say(language))
    for key in keys(guide.role):
        blocks = message_fields(role_message(guide, key))["blocks"]
        passes("MessageBlocks", blocks)
        assert [
            value for _, value in walked({"blocks": blocks}) if isinstance(value, str) and value.endswith("…")
        ] == []


@pytest.mark.parametrize("words", EXTREMES.values(), ids=EXTREMES)
def test_whatever_people_wrote_a_message_stays_inside_the_sizes(words: str) -> None:
    fields = message_fields(stuffed(words), THERE)
    passes("MessageBlocks", fields["blocks"])
    inside(fields["blocks"], Size.MESSAGE_BLOCKS)


@pytest.mark.parametrize("words", EXTREMES.values(), ids=EXTREMES)
def test_whatever_people_wrote_a_modal_stays_inside_the_sizes(words: str) -> None:
    form = form_view(huge_form(words), HERE, "Annuler", THERE)
    said = said_view(stuffed(words), HERE, words, words, THERE)
    for view in (form, said):
        passes("Modal", view)
        inside(view["blocks"], Size.VIEW_BLOCKS)
        assert all(length(view[name]["text"]) <= Size.TITLE for name in ("title", "submit", "close") if name in view)
        assert length(view["private_metadata"]) <= Size.METADATA


@pytest.mark.parametrize("count", [1, 25, 26, 200])
def test_200_members_fit_in_a_message_and_in_the_home_tab(count: int) -> None:
    blocks = message_fields(members(count))["blocks"]
    home = home_view(members(count))
    passes("MessageBlocks", blocks)
    passes("Home", home)
    inside(blocks, Size.MESSAGE_BLOCKS)
    inside(home["blocks"], Size.VIEW_BLOCKS)


def test_3000_characters_of_ones_own_are_shown_whole() -> None:
    words = "mot " * 749 + "fin."
    assert text_in(blocks_of((Quote(words),))) == words


def test_quoted_words_cannot_mention_link_format_or_turn_the_line() -> None:
    blocks = message_fields(Message((Text("Avant"), Quote(HOSTILE), Text("Après")), HOSTILE))
    quote = blocks["blocks"][1]["elements"]
    assert [element["type"] for element in quote] == ["rich_text_quote"]
    assert quote[0]["elements"] == [
        {"type": "text", "text": "<!here> <@U1> [x](http://e.vil) ``` *gras* &amp; </script>"}
    ]
    assert blocks["text"] == "&lt;!here&gt; &lt;@U1&gt; [x](http://e.vil) ``` *gras* &amp;amp; &lt;/script&gt;"
    assert (blocks["unfurl_links"], blocks["unfurl_media"]) == (False, False)


def test_an_emoji_of_several_signs_is_never_torn() -> None:
    flag = "👩🏽‍💻"
    whole = cut(flag * 100, 300).removesuffix("…")
    assert whole == flag * (len(whole) // len(flag))


def test_a_form_comes_back_as_it_was_opened() -> None:
    view = form_view(FORM, Place("D1", direct=True), "Annuler")
    assert form_of(view) == ("form-1", Act("write", "p1"))
    assert where_of(view) == Place("D1", direct=True, aside=True)


def test_what_was_filled_in_is_read_by_field() -> None:
    state = {
        "words": {"words": {"type": "plain_text_input", "value": None}},
        "zone": {"zone": {"type": "plain_text_input", "value": "Europe/Paris"}},
        "way": {"way": {"type": "static_select", "selected_option": {"value": "b"}}},
        "side": {"side": {"type": "static_select", "selected_option": None}},
        "people": {"people": {"type": "multi_users_select", "selected_users": ["U1", "U2"]}},
    }
    assert values_of({"state": {"values": state}}) == {
        "words": "",
        "zone": "Europe/Paris",
        "way": "b",
        "side": "",
        "people": ["U1", "U2"],
    }


def test_a_sentence_is_announced_as_it_is_shown() -> None:
    fields = message_fields(sentence("C’est noté."))
    assert (fields["text"], text_in(fields["blocks"])) == ("C’est noté.", "C’est noté.")


LONGEST = {
    "header": Size.HEADER,
    "label": Size.INPUT_LABEL,
    "hint": Size.HINT,
    "placeholder": Size.PLACEHOLDER,
    "description": Size.OPTION,
}


def inside(blocks: list[JSON], most: int) -> None:
    """The blocks are inside every size that the schema does not know."""
    assert 0 < len(blocks) <= most
    assert length(json.dumps([b for b in blocks if b["type"] != "input"], ensure_ascii=False)) <= Size.MESSAGE
    tapped = [element["action_id"] for block in blocks if block["type"] == "actions" for element in block["elements"]]
    assert len(tapped) == len(set(tapped))
    for name, value in walked({"blocks": blocks}):
        if isinstance(value, list):
            assert len(value) <= {"options": Size.OPTIONS}.get(name, 1_000)
        elif isinstance(value, str):
            assert length(value) <= Size.TEXT
        elif isinstance(value, dict):
            bounded(name, value)


def bounded(name: str, value: JSON) -> None:
    kind = value.get("type", "")
    if kind == "actions":
        assert len(value["elements"]) <= Size.ACTIONS
    if kind == "button":
        assert length(value["text"]["text"]) <= Size.LABEL
        assert length(value["value"]) <= Size.VALUE
    if kind == "header":
        assert length(value["text"]["text"]) <= Size.HEADER
    if "text" in value and "value" in value and kind == "":
        assert length(value["text"]["text"]) <= Size.OPTION
        assert length(value["value"]) <= Size.OPTION_VALUE
    if kind == "image":
        assert 0 < length(value["alt_text"]) <= Size.ALT_TEXT
    if kind == "plain_text":
        assert 0 < length(value["text"]) <= LONGEST.get(name, Size.TEXT)
    if kind == "text":
        assert value["text"]


def walked(value: JSON) -> Iterator[tuple[str, Any]]:
    """Every value with the name it stands under."""
    for name, inner in value.items():
        yield name, inner
        for each in inner if isinstance(inner, list) else [inner]:
            if isinstance(each, dict):
                yield name, each
                yield from walked(each)


def text_in(blocks: list[JSON]) -> str:
    """All texts of rich text, one after the other."""
    return "".join(value for name, value in walked({"blocks": blocks}) if name == "text" and isinstance(value, str))
