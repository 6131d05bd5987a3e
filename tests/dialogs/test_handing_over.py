"""A product that changes hands: what the team has read stays there, and nothing private goes along."""

from bot.domain.action import Action, ActionState
from bot.domain.people import Holding, Invitation, Member, Membership, Standing, Team
from bot.domain.reflection import Answer, Prompt, PromptState
from bot.domain.together import Comparison, Pair
from bot.domain.trust import Deed
from tests.dialogs.groups import accept, product_team, publishes, set_up
from tests.dialogs.talk import Someone, Talk
from tests.dialogs.test_together import MONDAYS, PRODUCT, pair


async def hands_over(talk: Talk, someone: Someone, channel: str, heir: str, **more: list[str]) -> None:
    """Hands the product over, from the team's card in its channel."""
    await someone.commands("/pm-coach team", channel)
    await someone.taps(talk.say("team.hand_over"), channel)
    await someone.sends(channel, heir=[heir], **more)
    assert someone.errors == {}


async def takes_an_action(someone: Someone, talk: Talk) -> None:
    await someone.commands("/pm-coach action")
    await someone.taps(talk.say("action.write"))
    await someone.sends(situation="on me demande un chiffre", deed="je dis d’où il vient")
    assert someone.errors == {}


async def test_the_team_keeps_what_it_read_and_the_new_holder_gets_nothing_but_an_invitation(each_talk: Talk) -> None:
    channel, (andrea,) = await product_team(each_talk)
    noa, say = each_talk.person("Noa"), each_talk.say
    await each_talk.until("2026-11-30 09:00")
    await andrea.taps(say("ratings.rather_no"))
    await andrea.types("Des mots qui restent à moi.")
    await publishes(each_talk, andrea, "Une phrase.")
    await each_talk.until("2026-12-04 12:00")
    read = each_talk.posts(channel)
    await hands_over(each_talk, andrea, channel, "noa")
    andrea.sees(say("handing_over.done", product="Mes démarches"), say("handing_over.no_product"), channel=channel)
    noa.sees(say("invitation.text_handed_over", name="Andrea", team="Mes démarches"), say("invitation.free"))
    await noa.taps(say("invitation.accept"))
    assert noa.filled["product"] == "Mes démarches"
    await noa.sends(way="shared", first="on_the_day")
    await each_talk.until("2026-12-14 09:00")
    assert each_talk.posts(channel) == read
    assert "Une phrase." in read[-1]
    assert "qui restent à moi" not in "".join(noa.reads())
    assert say("prompt.write") in noa.labels()
    questions = [text for text in andrea.reads() if say("prompt.write") in text]
    assert questions == [], "who holds nothing any more is asked nothing"
    assert len(await each_talk.kept(Answer)) == 1
    await andrea.commands("/pm-coach my-answers")
    assert "qui restent à moi" in "".join(andrea.reads())
    (membership,) = await each_talk.kept(Membership)
    (member,) = await each_talk.kept(Member, id=membership.member_id)
    assert member.user == "noa"


async def test_whoever_takes_another_product_up_is_asked_again(each_talk: Talk) -> None:
    channel, (andrea,) = await product_team(each_talk)
    each_talk.person("Noa")
    await hands_over(each_talk, andrea, channel, "noa")
    await andrea.commands("/pm-coach resume")
    andrea.sees(each_talk.say("question.no_product"))
    await andrea.taps(each_talk.say("handing_over.another"), channel)
    await andrea.sends(product="Agenda", way="business")
    await each_talk.until("2026-11-30 09:00")
    assert each_talk.say("prompt.write") in andrea.labels()
    assert "Agenda" in andrea.reads()[-1]


async def test_who_holds_nothing_any_more_is_told_so_and_not_of_a_pause(each_talk: Talk) -> None:
    channel, (andrea,) = await product_team(each_talk)
    each_talk.person("Noa")
    say = each_talk.say
    await hands_over(each_talk, andrea, channel, "noa")
    await andrea.commands("/pm-coach")
    andrea.sees(say("handing_over.no_product"))
    assert say("status.paused") not in andrea.reads()[-1]
    assert not {say("command_labels.resume"), say("pause.until")} & set(andrea.labels())
    for way in (andrea.commands, andrea.types):
        for words in ("question", "resume"):
            await way(words if way == andrea.types else f"/pm-coach {words}")
            andrea.sees(say("question.no_product"))
            assert andrea.labels() == [say("handing_over.another")]
    await andrea.taps(say("handing_over.another"))
    await andrea.sends(product="Agenda", way="business")
    await andrea.commands("/pm-coach question")
    andrea.sees(say("prompt.title", product="Agenda"))


async def test_what_was_under_way_about_the_product_ends_for_who_leaves_it(talk: Talk) -> None:
    andrea, sacha = await pair(talk)
    channel, _ = talk.channel("demarches"), talk.person("Noa")
    await set_up(andrea, channel, ["andrea", "sacha"], kind="product", team_name=PRODUCT)
    for someone, rating in ((andrea, "yes"), (sacha, "no")):
        await accept(talk, someone)
        await someone.taps(talk.say(f"ratings.{rating}"))
    await talk.until(MONDAYS[1])
    assert len(await talk.kept(Comparison)) == 2
    await takes_an_action(andrea, talk)
    await hands_over(talk, andrea, channel, "noa")
    assert (await talk.kept(Pair), await talk.kept(Comparison)) == ([], [])
    assert sorted(each.state for each in await talk.kept(Action)) == [ActionState.PROPOSED, ActionState.RESTING]
    (ended,) = [each for each in await talk.kept(Holding) if each.ended_at]
    assert await talk.kept(Prompt, holding_id=ended.id, state=PromptState.OPEN) == []
    both = talk.say("together.both", question="|", own="|", name="|", other="|").split("|")[1]
    assert both not in "".join(andrea.reads() + sacha.reads())
    assert len(await talk.kept(Membership)) == 1


async def test_another_hands_over_only_who_may_remove_somebody_and_it_is_told_and_noted(each_talk: Talk) -> None:
    channel, (andrea, charlie, dominique) = await product_team(each_talk, 3)
    say = each_talk.say
    each_talk.person("Noa")
    await hands_over(each_talk, andrea, channel, "noa")
    await hands_over(each_talk, andrea, channel, "noa", holder=["charlie"])
    andrea.sees(say("handing_over.noted"), channel=channel)
    (deed,) = await each_talk.kept(Deed)
    assert (deed.told["did"], deed.told["by_name"]) == ("handed_over", "Andrea")
    await charlie.commands("/pm-coach my-data")
    assert say("my_data.did.handed_over", day="", by="Andrea").strip(" :\u00a0")[1:] in "".join(charlie.reads())
    await each_talk.until("2026-12-13 12:00")
    assert say("handing_over.told", product="Mes démarches") in "".join(charlie.reads())
    (team,) = await each_talk.kept(Team)
    assert await charlie.forges(f"team.hand_over/{team.id}") == say("handing_over.not_yours", name="Andrea")
    assert [each.user for each in await each_talk.kept(Invitation) if each.user == "noa"] == ["noa"]
    assert len(await each_talk.kept(Membership)) == 1
    assert dominique.reads()


async def test_handing_over_what_somebody_does_not_hold_tells_nothing(each_talk: Talk) -> None:
    channel, (andrea,) = await product_team(each_talk)
    eve, noa, say = each_talk.person("Eve"), each_talk.person("Noa"), each_talk.say
    await hands_over(each_talk, andrea, channel, "noa")
    await accept(each_talk, noa)
    await hands_over(each_talk, andrea, channel, "noa", holder=["eve"])
    andrea.sees(say("handing_over.noted"), channel=channel)
    assert (eve.reads(), await each_talk.kept(Deed)) == ([], [])
    (member,) = await each_talk.kept(Member, user="andrea")
    assert member.standing is Standing.PAUSED
    await andrea.commands("/pm-coach team", channel)
    await andrea.taps(say("team.hand_over"), channel)
    await andrea.sends(channel, holder=["noa"], heir=["noa"])
    assert andrea.errors == {"heir": say("handing_over.same")}
