"""Whom a text would notify, and which pictures it would show."""

import html
import re
from collections.abc import Iterator

from tests.platforms.mattermost.double.refusals import JSON
from tests.platforms.mattermost.double.world import Channel, Post, World

FENCED = re.compile(r"^ {0,3}(`{3,}|~{3,})[^\n]*\n.*?(?:^ {0,3}\1[`~]* *$|\Z)", re.MULTILINE | re.DOTALL)
INDENTED = re.compile(r"(?:^|(?<=\n\n))(?:(?: {4}|\t)[^\n]*(?:\n|\Z))+")
INLINE = re.compile(r"(?<!\\)(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
ADDRESS = re.compile(r"\]\([^)\s]*[^)]*\)|https?://[^\s)>]+")
WORD = re.compile(r"[\w:.@-]+")
PUNCTUATION = ".-:_"
EVERYBODY = ("@all", "@channel", "@here")
IMAGE = re.compile(r"(?<!\\)!\[[^\]]*\]\s?\([^)\s]+[^)]*\)|(?<!\\)!\[[^\]]*\]\[[^\]]*\]")


def without_code(text: str) -> str:
    """A text without its code blocks and code spans, in which nothing is a mention or a picture."""
    for code in (FENCED, INDENTED, INLINE):
        text = code.sub(" ", text)
    return text


def mentioned(text: str) -> set[str]:
    """The words of a text that may mention somebody: `@camille`, `@all` …"""
    found = set[str]()
    prose = html.unescape(ADDRESS.sub("] ", without_code(text)))
    for word in WORD.findall(prose.lower()):
        bare = word.lstrip(PUNCTUATION)
        parts = [bare] if bare.startswith("@") else re.split("[.:-]", bare)
        found |= {shorter for part in parts if part.startswith("@") for shorter in _shorter(part)}
    return found


def notified(world: World, channel: Channel, post: Post) -> list[str]:
    """The ids of those whom the words of a post notify, its author left out."""
    words = {word for text in texts(post) for word in mentioned(text)}
    everybody = not words.isdisjoint(EVERYBODY)
    members = [world.users[id_] for id_ in channel.members if id_ != post.user_id]
    return [user.id for user in members if not user.delete_at and (everybody or f"@{user.username}" in words)]


def pictures(post: Post) -> list[str]:
    """The pictures that a post embeds by an address, as they are written."""
    attached: list[JSON] = post.attachments
    addressed = [str(a[key]) for a in attached for key in ("image_url", "thumb_url") if a.get(key)]
    written = [text for a in attached for text in _field_texts(a)]
    return [*addressed, *(found for text in (*texts(post), *written) for found in IMAGE.findall(without_code(text)))]


def texts(post: Post) -> Iterator[str]:
    """Where in a post a mention is one."""
    yield post.message
    for attachment in post.attachments:
        yield from (str(attachment[key]) for key in ("pretext", "text") if attachment.get(key))


def _field_texts(attachment: JSON) -> list[str]:
    return [str(field.get("value", "")) for field in attachment.get("fields") or ()]


def _shorter(word: str) -> Iterator[str]:
    """A word, and what is left of it when its last signs are taken for punctuation."""
    while word:
        yield word
        if word[-1] not in PUNCTUATION:
            break
        word = word[:-1]
