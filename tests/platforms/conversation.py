"""One conversation, held word for word on every platform: Camille and the coach, from the first word to taking back.

It knows visible labels only. A platform's test implements `Chat` and calls `hold`.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.domain.library import Library, Phrases
from bot.domain.role import Role
from bot.storage.store import SqlStore
from bot.storage.tables import metadata
from tests.dialogs.reading import spaced

CAMILLE, CHANNEL, COACHES = "Camille", "mes-démarches", "coachs"
BEGINS, DIGEST_COMES, NEXT_DIGEST_COMES = "2026-11-25 10:00", "2026-11-27 11:00", "2026-12-11 11:00"
ASKED_AFTER, REMINDED, CLOSES = "2026-11-30 09:00", "2026-12-02 09:00", "2026-12-07 11:00"


class Chat(Protocol):
    """A chat in which Camille and the coach are, and two channels where the coach may post; they look at the first.

    It begins at `BEGINS` in Paris and its clock stands still; each deed returns once the coach has answered it.
    """

    async def commands(self, command: str, words: str = "", *, in_channel: bool = False) -> None:
        """Camille types a slash command, to the coach or in the channel."""

    def looks_at(self, channel: str) -> None:
        """Camille looks at that channel, which is meant by *the channel* from now on."""

    async def taps(self, label: str, *, in_channel: bool = False) -> None:
        """Camille taps the newest button or menu entry that is called so."""

    async def fills(self, values: Mapping[str, str | Sequence[str]], *, in_channel: bool = False) -> None:
        """Camille fills in these fields of the open form and sends it: by label, people by name."""

    async def types(self, words: str) -> str:
        """Camille writes to the coach; the message's id."""

    async def edits(self, message: str, words: str) -> None:
        """Camille words that message differently."""

    async def deletes(self, message: str) -> None:
        """Camille deletes that message."""

    async def until(self, wall: str) -> None:
        """Live through everything that is due until that moment in Paris."""

    def reads(self) -> str:
        """Everything that the coach shows Camille now in their conversation, a form or its answer included."""

    def reloads(self) -> None:
        """Open the chat anew: what was shown in passing is gone."""

    def files(self) -> Mapping[str, str]:
        """The text files that stand in their conversation now, by name."""

    async def kept(self) -> str:
        """Everything that the coach's own store holds now, decrypted."""

    def called(self, channel: str) -> str:
        """What a channel is called when it is spoken of."""

    def channel_reads(self) -> str:
        """Everything that everyone sees of the coach in the channel now."""


@dataclass(frozen=True)
class _Words:
    start: str
    team: str
    question: str
    shared: str
    my_data: str
    product: str
    first: str
    second: str
    reworded: str
    general: str
    excerpt: str
    poll: str
    product_coach: str
    passed: str
    replied: str
    filled_in: str
    situation: str
    deed: str
    review: str
    month: str


WORDS = {
    "fr": _Words(
        start="commencer",
        team="équipe",
        question="question",
        shared="partages",
        my_data="mes-données",
        product="Mes démarches",
        first="La vision tient en une page, mais personne ne la relit.",
        second="À ne pas garder : je dois en parler à Alix.",
        reworded="La vision tient en une phrase, et personne ne la relit <encore>.",
        general="Globalement oui, la vision est claire pour l’équipe.",
        excerpt="La vision tient en une phrase & nous la relirons.",
        poll="sondage",
        product_coach="coach-produit",
        passed="Par où commencer quand personne ne relit la vision ?",
        replied="Je la lis à voix haute mardi.",
        filled_in="Écrit à tête reposée.",
        situation="un comité <me> bouscule",
        deed="je relis la vision & je souffle",
        review="mes-réponses",
        month="mois",
    ),
    "en": _Words(
        start="start",
        team="team",
        question="question",
        shared="shared",
        my_data="my-data",
        product="My services",
        first="The vision fits on a page, but nobody reads it again.",
        second="Not to be kept: I must talk to Alix about it.",
        reworded="The vision fits in one sentence, and nobody reads it again <yet>.",
        general="I think it is mostly clear to the team.",
        excerpt="The vision fits in one sentence & we will read it again.",
        poll="poll",
        product_coach="product-coach",
        passed="Where does one begin when nobody reads the vision again?",
        replied="I read it aloud on Tuesday.",
        filled_in="Written with a clear head.",
        situation="a committee <rushes> me",
        deed="I will read the vision again & breathe",
        review="my-answers",
        month="month",
    ),
}


async def kept_in(store: SqlStore, without: Collection[str] = ()) -> str:
    """Every row of every other table, decrypted; the playground keeps its own chat in one of them."""
    said: list[str] = []
    async with store.engine.begin() as connection:
        for table in metadata.sorted_tables:
            if table.name not in without:
                said += [str(tuple(row)) for row in await connection.execute(table.select())]
    return "\n".join(said)


async def hold(chat: Chat, library: Library, language: str) -> None:
    """Hold the whole conversation in that language."""
    talk = _Conversation(chat, library.role(language), library.say(language), WORDS[language])
    await talk.sets_the_team_up()
    await talk.starts()
    await talk.answers()
    await talk.writes_and_changes_it()
    await talk.writes_in_the_form()
    await talk.shares()
    await talk.reads_the_digest()
    await talk.takes_back()
    await talk.takes_an_action()
    await talk.is_asked_after_it()
    await talk.looks_back()
    await talk.passes_on_to_a_product_coach()
    await talk.is_reminded()
    await talk.pauses_and_goes_on()
    await talk.asks_the_channel()
    await talk.shares_again_and_takes_everything_away()
    await talk.erases_everything()
    await talk.starts_anew()


class _Conversation:
    def __init__(self, chat: Chat, role: Role, say: Phrases, words: _Words) -> None:
        self._chat, self._role, self._say, self._words = chat, role, say, words

    async def sets_the_team_up(self) -> None:
        """In the channel: the coach introduces itself, and an invitation comes."""
        say, words = self._say, self._words
        await self._chat.commands("/pm-coach", words.team, in_channel=True)
        team = {
            say("fields.kind"): say("team_kinds.product"),
            say("fields.team_name"): words.product,
            say("fields.people"): [CAMILLE],
            say("fields.rhythm"): say("rhythms.weekly"),
        }
        await self._chat.fills(team, in_channel=True)
        _holds(self._chat.channel_reads(), say("introduction.title"), say("introduction.invited_by", name=CAMILLE))
        _holds(self._chat.reads(), say("invitation.title", team=words.product), say("invitation.free"))

    async def starts(self) -> None:
        """From the invitation, with the first question at once."""
        say, words = self._say, self._words
        await self._chat.taps(say("invitation.accept"))
        _holds(self._chat.reads(), say("start.intro"), say("notice.kept"))
        await self._chat.fills(
            {say("fields.way"): self._role.ways[0].label, say("fields.first"): say("fields.first_now")}
        )
        _holds(self._chat.reads(), say("started.here"), say("prompt.title", product=words.product), say("ratings.yes"))

    async def answers(self) -> None:
        """By one tap, which brings something to try."""
        say, rating = self._say, self._say("ratings.rather_no")
        await self._chat.taps(rating)
        _holds(self._chat.reads(), say("answered.rated", rating=rating.lower()), say("answered.then_low"))

    async def writes_and_changes_it(self) -> None:
        """Two messages, of which one is worded differently and one deleted."""
        say, words = self._say, self._words
        first = self._first = await self._chat.types(words.first)
        second = await self._chat.types(words.second)
        _holds(self._chat.reads(), say("answered.words_kept"), say("kept.note"))
        await self._chat.edits(first, words.reworded)
        await self._chat.deletes(second)
        await self._chat.taps(say("answered.reread"))
        _holds(self._chat.reads(), say("answered.your_words"), words.reworded)
        _lacks(self._chat.reads(), words.first, words.second)

    async def writes_in_the_form(self) -> None:
        """What is written there is kept, and not repeated in the conversation."""
        say, words = self._say, self._words
        await self._chat.taps(say("prompt.write"))
        await self._chat.fills({say("fields.words"): words.filled_in})
        _lacks(self._chat.reads(), words.filled_in)
        await self._chat.taps(say("answered.reread"))
        _holds(self._chat.reads(), words.filled_in, words.reworded)

    async def shares(self) -> None:
        """An excerpt, previewed before it is published."""
        say, words = self._say, self._words
        await self._chat.taps(say("answered.share"))
        await self._chat.fills(
            {say("fields.excerpt"): words.excerpt, say("fields.name"): say("share.with_name", name=CAMILLE)}
        )
        _holds(self._chat.reads(), say("share.preview", team=words.product), words.excerpt)
        _lacks(self._chat.channel_reads(), words.excerpt)
        await self._chat.taps(say("share.publish"))
        _holds(self._chat.reads(), say("share.take_back"))

    async def reads_the_digest(self) -> None:
        """At its hour, with what was shared and nothing else."""
        say, words = self._say, self._words
        _lacks(self._chat.channel_reads(), words.excerpt)
        await self._chat.until(DIGEST_COMES)
        digest = self._chat.channel_reads()
        _holds(
            digest, say("digest.title_product", team=words.product), words.excerpt, CAMILLE, say("digest.note_product")
        )
        _lacks(digest, words.reworded, say("ratings.rather_no"))

    async def takes_back(self) -> None:
        """What was shared: the digest, emptied, is gone."""
        say, words = self._say, self._words
        await self._chat.commands("/pm-coach", words.shared)
        _holds(self._chat.reads(), say("shared.title"), words.excerpt)
        await self._chat.taps(say("share.take_back"))
        _holds(self._chat.reads(), say("share.taken_back", team=words.product))
        _lacks(self._chat.channel_reads(), words.excerpt, say("digest.title_product", team=words.product))

    async def takes_an_action(self) -> None:
        """The one that came with the answer, worded differently; the answer's own message tells it."""
        say, words = self._say, self._words
        _holds(self._chat.reads(), say("action.offered"))
        await self._chat.taps(say("action.reword"))
        await self._chat.fills({say("fields.situation"): words.situation, say("fields.deed"): words.deed})
        _holds(self._chat.reads(), say("action.taken"), self._action())

    async def is_asked_after_it(self) -> None:
        """In the first line of the next prompt, which asks its question all the same."""
        say = self._say
        await self._chat.until(ASKED_AFTER)
        _holds(self._chat.reads(), say("action.asked"))
        await self._chat.taps(say("action.done"))
        _holds(self._chat.reads(), say("action.now_done"), say("prompt.title", product=self._words.product))
        _lacks(self._chat.reads(), say("action.asked"))

    async def looks_back(self) -> None:
        """Over a month, where what was done is a small step."""
        await self._chat.commands("/pm-coach", f"{self._words.review} {self._words.month}")
        _holds(self._chat.reads(), self._say("answers.of_month"), self._say("answers.steps"), self._action())

    def _action(self) -> str:
        return self._say("action.sentence", situation=self._words.situation, deed=self._words.deed)

    async def passes_on_to_a_product_coach(self) -> None:
        """To a channel of coaches: previewed, answered there in its thread, and taken back with all that was said."""
        say, words = self._say, self._words
        await self._chat.commands("/pm-coach", words.team, in_channel=True)
        await self._chat.taps(say("team.change"), in_channel=True)
        await self._chat.fills({say("fields.product_coach_channel"): COACHES}, in_channel=True)
        await self._chat.commands("/pm-coach", words.product_coach)
        await self._chat.taps(say("product_coach.ask"))
        await self._chat.fills({say("product_coach.words"): words.passed})
        reader = self._chat.called(COACHES)
        _holds(self._chat.reads(), say("product_coach.preview_channel", reader=reader), words.passed)
        self._chat.looks_at(COACHES)
        _lacks(self._chat.channel_reads(), words.passed)
        await self._chat.taps(say("product_coach.pass_channel", reader=reader))
        _holds(self._chat.channel_reads(), say("product_coach.passes", name=CAMILLE, team=words.product), words.passed)
        await self._chat.taps(say("product_coach.answer"), in_channel=True)
        await self._chat.fills({say("product_coach.your_answer"): words.replied}, in_channel=True)
        _holds(self._chat.channel_reads(), words.replied)
        await self._chat.commands("/pm-coach", words.product_coach)
        await self._chat.taps(say("product_coach.take_back_numbered", number=1))
        _lacks(self._chat.channel_reads(), words.passed, words.replied)
        self._chat.looks_at(CHANNEL)

    async def is_reminded(self) -> None:
        """Of the question that is still open, which comes to the end of the conversation in the reminder's place."""
        say, product = self._say, self._words.product
        await self._chat.until(REMINDED)
        _holds(self._chat.reads(), say("reminder.show"), say("reminder.stop"))
        await self._chat.taps(say("reminder.show"))
        _lacks(self._chat.reads(), say("reminder.show"))
        _holds(self._chat.reads(), say("prompt.title", product=product))

    async def pauses_and_goes_on(self) -> None:
        """Without an end, then for a while by a button, then until a date by a form."""
        say = self._say
        await self._chat.commands("/pm-coach", "pause")
        _holds(self._chat.reads(), say("pause.paused"), say("pause.how_long"))
        await self._chat.taps(say("pause.weeks", count=2))
        _holds(self._chat.reads(), say("pause.paused_until", when="").removesuffix("."))
        await self._chat.commands("/pm-coach", "pause")
        await self._chat.taps(say("pause.until"))
        await self._chat.fills({say("fields.until"): "2027-01-04"})
        _holds(self._chat.reads(), say("pause.paused_until", when="").removesuffix("."))
        await self._chat.commands("/pm-coach", "resume")
        _holds(self._chat.reads(), say("pause.resumed"))

    async def asks_the_channel(self) -> None:
        """A question, previewed and put; whoever taps is told that it is kept, and one answer alone shows nothing."""
        say, words = self._say, self._words
        await self._chat.commands("/pm-coach", words.poll)
        await self._chat.fills({say("poll.how_long"): say("poll.days", count=3)})
        _holds(self._chat.reads(), say("poll.preview", team=words.product), say("poll.asks", name=CAMILLE))
        _lacks(self._chat.channel_reads(), say("poll.asks", name=CAMILLE))
        await self._chat.taps(say("poll.put"))
        asked = self._chat.channel_reads()
        _holds(asked, say("poll.asks", name=CAMILLE), say("poll.anonymous"))
        for rating in ("yes", "no"):
            await self._chat.taps(say(f"ratings.{rating}"), in_channel=True)
        assert self._chat.channel_reads() == asked
        await self._chat.until(CLOSES)
        _holds(self._chat.channel_reads(), say("poll.asks", name=CAMILLE), say("poll.closed", day="")[-20:])
        _lacks(self._chat.channel_reads(), say("poll.anonymous"))
        _holds(self._chat.reads(), say("poll.result", team=words.product), say("poll.nothing", minimum=5))

    async def shares_again_and_takes_everything_away(self) -> None:
        """Words bring one question more; something stands in a digest again; what is kept comes as files."""
        say, words = self._say, self._words
        await self._chat.commands("/pm-coach", words.question)
        await self._chat.taps(say("ratings.yes"))
        _holds(self._chat.reads(), say("answered.then_yes"))
        await self._chat.types(words.general)
        _holds(self._chat.reads(), say("answered.further"))
        _lacks(self._chat.reads(), say("answered.then_yes"))
        await self.shares()
        await self._chat.until(NEXT_DIGEST_COMES)
        _holds(self._chat.channel_reads(), words.excerpt)
        await self._chat.commands("/pm-coach", words.my_data)
        _holds(self._chat.reads(), say("my_data.title"), say("my_data.rows.members", count=1))
        await self._chat.taps(say("my_data.export"))
        brought = self._chat.files()
        assert {name.rpartition(".")[2] for name in brought} == {"md", "json"}
        for content in brought.values():
            assert words.filled_in in content

    async def erases_everything(self) -> None:
        """Asked once; then it is gone from the conversation, from the digest and from the store."""
        say, words = self._say, self._words
        await self._chat.commands("/pm-coach", words.my_data)
        await self._chat.taps(say("my_data.erase"))
        _holds(self._chat.reads(), say("my_data.sure"), say("my_data.cannot"))
        await self._chat.taps(say("my_data.erase_now"))
        _holds(self._chat.reads(), say("my_data.erased"), say("my_data.cannot"))
        self._chat.reloads()
        _lacks(self._chat.reads(), say("answered.your_words"), say("invitation.title", team=words.product))
        _lacks(self._chat.channel_reads(), words.excerpt, CAMILLE)
        assert self._chat.files() == {}
        kept = await self._chat.kept()
        for trace in (words.filled_in, words.reworded, words.excerpt, CAMILLE):
            assert trace not in kept

    async def starts_anew(self) -> None:
        """As if for the first time; what is edited from before is not heard, what is new is kept."""
        say, words = self._say, self._words
        await self._chat.commands("/pm-coach", words.start)
        await self._chat.fills(
            {
                say("fields.product"): words.product,
                say("fields.way"): self._role.ways[0].label,
                say("fields.first"): say("fields.first_now"),
            }
        )
        await self._chat.edits(self._first, words.second)
        await self._chat.types(words.first)
        kept = await self._chat.kept()
        assert words.first in kept
        assert words.second not in kept


def _holds(shown: str, *texts: str) -> None:
    missing = [text for text in texts if spaced(text) not in spaced(shown)]
    assert not missing, f"{missing} not in:\n{shown}"


def _lacks(shown: str, *texts: str) -> None:
    present = [text for text in texts if spaced(text) in spaced(shown)]
    assert not present, f"{present} still in:\n{shown}"
