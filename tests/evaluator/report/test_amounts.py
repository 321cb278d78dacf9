"""Numbers agree with what they count: one file is, two files are."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from trailgate_evaluator.plain import amount

ROOT = Path(__file__).resolve().parents[3]
PACKAGES = (ROOT / "evaluator" / "trailgate_evaluator", ROOT / "collector" / "trailgate_collector")
_COUNTS = re.compile(r"len\(|\bcount|total|rest|many|hidden|shown|sum\(")
_PLURAL = re.compile(r" (?:(?:more|other|new|such) )*[a-z]*[^s\W]s\b| (?:more )?(?:are|were|have)\b")
NEVER_ONE = {
    "fix_estate.py": {" texts, since", " accounts", " accounts of organization "},
    "new_names.py": {" characters"},
    "pattern_lines.py": {" digits"},
    "change_words.py": {" regions (", " accounts"},
    "telling.py": {" accounts: "},
    "html_accounts.py": {" controls"},
    "picture.py": {" records"},
    "text.py": {" records: "},
    "text_estate.py": {" accounts"},
    "markdown_estate.py": {" accounts: "},
    "answer.py": {" controls)", " inputs", " controls"},
    "cause.py": {" records: "},
    "services.py": {" regions: ", " regions"},
    "sentences.py": {" calls", " accounts"},
    "walk.py": {" controls require a record "},
    "which_records.py": {" records)"},
}
"""Numbers that are told where there are several alone: what stands behind them, by file."""


def _told(path: Path) -> list[tuple[int, str]]:
    """Each number in a sentence with a plural behind it: its line, and what stands behind it."""
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.JoinedStr):
            for one, other in zip(node.values, node.values[1:], strict=False):
                if (
                    isinstance(one, ast.FormattedValue)
                    and isinstance(other, ast.Constant)
                    and _COUNTS.search(ast.unparse(one.value))
                    and _PLURAL.match(str(other.value))
                ):
                    found.append((node.lineno, str(other.value)))
    return found


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: path.name)
def test_a_number_that_may_be_one_is_told_by_amount(package: Path) -> None:
    wrong = [
        f"{path.name}:{line}: {after!r}"
        for path in sorted(package.rglob("*.py"))
        for line, after in _told(path)
        if not any(after.startswith(known) for known in NEVER_ONE.get(path.name, ()))
    ]
    assert not wrong


def test_what_is_looked_for_is_found(tmp_path: Path) -> None:
    path = tmp_path / "x.py"
    path.write_text('a = f"and {len(rows) - 3} more rows are left"\nb = f"{count} more are not"\nc = f"{amount(1, 2)} rows"')
    assert [line for line, _ in _told(path)] == [1, 2]


@pytest.mark.parametrize(
    ("count", "said"), [(0, "0 more files are here"), (1, "1 more file is here"), (2, "2 more files are here")]
)
def test_one_is_told_as_one(count: int, said: str) -> None:
    assert f"{amount(count, 'more file is', 'more files are')} here" == said
    assert amount(count, "way") == f"{count} way{'' if count == 1 else 's'}"
