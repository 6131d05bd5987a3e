"""A year of twelve PMs in a community, two of whom hold a product that a channel of eight people reads about."""

from datetime import timedelta

from bot.domain.reflection import Rating
from tests.dialogs.groups import set_up
from tests.dialogs.reading import buttons_of, spaced
from tests.dialogs.talk import Someone, Talk
from tests.dialogs.year import START, WEEKS, Chronicle

PRODUCT = "Mes démarches"
PMS, COLLEAGUES = "ABCDEFGHIJKL", "MNOPQR"
FAVOURITES = (Rating.YES, Rating.RATHER_YES, Rating.RATHER_NO, Rating.NO, Rating.UNKNOWN)
VOTERS = 6
HANDED_OVER, BACK = 40, 44
"""The weeks in which the second holder hands the product over, and in which somebody is back in the community."""


class Town(Chronicle):
    """The room with everybody, who asks for polls more often than they may be put."""

    def __init__(self, talk: Talk) -> None:
        super().__init__(talk)
        self.pms = [talk.person(name) for name in PMS]
        self.colleagues = [talk.person(name) for name in COLLEAGUES]
        self.team, self.community = talk.channel("demarches"), talk.channel("pm")
        for outside in self.pms[2:]:
            talk.room.leave(outside.user, self.team)
        for outside in self.colleagues:
            talk.room.leave(outside.user, self.community)

    async def live(self) -> None:
        """From the first week to the last."""
        await self._begin()
        for week in range(0, WEEKS, 2):
            await self.until(START + timedelta(weeks=week))
            for number, pm in enumerate(self.pms):
                await self._accepts(pm)
                await self._answers(pm, week, number)
            await self._shares(self.pms[week // 2 % 2], week)
            pm, channel = (self.pms[0], self.team) if week < WEEKS / 2 else (self.pms[3], self.community)
            await self._polls(pm, channel, week)
            await self._moves(week)

    async def _begin(self) -> None:
        """Everybody starts; both channels are set up, and invited as a whole."""
        first, second, *others = self.pms
        for pm in (first, second):
            await pm.starts(PRODUCT, way="shared", side="business", rhythm="fortnightly")
        for pm in others:
            await pm.starts(f"Produit {pm.user}", rhythm="monthly")
        await self._invites_everyone(first, self.team, kind="product", team_name=PRODUCT, rhythm="monthly")
        await self._invites_everyone(others[0], self.community, team_name="Les PM", rhythm="monthly")
        for pm, channel in ((first, self.team), (others[0], self.community)):
            await pm.commands("/pm-coach équipe", channel)
            await pm.taps(self._say("team.join"), channel)
        for one, other in ((first, second), (second, first)):
            await one.commands("/pm-coach réglages")
            await one.taps(self._say("together.title"))
            await one.taps(self._say("together.propose"))
            await one.sends(person=[other.user])

    async def _invites_everyone(self, someone: Someone, channel: str, **values: str) -> None:
        await set_up(someone, channel, [], who="everyone", **values)
        invite = next((post, act) for post in someone.posts() for _, act in buttons_of(post) if "team.guests" in act)
        await someone.taps_again(invite)

    async def _accepts(self, pm: Someone) -> None:
        """Takes part wherever they are invited."""
        for post in pm.posts()[-3:]:
            act = dict(buttons_of(post)).get(self._say("invitation.accept"))
            if act is not None:
                await pm.taps_again((post, act))

    async def _answers(self, pm: Someone, week: int, number: int) -> None:
        """Answers the question that just came; some leave one open now and then, and the last four never answer."""
        rating = FAVOURITES[(week * 3 + number) % len(FAVOURITES)]
        label = self._say(f"ratings.{rating}")
        for post in pm.posts()[-2:]:
            acts = dict(buttons_of(post))
            if label in acts and pm not in self.pms[-4:] and (week // 2 + number) % 7:
                await pm.taps_again((post, acts[label]))

    async def _shares(self, pm: Someone, week: int) -> None:
        """Shares a sentence every six weeks, if there is something answered to share."""
        share = self._say("answered.share")
        if week % 6 == 0 and share in pm.labels():
            await pm.taps(share)
            if pm.form is not None:
                await pm.sends(excerpt=f"Ce que la semaine {week} m’a appris.", name="named")
                await pm.taps(self._say("share.publish"))

    async def _polls(self, pm: Someone, channel: str, week: int) -> None:
        """Tries to put a question every other week; of the channel nearly everybody votes."""
        await pm.commands("/pm-coach sondage", channel)
        if pm.form is None or not pm.form["act"].startswith("poll.form"):
            return
        await pm.sends(channel)
        if pm.errors:
            return
        await pm.taps(self._say("poll.put"), channel)
        everybody = self.pms[:2] + self.colleagues if channel == self.team else self.pms[2:]
        for number, voter in enumerate(everybody[:VOTERS]):
            label = self._say(f"ratings.{FAVOURITES[(week + number) % len(FAVOURITES)]}")
            await voter.taps(label, channel)

    async def _moves(self, week: int) -> None:
        """The second holder hands the product over; somebody leaves the community and is back a month later."""
        second, third, last = self.pms[1], self.pms[2], self.pms[-1]
        if week == HANDED_OVER:
            await self.talk.playground.leave(last.user, self.community)
            await second.commands("/pm-coach équipe", self.team)
            await second.taps(self._say("team.hand_over"), self.team)
            await second.sends(self.team, heir=[third.user])
            await third.taps(self._say("invitation.accept"))
            await third.sends(way="shared", first="on_the_day")
        if week == BACK:
            await self.talk.playground.join(last.user, self.community)

    def _say(self, key: str) -> str:
        return spaced(self.talk.say(key))
