"""The double keeps the promises of Slack's Web API, refusals included: seen with Slack's own SDK."""

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.platforms.slack.bare_app import buttons, client_of, refused, section
from tests.platforms.slack.double import SLACKBOT, Person, Slack, links, mentions

SENDING = {"event_type": "coach_posting", "event_payload": {"id": "p1"}}


@pytest.fixture
def client(slack: Slack) -> AsyncWebClient:
    return client_of(slack)


@pytest.fixture
def camille(slack: Slack) -> Person:
    return slack.person("Camille")


async def test_a_token_tells_whose_it_is_and_what_it_may(slack: Slack, client: AsyncWebClient) -> None:
    answer = await client.auth_test()
    assert (answer["team_id"], answer["user_id"]) == (slack.workspace.id, slack.workspace.bot_user)
    assert "chat:write" in answer.headers["X-OAuth-Scopes"]


@pytest.mark.parametrize(
    ("token", "error"),
    [("", "not_authed"), ("xoxb-other", "invalid_auth"), (Slack.app_token, "not_allowed_token_type")],
)
async def test_a_token_that_is_not_the_installation_s_is_refused(slack: Slack, token: str, error: str) -> None:
    with refused(error):
        await client_of(slack, token).auth_test()


@pytest.mark.parametrize("state", ["token_revoked", "account_inactive"])
async def test_a_token_that_is_no_longer_good_is_refused(slack: Slack, client: AsyncWebClient, state: str) -> None:
    slack.workspace.token_state = state
    with refused(state):
        await client.auth_test()


async def test_a_missing_scope_is_named(slack: Slack, client: AsyncWebClient, camille: Person) -> None:
    slack.workspace.scopes = {"commands", "im:write"}
    with refused("missing_scope") as caught:
        await client.chat_postMessage(channel=camille.user.id, text="Bonjour")
    assert (caught.value.response["needed"], caught.value.response["provided"]) == ("chat:write", "commands,im:write")


async def test_a_method_that_is_not_there_is_refused(client: AsyncWebClient) -> None:
    with refused("unknown_method"):
        await client.api_call("chat.shout")


async def test_posting_to_a_person_opens_their_conversation(client: AsyncWebClient, camille: Person) -> None:
    answer = await client.chat_postMessage(channel=camille.user.id, text="*Bonjour* &lt;3")
    assert answer["channel"].startswith("D")
    assert camille.reads() == ["Bonjour <3"]
    assert (await client.conversations_open(users=camille.user.id))["channel"]["id"] == answer["channel"]


async def test_an_id_made_a_number_loses_its_zeros_and_its_message(client: AsyncWebClient, camille: Person) -> None:
    answer = await client.chat_postMessage(channel=camille.user.id, text="Bonjour")
    assert answer["ts"].endswith("0")
    with refused("message_not_found"):
        await client.chat_update(channel=answer["channel"], ts=str(float(answer["ts"])), text="Bonsoir")


async def test_nobody_is_reached_where_nobody_is(slack: Slack, client: AsyncWebClient) -> None:
    there, away = slack.channel("archives"), slack.channel("ailleurs", coach=False)
    hidden = slack.channel("cachette", private=True, coach=False)
    there.archived = True
    robot = slack.person("Robot", is_bot=True).user.id
    expected = {
        "C0NOWHERE": "channel_not_found",
        "U0NOBODY": "channel_not_found",
        hidden.id: "channel_not_found",
        there.id: "is_archived",
        away.id: "not_in_channel",
        robot: "cannot_dm_bot",
        SLACKBOT: "cannot_dm_bot",
    }
    for channel, error in expected.items():
        with refused(error):
            await client.chat_postMessage(channel=channel, text="Bonjour")


async def test_posting_to_a_deactivated_person_succeeds_unless_told_otherwise(
    slack: Slack, client: AsyncWebClient, camille: Person
) -> None:
    camille.user.deleted = True
    assert (await client.chat_postMessage(channel=camille.user.id, text="Bonjour"))["ok"]
    slack.faults.refuse("chat.postMessage", "user_not_found")
    with refused("user_not_found"):
        await client.chat_postMessage(channel=camille.user.id, text="Bonjour")


async def test_an_ephemeral_message_is_seen_by_one_and_found_by_nobody(slack: Slack, client: AsyncWebClient) -> None:
    camille, sacha = slack.person("Camille"), slack.person("Sacha")
    channel = slack.channel("produit", camille, sacha)
    answer = await client.chat_postEphemeral(channel=channel.id, user=camille.user.id, text="Pour Camille")
    assert (camille.reads(channel), sacha.reads(channel)) == (["Pour Camille"], [])
    with refused("message_not_found"):
        await client.chat_update(channel=channel.id, ts=answer["message_ts"], text="Pour qui ?")
    with refused("user_not_in_channel"):
        await client.chat_postEphemeral(channel=channel.id, user=slack.person("Alix").user.id, text="Coucou")


async def test_an_update_keeps_the_blocks_that_it_does_not_name(client: AsyncWebClient, camille: Person) -> None:
    posted = await client.chat_postMessage(channel=camille.user.id, text="Bonjour", blocks=[section("*Bonjour*")])
    await client.chat_update(channel=posted["channel"], ts=posted["ts"], text="Bonsoir")
    assert (camille.reads(), camille.announced()) == (["Bonjour"], ["Bonsoir"])
    await client.chat_update(channel=posted["channel"], ts=posted["ts"], text="Bonsoir", blocks=[])
    assert camille.reads() == ["Bonsoir"]


async def test_the_message_of_a_person_is_not_the_app_s_to_change(client: AsyncWebClient, camille: Person) -> None:
    ts = await camille.types("Bonjour")
    with refused("cant_update_message"):
        await client.chat_update(channel=camille.direct.id, ts=ts, text="Bonsoir")
    with refused("cant_delete_message"):
        await client.chat_delete(channel=camille.direct.id, ts=ts)


async def test_a_deleted_message_is_gone_and_with_replies_leaves_a_mark(
    client: AsyncWebClient, camille: Person
) -> None:
    lone = await client.chat_postMessage(channel=camille.user.id, text="Seul")
    thread = await client.chat_postMessage(channel=camille.user.id, text="Suivi")
    await camille.types("Merci", thread=thread["ts"])
    for posted in (lone, thread):
        await client.chat_delete(channel=posted["channel"], ts=posted["ts"])
        with refused("message_not_found"):
            await client.chat_delete(channel=posted["channel"], ts=posted["ts"])
    (mark,) = (await client.conversations_history(channel=camille.direct.id))["messages"]
    assert (mark["subtype"], mark["reply_count"], camille.reads()) == ("tombstone", 1, [])


async def test_what_was_sent_is_found_by_its_metadata(client: AsyncWebClient, camille: Person) -> None:
    posted = await client.chat_postMessage(channel=camille.user.id, text="Bonjour", metadata=SENDING)
    seen = await client.conversations_history(channel=posted["channel"], include_all_metadata=True)
    assert seen["messages"][0]["metadata"] == SENDING
    assert "metadata" not in (await client.conversations_history(channel=posted["channel"]))["messages"][0]
    later = await client.conversations_history(channel=posted["channel"], oldest=posted["ts"])
    assert later["messages"] == []
    with refused("invalid_metadata_format"):
        await client.chat_postMessage(channel=camille.user.id, text="Bonjour", metadata={"event_type": "coach"})


async def test_history_gives_fifteen_at_a_time_newest_first(client: AsyncWebClient, camille: Person) -> None:
    for number in range(17):
        await client.chat_postMessage(channel=camille.user.id, text=str(number))
    first = await client.conversations_history(channel=camille.direct.id, limit=100)
    texts = [message["text"] for message in first["messages"]]
    assert (len(texts), texts[0], first["has_more"]) == (15, "16", True)
    rest = await client.conversations_history(
        channel=camille.direct.id, cursor=first["response_metadata"]["next_cursor"]
    )
    assert [message["text"] for message in rest["messages"]] == ["1", "0"]


async def test_history_of_a_channel_is_hidden_without_its_scope(slack: Slack, client: AsyncWebClient) -> None:
    channel = slack.channel("produit")
    with refused("missing_scope") as caught:
        await client.conversations_history(channel=channel.id)
    assert caught.value.response["needed"] == "channels:history"
    slack.workspace.scopes.add("channels:history")
    assert (await client.conversations_history(channel=channel.id))["messages"] == []


async def test_a_thread_holds_its_replies(client: AsyncWebClient, camille: Person) -> None:
    first = await client.chat_postMessage(channel=camille.user.id, text="Le point")
    await client.chat_postMessage(channel=camille.user.id, text="Le détail", thread_ts=first["ts"])
    thread = await client.conversations_replies(channel=first["channel"], ts=first["ts"])
    assert [message["text"] for message in thread["messages"]] == ["Le point", "Le détail"]
    assert len((await client.conversations_history(channel=first["channel"]))["messages"]) == 1
    with refused("thread_not_found"):
        await client.chat_postMessage(channel=camille.user.id, text="Perdu", thread_ts="1.000100")


async def test_a_channel_tells_what_it_is_and_who_is_there(slack: Slack, client: AsyncWebClient) -> None:
    people = [slack.person(f"P{number}") for number in range(5)]
    channel = slack.channel("produit", *people, coach=False)
    found = (await client.conversations_info(channel=channel.id))["channel"]
    assert (found["name"], found["is_member"], found["is_archived"]) == ("produit", False, False)
    first = await client.conversations_members(channel=channel.id, limit=3)
    rest = await client.conversations_members(channel=channel.id, cursor=first["response_metadata"]["next_cursor"])
    assert first["members"] + rest["members"] == [person.user.id for person in people]


async def test_a_profile_has_a_language_only_when_asked_and_perhaps_nothing(
    slack: Slack, client: AsyncWebClient, camille: Person
) -> None:
    known = (await client.users_info(user=camille.user.id, include_locale=True))["user"]
    assert (known["tz"], known["locale"], known["is_bot"]) == ("Europe/Paris", "fr-FR", False)
    assert "locale" not in (await client.users_info(user=camille.user.id))["user"]
    bare = slack.person("Alix", tz=None, locale=None, guest=True)
    found = (await client.users_info(user=bare.user.id, include_locale=True))["user"]
    assert ("tz" in found, "locale" in found, found["is_restricted"]) == (False, False, True)
    with refused("user_not_found"):
        await client.users_info(user="U0NOBODY")


async def test_more_than_one_message_a_second_is_refused_with_the_time_to_wait(
    slack: Slack, client: AsyncWebClient, camille: Person
) -> None:
    slack.pace.one_message_a_second()
    slack.clock.follow(lambda: 1_800_000_000.0)
    posted = await client.chat_postMessage(channel=camille.user.id, text="Un")
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel=posted["channel"], text="Deux")
    assert (caught.value.response.status_code, caught.value.response.headers["Retry-After"]) == (429, "1")
    slack.clock.advance(1)
    await client.chat_postMessage(channel=posted["channel"], text="Deux")
    assert camille.reads() == ["Un", "Deux"]


async def test_a_reader_sees_what_can_be_tapped(client: AsyncWebClient, camille: Person) -> None:
    await client.chat_postMessage(
        channel=camille.user.id, text="Oui ?", blocks=[section("Oui ?"), buttons("Oui", "Non")]
    )
    assert camille.sees() == "Oui ?\n[Oui] [Non]"
    assert camille.labels() == ["Oui", "Non"]


def test_who_is_mentioned_and_where_links_lead_is_told() -> None:
    blocks = [section("<@U1> &lt;!here&gt; <https://example.org|là>"), section("<!channel>")]
    assert (mentions("<@U2>", blocks), links(blocks)) == (["@U2", "@U1", "!channel"], ["https://example.org"])
