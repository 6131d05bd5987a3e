"""In the playground every word rests encrypted, the chat itself included."""

from pathlib import Path

import pytest

from bot.domain.library import Library
from bot.storage.keys import Keyring
from bot.storage.opening import open_store
from tests.dialogs.talk import Talk
from tests.platforms.rare_words import address, assert_nowhere_in_clear, told, write_everywhere
from tests.platforms.test_conversation import PlaygroundChat


@pytest.mark.parametrize("kind", ["disk", "postgresql"])
async def test_no_word_written_in_the_playground_rests_in_clear(
    kind: str, library: Library, tmp_path: Path, request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> None:
    told(caplog)
    store = await open_store(await address(kind, tmp_path, request), Keyring(["k" * 32]))
    await write_everywhere(PlaygroundChat(Talk(library, store, "fr")), library)
    await assert_nowhere_in_clear(store, tmp_path, caplog, without=("platform_records",))
    await store.close()
