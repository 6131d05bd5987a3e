"""What the texts of a digest are about, once there are too many to show them all."""

from collections import Counter
from collections.abc import Sequence

FROM = 5
"""From how many texts on their themes are told in their place."""


def themes(topics: Sequence[str]) -> list[str]:
    """The topics of so many texts, what most are about first; none where the texts are few or all about one."""
    told = [topic for topic, _ in Counter(topics).most_common()]
    return told if len(topics) >= FROM and len(told) > 1 else []
