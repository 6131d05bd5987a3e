"""The double keeps the promises of Mattermost's REST API, refusals included: seen over the wire."""

import io
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.platforms.mattermost.double import Mattermost, Person, mattermost_on_localhost, pictures
from tests.platforms.mattermost.double.bare import BareClient, client_of

NOBODY = "a" * 26


@pytest.fixture
async def mattermost() -> AsyncIterator[Mattermost]:
    async with mattermost_on_localhost() as double:
        yield double


@pytest.fixture
async def client(mattermost: Mattermost) -> AsyncIterator[BareClient]:
    async with client_of(mattermost) as client:
        yield client


@pytest.fixture
def camille(mattermost: Mattermost) -> Person:
    return mattermost.person("Camille", locale="fr", timezone={"manualTimezone": "Europe/Paris"})


async def test_a_token_tells_whose_it_is(mattermost: Mattermost, client: BareClient) -> None:
    me = (await client("GET /users/me")).body
    assert (me["id"], me["is_bot"], me["username"]) == (mattermost.bot.id, True, "pm-coach")
    for token in ("", "other"):
        async with client_of(mattermost, token) as stranger:
            assert (await stranger("GET /users/me")).status == 401
    mattermost.revoke(client.token)
    refused = await client("GET /users/me")
    assert (refused.status, refused.body["id"]) == (401, "api.context.session_expired.app_error")


async def test_people_are_found_by_id_and_by_name(client: BareClient, camille: Person) -> None:
    known = (await client(f"GET /users/{camille.user.id}")).body
    assert (known["locale"], known["timezone"]["manualTimezone"], known["delete_at"]) == ("fr", "Europe/Paris", 0)
    assert [user["id"] for user in (await client("POST /users/usernames", ["camille", "nemo"])).body] == [known["id"]]
    assert [user["id"] for user in (await client("POST /users/ids", [known["id"], NOBODY])).body] == [known["id"]]
    assert (await client("GET /users/username/camille")).body["id"] == known["id"]
    assert (await client("GET /users/username/nemo")).status == 404
    assert (await client(f"GET /users/{NOBODY}")).status == 404
    assert (await client("GET /users/camille")).status == 400


async def test_the_conversation_with_a_person_is_opened_once(client: BareClient, camille: Person) -> None:
    pair = [(await client("GET /users/me")).body["id"], camille.user.id]
    first, again = await client("POST /channels/direct", pair), await client("POST /channels/direct", pair[::-1])
    assert (first.status, first.body["type"], first.body["id"]) == (201, "D", again.body["id"])
    assert (await client("POST /channels/direct", [pair[0], NOBODY])).status == 400
    stranger = [camille.user.id, camille.mattermost.admin.id]
    assert (await client("POST /channels/direct", stranger)).status == 403


async def test_who_is_not_in_a_channel_neither_posts_nor_reads_there(
    mattermost: Mattermost, client: BareClient, camille: Person
) -> None:
    public = mattermost.channel("public", camille, coach=False)
    private = mattermost.channel("prive", camille, private=True, coach=False)
    assert (await client(f"GET /channels/{public.id}")).status == 200
    for channel in (public.id, private.id, NOBODY):
        assert (await client("POST /posts", {"channel_id": channel, "message": "Bonjour"})).status == 403
        assert (await client(f"GET /channels/{channel}/posts")).status == 403
        assert (await client(f"GET /channels/{channel}/members")).status == 403
    assert (await client(f"GET /channels/{private.id}")).status == 403
    assert (await client(f"GET /channels/{NOBODY}")).status == 404
    mattermost.team.members.remove(mattermost.bot.id)
    assert (await client(f"GET /channels/{public.id}")).status == 403


async def test_an_archived_channel_takes_no_post(mattermost: Mattermost, client: BareClient, camille: Person) -> None:
    channel = mattermost.channel("produit", camille)
    posted = await client.post(channel.id, "Bonjour")
    await camille.archives(channel)
    refused = await client("POST /posts", {"channel_id": channel.id, "message": "Encore"})
    assert (refused.status, refused.body["id"]) == (400, "api.post.create_post.can_not_post_to_deleted.error")
    assert (await client(f"PUT /posts/{posted['id']}/patch", {"message": "Encore"})).status == 400
    assert (await client(f"DELETE /posts/{posted['id']}")).status == 400
    assert (await client(f"GET /channels/{channel.id}")).body["delete_at"] > 0


async def test_a_message_to_a_deactivated_person_is_taken(client: BareClient, camille: Person) -> None:
    await camille.is_deactivated()
    assert (await client(f"GET /users/{camille.user.id}")).body["delete_at"] > 0
    await client.post(camille.direct.id, "Bonjour")


async def test_what_is_too_big_is_refused(mattermost: Mattermost, client: BareClient, camille: Person) -> None:
    big: dict[str, dict[str, Any]] = {
        "msg": {"message": "é" * 16_384},
        "props": {"message": "", "props": {"coach": "x" * 8_000}},
        "file_ids": {"message": "", "file_ids": [f"{number:026}" for number in range(11)]},
    }
    for name, body in big.items():
        refused = await client("POST /posts", {"channel_id": camille.direct.id, **body})
        assert (refused.status, refused.body["id"]) == (400, f"model.post.is_valid.{name}.app_error")
    await client.post(camille.direct.id, "é" * 16_383)
    mattermost.age = "new"
    await client.post(camille.direct.id, "", props={"coach": "x" * 8_000})


async def test_the_same_pending_post_id_gives_back_the_first_post_for_30_s(
    mattermost: Mattermost, client: BareClient, camille: Person
) -> None:
    first = await client.post(camille.direct.id, "Bonjour", pending_post_id="p:1")
    again = await client.post(camille.direct.id, "Autre chose", pending_post_id="p:1")
    assert (first["id"], first["pending_post_id"]) == (again["id"], "p:1")
    mattermost.clock.advance(30)
    assert (await client.post(camille.direct.id, "Bonjour", pending_post_id="p:1"))["id"] != first["id"]
    assert camille.reads() == ["Bonjour", "Bonjour"]


async def test_a_pending_post_id_whose_post_was_refused_or_is_gone_is_no_key(
    client: BareClient, camille: Person
) -> None:
    asked = {"channel_id": camille.direct.id, "message": "x" * 20_000, "pending_post_id": "p:1"}
    assert (await client("POST /posts", asked)).status == 400
    posted = await client.post(camille.direct.id, "Bonjour", pending_post_id="p:1")
    await client(f"DELETE /posts/{posted['id']}")
    assert (await client("POST /posts", {**asked, "message": "Bonjour"})).status == 500


async def test_only_its_author_changes_a_post(client: BareClient, camille: Person) -> None:
    theirs, ours = await camille.types("Bonjour"), await client.post(camille.direct.id, "Bonjour")
    assert (await client(f"PUT /posts/{theirs}/patch", {"message": "Bonsoir"})).status == 403
    assert (await client(f"DELETE /posts/{theirs}")).status == 403
    assert (await client(f"PUT /posts/{ours['id']}/patch", {"message": "Bonsoir"})).body["message"] == "Bonsoir"
    assert (await client(f"DELETE /posts/{ours['id']}")).body == {"status": "OK"}
    assert (await client(f"DELETE /posts/{ours['id']}")).status == 403
    assert (await client(f"PUT /posts/{ours['id']}/patch", {"message": "Trop tard"})).status == 403
    assert (await client(f"GET /posts/{ours['id']}/thread")).status == 404


async def test_an_edit_leaves_a_copy_of_the_old_version(client: BareClient, camille: Person) -> None:
    post = await camille.types("Bonjour")
    before = camille.direct.posts[0].update_at
    await camille.edits(post, "Bonsoir")
    edited, old = await client.since(camille.direct.id, before)
    assert (edited["id"], edited["message"], edited["create_at"]) == (post, "Bonsoir", old["create_at"])
    assert edited["edit_at"] == edited["update_at"] == old["delete_at"] == old["update_at"] > before
    assert (old["original_id"], old["message"], old["type"]) == (post, "", "")
    assert await client.since(camille.direct.id, edited["update_at"]) == []


async def test_a_deleted_post_is_listed_without_its_text(client: BareClient, camille: Person) -> None:
    root = await camille.types("Bonjour")
    await camille.types("et bonsoir", thread=root)
    moment = camille.direct.posts[-1].update_at
    await camille.deletes(root)
    listed = await client.since(camille.direct.id, moment)
    assert [(post["message"], post["delete_at"] > moment) for post in listed] == [("", True), ("", True)]
    assert (await client(f"GET /channels/{camille.direct.id}/posts")).body["order"] == []
    refused = await client("POST /posts", {"channel_id": camille.direct.id, "message": "Quoi ?", "root_id": root})
    assert refused.status == 400


async def test_replies_and_reactions_update_a_post_without_editing_it(client: BareClient, camille: Person) -> None:
    post = await camille.types("Bonjour")
    moment = camille.direct.posts[0].update_at
    await camille.types("Encore", thread=post)
    listed = await client.since(camille.direct.id, moment)
    assert [(each["id"] == post, each["edit_at"]) for each in listed] == [(False, 0), (True, 0)]
    moment = listed[1]["update_at"]
    await camille.reacts(post)
    assert [(each["id"], each["edit_at"]) for each in await client.since(camille.direct.id, moment)] == [(post, 0)]


async def test_a_channel_s_last_post_moves_on_edits_and_not_on_deletions(
    mattermost: Mattermost, client: BareClient, camille: Person
) -> None:
    async def last() -> int:
        listed = (await client(f"GET /users/me/teams/{mattermost.team.id}/channels")).body
        return int(next(each["last_post_at"] for each in listed if each["id"] == camille.direct.id))

    post = await camille.types("Bonjour")
    posted = await last()
    await camille.edits(post, "Bonsoir")
    edited = await last()
    await camille.deletes(post)
    assert posted < edited == await last()


async def test_a_reply_comes_with_the_first_post_of_its_thread_and_pages_end(
    client: BareClient, camille: Person
) -> None:
    first = await camille.types("Bonjour")
    for number in range(3):
        await camille.types(f"Réponse {number}", thread=first)
    page = (await client(f"GET /channels/{camille.direct.id}/posts?page=1&per_page=3")).body
    assert page["order"] == [first]
    thread = (await client(f"GET /posts/{first}/thread")).body
    assert len(thread["posts"]) == 4
    newest = camille.direct.posts[-2].update_at
    listed = (await client(f"GET /channels/{camille.direct.id}/posts?since={newest}")).body
    assert first in listed["posts"]


async def test_a_file_goes_with_the_post_that_names_it_and_cannot_be_exchanged(
    client: BareClient, camille: Person
) -> None:
    async def uploaded() -> str:
        form = {"channel_id": camille.direct.id, "files": io.BytesIO(b"png")}
        reply = await client("POST /files", data=form)
        assert reply.status == 201
        return str(reply.body["file_infos"][0]["id"])

    first, second = await uploaded(), await uploaded()
    posted = await client.post(camille.direct.id, "Le point", file_ids=[first, NOBODY])
    assert posted["file_ids"] == [first]
    patched = await client(f"PUT /posts/{posted['id']}/patch", {"file_ids": [second]})
    assert (patched.status, patched.body["file_ids"]) == (200, [first])
    assert "file_ids" not in await client.post(camille.direct.id, "Encore", file_ids=[first])


async def test_readers_do_not_get_integrations(client: BareClient, camille: Person) -> None:
    button = {"id": "ok", "name": "Oui", "integration": {"url": "http://coach.example", "context": {"key": "secret"}}}
    await client.post(camille.direct.id, "", props={"attachments": [{"text": "Oui ?", "actions": [button]}]})
    (listed,) = (await client(f"GET /channels/{camille.direct.id}/posts")).body["posts"].values()
    assert listed["props"]["attachments"][0]["actions"] == [{"id": "ok", "name": "Oui"}]
    assert (listed["props"]["from_bot"], camille.sees(), camille.labels()) == ("true", "Oui ?\n[Oui]", ["Oui"])


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("@sacha, regarde", ["sacha"]),
        ("Bonjour (@Sacha).", ["sacha"]),
        ("@here", ["camille", "sacha"]),
        ("**@all**", ["camille", "sacha"]),
        ("@\u200bsacha et @\u200ball", []),
        ("`@sacha`", []),
        ("```\n@channel\n```", []),
        ("    @sacha", []),
        ("sacha@sacha.example, sacha, @sacha.alix", []),
        ("https://chat.example/@sacha [a](https://chat.example/@sacha)", []),
        ("_@sacha_", ["sacha"]),
        ("à:@sacha", ["sacha"]),
        ("&#64;sacha", ["sacha"]),
        ("\\`@sacha\\`", ["sacha"]),
        ("@alix", []),
    ],
)
async def test_a_mention_notifies_members_unless_it_is_code_or_broken(
    mattermost: Mattermost, client: BareClient, camille: Person, text: str, who: list[str]
) -> None:
    channel = mattermost.channel("produit", camille, mattermost.person("Sacha"))
    mattermost.person("Alix")
    await client.post(channel.id, "", props={"attachments": [{"text": text}]})
    await client.post(channel.id, text)
    assert [name for _, name in mattermost.notified] == who * 2


@pytest.mark.parametrize(
    ("text", "shown"), [("![x](http://a.example/b.png)", 1), ("!\u200b[x](http://a.example)", 0), ("`![x](y)`", 0)]
)
async def test_pictures_in_a_text_are_seen(client: BareClient, camille: Person, text: str, shown: int) -> None:
    await client.post(camille.direct.id, text)
    assert len(pictures(camille.posts()[0])) == shown


async def test_comings_and_goings_are_posted(mattermost: Mattermost, client: BareClient, camille: Person) -> None:
    channel, guest = mattermost.channel("produit", camille), mattermost.person("Lou", roles="system_guest")
    await camille.joins(channel, guest.user)
    await camille.leaves(channel, guest.user)
    posts = await client.since(channel.id, 1)
    assert [post["type"] for post in posts] == ["system_remove_from_channel", "system_add_guest_to_chan"]
    assert posts[1]["props"]["addedUsername"] == "lou"
    assert posts[0]["props"] == {"removedUserId": guest.user.id, "removedUsername": "lou"}
    members = (await client(f"GET /channels/{channel.id}/members?page=0&per_page=10")).body
    assert [member["user_id"] for member in members] == channel.members
    assert (await client(f"GET /channels/{channel.id}/members/{camille.user.id}")).status == 200
    assert (await client(f"GET /channels/{channel.id}/members/{guest.user.id}")).status == 404
