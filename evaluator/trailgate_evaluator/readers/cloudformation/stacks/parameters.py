"""The parameters of a template: what is given for them, else their defaults, else marks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.errors import InputError, UsageError
from trailgate_evaluator.readers.cloudformation.intrinsics.marks import is_clean, mark
from trailgate_evaluator.readers.cloudformation.intrinsics.values import LATER, Unknown, as_text
from trailgate_evaluator.regular import regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_OPTION: Final = "--parameters"
_WHAT_TO_DO: Final = (
    'Give a list of {"ParameterKey": …, "ParameterValue": …} as the AWS CLI takes it, a list of "NAME=VALUE", or a mapping of '
    "names to values, as JSON or YAML."
)
_STORED: Final = "AWS::SSM::Parameter::Value<"
_LONGEST: Final = 256
_SHORT: Final = regex(r"ParameterKey=([^,=]+),ParameterValue=(.*)", re.DOTALL)
"""A parameter in the shorthand of the AWS CLI."""
_GROUPS: Final = regex(r"\)[*+{]|\\[1-9]")
"""A group that repeats, or is repeated: such a pattern may take as long as it likes."""
_NUMBER: Final = regex(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?")


def parameters_in(content: Any, name: str) -> dict[str, Any]:
    """The values of a parameters file: texts, and lists of texts; raises `InputError` where it is none.

    Forms: the AWS CLI's list, that of `aws cloudformation deploy` (NAME=VALUE), CodePipeline's `{"Parameters": {…}}`, what
    `--cli-input-json` takes, what `describe-stacks` answers of one stack, a deployment file of Git sync, a mapping.
    """
    content = _inner(content)
    if isinstance(content, dict):
        pairs: list[tuple[Any, Any]] = list(content.items())
    elif isinstance(content, list):
        pairs = [_pair(one, number, name) for number, one in enumerate(content)]
    else:
        raise _shapeless(name, "neither a list nor a mapping")
    found: dict[str, Any] = {}
    for key, value in pairs:
        if not isinstance(key, str):
            raise _shapeless(name, "a name that is no text")
        if key in found:
            raise _shapeless(name, f"{key[:60]} a second time")
        told = [as_text(one) for one in value] if isinstance(value, list) else as_text(value)
        if told is None or (isinstance(told, list) and None in told):
            raise _shapeless(name, f"a value of {key[:60]} that is no text")
        if not all(map(is_clean, told if isinstance(told, list) else [told])):  # type: ignore[arg-type]
            raise _shapeless(name, f"a value of {key[:60]} with private characters")
        found[key] = told
    return found


def _inner(content: Any) -> Any:
    """The parameters within what people keep them in; the content itself where it is nothing of the kind."""
    match content:
        case {"Stacks": [{"Parameters": list(listed)}]} | {"Parameters": list(listed)}:
            return listed
        case {"Parameters": dict(mapping)} | {"template-file-path": str(), "parameters": dict(mapping)}:
            return mapping
        case {"template-file-path": str()}:
            return {}
        case _:
            return content


def _pair(one: Any, number: int, name: str) -> tuple[Any, Any]:
    match one:
        case str() if (found := _SHORT.fullmatch(one)) is not None:
            return found[1], found[2]
        case str() if "=" in one:
            key, _, value = one.partition("=")
            return key, value
        case {"ParameterKey": key, "ParameterValue": value}:
            return key, value
        case {"ParameterKey": key, "UsePreviousValue": True}:
            raise _shapeless(name, f"UsePreviousValue of {str(key)[:60]}, which no template tells")
        case _:
            raise _shapeless(name, f"something else as element {number}")


def _shapeless(name: str, found: str) -> InputError:
    return InputError(expected="parameters of a template", found=found, where=name, what_to_do=_WHAT_TO_DO)


def refuse_strange(given: Mapping[str, Any], templates: Iterable[Mapping[str, Any]]) -> None:
    """An error where a parameter is given that no template has, or a value that its template does not allow: AWS refuses both."""
    declared = [one.get("Parameters") or {} for one in templates]
    for name, value in given.items():
        known = [one[name] for one in declared if name in one]
        if not known:
            raise UsageError(
                expected="parameters that the template has",
                found=f"{name[:80]}, which it has not",
                where=_OPTION,
                what_to_do="Take it out of the file: CloudFormation refuses it, too.",
            )
        for one in known:
            wrong = not_allowed(one, value) if isinstance(one, dict) else None
            if wrong is not None:
                hidden = str(one.get("NoEcho")).lower() == "true"
                raise UsageError(
                    expected=f"a value that the template allows for {name[:80]}",
                    found="another" if hidden else repr(str(value)[:80]),
                    where=_OPTION,
                    what_to_do=wrong,
                )


def not_allowed(declared: Mapping[str, Any], value: Any) -> str | None:
    """What to give instead, where a parameter's constraints leave a value out; of a list each element is held against them."""
    allowed, pattern = declared.get("AllowedValues"), declared.get("AllowedPattern")
    if isinstance(value, str) and _is_list(str(declared.get("Type", "String"))):
        value = [part.strip() for part in value.split(",")]
    for text in value if isinstance(value, list) else [value]:
        if not isinstance(text, str):
            continue
        if isinstance(allowed, list) and text not in map(as_text, allowed):
            return f"Give one of its AllowedValues: {', '.join(str(as_text(each)) for each in allowed[:8])}."
        if isinstance(pattern, str) and _matches(pattern, text) is False:
            return f"Give one that matches its AllowedPattern: {pattern[:80]}"
        size = _number(text) if declared.get("Type") == "Number" else None
        for limit, amount, beyond in (
            ("MinLength", len(text), -1), ("MaxLength", len(text), 1), ("MinValue", size, -1), ("MaxValue", size, 1),
        ):  # fmt: skip
            bound = _number(declared.get(limit))
            if bound is not None and amount is not None and (amount - bound) * beyond > 0:
                return f"Keep to its {limit}, {declared[limit]}."
        if declared.get("Type") == "Number" and size is None:
            return "Give a number."
    return None


def is_stored(declared: Mapping[str, Any]) -> bool:
    """Whether a parameter's value is what the Parameter Store has under its name."""
    return str(declared.get("Type")).startswith(_STORED)


def _is_list(kind: str) -> bool:
    return kind == "CommaDelimitedList" or "List<" in kind


def _matches(pattern: str, text: str) -> bool | None:
    """Whether the whole text matches; None where the pattern is none that is known here, or too much to try."""
    if len(pattern) > _LONGEST or len(text) > _LONGEST or _GROUPS.search(pattern):
        return None
    try:
        return re.fullmatch(pattern, text) is not None
    except (re.error, RecursionError, OverflowError):
        return None


def _number(value: Any) -> float | None:
    text = as_text(value)
    return float(text) if text is not None and _NUMBER.fullmatch(text.strip()) else None


def value_of(name: str, declared: Any, given: Mapping[str, Any], prefix: str) -> Any:
    """The value of a parameter, which a nested stack may be given as anything that is worked out."""
    if not isinstance(declared, dict):
        return Unknown(LATER, f"parameter {prefix}{name}")
    kind = str(declared.get("Type", "String"))
    is_list = _is_list(kind)
    unknown = Unknown(LATER, f"parameter {prefix}{name}") if is_list else mark(f"parameter {prefix}{name}")
    if str(declared.get("NoEcho", False)).lower() == "true" or is_stored(declared):
        return unknown
    value = given[name] if name in given else declared.get("Default")
    if value is None:
        return unknown
    if isinstance(value, list):
        return value if is_list else ",".join(map(str, map(as_text, value)))
    text = as_text(value)
    if text is None:
        return value
    if not is_clean(text) and name not in given:
        return unknown
    return [part.strip() for part in text.split(",")] if is_list else text
