"""What CloudFormation would not take as the text that it is: dynamic references, and intrinsic functions that are not ours."""

from __future__ import annotations

import re
from typing import Any, Final

from trailgate_evaluator.errors import UnwritableError
from trailgate_evaluator.plain import one_line, printable
from trailgate_evaluator.regular import regex

Json = dict[str, Any]

_DYNAMIC: Final = regex(r"\{\{\s*resolve\s*:", re.IGNORECASE)
_OPENING: Final = regex(r"\{(?=\{)")


def told(sentence: str) -> str:
    """A sentence for the template's reader, in which nothing is a dynamic reference."""
    return _OPENING.sub("{ ", printable(sentence))


def checked(resources: Json) -> Json:
    """The resources, if CloudFormation takes every text of theirs as it is.

    A dynamic reference cannot be escaped: CloudFormation resolves one that functions put together, too.
    Source: CloudFormation user guide, "Get values stored in other services using dynamic references".

    Raises:
        UnwritableError: a text is a dynamic reference, or an object a function that this module does not write.
    """
    for entry in resources.values():
        _walk(entry["Properties"], frozenset(resources))
    return resources


def _walk(value: Any, names: frozenset[str]) -> None:
    match value:
        case str() if _DYNAMIC.search(value):
            raise _refused("text without a dynamic reference", value)
        case {"Ref": name} if len(value) == 1 and name in names:
            return
        case {"Fn::GetAtt": [name, "Arn"]} if len(value) == 1 and name in names:
            return
        case dict():
            for key, each in value.items():
                called = key.startswith("Fn::") or (key in {"Ref", "Condition"} and not isinstance(each, dict))
                if called or _DYNAMIC.search(key):
                    raise _refused("a property", key)
                _walk(each, names)
        case list():
            for each in value:
                _walk(each, names)
        case _:
            return


def _refused(expected: str, found: str) -> UnwritableError:
    return UnwritableError(
        expected=f"{expected}, which CloudFormation takes as it is",
        found=one_line(found, 200),
        where="fix",
        what_to_do="Use `--format aws-cli` or `--format terraform`, which do not resolve it, once you know who wrote it.",
    )
