"""Camille of the small team, as she takes part: the steps that several stories share."""

from playwright.async_api import Locator, expect

from tests.e2e.screen import FRIDAY, MONDAY, Screen, next_weekday

PRODUCT = {"fr": "Mes démarches", "en": "My requests"}
WORDS = "Trois services racontent encore la vision autrement ; jeudi, nous la relisons ensemble."
EXCERPT = "Jeudi, nous relisons la vision ensemble."


def product(screen: Screen) -> str:
    """The small team's product, as the example calls it."""
    return PRODUCT[screen.program.language]


def digest(screen: Screen) -> Locator:
    """The newest digest of the small team."""
    title = screen.say("digest.title_product", team=product(screen))
    return screen.messages.filter(has=screen.page.get_by_role("heading", name=title, exact=True)).last


async def accept(camille: Screen) -> None:
    """She opens the form of her invitation and says how she holds the role; her first question comes on Monday."""
    say = camille.say
    await camille.button(say("invitation.accept"), say("invitation.title", team=product(camille))).click()
    await camille.choose(
        camille.role.way("shared").label, say("sides.business"), say("rhythms.weekly"), say("fields.first_on_the_day")
    )


async def start(camille: Screen) -> None:
    """She accepts the invitation."""
    await accept(camille)
    await camille.submit(camille.say("forms.start_submit"))
    await expect(camille.dialog).to_have_count(0)
    await expect(camille.message(camille.say("welcome.title"), product(camille))).to_be_visible()


async def be_asked(camille: Screen) -> None:
    """Time jumps to Monday nine, and the question is there."""
    await camille.jump(next_weekday(await camille.now(), MONDAY, 9))
    await expect(camille.message(camille.say("prompt.title", product=product(camille)))).to_be_visible()


async def answer(camille: Screen, words: str = WORDS) -> None:
    """One tap, then a sentence in the conversation."""
    say = camille.say
    rating = say("ratings.rather_no")
    await camille.button(rating, say("prompt.title", product=product(camille))).click()
    await expect(camille.message(say("answered.rated", rating=rating.lower()))).to_be_visible()
    await camille.send(words)
    await expect(camille.message(say("kept.note"))).to_be_visible()


async def share(camille: Screen, excerpt: str = EXCERPT) -> None:
    """An excerpt of what she wrote, worded in the form, seen as the channel will see it, and published."""
    say = camille.say
    await camille.button(say("answered.share"), say("kept.note")).click()
    await camille.fill({say("fields.excerpt"): excerpt})
    await camille.submit(say("forms.share_submit"))
    preview = say("share.preview", team=product(camille))
    await expect(camille.message(preview).get_by_role("blockquote")).to_have_text(excerpt)
    await camille.button(say("share.publish"), preview).click()
    published = camille.messages.last.get_by_role("button", name=say("share.take_back"), exact=True)
    await expect(published).to_be_visible()


async def be_read(camille: Screen) -> None:
    """Time jumps to Friday eleven, and the team's channel has the digest."""
    await camille.jump(next_weekday(await camille.now(), FRIDAY, 11))
    await camille.look_at("product")
    await expect(digest(camille)).to_be_visible()


async def live(camille: Screen) -> None:
    """The whole story, up to the digest."""
    await start(camille)
    await be_asked(camille)
    await answer(camille)
    await share(camille)
    await be_read(camille)


async def take_back(camille: Screen) -> None:
    """She takes her excerpt back, from the list of what she shared."""
    say = camille.say
    await camille.look_at("direct-camille")
    await camille.send(f"/pm-coach {camille.word('shared')}")
    await camille.button(say("share.take_back"), say("shared.title"), EXCERPT).click()
    await expect(camille.message(say("share.taken_back", team=product(camille)))).to_be_visible()
