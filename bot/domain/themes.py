"""What the texts of a digest are about, once there are too many to show them all."""

from collections import Counter
from collections.abc import Sequence

FROM, MOST = 5, 3
"""From how many texts on their themes are told in their place, and how many of these."""


def themes(topics: Sequence[str]) -> list[str]:
    """The three topics that most of so many texts are about; none where the texts are few or all about one."""
    told = [topic for topic, _ in Counter(topics).most_common(MOST)]
    return told if len(topics) >= FROM and len(told) > 1 else []
