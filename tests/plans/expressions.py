"""Ways in which configurations write a value: each wraps an expression in another that means the same, or nearly.

Nothing here knows what Terraform makes of it; that is found out by applying it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

DEPTH = 2
PASSED_ON = """variable "given" {
  default = null
}
variable "wanted" {
  type    = bool
  default = true
}
output "plain" {
  value = var.given
}
output "chosen" {
  value = var.wanted ? var.given : null
}
output "in_a_map" {
  value = { value = var.given }
}
"""


@dataclass(slots=True)
class Scope:
    """What a root module declares so far, and the dice."""

    dice: Random
    blocks: list[str] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)
    count: int = 0

    def fresh(self, word: str) -> str:
        """A name that nothing has yet."""
        self.count += 1
        return f"{word}_{self.count}"

    def local(self, expression: str) -> str:
        """A local of this value."""
        name = self.fresh("l")
        self.blocks.append(f"locals {{\n  {name} = {expression}\n}}\n")
        return f"local.{name}"

    def variable(self, default: str, kind: str | None = None) -> str:
        """A variable with this default."""
        name = self.fresh("v")
        typed = "" if kind is None else f"  type = {kind}\n"
        self.blocks.append(f'variable "{name}" {{\n{typed}  default = {default}\n}}\n')
        return f"var.{name}"

    def known(self) -> str:
        """An expression that is true or false, known while planning."""
        value = self.dice.choice(["true"] * 5 + ["false"])
        return self.dice.choice([value, self.variable(value, "bool"), self.local(value), f'"{value}" == "true"'])

    def unknown(self) -> str:
        """One that is known only after apply."""
        name = self.fresh("d")
        self.blocks.append(f'resource "terraform_data" "{name}" {{\n  input = "x"\n}}\n')
        return self.dice.choice([f'terraform_data.{name}.output == "x"', f'terraform_data.{name}.id == ""'])

    def condition(self) -> str:
        """Either."""
        return self.unknown() if self.dice.random() < 0.2 else self.known()

    def passed(self, expression: str) -> str:
        """Through a module that hands it on."""
        self.files["modules/pass/main.tf"] = PASSED_ON
        name = self.fresh("m")
        wanted = f"  wanted = {self.known()}\n" if self.dice.random() < 0.3 else ""
        self.blocks.append(f'module "{name}" {{\n  source = "./modules/pass"\n  given = {expression}\n{wanted}}}\n')
        return f"module.{name}.{self.dice.choice(['plain', 'chosen', 'in_a_map.value'])}"


def one(scope: Scope, value: str, other: str, depth: int = DEPTH) -> str:
    """A text that is `value` or, by some ways, `other`."""
    if depth == 0 or scope.dice.random() < 0.3:
        return value
    inner, beside = one(scope, value, other, depth - 1), other
    ways: list[Callable[[], str]] = [
        lambda: scope.local(inner),
        lambda: scope.passed(inner),
        lambda: f"({scope.condition()} ? {inner} : {beside})",
        lambda: f"coalesce({scope.variable('null', 'string')}, {inner})",
        lambda: f'coalesce("", {inner}, {beside})',
        lambda: f"coalesce({beside}, {inner})",
        lambda: f'try({scope.local("{}")}["missing"], {inner})',
        lambda: f"try({inner}, {beside})",
        lambda: f'lookup({scope.local(f"{{ a = {inner}, b = {beside} }}")}, "{scope.dice.choice("abc")}", {beside})',
        lambda: f'{scope.local(f"{{ a = {inner}, b = {beside} }}")}["{scope.dice.choice("aaab")}"]',
        lambda: f"element([{inner}, {beside}], {scope.dice.choice([0, 0, 1, 2])})",
        lambda: f"[{beside}, {inner}][{scope.dice.choice([1, 1, 0])}]",
        lambda: f'"${{{inner}}}"',
        lambda: f'format("%s", {inner})',
        lambda: f"trimspace({inner})",
        lambda: f'merge({{ k = {beside} }}, {{ k = {inner} }})["k"]',
        lambda: f"jsondecode(jsonencode({{ k = {inner} }})).k",
        lambda: f"one([{inner}])",
        lambda: f'join("", [{inner}])',
        lambda: f'{{ for k, v in {{ a = {inner} }} : k => v }}["a"]',
        lambda: f"values({{ z = {beside}, a = {inner} }})[0]",
        lambda: f'replace({inner}, "zzz", "y")',
        lambda: f'split("|", join("|", [{inner}, {beside}]))[0]',
    ]
    return scope.dice.choice(ways)()


def several(scope: Scope, value: str, other: str, depth: int = DEPTH) -> str:
    """A list that has `value` in it, or nearly."""
    plain = f"[{one(scope, value, other, depth)}]"
    if depth == 0 or scope.dice.random() < 0.25:
        return plain
    inner, beside = several(scope, value, other, depth - 1), f"[{other}]"
    ways: list[Callable[[], str]] = [
        lambda: scope.local(inner),
        lambda: scope.passed(inner),
        lambda: f"({scope.condition()} ? {inner} : {scope.dice.choice(['[]', beside])})",
        lambda: f"concat({beside}, {inner})",
        lambda: f"concat({inner}, [])",
        lambda: f"coalescelist({scope.dice.choice(['[]', '[]', beside])}, {inner})",
        lambda: f'compact(concat([""], {inner}))',
        lambda: f"flatten([[{inner}], [[{other}]]])",
        lambda: f"distinct({inner})",
        lambda: f"tolist(toset({inner}))",
        lambda: f"reverse(concat({inner}, {beside}))",
        lambda: f"slice(concat({inner}, {beside}), 0, {scope.dice.choice([1, 1, 2])})",
        lambda: f"[for each_one in {inner} : each_one]",
        lambda: f"[for each_one in concat({inner}, {beside}) : each_one if {scope.condition()}]",
        lambda: f"{inner}[*]",
        lambda: f"setsubtract({inner}, {beside})",
        lambda: f"try({inner}, {beside})",
        lambda: f"values({{ a = {value}, b = {other} }})",
        lambda: f'[for k, v in {{ a = {value}, b = {other} }} : v if k == "{scope.dice.choice("aab")}"]',
        lambda: f'split(",", join(",", {inner}))',
        lambda: f'lookup({{ a = {inner} }}, "{scope.dice.choice("aab")}", {beside})',
    ]
    return scope.dice.choice(ways)()


def flag(scope: Scope, value: str) -> str:
    """A boolean that is `value`, or nearly, as a boolean or as text."""
    ways = [
        value,
        value,
        f'"{value}"',
        scope.variable(value, "bool"),
        scope.local(value),
        f"({scope.condition()} ? {value} : false)",
        f'tobool("{value}")',
        f"try({scope.local('{}')}.missing, {value})",
        f"!{'false' if value == 'true' else 'true'}",
        f"coalesce({scope.variable('null', 'bool')}, {value})",
    ]
    return scope.dice.choice(ways)


def number(scope: Scope, value: int) -> str:
    """A number that is `value`, or nearly, as a number or as text."""
    ways = [
        str(value),
        str(value),
        f'"{value}"',
        scope.variable(str(value), "number"),
        scope.local(str(value)),
        f"({scope.condition()} ? {value} : {value + 1})",
        f"length([{', '.join(['0'] * value)}])" if value < 5 else str(value),
        f"max({value}, 0)",
    ]
    return scope.dice.choice(ways)
