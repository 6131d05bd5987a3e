"""A month of a product's team and of a community, as docs/a-month-among-people.md tells it in each language."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.domain.library import Library
from tests.dialogs.conftest import opened
from tests.dialogs.diary import Diary, Page
from tests.dialogs.groups import accept, publishes, set_up
from tests.dialogs.talk import Someone, Talk

DOCS = Path(__file__).parents[2] / "docs"
PAGES = {"fr": DOCS / "a-month-among-people.fr.md", "en": DOCS / "a-month-among-people.md"}
SAID: Mapping[str, Mapping[str, str]] = {
    "fr": {
        "title": "Un mois à plusieurs",
        "product": "Mes démarches",
        "community": "Les PM",
        "colleague": "Collègue",
        "first": "**PM 1**",
        "somebody": "**Quelqu’un du canal**",
        "in_team": ", dans le canal de l’équipe",
        "in_community": ", dans le canal de la communauté",
        "poll": "/pm-coach sondage",
        "one": "Nous avons dit non à une demande, et expliqué pourquoi.",
        "two": "Le support lit maintenant la feuille de route avec nous.",
        "three": "Chaque demande part désormais d’une personne précise.",
        "four": "Trois usages ont été regardés sur place cette semaine.",
    },
    "en": {
        "title": "A month among people",
        "product": "My requests",
        "community": "The PMs",
        "colleague": "Colleague",
        "first": "**PM 1**",
        "somebody": "**Somebody in the channel**",
        "in_team": ", in the team’s channel",
        "in_community": ", in the community’s channel",
        "poll": "/pm-coach poll",
        "one": "We said no to a request, and explained why.",
        "two": "The support team now reads the roadmap with us.",
        "three": "Every request now starts from one real person.",
        "four": "This week we watched three people use it, on site.",
    },
}
INTRO = {
    "fr": """Ce qui suit est vécu par un test dans le bac à sable, mot pour mot : les points publiés en un mois dans le
canal d’une équipe et dans celui d’une communauté, et une question posée à l’équipe, du début à la fin. Les PM reçoivent
leurs questions à part, et ce qui y est répondu n’est montré à personne. Les boutons sont écrits `ainsi` ; « … » tient
lieu de ce qui n’a pas changé. Slack et Mattermost portent les mêmes messages.""",
    "en": """What follows is lived by a test in the playground, word for word: the digests of a month in the channel of
a team and in that of a community, and one question put to the team, from start to end. The PMs get their own questions
apart, and what is answered there is shown to nobody. Buttons are written `like this`; “…” stands for what has not
changed. Slack and Mattermost carry the same messages.""",
}
RATINGS = ("rather_yes", "rather_no", "no", "yes", "rather_no", "unknown", "yes", "rather_yes")
VOTES = ("yes", "rather_no", "no", "rather_yes", "rather_no", "no")


async def lived(library: Library, language: str) -> str:
    """The month in that language, as a page."""
    async with opened("sqlite://") as store:
        month = _Month(Talk(library, store, language))
        await month.live()
    return "\n\n".join([f"# {SAID[language]['title']}", INTRO[language], *month.page.lines]) + "\n"


class _Month:
    """Two PMs of one product, six colleagues who read along, and six more PMs in the community."""

    def __init__(self, talk: Talk) -> None:
        self._talk, self._said, self.page = talk, SAID[talk.language], Page(talk)
        self._pms = [talk.person(f"PM {number}") for number in range(1, 9)]
        self._colleagues = [talk.person(f"{self._said['colleague']} {number}") for number in range(1, 7)]
        self._team, self._community = talk.channel("team"), talk.channel("community")
        somebody = {"who": self._said["somebody"]}
        team, community = self._said["in_team"], self._said["in_community"]
        self._first = Diary(talk, self._pms[0], self.page, who=self._said["first"])
        self._reader = Diary(talk, self._colleagues[0], self.page, channel=self._team, where=team, **somebody)
        self._pm = Diary(talk, self._pms[7], self.page, channel=self._community, where=community, **somebody)

    async def live(self) -> None:
        """Answers and digests of three weeks, and a poll over two of them."""
        await self._begin()
        await self._week("2026-11-30 09:10", {0: "one", 3: "three"})
        await self._channels_at("2026-12-04 11:05")
        await self._poll("2026-12-07 14:00")
        await self._week("2026-12-08 10:00", {4: "four"})
        await self._channels_at("2026-12-11 11:05")
        await self._result("2026-12-14 11:05")
        await self._week("2026-12-14 14:00", {1: "two"})
        await self._channels_at("2026-12-18 11:05")

    async def _begin(self) -> None:
        first, second = self._pms[:2]
        product = {"kind": "product", "team_name": self._said["product"], "rhythm": "weekly"}
        await set_up(first, self._team, [first.user, second.user], **product)
        for pm in (first, second):
            await accept(self._talk, pm, way="shared", side="business")
        members = self._pms[1:]
        invited = [pm.user for pm in members]
        await set_up(second, self._community, invited, team_name=self._said["community"], rhythm="weekly")
        for pm in members:
            await accept(self._talk, pm, product=self._said["product"] if pm is second else pm.user)
        for diary in (self._reader, self._pm):
            diary.looks()

    async def _week(self, wall: str, shared: Mapping[int, str]) -> None:
        """Everybody answers in their own conversation, and some share a sentence."""
        await self._talk.until(wall)
        for number, pm in enumerate(self._pms):
            await pm.taps(self._talk.say(f"ratings.{RATINGS[number]}"))
        for number, words in shared.items():
            await publishes(self._talk, self._pms[number], self._said[words])
        self._first.looks_away()

    async def _channels_at(self, wall: str) -> None:
        await self._talk.until(wall)
        self._first.looks_away()
        self._reader.looks()
        self._pm.looks()

    async def _poll(self, wall: str) -> None:
        await self._talk.until(wall)
        self._first.looks_away()
        await self._first.commands(self._said["poll"])
        await self._first.sends(question="vision", days="7")
        await self._first.taps("poll.put")
        self._reader.looks()
        await self._reader.taps(f"ratings.{VOTES[0]}")
        await _vote(self._talk, self._colleagues[1:], self._team, VOTES[1:])

    async def _result(self, wall: str) -> None:
        await self._talk.until("2026-12-14 10:00")
        self._first.looks_away()
        await self._first.at(wall)
        await self._first.taps("poll.show")
        await self._first.taps("poll.show_it")
        self._reader.looks()


async def _vote(talk: Talk, people: Sequence[Someone], channel: str, ratings: Sequence[str]) -> None:
    for someone, rating in zip(people, ratings, strict=True):
        await someone.taps(talk.say(f"ratings.{rating}"), channel)
