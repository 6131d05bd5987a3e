"""The months told in docs/ are the months as they are lived."""

from types import ModuleType

import pytest

from bot.content_loader import LANGUAGES
from bot.domain.library import Library
from tests.dialogs import among_people, month


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("told", [month, among_people], ids=["alone", "among people"])
async def test_the_month_in_the_docs_is_what_is_lived(library: Library, language: str, told: ModuleType) -> None:
    page = told.PAGES[language].read_text(encoding="utf-8")
    assert await told.lived(library, language) == page, "write it anew with: python -m tests.dialogs.month"
