"""The functions of templates, by their long names; each is given its argument as it is written."""

from __future__ import annotations

import base64
import ipaddress
import json
import re
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.readers.cloudformation.intrinsics import conditions
from trailgate_evaluator.readers.cloudformation.intrinsics.marks import can_be_split, is_plain, split
from trailgate_evaluator.readers.cloudformation.intrinsics.values import (
    EXPRESSION,
    LATER,
    NOTHING,
    Either,
    Unknown,
    as_text,
    either,
    unknown_in,
)
from trailgate_evaluator.regular import regex

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from trailgate_evaluator.readers.cloudformation.intrinsics.evaluating import Scope

    Evaluate = Callable[[Any, Scope], Any]
    Function = Callable[[Any, Scope, Evaluate], Any]

_MOST_CHOICES: Final = 64
_VARIABLE: Final = regex(r"\$\{(!?)([^${}!]+)\}")
_PAIR: Final = 2
_LARGEST_CIDRS: Final = 256


def _shapeless(name: str) -> Unknown:
    return Unknown(EXPRESSION, f"{name}, which has not its shape")


def over(arguments: list[Any], told: Callable[[list[Any]], Any]) -> Any:
    """What a function gives for each choice of its arguments; unknown where one of them is."""
    for place, argument in enumerate(arguments):
        if isinstance(argument, Unknown):
            return argument
        if isinstance(argument, Either):
            if len(argument.choices) > _MOST_CHOICES:
                return argument.why
            found = [over([*arguments[:place], one, *arguments[place + 1 :]], told) for one in argument.choices]
            made = either(found, argument.why)
            return argument.why if isinstance(made, Either) and len(made.choices) > _MOST_CHOICES else made
    return told(arguments)


def _ref(argument: Any, scope: Scope, evaluate: Evaluate) -> Any:
    def told(parts: list[Any]) -> Any:
        name = parts[0]
        if not isinstance(name, str):
            return _shapeless("Ref")
        return scope.ref(name) if is_plain(name) else unknown_in(name)

    # AWS::LanguageExtensions lets a function tell the name.
    return scope.ref(argument) if isinstance(argument, str) else over([evaluate(argument, scope)], told)


def _get_att(argument: Any, scope: Scope, evaluate: Evaluate) -> Any:
    parts = argument.split(".", 1) if isinstance(argument, str) else argument
    if not isinstance(parts, list) or len(parts) < _PAIR:
        return _shapeless("Fn::GetAtt")
    told = [evaluate(part, scope) for part in parts]
    if not all(isinstance(part, str) and is_plain(part) for part in told):
        return unknown_in(told) or _shapeless("Fn::GetAtt")
    return scope.attribute(told[0], ".".join(told[1:]))


def _sub(argument: Any, scope: Scope, evaluate: Evaluate) -> Any:
    given = argument if isinstance(argument, list) else [argument, {}]
    if len(given) != _PAIR or not isinstance(given[0], str) or not isinstance(given[1], dict):
        return _shapeless("Fn::Sub")
    text, variables = evaluate(given[0], scope), given[1]
    if not isinstance(text, str):
        return text
    names = list(dict.fromkeys(name.strip() for literal, name in _VARIABLE.findall(text) if not literal))
    values = [_variable(name, variables, scope, evaluate) for name in names]

    def told(parts: list[Any]) -> Any:
        texts = [as_text(part) for part in parts]
        if None in texts:
            return _shapeless("Fn::Sub")
        by_name = dict(zip(names, texts, strict=True))
        return _VARIABLE.sub(lambda found: f"${{{found[2]}}}" if found[1] else str(by_name[found[2].strip()]), text)

    return over(values, told)


def _variable(name: str, variables: Mapping[str, Any], scope: Scope, evaluate: Evaluate) -> Any:
    if name in variables:
        found = evaluate(variables[name], scope)
    elif "." in name:
        found = scope.attribute(*name.split(".", 1))
    else:
        found = scope.ref(name)
    return "" if found is NOTHING else found


def _join(argument: Any, scope: Scope, evaluate: Evaluate) -> Any:
    if not isinstance(argument, list) or len(argument) != _PAIR:
        return _shapeless("Fn::Join")
    delimiter, listed = (evaluate(one, scope) for one in argument)

    def told(parts: list[Any]) -> Any:
        if not isinstance(parts[0], str) or not isinstance(parts[1], list):
            return _shapeless("Fn::Join")
        return over(parts[1], lambda elements: _joined(parts[0], elements))

    return over([delimiter, listed], told)


def _joined(delimiter: str, elements: list[Any]) -> Any:
    texts = [as_text(one) for one in elements if one is not NOTHING]
    return _shapeless("Fn::Join") if None in texts else delimiter.join(map(str, texts))


def _select(argument: Any, scope: Scope, evaluate: Evaluate) -> Any:
    if not isinstance(argument, list) or len(argument) != _PAIR:
        return _shapeless("Fn::Select")

    def told(parts: list[Any]) -> Any:
        index, listed = as_text(parts[0]), parts[1]
        if not isinstance(listed, list) or index is None or not re.fullmatch(r"[0-9]{1,6}", index):
            return unknown_in(parts[0]) or _shapeless("Fn::Select")
        return listed[int(index)] if int(index) < len(listed) else _shapeless("Fn::Select")

    return over([evaluate(one, scope) for one in argument], told)


def _split(argument: Any, scope: Scope, evaluate: Evaluate) -> Any:
    if not isinstance(argument, list) or len(argument) != _PAIR:
        return _shapeless("Fn::Split")

    def told(parts: list[Any]) -> Any:
        delimiter, text = parts
        if not isinstance(delimiter, str) or not isinstance(text, str) or not delimiter or not is_plain(delimiter):
            return _shapeless("Fn::Split")
        return split(text, delimiter) if can_be_split(text, delimiter) else unknown_in(text)

    return over([evaluate(one, scope) for one in argument], told)


def _if(argument: Any, scope: Scope, evaluate: Evaluate) -> Any:
    if not isinstance(argument, list) or len(argument) != 3 or not isinstance(argument[0], str):  # noqa: PLR2004
        return _shapeless("Fn::If")
    holds = scope.condition(argument[0])
    if isinstance(holds, Unknown):
        return either([evaluate(argument[1], scope), evaluate(argument[2], scope)], holds)
    return evaluate(argument[1] if holds else argument[2], scope)


def _find_in_map(argument: Any, scope: Scope, evaluate: Evaluate) -> Any:
    if not isinstance(argument, list) or len(argument) < 3:  # noqa: PLR2004
        return _shapeless("Fn::FindInMap")
    has_default = len(argument) > 3 and isinstance(argument[3], dict) and "DefaultValue" in argument[3]  # noqa: PLR2004
    default = argument[3]["DefaultValue"] if has_default else None

    def told(parts: list[Any]) -> Any:
        found: list[Any] = [scope.mappings]
        why: Unknown | None = None
        for part in parts:
            key = as_text(part)
            if key is None:
                return _shapeless("Fn::FindInMap")
            if not is_plain(key):
                why = why or unknown_in(key)
                found = [inner for one in found if isinstance(one, dict) for inner in one.values()]
            else:
                found = [one[key] for one in found if isinstance(one, dict) and key in one]
        if has_default and (not found or why is not None):
            found.append(default)
        if not found or len(found) > _MOST_CHOICES:
            return why or _shapeless("Fn::FindInMap")
        return either([evaluate(one, scope) for one in found], why or Unknown(LATER, "Fn::FindInMap"))

    return over([evaluate(one, scope) for one in argument[:3]], told)


def _base64(argument: Any, scope: Scope, evaluate: Evaluate) -> Any:
    def told(parts: list[Any]) -> Any:
        text = as_text(parts[0])
        if text is None or not is_plain(text):
            return unknown_in(parts[0]) or _shapeless("Fn::Base64")
        return base64.b64encode(text.encode("utf-8", "surrogatepass")).decode()

    return over([evaluate(argument, scope)], told)


def _cidr(argument: Any, scope: Scope, evaluate: Evaluate) -> Any:
    if not isinstance(argument, list) or not _PAIR <= len(argument) <= 3:  # noqa: PLR2004
        return _shapeless("Fn::Cidr")

    def told(parts: list[Any]) -> Any:
        texts = [as_text(part) for part in parts]
        if None in texts:
            return _shapeless("Fn::Cidr")
        if (why := unknown_in(texts)) is not None:
            return why
        try:
            block = ipaddress.ip_network(str(texts[0]), strict=False)
            bits = int(str(texts[2])) if len(texts) == 3 else 8 if block.version == 4 else 64  # noqa: PLR2004
            count = int(str(texts[1]))
            if not 1 <= count <= _LARGEST_CIDRS:
                return _shapeless("Fn::Cidr")
            found = [str(one) for one in islice(block.subnets(new_prefix=block.max_prefixlen - bits), count)]
        except ValueError:
            return _shapeless("Fn::Cidr")
        return found if len(found) == count else _shapeless("Fn::Cidr")

    return over([evaluate(one, scope) for one in argument], told)


def _import_value(argument: Any, scope: Scope, evaluate: Evaluate) -> Any:
    def told(parts: list[Any]) -> Any:
        return scope.imported(parts[0]) if isinstance(parts[0], str) else _shapeless("Fn::ImportValue")

    return over([evaluate(argument, scope)], told)


def _length(argument: Any, scope: Scope, evaluate: Evaluate) -> Any:
    def told(parts: list[Any]) -> Any:
        return len(parts[0]) if isinstance(parts[0], list) else _shapeless("Fn::Length")

    found = evaluate(argument, scope)
    if isinstance(found, list) and any(isinstance(one, Either) and NOTHING in one.choices for one in found):
        return unknown_in(found)
    return over([found], told)


def _to_json(argument: Any, scope: Scope, evaluate: Evaluate) -> Any:
    found = evaluate(argument, scope)
    return unknown_in(found) or json.dumps(found, separators=(",", ":"), ensure_ascii=False)


def _later(name: str) -> Function:
    return lambda _argument, _scope, _evaluate: Unknown(LATER, name)


def _of_conditions(name: str) -> Function:
    def told(argument: Any, scope: Scope, evaluate: Evaluate) -> Any:
        return conditions.holds({name: argument}, scope, evaluate)

    return told


FUNCTIONS: Final[Mapping[str, Function]] = {
    "Ref": _ref,
    "Fn::Base64": _base64,
    "Fn::Cidr": _cidr,
    "Fn::FindInMap": _find_in_map,
    "Fn::GetAZs": _later("Fn::GetAZs"),
    "Fn::GetAtt": _get_att,
    "Fn::If": _if,
    "Fn::ImportValue": _import_value,
    "Fn::Join": _join,
    "Fn::Length": _length,
    "Fn::Select": _select,
    "Fn::Split": _split,
    "Fn::Sub": _sub,
    "Fn::ToJsonString": _to_json,
    **{name: _of_conditions(name) for name in ("Fn::And", "Fn::Equals", "Fn::Not", "Fn::Or")},
}
