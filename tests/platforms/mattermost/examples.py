"""What people write and Markdown or Mattermost would make something of, and forms that its dialogs have no room for."""

from bot.domain.message import Act, ChannelField, Choice, ChoiceField, Form, PeopleField, Quote, Text, TextField
from tests.platforms.slack.examples import EXTREMES as SHARED
from tests.platforms.slack.examples import FORM, stuffed

HOSTILE = {
    "a mention": "@camille (@camille) *@camille* @camille: @camille.",
    "everybody": "@all @channel @here",
    "full-width signs": "＠all ﹫here ＠camille",
    "a picture": "![x](http://e.vil/x.png) ![x][1]\n\n[1]: http://e.vil/x.png",
    "a link": "[x](http://e.vil) <http://e.vil> [x][1] [camille](@camille)",
    "an address": "http://e.vil/x www.e.vil e.vil/x mailto:x@e.vil abc://x",
    "an address at the beginning": "e.vil/path is not to be followed",
    "a heading": "# Titre\n###### Titre\nTitre\n===\nTitre\n---",
    "a list": "- un\n* deux\n+ trois\n1. quatre\n2026) cinq\n- [x] six",
    "a table": "a | b\n--- | ---\n1 | 2\n\n| a | b |\n|---|---|\n| 1 | 2 |",
    "a fence": "```\ncode\n```\n~~~\ncode\n~~~\n`code`",
    "an indented block": "Avant\n\n    code\n\n\tcode\n\n\u00a0\u00a0\u00a0\u00a0code",
    "a quote": "> cité\n>> encore",
    "a line": "***\n___\n---",
    "styles": "*a* **b** _c_ __d__ ~~e~~ a_b_c",
    "markup": "<b>x</b> <script>alert(1)</script> <!-- x --> <a|b>",
    "references": "&amp; &#64;all &lt;b&gt; &commat;all R&D",
    "backslashes": "\\*a\\* \\@all \\\\ \\",
    "an emoji": ":tada: :) :100: 10:30",
    "a channel": "~town-square ~produit",
    "a tag": "#urgent #1",
    "a formula": "$x^2$ $$y$$",
    "lines of other kinds": "a\u2424# b\u2028- c\u2029> d",
    "a turned line": "\u202e@all\u2066 fin",
}
EXTREMES = {**SHARED, **HOSTILE, "signs": "@*_[]<>|`#~$\\" * 230}

LONG_LABEL = "Ce que vous avez appris cette semaine de votre produit et de votre équipe"
ROOMY = Form(
    "form-2",
    Act("write", "p1"),
    "Un titre *de plus* de vingt-quatre signes",
    "Conserver ce que j’ai écrit ici",
    (
        TextField(
            "words", LONG_LABEL, "déjà écrit", "Une invitation à écrire. " * 6, multiline=True, may_be_typed=True
        ),
        TextField("excerpt", "Un extrait", "", "Bref.", multiline=True, longest=600),
        PeopleField("coach", "Qui accompagne ?", value=("u2",), several=False),
        PeopleField("people", "Qui inviter ?", "Chacun décide.", ("u1", "u2", "gone")),
        ChannelField("channel", "Quel canal ?", "Un canal où vous êtes."),
        ChoiceField("way", "Comment ?", (Choice("a", "A"),), "no longer there", required=False),
    ),
    (Text("Avant de commencer"), Quote("cité", by="Camille")),
)

__all__ = ["EXTREMES", "FORM", "HOSTILE", "LONG_LABEL", "ROOMY", "stuffed"]
