"""`poll`: a question to a team's channel, one tap each without names, and a count at most once it is closed."""

from bot.domain.poll import Poll, PollState
from tests.dialogs.groups import product_team
from tests.dialogs.talk import Someone, Talk

CLOSING = "2026-12-02 11:00"
"""A week after it was put, at the digest's hour."""
VOTERS = ("Inès", "Jules", "Karim", "Léa", "Malo", "Nour")
DIFFERING = ("yes", "yes", "no", "rather_no", "rather_yes", "no")


async def previews(talk: Talk, someone: Someone, **values: str) -> None:
    """Chooses a question and sees the preview."""
    await someone.commands("/pm-coach poll")
    await someone.sends(**values)
    assert someone.errors == {}


async def puts(talk: Talk, someone: Someone, **values: str) -> Poll:
    """Puts a question to the channel."""
    await previews(talk, someone, **values)
    await someone.taps(talk.say("poll.put"))
    (poll,) = await talk.kept(Poll, state=PollState.OPEN)
    return poll


async def votes(talk: Talk, channel: str, *ratings: str) -> list[Someone]:
    """As many people of the channel, none of whom has started, vote by one tap each."""
    people = [talk.person(name) for name in VOTERS[: len(ratings)]]
    for someone, rating in zip(people, ratings, strict=True):
        await someone.taps(talk.say(f"ratings.{rating}"), channel)
    return people


async def test_a_question_is_previewed_put_voted_on_and_closed_and_its_count_is_the_pms_alone(
    each_talk: Talk,
) -> None:
    talk, say = each_talk, each_talk.say
    channel, (andrea,) = await product_team(talk)
    await andrea.commands("/pm-coach question")
    await andrea.taps(say("ratings.rather_yes"))
    before = talk.posts(channel)
    await previews(talk, andrea, question="evidence")
    andrea.sees(say("poll.preview", team="Mes démarches"), say("ratings.yes"))
    assert talk.posts(channel) == before
    await andrea.taps(say("poll.put"))
    print(talk.posts(channel)[-1])
    await votes(talk, channel, *DIFFERING)
    print(talk.posts(channel)[-1])
    await talk.until(CLOSING)
    print(talk.posts(channel)[-1])
    print(andrea.reads()[-1])
    await andrea.taps(say("poll.show"))
    print(andrea.reads()[-1])
    await andrea.taps(say("poll.show_it"))
    print(andrea.reads()[-1])
    print(talk.posts(channel)[-1])
    assert 0
