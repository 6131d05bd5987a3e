"""`python -m tests.hostile.audit`: whether a pinned package has a known vulnerability, as `make check` asks.

Where no database of vulnerabilities can be reached it says so, and nothing fails: only what is known does.
"""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.txt", "requirements-build.txt", "requirements-dev.txt")
EXCEPTIONS = ROOT / "audit-exceptions.txt"
AUDIT = (sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes", "--progress-spinner", "off")


class NoReason(Exception):
    """An exception stands there without a reason; the text names it."""


@dataclass(frozen=True)
class Verdict:
    """Whether nothing is known against the packages, and what is to be said, a line each."""

    good: bool
    lines: Sequence[str]


def exceptions(text: str) -> Mapping[str, str]:
    """The vulnerabilities to be passed over, each with its reason. Raises NoReason."""
    lines = [line.strip() for line in text.splitlines()]
    found = dict(line.partition(" ")[::2] for line in lines if line and not line.startswith("#"))
    for name, reason in found.items():
        if not reason.strip():
            raise NoReason(f"{EXCEPTIONS.name}: say behind {name} why it does not touch the coach.")
    return found


def audit(locks: Sequence[Path], passed_over: Sequence[str]) -> Verdict:
    """What is known about everything that these files pin."""
    asked = [part for lock in locks for part in ("--requirement", str(lock))]
    ignored = [part for name in passed_over for part in ("--ignore-vuln", name)]
    run = subprocess.run([*AUDIT, "--format", "json", *asked, *ignored], capture_output=True, text=True, check=False)
    try:
        return judged(json.loads(run.stdout)["dependencies"])
    except (ValueError, KeyError):
        return Verdict(True, [_not_audited(run.stderr.strip().rpartition("\n")[2])])


def judged(packages: Sequence[Mapping[str, Any]]) -> Verdict:
    """The verdict on pip-audit's report."""
    skipped = [package for package in packages if "skip_reason" in package]
    if len(skipped) == len(packages):
        return Verdict(True, [_not_audited(str(skipped[0]["skip_reason"]) if skipped else "nothing is pinned")])
    known = [_told(package, each) for package in packages for each in package.get("vulns", ())]
    left_out = ", ".join(package["name"] for package in skipped)
    return Verdict(
        not known,
        [
            f"{len(packages) - len(skipped)} packages were audited: {len(known) or 'nothing'} is known against them.",
            *known,
            *([f"These could not be audited: {left_out}."] if skipped else []),
        ],
    )


def _told(package: Mapping[str, Any], known: Mapping[str, Any]) -> str:
    mended = ", ".join(known.get("fix_versions", ())) or "no version yet"
    return f"{package['name']} {package['version']}: {known['id']}, mended in {mended}"


def _not_audited(reason: str) -> str:
    return f"The dependencies were NOT audited, as no database of vulnerabilities answers here: {reason}"


def main() -> int:
    """Ask, and say what came of it."""
    try:
        passed_over = exceptions(EXCEPTIONS.read_text("utf-8"))
    except NoReason as problem:
        print(problem)  # noqa: T201
        return 1
    verdict = audit([ROOT / lock for lock in LOCKS], list(passed_over))
    print(*verdict.lines, sep="\n")  # noqa: T201
    return 0 if verdict.good else 1


if __name__ == "__main__":
    sys.exit(main())
