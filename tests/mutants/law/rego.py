"""Small changes to Rego sources: each comparison turned round, each condition of a rule dropped, one at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

COMPARISONS = {" == ": " != ", " != ": " == ", " < ": " <= ", " <= ": " < ", " > ": " >= ", " >= ": " > "}
DROPPED = "\ttrue"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """One line of one file, changed; a condition is dropped by `true`, since a body of none does not compile."""

    path: Path
    number: int
    before: str
    after: str

    def source(self) -> str:
        lines = self.path.read_text("utf-8").splitlines()
        lines[self.number - 1] = self.after
        return "\n".join(lines) + "\n"

    @property
    def name(self) -> str:
        """File and change, the same wherever the line stands."""
        return f"{self.path.name}: {self.before.strip()}  ->  {'(dropped)' if self.after == DROPPED else self.after.strip()}"

    def __str__(self) -> str:
        return f"{self.number}: {self.name}"


def mutants(policies: Path) -> list[Mutant]:
    """Every mutant of the sources, tests left alone, in the order of files and lines."""
    found: list[Mutant] = []
    for path in sorted(policies.rglob("*.rego")):
        if not path.name.endswith("_test.rego"):
            for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
                found += [Mutant(path=path, number=number, before=line, after=after) for after in _changes(line)]
    return found


def _changes(line: str) -> Iterator[str]:
    if line.lstrip().startswith(("#", "package", "import", "some ")) or not line.strip():
        return
    for sign, other in COMPARISONS.items():
        for match in re.finditer(re.escape(sign), line):
            yield line[: match.start()] + other + line[match.end() :]
    for match in re.finditer(r"(?<![\w])not (?=\w)", line):
        yield line[: match.start()] + line[match.end() :]
    if line.startswith("\t") and not line.rstrip().endswith(("{", "[", "(", ",", "|")) and line.strip()[0] not in "}])":
        yield DROPPED
    for match in re.finditer(r" if (?!\{$)[^{].*$", line):
        yield line[: match.start()] + " if true"
    for match in re.finditer(r"; [^;{}]+(?=[;}])", line):
        yield line[: match.start()] + line[match.end() :]
