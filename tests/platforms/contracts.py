"""Where the contracts of the chat platforms lie: what they accept, as data."""

import os
from pathlib import Path

import pytest

BESIDE = Path(__file__).resolve().parents[2].parent / "shared" / "contracts"


def contracts_folder() -> Path | None:
    """The folder that `COACH_CONTRACTS` names, else the one beside the repository; None where neither exists."""
    named = os.environ.get("COACH_CONTRACTS")
    folder = Path(named) if named else BESIDE
    return folder if folder.is_dir() else None


def contracts() -> Path:
    """The folder of the contracts; the test is skipped where there is none, and fails where `COACH_CI` is 1."""
    folder = contracts_folder()
    if folder is None:
        reason = f"the contracts are neither in {BESIDE} nor where COACH_CONTRACTS says"
        if os.environ.get("COACH_CI") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return folder
