"""The coach's clock: it jumps forward, refuses what cannot be, and goes on from there after a restart."""

import re

import pytest
from playwright.async_api import expect

from bot.platforms.playground.host import LONGEST_JUMP
from tests.e2e.conftest import Lived, Visit
from tests.e2e.program import Program, running
from tests.e2e.screen import FRIDAY, next_weekday

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

UNREACHABLE = {
    "2020-01-06T09:00": "playground.past",
    "2090-01-02T09:00": "playground.too_far",
    "0001-01-01T00:00": "playground.past",
    "9999-12-31T23:59": "playground.too_far",
    "20260-01-05T09:00": "playground.no_such_moment",
}


async def test_the_clock_jumps_to_the_next_thing_that_it_announces(program: Program, visit: Visit) -> None:
    andrea = await visit(program, "andrea", "community")
    upcoming = program.ask("GET", "/api/state?person=andrea").json()["next"]
    await expect(andrea.clock).to_contain_text(f"{upcoming['what']}")
    await andrea.clock.get_by_role("button", name="Avancer jusque-là").click()
    await expect(andrea.clock.get_by_role("time")).to_have_attribute("datetime", re.compile(f"^{upcoming['at'][:16]}"))
    await expect(andrea.live.get_by_text("L’horloge du coach indique maintenant")).to_have_count(1)


async def test_a_moment_that_cannot_be_reached_gets_a_sentence_and_stays_written(
    shared_program: Program, visit: Visit
) -> None:
    andrea = await visit(shared_program, "andrea")
    andrea.watch.expect("status of 409")
    before = await andrea.now()
    for moment, sentence in UNREACHABLE.items():
        await andrea.ask_for(moment)
        await expect(andrea.complaint).to_contain_text(andrea.say(sentence, days=LONGEST_JUMP.days))
        await expect(andrea.clock.get_by_label("Ou aller à un autre moment")).to_have_value(moment)
    await andrea.page.reload()
    await andrea.settle()
    assert (await andrea.now() - before).total_seconds() < 600


async def test_a_jump_without_a_moment_is_asked_for_one(shared_program: Program, visit: Visit) -> None:
    andrea = await visit(shared_program, "andrea")
    await andrea.ask_for("")
    await expect(andrea.complaint).to_contain_text("Indiquez une date et une heure.")
    await andrea.complaint.get_by_role("button", name="Fermer").click()
    await expect(andrea.complaint).to_have_count(0)


async def test_the_second_start_takes_the_conversation_and_the_clock_up_again(lived: Lived, visit: Visit) -> None:
    folder = await lived("fr")
    async with running(folder) as program:
        swann = await visit(program, "swann")
        friday = next_weekday(await swann.now(), FRIDAY, 11)
        await swann.jump(friday)
        to_answer = swann.messages.get_by_role("button", name=swann.say("ratings.yes"), exact=True)
        reminders = swann.messages.get_by_role("button", name=swann.say("reminder.show"), exact=True)
        waiting, reminded = await to_answer.count(), await reminders.count()
        await swann.send("Nous avons ouvert le service à tout le monde.")
        kept = swann.message(swann.say("kept.note"))
        await expect(kept).to_be_visible()
        await expect(to_answer).to_have_count(waiting - 1)
        await expect(reminders).to_have_count(reminded - 1)
        before = [await message.inner_text() for message in await swann.messages.all()]
        swann.watch.expect("ERR_")
    async with running(folder, port=program.port):
        await expect(swann.channel("product")).to_be_visible()
        await swann.page.reload()
        await expect(swann.messages).to_have_count(len(before))
        assert [await message.inner_text() for message in await swann.messages.all()] == before
        assert (await swann.now()).isoformat().startswith(friday[:13])
        await kept.get_by_role("button", name=swann.say("kept.remove")).click()
        await expect(swann.message(swann.say("kept.removed_in_chat"))).to_be_visible()
        await swann.page.context.close()


async def test_a_page_left_open_keeps_what_is_written_while_the_program_is_away(lived: Lived, visit: Visit) -> None:
    folder = await lived("fr")
    async with running(folder) as program:
        swann, noa = await visit(program, "swann", "general"), await visit(program, "noa", "general")
        swann.watch.expect("ERR_")
        noa.watch.expect("ERR_")
    await swann.send("Qui vient jeudi ?")
    await expect(swann.complaint).to_contain_text("Le serveur ne répond pas. Rien n’est perdu")
    await expect(swann.composer).to_have_value("Qui vient jeudi ?")
    async with running(folder, port=program.port):
        await swann.composer.press("Enter")
        await expect(swann.message("Qui vient jeudi ?")).to_be_visible()
        await expect(noa.message("Qui vient jeudi ?")).to_be_visible(timeout=15_000)
        await expect(noa.live.get_by_text("Qui vient jeudi ?")).to_have_count(1)
        for screen in (swann, noa):
            await screen.page.context.close()
