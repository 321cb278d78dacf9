"""Terraform itself as the judge of expressions: what they come to after apply, and what our evaluator said before."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from trailgate_evaluator.languages.hcl.evaluation.evaluating import value_of
from trailgate_evaluator.languages.hcl.evaluation.scope import Scope
from trailgate_evaluator.languages.hcl.syntax.expressions import parse_expression
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
IDS = ("a", "b")


class Thing(Lazy):
    """A `terraform_data` resource that is to be made."""

    def __init__(self, name: str) -> None:
        self._name = name

    def attribute(self, name: str) -> Value:
        if name == "id":
            return Symbol(self._name, ("id",), plain=True)
        if name == "output":
            return Symbol(self._name, ("id",), plain=False) if self._name == "a" else None
        raise RefusedError(f"something that has {name}")

    def whole(self) -> Value:
        return Entries("object", {"id": self.attribute("id")})


class Things(Lazy):
    def attribute(self, name: str) -> Value:
        if name in IDS:
            return Thing(name)
        raise RefusedError(name)

    def whole(self) -> Value:
        return Entries("object", {name: Thing(name) for name in IDS})


def scope() -> Scope:
    """The scope in which `terraform_data.a.id` and `.b.id` are known only after apply."""
    return Scope({"terraform_data": Things()})


def ours(expression: str) -> Value | str:
    """What our evaluator says of an expression."""
    try:
        return value_of(parse_expression(expression), scope())
    except RefusedError:
        return FAILS


def theirs(expressions: Sequence[str], folder: Path) -> tuple[list[Any], Mapping[str, str]]:
    """What Terraform makes of expressions after apply, `FAILS` where it refuses, and the ids that it gave."""
    lines = [f'resource "terraform_data" "{name}" {{}}' for name in IDS]
    for number, expression in enumerate(expressions):
        lines.append(f'output "o{number}" {{\n  value = try(jsonencode(\n{expression}\n), "{FAILS}")\n}}')
    lines.append('output "ids" {\n  value = { a = terraform_data.a.id, b = terraform_data.b.id }\n}')
    (folder / "main.tf").write_text("\n".join(lines))
    for arguments in (["init", "-input=false"], ["apply", "-auto-approve", "-input=false"]):
        _terraform(folder, *arguments)
    outputs = json.loads(_terraform(folder, "output", "-json"))
    told = [outputs[f"o{number}"]["value"] for number in range(len(expressions))]
    return [text if text in {FAILS, None} else json.loads(text) for text in told], outputs["ids"]["value"]


def _terraform(folder: Path, *arguments: str) -> str:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("TF_")} | {"CHECKPOINT_DISABLE": "1"}
    done = subprocess.run(
        ["terraform", *arguments, "-no-color"], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert not done.returncode, done.stdout[-2000:] + done.stderr[-4000:]
    return done.stdout


def may_be(value: Value | str, real: Any, ids: Mapping[str, str]) -> bool:
    """Whether the value that we told may be what Terraform made."""
    told = settled(value)
    match told:
        case Unknown():
            return True
        case Either(choices=choices):
            return any(may_be(choice, real, ids) for choice in choices)
        case Symbol(plain=plain, owner=owner):
            return bool(real == ids[str(owner)]) if plain else True
        case Glued(parts=parts):
            return bool(real == "".join(part if isinstance(part, str) else ids[str(part.owner)] for part in parts))
        case Items():
            return isinstance(real, list) and _may_be_items(told, real, ids)
        case Entries(entries=inner):
            return isinstance(real, dict) and inner.keys() == real.keys() and all(may_be(inner[k], real[k], ids) for k in inner)
        case _:
            return _is(told, real)


def _may_be_items(told: Items, real: list[Any], ids: Mapping[str, str]) -> bool:
    if not told.ordered:
        return all(any(may_be(item, one, ids) for one in real) for item in told.items) and len(real) <= len(told.items)
    return len(real) == len(told.items) and all(may_be(a, b, ids) for a, b in zip(told.items, real, strict=True))


def _is(told: Value, real: Any) -> bool:
    if isinstance(told, int | Fraction) and not isinstance(told, bool):
        return isinstance(real, int | float) and not isinstance(real, bool) and abs(float(told) - real) <= abs(real) * 1e-15
    return type(told) is type(real) and bool(told == real)


def is_told(value: Value | str) -> bool:
    """Whether anything was told at all."""
    return not isinstance(settled(value), Unknown) if not isinstance(value, str) else True
