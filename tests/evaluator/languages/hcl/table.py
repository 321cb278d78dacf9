"""The table of Terraform's answers, and what we tell of each expression in words that can be compared.

`python -m tests.evaluator.languages.hcl.table` asks Terraform what is not written down yet, with `--all` everything anew, and
refuses to write down anything that we tell wrongly.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, Final

from tests.evaluator.languages.hcl.calls import calls
from tests.evaluator.languages.hcl.oracle import FAILS, Answer, ours, theirs, wrong
from trailgate_evaluator.languages.hcl.values.values import Either, Entries, Glued, Items, Symbol, Unknown, Value, settled

HERE: Final = Path(__file__).parent
TABLE: Final = HERE / "answers.json"
_TYPE: Final = "refused for the type of an argument that we are not shown, and that would decide nothing else"
APART: Final = {
    'coalesce("a", terraform_data.l.output)': _TYPE,
    'coalesce("a", terraform_data.m.output)': _TYPE,
    'coalesce("a", sensitive(["a", "b"]))': _TYPE,
    'coalescelist(["a"], terraform_data.a.output)': _TYPE,
    'coalescelist(["a"], terraform_data.n.output)': _TYPE,
    'coalescelist(["a"], terraform_data.m.output)': _TYPE,
    'coalescelist(["a"], "x-${terraform_data.b.output}-c")': _TYPE,
    'coalescelist(["a"], sensitive("a"))': _TYPE,
}
"""Where we tell otherwise than Terraform, with the reason."""


@dataclass(frozen=True, slots=True)
class Row:
    """An expression, Terraform's answer, and what we tell where that is less."""

    expression: str
    answer: Answer
    told: str


@cache
def rows() -> Sequence[Row]:
    """What is written down."""
    found = []
    for expression, (value, kind, *less) in json.loads(TABLE.read_text(encoding="utf-8")).items():
        answer = Answer(value, kind)
        found.append(Row(expression, answer, less[0] if less else shown_answer(answer)))
    return found


@cache
def groups() -> Mapping[str, Sequence[Row]]:
    """The same by the function that is called first."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows():
        name = re.match(r"[a-z0-9]+(?=\()", row.expression)
        found[name.group() if name else "operators"].append(row)
    return found


def expressions() -> list[str]:
    """Those that are asked about: written by hand, and every function's calls."""
    lines = [line for path in sorted(HERE.glob("expressions/*.txt")) for line in path.read_text(encoding="utf-8").splitlines()]
    longer = [one for path in sorted(HERE.glob("expressions/*.json")) for one in json.loads(path.read_text(encoding="utf-8"))]
    return list(dict.fromkeys([*filter(None, lines), *longer, *calls()]))


def told_wrongly(row: Row) -> bool:
    """Whether we tell what is not so."""
    return row.expression not in APART and wrong(ours(row.expression), row.answer)


def shown(value: Value | str) -> str:
    """What we tell: a value by kind and content, a text with symbols, choices, or why nothing is known."""
    told = settled(value)
    match told:
        case str():
            return json.dumps(told, ensure_ascii=False)
        case bool() | None:
            return json.dumps(told)
        case int() | Fraction():
            return _number(told)
        case Unknown(reason=reason, name=name, at=at, fails=fails):
            place = "" if at is None else f" ({at[0]}:{at[1]})"
            return f"{reason}: {name}{place}{', or it fails' if fails else ''}"
        case Either(choices=choices, because=because):
            return f"{' or '.join(map(shown, choices))}, {shown(because)}"
        case Symbol(owner=owner, path=path, plain=plain):
            return f"<{'.'.join(map(str, (owner, *path)))}{'' if plain else '?'}>"
        case Glued(parts=parts):
            return "+".join(map(shown, parts))
        case Items(kind=kind, items=items, ordered=ordered):
            return f"{kind}{'' if ordered else ' of any order'} [{', '.join(map(shown, items))}]"
        case Entries(kind=shape, entries=inner):
            return f"{shape} {{{', '.join(f'{json.dumps(key)}: {shown(item)}' for key, item in inner.items())}}}"
        case _:
            raise AssertionError(told)


def shown_answer(answer: Answer) -> str:
    """Terraform's answer in the same words."""
    value, kind = answer.value, answer.type
    if isinstance(value, list):
        inner = [shown_answer(Answer(item, kind[1][n] if kind[0] == "tuple" else kind[1])) for n, item in enumerate(value)]
        return f"{kind[0]} [{', '.join(inner)}]"
    if isinstance(value, dict):
        told = {k: shown_answer(Answer(item, kind[1][k] if kind[0] == "object" else kind[1])) for k, item in value.items()}
        return f"{kind[0]} {{{', '.join(f'{json.dumps(key)}: {item}' for key, item in told.items())}}}"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _number(value)
    return json.dumps(value, ensure_ascii=False)


def _number(value: float | Fraction) -> str:
    return f"{float(value):.15g}"


def main() -> None:
    """Ask, compare, write."""
    known = {} if "--all" in sys.argv else {row.expression: row.answer for row in rows()}
    asked = [expression for expression in expressions() if expression not in known]
    with tempfile.TemporaryDirectory() as folder:
        known |= dict(zip(asked, theirs(asked, Path(folder)), strict=True))
    made = [Row(expression, known[expression], shown(ours(expression))) for expression in expressions()]
    if mistaken := [row for row in made if told_wrongly(row)]:
        raise SystemExit("\n".join(map(str, mistaken)))
    lines = []
    for row in made:
        less: list[Any] = [] if row.told == shown_answer(row.answer) else [row.told]
        written = [row.answer.value, row.answer.type, *less]
        lines.append(f"{json.dumps(row.expression)}: {json.dumps(written)}")
    TABLE.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    refused = sum(row.answer.value == FAILS for row in made)
    print(f"{len(made)} expressions, {refused} that Terraform refuses")


if __name__ == "__main__":
    main()
