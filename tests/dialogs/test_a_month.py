"""The month told in docs/ is the month as it is lived."""

import pytest

from bot.content_loader import LANGUAGES
from bot.domain.library import Library
from tests.dialogs.month import PAGES, lived


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_month_in_the_docs_is_what_is_lived(library: Library, language: str) -> None:
    told = PAGES[language].read_text(encoding="utf-8")
    assert await lived(library, language) == told, "write it anew with: python -m tests.dialogs.month"
