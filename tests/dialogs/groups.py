"""Teams and communities that are there already, set up and joined as people do it."""

from tests.dialogs.talk import Someone, Talk

NAMES = ("Andrea", "Charlie", "Dominique", "Eden", "Maxime", "Noa", "Swann", "Lou", "Alix", "Sacha")


async def set_up(someone: Someone, channel: str, people: list[str], **values: str) -> None:
    """A team in that channel, whose digest comes on Fridays at eleven, with an invitation for each of these."""
    await someone.commands("/pm-coach team", channel)
    friday = {"kind": "community", "team_name": "Les PM", "rhythm": "weekly", "weekday": "4", "hour": "11"}
    await someone.sends(channel, people=people, **{**friday, **values})
    assert someone.errors == {}


async def community(talk: Talk, size: int, **values: str) -> tuple[str, list[Someone]]:
    """A channel with a community of that many PMs, each with a product, asked on Mondays at nine."""
    channel, people = talk.channel("pm"), [talk.person(name) for name in NAMES[:size]]
    await set_up(people[0], channel, [someone.user for someone in people], **values)
    for number, someone in enumerate(people):
        await accept(talk, someone, product=f"Produit {number}")
    return channel, people


async def product_team(talk: Talk, size: int = 1) -> tuple[str, list[Someone]]:
    """A channel with the team of the product “Mes démarches”, held by that many."""
    channel, people = talk.channel("demarches"), [talk.person(name) for name in NAMES[:size]]
    values = {"kind": "product", "team_name": "Mes démarches"}
    await set_up(people[0], channel, [someone.user for someone in people], **values)
    for someone in people:
        await accept(talk, someone)
    return channel, people


async def accept(talk: Talk, someone: Someone, **values: str) -> None:
    """Accepts the invitation and starts."""
    await someone.taps(talk.say("invitation.accept"))
    if someone.form is not None:
        await someone.sends(**{"way": "business", "first": "on_the_day", **values})
        assert someone.errors == {}


async def shares(talk: Talk, someone: Someone, words: str, *, named: bool = True) -> None:
    """Shares these words of their own under the question last asked, as far as the preview."""
    await someone.taps(talk.say("answered.share"))
    await someone.sends(excerpt=words, name="named" if named else "unnamed")
    assert someone.errors == {}


async def publishes(talk: Talk, someone: Someone, words: str, *, named: bool = True) -> None:
    """Shares these words for the next digest."""
    await shares(talk, someone, words, named=named)
    await someone.taps(talk.say("share.publish"))
