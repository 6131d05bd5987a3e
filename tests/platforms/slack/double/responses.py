"""Direct answers: the body of an acknowledgement, and what comes to a `response_url`."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from tests.platforms.slack.double.chat import remove
from tests.platforms.slack.double.checks import checked_blocks
from tests.platforms.slack.double.refusals import JSON, AppMistake, Refused
from tests.platforms.slack.double.wire import post_json
from tests.platforms.slack.double.world import Channel, Post, Workspace

if TYPE_CHECKING:
    from tests.platforms.slack.double.slack import Slack

USES, SECONDS = 5, 30 * 60


@dataclass
class Place:
    """Where an answer belongs: a channel, who sees it, and the message that was tapped."""

    workspace: Workspace
    channel: Channel
    user: str
    post: Post | None
    born: float
    uses: int = 0


class Responses:
    """The addresses given out for answers, each good for five answers in half an hour."""

    def __init__(self, slack: "Slack") -> None:
        self._slack = slack
        self._places: dict[str, Place] = {}

    def url(self, workspace: Workspace, channel: Channel, user: str, post: Post | None = None) -> str:
        """A new `response_url`."""
        id_ = uuid4().hex
        self._places[id_] = Place(workspace, channel, user, post, self._slack.clock.now())
        return f"{self._slack.url}/respond/{id_}"

    def answer(self, id_: str, body: JSON) -> None:
        """Show what came to an address. Raises Refused."""
        place = self._places.get(id_)
        if place is None:
            raise Refused("no_such_url")
        if self._slack.clock.now() - place.born > SECONDS:
            raise Refused("expired_url")
        if place.uses >= USES:
            raise Refused("used_url")
        place.uses += 1
        self._show(place, body)

    def acknowledged(self, workspace: Workspace, channel: Channel, user: str, body: Any) -> None:
        """Show the body of a slash command's acknowledgement. Raises AppMistake where Slack shows an error."""
        said = body if isinstance(body, dict) else {"text": str(body)}
        try:
            self._show(Place(workspace, channel, user, None, 0), said)
        except Refused as refused:
            raise AppMistake(f"the answer to a command: {refused}") from refused

    def _show(self, place: Place, body: JSON) -> None:
        if body.get("delete_original") and place.post is not None:
            remove(place.channel, place.post)
            return
        text, blocks = body.get("text") or "", body.get("blocks")
        if not text and not blocks:
            raise Refused("no_text")
        checked = checked_blocks(place.workspace, blocks, text)
        if body.get("replace_original") and place.post is not None:
            self._replace(place, place.post, text, checked)
            return
        post = Post(self._slack.clock.ts(), place.channel.id, place.workspace.bot_user, text, checked, bot=True)
        post.thread_ts = body.get("thread_ts")
        post.only_for = None if body.get("response_type") == "in_channel" else place.user
        place.channel.posts.append(post)

    def _replace(self, place: Place, post: Post, text: str, blocks: list[JSON]) -> None:
        before = post_json(self._slack, place.workspace, post)
        post.text, post.blocks = text, blocks
        if post.only_for is None:
            post.edited = self._slack.clock.ts()
            self._slack.echo_change(place.workspace, place.channel, post, before)
