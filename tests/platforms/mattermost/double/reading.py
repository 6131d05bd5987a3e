"""What somebody reads of a post or a dialog, as text."""

import html
import re
from collections.abc import Iterator

from tests.platforms.mattermost.double.refusals import JSON
from tests.platforms.mattermost.double.world import Post

FENCE = re.compile(r"^ {0,3}(?:`{3,}|~{3,})")
HEADING = re.compile(r"^ {0,3}(?:#{1,6}\s+|(?:>\s?)+)")
LINK = re.compile(r"!?\[([^\]]*)\]\([^)\s]+[^)]*\)")
STYLES = [
    re.compile(r"(?<![\w\\])(\*\*|__|~~)(?=\S)(.+?)(?<=[^\s\\])\1(?!\w)", re.DOTALL),
    re.compile(r"(?<![\w\\*])(\*)(?=[^\s*])(.+?)(?<=[^\s\\*])\1(?![\w*])", re.DOTALL),
    re.compile(r"(?<![\w\\_])(_)(?=[^\s_])(.+?)(?<=[^\s\\_])\1(?![\w_])", re.DOTALL),
    re.compile(r"(?<![\\`])(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL),
]
ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


def text_of(post: Post) -> str:
    """Everything that a reader reads of a post, a line a text; what can be tapped stands in brackets."""
    lines = [shown(post.message), *(line for one in post.attachments for line in _attachment(one))]
    return "\n".join(line for line in lines if line)


def dialog_text(content: JSON, errors: dict[str, str]) -> str:
    """Everything that a reader reads of a dialog."""
    lines = [str(content["title"]), shown(str(content.get("introduction_text") or ""))]
    for element in content.get("elements") or ():
        lines += [element["display_name"], str(element.get("help_text") or ""), str(element.get("default") or "")]
        lines += [f"[{option['text']}]" for option in element.get("options") or ()]
        lines.append(errors.get(element["display_name"], ""))
    lines.append(errors.get("", ""))
    lines.append(f"[{content.get('submit_label') or 'Submit'}]")
    return "\n".join(line for line in lines if line)


def shown(markdown: str) -> str:
    """A text with markup as it is seen."""
    seen, prose, fenced = list[str](), list[str](), False
    for line in markdown.split("\n"):
        if FENCE.match(line):
            seen += [_prose(prose)] if prose else []
            prose, fenced = [], not fenced
        elif fenced:
            seen.append(line)
        else:
            prose.append(HEADING.sub("", line))
    seen += [_prose(prose)] if prose else []
    return "\n".join(seen).replace("\u200b", "")


def _prose(lines: list[str]) -> str:
    text = "\n".join(lines)
    for style in STYLES:
        text = style.sub(r"\2", text)
    return html.unescape(ESCAPED.sub(r"\1", LINK.sub(r"\1", text)))


def _attachment(attachment: JSON) -> Iterator[str]:
    for name in ("pretext", "author_name", "title", "text"):
        yield shown(str(attachment.get(name) or ""))
    for field in attachment.get("fields") or ():
        yield shown(str(field.get("title") or ""))
        yield shown(str(field.get("value") or ""))
    yield str(attachment.get("footer") or "")
    actions = attachment.get("actions") or ()
    yield " ".join(line for action in actions for line in _action(action))


def _action(action: JSON) -> Iterator[str]:
    if action.get("type") != "select":
        yield f"[{action['name']}]"
        return
    labels = " / ".join(option["text"] for option in action.get("options") or ())
    yield f"[{': '.join(part for part in (action['name'], labels) if part)}]"
