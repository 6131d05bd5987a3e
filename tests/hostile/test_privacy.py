"""The notice, the page at /privacy and the documents say the same, in both languages, about every table there is."""

import html
import re
from pathlib import Path

import pytest

from bot.content_loader import LANGUAGES
from bot.domain.library import Library
from bot.domain.policy import Policy
from bot.server import privacy_html
from bot.storage.tables import metadata
from bot.storage.types import EncryptedJSON, EncryptedText
from tests.dialogs.conftest import opened
from tests.dialogs.talk import Talk

DOCS = Path(__file__).parents[2] / "docs"
FILES = {"fr": DOCS / "privacy.fr.md", "en": DOCS / "privacy.md"}
NOTICE = ("kept", "why", "how_long", "who_reads", "responsible")
GIVEN = {"months": 13, "responsible": "`COACH_RESPONSIBLE`", "dpo": "`COACH_DPO`"}
ENCRYPTED = re.compile(r"^(?:Encrypted in the database|Chiffrés dans la base).*?\n\n", re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_document_begins_with_the_very_words_of_the_notice(library: Library, language: str) -> None:
    document = FILES[language].read_text("utf-8")
    for key in NOTICE:
        assert f"- {library.say(language)(f'notice.{key}', **GIVEN)}\n" in document


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_document_tells_of_every_table(language: str) -> None:
    document = FILES[language].read_text("utf-8")
    assert [table for table in metadata.tables if f"`{table}`" not in document] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_document_says_truly_what_is_encrypted(language: str) -> None:
    found = ENCRYPTED.search(FILES[language].read_text("utf-8"))
    assert found is not None
    said = set(re.findall(r"`([a-z_]+\.[a-z_]+)`", found[0]))
    columns = {str(column): column.type for table in metadata.tables.values() for column in table.columns}
    encrypted = {name for name, kind in columns.items() if isinstance(kind, EncryptedText | EncryptedJSON)}
    assert encrypted <= said
    assert said & columns.keys() == encrypted


def test_both_documents_have_the_same_rows_and_parts() -> None:
    rows = [
        [line.count("|") for line in file.read_text("utf-8").splitlines() if "|" in line] for file in FILES.values()
    ]
    assert rows[0] == rows[1]
    parts = [file.read_text("utf-8").count("\n## ") for file in FILES.values()]
    assert parts[0] == parts[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_what_the_notice_says_on_what_basis_and_which_rights_there_are(
    library: Library, language: str
) -> None:
    policy = Policy(language=language, responsible="La DNUM <dnum>", dpo="dpo@example.gouv.fr")
    say = library.say(language)
    page = html.unescape(privacy_html(say, policy))
    given = {"months": 13, "responsible": policy.responsible, "dpo": policy.dpo}
    told = [say(f"notice.{key}", **given) for key in NOTICE]
    told += [say(f"privacy.{key}") for key in ("basis", "rights", "keys", "cannot", "encrypted", "chat")]
    assert [text for text in told if text not in page] == []
    assert "<dnum>" not in privacy_html(say, policy)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_notice_stands_before_the_first_answer_and_names_who_is_responsible(
    library: Library, language: str
) -> None:
    async with opened("sqlite://") as store:
        talk = Talk(library, store, language)
        camille = talk.person("Camille")
        await camille.commands("/pm-coach start")
        assert camille.form is not None
        [notice] = [block["items"] for block in camille.form["intro"] if block["type"] == "points"]
        given = {"months": 13, "responsible": "La DNUM", "dpo": "dpo@example.gouv.fr"}
        assert list(notice) == [library.say(language)(f"notice.{key}", **given) for key in NOTICE]
