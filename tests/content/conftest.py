"""What tests of the content share."""

from pathlib import Path

import pytest

from tests.content.tiny import (
    PHRASES,
    PHRASES_EN,
    PHRASES_FR,
    ROLE,
    ROLE_EN,
    ROLE_FR,
    RULE,
    RULE_EN,
    RULE_FR,
    add_advice,
    write,
)


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A tiny content folder without a mistake."""
    folder = tmp_path / "content"
    french_rule = RULE.replace("?", "\u00a0?")
    files = {
        ROLE_FR: ROLE,
        ROLE_EN: ROLE,
        RULE_FR: french_rule,
        RULE_EN: RULE,
        PHRASES_FR: PHRASES,
        PHRASES_EN: PHRASES,
    }
    for file, text in files.items():
        write(folder, file, text)
    add_advice(folder, "tested")
    return folder
