"""Messages and forms that hold everything a rendering can meet."""

from bot.domain.chart import RatingsChart
from bot.domain.message import (
    Act,
    Actions,
    Button,
    ChannelField,
    Choice,
    ChoiceField,
    File,
    Form,
    Heading,
    Link,
    Menu,
    Message,
    Note,
    PeopleField,
    Picture,
    Points,
    Quote,
    Table,
    Text,
    TextField,
)

CHART = RatingsChart("Vos réponses", ("Non", "Oui"), "Je ne sais pas", (("30/11", "La vision", 1),))
TABLE = Table("Vos réponses", ("Jour", "Question", "Réponse"), (("30 novembre 2026", "La vision", "Oui"),))
PICTURE = Picture(CHART, "Une réponse, que le tableau donne.", TABLE)

EVERYTHING = Message(
    (
        Heading("La question de la semaine"),
        Text("Qui décide ?"),
        Points(("un", "deux")),
        Quote("Nous avons <!channel> tranché *hier* :tada: & <@U1>", by="Camille"),
        TABLE,
        PICTURE,
        Link("Vos données", "/privacy"),
        File("mes-reponses.md", "# Tout"),
        Actions(
            (
                Button("Oui", Act("answer", "p1", "yes"), primary=True),
                Button("Non", Act("answer", "p1", "no")),
                Menu(
                    "Plus tard", (Button("Demain", Act("later", "p1", "tomorrow")), Button("Passer", Act("skip", "p1")))
                ),
                Menu("Rien à choisir", ()),
            )
        ),
        Note("Personne d’autre ne lit vos réponses."),
    ),
    "Une question sur <Mes démarches> & le reste",
)

FORM = Form(
    "form-1",
    Act("write", "p1"),
    "Un titre qui dépasse les vingt-quatre signes",
    "Garder",
    (
        TextField("words", "Vos mots", "déjà écrit", "Quelques lignes suffisent.", multiline=True),
        TextField("zone", "Fuseau", required=True, longest=64),
        ChoiceField(
            "way",
            "Comment ?",
            (Choice("a", "Une façon dont le libellé " + "très " * 12 + "long se poursuit"), Choice("b", "B")),
            "b",
        ),
        PeopleField("people", "Qui ?", "Chacun décide.", ("U1",), required=True),
        ChannelField("channel", "Quel canal ?", "Où êtes-vous ?", "C1"),
    ),
    (Text("Avant de commencer"),),
)

LONG_WORD = "anticonstitutionnellement" * 400
ARABIC = "نحن نقرر معا ما يجب فعله " * 200
EMOJI = "👩🏽‍💻🇫🇷🎉" * 500
HOSTILE = "\u202e<!here> <@U1> [x](http://e.vil) ``` *gras* \x00&amp; </script>\u2066"
EXTREMES = {
    "a long word": LONG_WORD,
    "3,000 characters": "mot " * 750,
    "10,000 characters": "phrase. " * 1250,
    "right to left": ARABIC,
    "emoji": EMOJI,
    "hostile": HOSTILE,
    "nothing": "",
    "spaces": "  \n ",
}


def stuffed(words: str) -> Message:
    """A message with these words wherever somebody's words can stand."""
    button = Button(words, Act("act", "subject"), primary=True)
    table = Table(words, ("a", "b"), tuple((words, words) for _ in range(3)))
    return Message(
        (
            Heading(words),
            Text(words),
            Note(words),
            Points((words, words)),
            Quote(words, by=words),
            table,
            Picture(CHART, words, table),
            Link(words or "x", "/privacy"),
            File(words, words),
            Actions((button, Menu(words, (button,)))),
        ),
        words,
    )


def members(count: int) -> Message:
    """A list, a table and buttons for that many people."""
    names = tuple(f"Camille Dupont-Martin {number}" for number in range(count))
    table = Table("Qui", ("Nom", "Depuis"), tuple((name, "30 novembre 2026") for name in names))
    quotes = tuple(Quote("Nous avons tranché hier.", by=name) for name in names)
    buttons = tuple(Button(name, Act("leave", name)) for name in names)
    return Message((Heading("Tout le monde"), Points(names), table, *quotes, Actions(buttons)), "Tout le monde")


def huge_form(words: str) -> Form:
    """A form with these words everywhere."""
    choices = tuple(Choice(f"value-{number}", words) for number in range(150))
    fields = (
        TextField("words", words, words, words, multiline=True),
        ChoiceField("way", words, choices, "value-3", words),
        PeopleField("people", words, words),
    )
    return Form("f" * 32, Act("share", "s" * 32, "v" * 32), words, words, fields, stuffed(words).blocks)
