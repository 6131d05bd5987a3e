"""What a person in the double reads is what a reader sees, without the markup that made it."""

from typing import Any

import pytest

from tests.platforms.mattermost.double.reading import dialog_text, shown, text_of
from tests.platforms.mattermost.double.world import Post


@pytest.mark.parametrize(
    ("markdown", "seen"),
    [
        ("**Gras**, _penché_, ~~barré~~ et `code`", "Gras, penché, barré et code"),
        ("#### Titre\n> Une citation\n> > dans une autre", "Titre\nUne citation\ndans une autre"),
        (r"\*pas gras\* \#pm 1 \< 2", "*pas gras* #pm 1 < 2"),
        ("Voir [la page](https://a.example/b_c_d).", "Voir la page."),
        ("snake_case_name et 2 * 3 * 4", "snake_case_name et 2 * 3 * 4"),
        ("@\u200bsacha", "@sacha"),
        ("a &lt; b &amp; c", "a < b & c"),
        ("Avant\n```\n**tel** &lt;quel>\n```\naprès", "Avant\n**tel** &lt;quel>\naprès"),
    ],
)
def test_markup_is_not_read(markdown: str, seen: str) -> None:
    assert shown(markdown) == seen


def test_a_post_is_read_with_its_attachments_fields_and_buttons() -> None:
    menu: dict[str, Any] = {"name": "Qui ?", "type": "select", "options": [{"text": "Un", "value": "1"}]}
    fields = [{"title": "Équipe", "value": "**Lac**", "short": True}]
    attachment = {"pretext": "Avant", "title": "Titre", "text": "Texte", "fields": fields, "footer": "Pied"}
    post = Post("", "", "", "Message", props={"attachments": [{**attachment, "actions": [{"name": "Oui"}, menu]}]})
    assert text_of(post).split("\n") == [
        *("Message", "Avant", "Titre", "Texte", "Équipe", "Lac", "Pied"),
        "[Oui] [Qui ?: Un]",
    ]


def test_a_dialog_is_read_with_what_is_against_it() -> None:
    element = {"display_name": "Mots", "name": "words", "type": "text", "help_text": "En bref", "default": "Rien"}
    content = {"title": "Titre", "introduction_text": "**Bonjour**", "elements": [element], "submit_label": "Envoyer"}
    told = dialog_text(content, {"Mots": "Trop court", "": "Le magasin est fermé"})
    assert told == "Titre\nBonjour\nMots\nEn bref\nRien\nTrop court\nLe magasin est fermé\n[Envoyer]"
