"""What people see in Mattermost: every rendering passes its contract and its sizes, and obeys nobody's words."""

import html
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from markdown_it import MarkdownIt
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from bot.coach.say.role import Guide, keys, role_message
from bot.content_loader import LANGUAGES
from bot.domain.library import Library, Phrases
from bot.domain.message import (
    Act,
    Actions,
    Button,
    Form,
    Heading,
    Link,
    Menu,
    Message,
    Note,
    Points,
    Quote,
    Table,
    Text,
    TextField,
    sentence,
)
from bot.platforms.mattermost.dialogs import dialog, names_in, opened_as
from bot.platforms.mattermost.markdown import inert, inert_line, plain, spoken
from bot.platforms.mattermost.posts import fields_for_one, post_fields
from bot.platforms.mattermost.seals import Audience, Seals
from bot.platforms.mattermost.sizes import Size
from bot.platforms.mattermost.texts import in_words
from bot.platforms.tables import rows_in_words
from bot.platforms.text import clean
from tests.platforms.contracts import contracts
from tests.platforms.mattermost.double import Post, pictures
from tests.platforms.mattermost.double.attachments import mistakes
from tests.platforms.mattermost.double.contract import violations
from tests.platforms.mattermost.double.mentions import mentioned, texts
from tests.platforms.mattermost.double.reading import text_of
from tests.platforms.mattermost.double.wire import ATTACHMENT
from tests.platforms.mattermost.examples import EXTREMES, FORM, HOSTILE, LONG_LABEL, ROOMY, stuffed
from tests.platforms.slack.examples import EVERYTHING, huge_form, members

JSON = dict[str, Any]

PUBLIC_URL = "https://coach.example/"
SEALED = Seals([b"k" * 32]).sealed("https://coach.example/mattermost/action", Audience("user", "u1"))
NAMES = {"u1": "camille", "u2": "sacha"}
MARKDOWN = MarkdownIt("commonmark", {"breaks": True}).enable(["table", "strikethrough"])
TAG = re.compile(r"<(/?\w+)[^>]*>")
MENTION = re.compile(r"(?<![A-Za-z0-9])@(?!\u200b)|[\uff20\ufe6b](?!\u200b)")


@pytest.fixture
def shown(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(JSONSnapshotExtension)


@pytest.fixture
def say(library: Library) -> Phrases:
    return library.say("fr")


def fields_of(message: Message, *, pictured: bool = False) -> JSON:
    return post_fields(message, SEALED, PUBLIC_URL, pictured=pictured)


def passes(fields: JSON) -> None:
    """The post breaks neither Mattermost's description nor what its clients silently pass over."""
    contracts()
    assert [*violations("POST /posts", {}, {"channel_id": "c", **fields}, "application/json")] == []
    assert mistakes(fields["props"]["attachments"]) == []


def passes_as_dialog(opening: JSON) -> None:
    contracts()
    body = {"trigger_id": "t", **opening}
    assert [*violations("POST /actions/dialogs/open", {}, body, "application/json")] == []


def test_a_message_shows_every_kind_of_block(shown: SnapshotAssertion) -> None:
    fields = fields_of(EVERYTHING, pictured=True)
    passes(fields)
    assert fields == shown


def test_a_picture_that_is_not_there_leaves_its_table(shown: SnapshotAssertion) -> None:
    fields = post_fields(EVERYTHING, SEALED)
    passes(fields)
    assert "Une réponse, que" not in read(fields)
    assert fields == shown


def test_a_message_can_be_told_in_words_alone(shown: SnapshotAssertion) -> None:
    assert in_words(EVERYTHING, PUBLIC_URL) == shown


def test_a_form_is_a_dialog(shown: SnapshotAssertion, say: Phrases) -> None:
    opening = dialog(FORM, "state", "https://coach.example/mattermost/dialog", say)
    passes_as_dialog(opening)
    assert opening == shown


def test_what_has_no_room_at_its_field_stands_in_the_introduction(shown: SnapshotAssertion, say: Phrases) -> None:
    opening = dialog(ROOMY, "state", "https://coach.example/mattermost/dialog", say, NAMES)
    passes_as_dialog(opening)
    introduction = opening["dialog"]["introduction_text"]
    assert introduction.startswith(inert(ROOMY.title))
    assert f"**{LONG_LABEL}** Une invitation à écrire." in introduction
    assert "Au-delà de 3000 caractères" in introduction
    assert opening == shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_part_of_the_role_passes_the_contract_and_is_whole(library: Library, language: str) -> None:
    guide = Guide(library.role(language), library.say(language))
    for key in keys(guide.role):
        fields = fields_of(role_message(guide, key))
        passes(fields)
        inside(fields)
        assert "…" not in read(fields)


@pytest.mark.parametrize("words", EXTREMES.values(), ids=EXTREMES)
def test_whatever_people_wrote_a_message_stays_inside_the_sizes(words: str) -> None:
    fields = fields_of(stuffed(words), pictured=True)
    passes(fields)
    inside(fields)


@pytest.mark.parametrize("words", EXTREMES.values(), ids=EXTREMES)
def test_whatever_people_wrote_a_dialog_stays_inside_the_sizes(words: str, say: Phrases) -> None:
    opening = dialog(huge_form(words), "state", "https://coach.example/mattermost/dialog", say)
    passes_as_dialog(opening)
    assert 0 < len(opening["dialog"]["title"]) <= Size.DIALOG_LABEL
    assert 0 < len(opening["dialog"]["submit_label"]) <= Size.DIALOG_LABEL
    for element in opening["dialog"]["elements"]:
        assert 0 < len(element["display_name"]) <= Size.DIALOG_LABEL
        assert len(element["help_text"]) <= Size.DIALOG_HELP
        assert len(element["default"]) <= element.get("max_length", Size.DIALOG_TEXTAREA)


@pytest.mark.parametrize("count", [1, 25, 26, 200, 1000])
def test_200_members_and_more_fit_in_a_message(count: int) -> None:
    fields = fields_of(members(count))
    passes(fields)
    inside(fields)
    assert "Camille Dupont-Martin 0" in read(fields)
    assert ("…" in read(fields)) is (count > 1)


def test_3000_characters_of_ones_own_are_shown_whole() -> None:
    words = "mot " * 749 + "fin."
    buttons = Actions(tuple(Button(f"Bouton {number}", Act("share", "p" * 32)) for number in range(4)))
    fields = fields_of(Message((Note("Vos mots"), Quote(words), buttons), "Vos mots"))
    inside(fields)
    assert words in read(fields)


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
def test_somebodys_words_are_shown_as_they_wrote_them_and_nothing_else(words: str) -> None:
    for rendered in (MARKDOWN.render(inert(words)), MARKDOWN.render(inert_line(words))):
        assert set(TAG.findall(rendered)) <= {"p", "/p", "br"}
        assert squeezed(html.unescape(TAG.sub("", rendered))) == squeezed(clean(words))


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
def test_somebodys_words_leave_the_layout_around_them_alone(words: str) -> None:
    tags = {
        f"#### {inert_line(words)}": ["h4", "/h4"],
        f"**{inert_line(words)}**": ["p", "strong", "/strong", "/p"],
        f"_{inert_line(words)}_": ["p", "em", "/em", "/p"],
        f"- {inert_line(words)}\n- fin": ["ul", "li", "/li", "li", "/li", "/ul"],
        f"[{inert_line(words)}](https://coach.example)": ["p", "a", "/a", "/p"],
    }
    for written, expected in tags.items():
        assert TAG.findall(MARKDOWN.render(written)) == expected


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
def test_somebodys_words_mention_nobody_and_load_no_picture(words: str) -> None:
    fields = fields_of(stuffed(words), pictured=True)
    post = Post("p", "c", "u", fields["message"], props=fields["props"])
    assert {each for text in texts(post) for each in mentioned(text)} <= {"@"}
    assert pictures(post) == []
    assert MENTION.findall(json.dumps(fields, ensure_ascii=False).replace("\\n", "\n")) == []


@pytest.mark.parametrize("address", ["dpo@example.gouv.fr", "delegue.donnees@example.org"])
def test_an_address_to_write_to_can_be_taken_over_as_it_stands(address: str) -> None:
    assert mentioned(address) == set()
    assert [shown(address) for shown in (inert, plain, spoken)] == [address] * 3


@pytest.mark.parametrize("words", ["_@all", ".@all", "é@all", "(@all", "a-@all"])
def test_what_stands_before_a_mention_does_not_make_it_an_address(words: str) -> None:
    assert all("@\u200b" in shown(words) for shown in (inert, plain, spoken))


def test_words_of_people_stand_where_mattermost_looks_for_no_mention() -> None:
    fields = fields_of(Message((Text("Avant"), Quote("Lou a tranché", by="Lou"), Text("Après")), "Une réponse"))
    post = Post("p", "c", "u", fields["message"], props=fields["props"])
    assert "Lou" not in " ".join(texts(post))
    assert text_of(post) == "Une réponse\nAvant\nLou\nLou a tranché\nAprès"


@pytest.mark.parametrize(
    "message",
    [EVERYTHING, Message((Text("un secret"),), "Une réponse"), Message((Quote("un secret"),), "Une réponse")],
)
def test_only_the_notification_is_announced(message: Message) -> None:
    fields = fields_of(message)
    assert fields["message"] == spoken(message.notification)
    assert "fallback" not in json.dumps(fields)


def test_what_is_announced_is_not_said_twice() -> None:
    assert fields_of(sentence("C’est noté.")) == {"message": "C’est noté.", "props": {"attachments": []}}


def test_what_is_announced_is_no_heading_and_is_not_said_again_further_down() -> None:
    message = Message((Note("À lire"), Heading("Mes #réponses"), Text("Aucune.")), "Mes #réponses")
    fields = fields_of(message)
    assert fields["message"] == "Mes ＃réponses"
    assert read(fields) == "Mes ＃réponses\nÀ lire\n\nAucune."


def test_what_one_person_sees_alone_is_not_announced() -> None:
    fields = fields_for_one(Message((Heading("Le rôle"), Text("En bref")), "Le métier de PM"), SEALED)
    assert read(fields) == "Le rôle\nEn bref"
    assert fields["message"] == "#### Le rôle"


def test_what_one_person_sees_alone_may_be_long() -> None:
    words = "mot " * 4_000 + "fin."
    assert words in read(fields_for_one(Message((Note("Vos mots"), Quote(words)), "Vos mots"), SEALED))
    assert "fin." in in_words(sentence(words))


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
def test_what_is_announced_has_no_marks_and_obeys_no_words(words: str) -> None:
    announced = spoken(words)
    assert set(TAG.findall(MARKDOWN.render(announced))) <= {"p", "/p"}
    assert re.search(r"&#?\w+;|!\[", announced) is None
    assert MENTION.search(announced) is None


def test_a_name_is_announced_as_it_is_written() -> None:
    assert spoken("Lou : l’équipe mes_démarches, à 10:30 (n° 2)") == "Lou : l’équipe mes_démarches, à 10:30 (n° 2)"


def test_what_says_nothing_leaves_no_mark() -> None:
    nothing = Message((Points(()), Link("Vos données", "/privacy"), Actions((Menu("Rien", ()),))), "Rien")
    assert post_fields(nothing, SEALED) == {"message": "Rien", "props": {"attachments": []}}


def test_a_title_that_is_no_markdown_calls_no_emoji_and_nobody() -> None:
    assert plain("@all :tada: ~produit #tag 10 : 30\n# b") == (
        "@\u200ball :\u200btada: ~\u200bproduit #\u200btag 10 : 30 # b"
    )


def test_every_button_has_an_id_of_its_own_that_can_be_tapped() -> None:
    ids = [action["id"] for action in actions_in(fields_of(members(3)))]
    assert ids == ["act0", "act1", "act2"]


def test_user_names_are_read_with_and_without_their_sign() -> None:
    assert names_in(" @Camille, sacha;@lou.\n@camille  k.im ") == ["camille", "sacha", "lou", "k.im"]


def test_a_form_is_remembered_with_where_it_was_opened() -> None:
    kept = opened_as(ROOMY, "d1", "hook", direct=True)
    assert (kept.form, kept.act, kept.channel, kept.direct, kept.aside) == ("form-2", "write/p1/", "d1", True, "hook")
    assert (kept.people, kept.named) == (("coach",), ("people",))


def test_a_short_text_says_nothing_of_longer_ones(say: Phrases) -> None:
    form = Form("f", Act("x"), "Titre", "Garder", (TextField("zone", "Fuseau", longest=64),))
    [element] = dialog(form, "s", "https://coach.example", say)["dialog"]["elements"]
    assert (element["help_text"], element["type"], element["max_length"]) == ("", "text", 64)


def test_what_is_said_of_a_field_follows_its_whole_label_as_a_sentence(say: Phrases) -> None:
    long = "Le coach produit de l’équipe, s’il y en a un"
    fields = (TextField("coach", long, hint="Facultatif."), TextField("product", f"{long} ?", hint="Son nom."))
    elements = dialog(Form("f", Act("x"), "Titre", "Garder", fields), "s", "https://coach.example", say)["dialog"]
    assert [each["help_text"] for each in elements["elements"]] == [f"{long}. Facultatif.", f"{long} ? Son nom."]


def test_a_table_in_words_names_the_columns_of_numbers_alone() -> None:
    answers = Table("Réponses", ("Date", "Question", "Réponse"), (("30/11", "La vision", "Oui"),))
    totals = Table("Total", ("Date", "Oui", "Non"), (("30/11", "2", ""),))
    counts = Table("6 réponses", ("Réponse", "Combien"), (("Oui", "2"),))
    shown = [list(rows_in_words(table)) for table in (answers, totals, counts)]
    assert shown == [["30/11 · La vision · Oui"], ["30/11 · Oui 2"], ["Oui · 2"]]


def inside(fields: JSON) -> None:
    """The post is inside what an old server takes, which writes every attachment down with all that it may have."""
    assert 0 < len(fields["message"]) <= 16_383
    attachments = [{**ATTACHMENT, **attachment} for attachment in attachments_in(fields)]
    written = json.dumps({"attachments": attachments, "pm_coach": {"send_id": "s" * 32}}, ensure_ascii=False)
    assert len(re.sub("[<>&]", "......", written)) <= 8_000


def attachments_in(fields: JSON) -> list[JSON]:
    return list(fields["props"]["attachments"])


def actions_in(fields: JSON) -> Iterator[JSON]:
    return (action for attachment in attachments_in(fields) for action in attachment.get("actions", ()))


def read(fields: JSON) -> str:
    """Everything that is read of a post."""
    return text_of(Post("p", "c", "u", fields["message"], props=fields["props"]))


def squeezed(text: str) -> str:
    """The text without the breaks that cannot be seen, and with every space alike."""
    return " ".join(text.replace("\u200b", "").replace("\u2424", " ").split())
