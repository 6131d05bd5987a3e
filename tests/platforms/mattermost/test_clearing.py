"""Everything that the coach said to somebody in Mattermost is taken away, however long that conversation is."""

from datetime import UTC, datetime

from bot.platforms.mattermost.courier import CLEARED
from bot.platforms.mattermost.workspace import WORKSPACE
from tests.platforms.mattermost.test_courier import Office, office

__all__ = ["office"]


def now(office: Office) -> datetime:
    """The moment on the server's clock."""
    return datetime.fromtimestamp(office.mattermost.clock.now() + 1, UTC)


async def cleared(office: Office, until: datetime | None) -> int:
    """Clears up to that moment; in how many steps."""
    steps = 0
    while until is not None:
        until = await office.courier.clear(WORKSPACE, office.camille.user.id, until)
        steps += 1
    return steps


async def test_a_long_conversation_is_cleared_and_the_persons_own_words_stay(office: Office) -> None:
    for number in range(CLEARED + 5):
        await office.post(id_=f"send-{number}")
        await office.camille.types(f"Mots {number}")
    assert await cleared(office, now(office)) == 2
    left = [post.user_id for post in office.camille.direct.posts if not post.delete_at]
    assert left == [office.camille.user.id] * (CLEARED + 5)


async def test_what_was_said_afterwards_stays(office: Office) -> None:
    await office.post(id_="before")
    before = now(office)
    office.mattermost.clock.advance(60)
    await office.post(id_="after")
    await cleared(office, before)
    assert len(office.camille.posts()) == 1


async def test_a_profile_tells_who_administers_and_whose_account_is_closed(office: Office) -> None:
    boss = office.mattermost.person("Boss")
    boss.user.roles = "system_user system_admin"
    await boss.is_deactivated()
    profile = await office.courier.profile(WORKSPACE, boss.user.id)
    assert profile is not None
    assert (profile.administers, profile.closed) == (True, True)
