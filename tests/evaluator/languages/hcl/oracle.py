"""Terraform itself as the judge of expressions: what they come to after apply, and what our evaluator said before."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from trailgate_evaluator.languages.hcl.evaluation.evaluating import uncertain, value_of
from trailgate_evaluator.languages.hcl.evaluation.scope import Scope
from trailgate_evaluator.languages.hcl.syntax.expressions import parse_expression
from trailgate_evaluator.languages.hcl.syntax.tree import HclError
from trailgate_evaluator.languages.hcl.values.values import (
    Either,
    Entries,
    Glued,
    Items,
    Lazy,
    RefusedError,
    Symbol,
    Unknown,
    Value,
    settled,
)

TERRAFORM = shutil.which("terraform")
FAILS = "fails"
TOGETHER = 500
"""So many expressions are one output: it writes its state for each, and stumbles over thousands in one."""
OUTPUTS: Mapping[str, Any] = {
    "a": "0b5e2c1a-7d7e-4f0b-9a55-1c0f6b5d2f10",
    "b": "9e8d7c6b-5a49-4382-b1c0-d9e8f7a6b5c4",
    "n": None,
    "l": ["b", "a"],
    "m": {"b": "1", "a": "2"},
}
"""What the outputs of our resources come to after apply; nobody knows before. Of the last three not even that they are texts."""


class Thing(Lazy):
    """A `terraform_data` resource that is to be made."""

    def __init__(self, name: str) -> None:
        self._name = name

    def attribute(self, name: str) -> Value:
        if name == "output":
            return Symbol(self._name, ("output",), plain=isinstance(OUTPUTS[self._name], str))
        raise RefusedError(f"something that has {name}")

    def whole(self) -> Value:
        return Entries("object", {"output": self.attribute("output")})


class Things(Lazy):
    def attribute(self, name: str) -> Value:
        if name in OUTPUTS:
            return Thing(name)
        raise RefusedError(name)

    def whole(self) -> Value:
        return Entries("object", {name: Thing(name) for name in OUTPUTS})


def scope() -> Scope:
    """The scope in which the outputs of our resources are known only after apply."""
    return Scope({"terraform_data": Things()})


def ours(expression: str) -> Value | str:
    """What our evaluator says of an expression."""
    try:
        return value_of(parse_expression(expression), scope())
    except (RefusedError, HclError):
        return FAILS


@dataclass(frozen=True, slots=True)
class Answer:
    """What Terraform makes of an expression after apply, and of what type that is; `FAILS` where it refuses."""

    value: Any
    type: Any


def theirs(expressions: Sequence[str], folder: Path) -> list[Answer]:
    """Terraform's answers. All stand beside something that is known later: what the plan knew is not evaluated again."""
    lines = [f'resource "terraform_data" "{name}" {{\n  input = {json.dumps(output)}\n}}' for name, output in OUTPUTS.items()]
    for start in range(0, len(expressions), TOGETHER):
        lines.append(f'output "from{start}" {{\n  sensitive = true\n  value = {{\n    later = terraform_data.a.output')
        lines += [f'    o{n} = try(\n{one}\n, "{FAILS}")' for n, one in enumerate(expressions[start : start + TOGETHER], start)]
        lines.append("  }\n}")
    (folder / "main.tf").write_text("\n".join(lines))
    for arguments in (["init", "-input=false"], ["apply", "-auto-approve", "-input=false"]):
        _terraform(folder, *arguments)
    told = json.loads(_terraform(folder, "output", "-json"))
    places = [(told[f"from{number // TOGETHER * TOGETHER}"], f"o{number}") for number in range(len(expressions))]
    return [Answer(one["value"][name], one["type"][1][name]) for one, name in places]


def _terraform(folder: Path, *arguments: str) -> str:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("TF_")} | {"CHECKPOINT_DISABLE": "1"}
    done = subprocess.run(
        ["terraform", *arguments, "-no-color"], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert not done.returncode, done.stdout[-2000:] + done.stderr[-4000:]
    return done.stdout


def may_be(value: Value | str, answer: Answer) -> bool:
    """Whether the value that we told may be what Terraform made, in content and in type."""
    told = settled(value)
    match told:
        case Unknown():
            return True
        case Either(choices=choices):
            return any(may_be(choice, answer) for choice in choices)
        case Symbol(plain=plain):
            return text_of(told) == answer.value if plain else True
        case Glued():
            return bool(text_of(told) == answer.value)
        case Items():
            return isinstance(answer.value, list) and _may_be_items(told, answer)
        case Entries():
            return isinstance(answer.value, dict) and _may_be_entries(told, answer)
        case _:
            return _is(told, answer.value)


def text_of(told: Symbol | Glued) -> str | None:
    """What a symbol or a text with symbols comes to after apply."""
    parts = told.parts if isinstance(told, Glued) else (told,)
    texts = [part if isinstance(part, str) else OUTPUTS[str(part.owner)] for part in parts]
    return "".join(texts) if all(isinstance(text, str) for text in texts) else None


def _may_be_items(told: Items, answer: Answer) -> bool:
    kind, inner = answer.type
    if kind != told.kind:
        return False
    real = [Answer(item, inner[n] if kind == "tuple" else inner) for n, item in enumerate(answer.value)]
    if not told.ordered:
        return all(any(may_be(item, one) for one in real) for item in told.items) and len(real) <= len(told.items)
    return len(real) == len(told.items) and all(may_be(a, b) for a, b in zip(told.items, real, strict=True))


def _may_be_entries(told: Entries, answer: Answer) -> bool:
    kind, inner = answer.type
    if kind != told.kind or told.entries.keys() != answer.value.keys():
        return False
    return all(
        may_be(item, Answer(answer.value[key], inner[key] if kind == "object" else inner)) for key, item in told.entries.items()
    )


def _is(told: Value, real: Any) -> bool:
    if isinstance(told, int | Fraction) and not isinstance(told, bool):
        return isinstance(real, int | float) and not isinstance(real, bool) and abs(float(told) - real) <= abs(real) * 1e-15
    return type(told) is type(real) and bool(told == real)


def wrong(told: Value | str, answer: Answer) -> bool:
    """Whether we told what is not so: a value where Terraform has another or refuses, or refused what it takes."""
    if isinstance(told, str) and told == FAILS:
        return bool(answer.value != FAILS)
    if answer.value == FAILS:
        return uncertain(told) is None
    return not may_be(told, answer)


def is_told(value: Value | str) -> bool:
    """Whether anything was told at all."""
    return not isinstance(settled(value), Unknown)
