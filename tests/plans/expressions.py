"""Ways in which configurations write a value: each wraps an expression in another that means the same, or nearly.

Nothing here knows what Terraform makes of it; that is found out by applying it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.plans.scope import Scope

DEPTH = 2


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
        lambda: f'split("~", join("~", [{inner}, {beside}]))[0]',
        lambda: scope.kept(inner),
        lambda: f"nonsensitive(sensitive({inner}))",
        lambda: f"flatten([[{inner}], [{beside}]])[0]",
        lambda: f"coalescelist([], [{inner}], [{beside}])[0]",
        lambda: f"{scope.local(f'{{ chain = {{ it = {inner} }}, rest = [{beside}] }}')}.chain.it",
        lambda: f'{{ for pair in [["a", {inner}], ["b", {beside}]] : pair[0] => pair[1] }}["a"]',
        lambda: f'zipmap(["b", "a"], [{beside}, {inner}])["{scope.dice.choice("aab")}"]',
        lambda: f"[for one_of in [{beside}, {inner}] : one_of if one_of != {beside}][0]",
        lambda: f'regex("^.*$", {inner})',
        lambda: f"try(tostring({inner}), {beside})",
        lambda: f'(can(regex("^arn:", {inner})) ? {inner} : {scope.dice.choice([inner, beside])})',
        lambda: f"({inner} == {beside} ? {beside} : {inner})",
        lambda: f'({inner} != "" ? {inner} : {beside})',
        lambda: f'values({{ for k in toset(["x"]) : k => {inner} }})[0]',
        lambda: f'trimprefix(trimsuffix("<${{{inner}}}>", ">"), "<")',
        lambda: f"yamldecode(yamlencode({{ k = {inner} }})).k",
        lambda: f"sort([{inner}])[0]",
        lambda: f"substr({inner}, 0, length({inner}))",
        lambda: f"tolist(toset([{inner}]))[0]",
    ]
    if value.startswith('"') and "$" not in value and "\\" not in value:
        ways += [lambda: scope.given(value, beside), lambda: scope.read(value)]
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
        lambda: scope.kept(inner),
        lambda: f"tolist(setunion({inner}, {beside}))",
        lambda: f"sort({inner})",
        lambda: f"chunklist({inner}, 1)[0]",
        lambda: f"matchkeys({inner}, [1], [1])",
        lambda: f"tolist(setintersection(concat({inner}, {beside}), {inner}))",
        lambda: f'formatlist("%s", {inner})',
        lambda: f"toset({inner})",
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


def number(scope: Scope, value: int, step: int = 1) -> str:
    """A number that is `value`, or nearly, as a number or as text."""
    ways = [
        str(value),
        str(value),
        f'"{value}"',
        scope.variable(str(value), "number"),
        scope.local(str(value)),
        f"({scope.condition()} ? {value} : {value + step})",
        f"length([{', '.join(['0'] * value)}])" if value < 5 else str(value),
        f"max({value}, 0)",
    ]
    return scope.dice.choice(ways)
