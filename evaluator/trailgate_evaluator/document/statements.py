"""Resource policies (of topics and keys): JSON text as statements whose one-or-many are lists."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import orjson

from trailgate_evaluator.embedded import LONGEST
from trailgate_evaluator.regular import regex

if TYPE_CHECKING:
    from trailgate_evaluator.document.parts import Json

_STARS: Final = regex(r"\*{2,}")
_LISTS: Final = {
    "actions": "Action",
    "not_actions": "NotAction",
    "resources": "Resource",
    "not_resources": "NotResource",
}


class NotAPolicyError(ValueError):
    """The text is not a policy as IAM writes it; the message says what is wrong."""


def policy_of(text: str) -> Json:
    """`{"statements": […]}` of a policy's JSON text; raises `NotAPolicyError`.

    Nothing is judged: what a statement leaves out is None. Numbers and booleans become their JSON text, and several wildcards
    `*` in a row the one that they are.
    Source: IAM user guide, "Grammar of the IAM JSON policy language".
    """
    if len(text) > LONGEST:
        raise NotAPolicyError(f"more than {LONGEST} characters")
    try:
        policy = orjson.loads(text)
    except orjson.JSONDecodeError as problem:
        raise NotAPolicyError(f"not JSON: {problem.msg}") from problem
    if not isinstance(policy, dict):
        raise NotAPolicyError("not a JSON object")
    if r"\u0000" in text:
        raise NotAPolicyError("a NUL character")
    statements = policy.get("Statement", [])
    return {"statements": [_statement(each) for each in (statements if isinstance(statements, list) else [statements])]}


def _statement(raw: Any) -> Json:
    if not isinstance(raw, dict):
        raise NotAPolicyError("a statement that is not an object")
    if raw.get("Effect") not in ("Allow", "Deny"):
        raise NotAPolicyError("a statement whose Effect is neither Allow nor Deny")
    statement: Json = {
        "effect": raw["Effect"],
        "principals": _principals(raw.get("Principal"), "Principal"),
        "not_principals": _principals(raw.get("NotPrincipal"), "NotPrincipal"),
        "conditions": _conditions(raw.get("Condition")),
    }
    for name, key in _LISTS.items():
        statement[name] = _wild(_texts(raw[key], key)) if key in raw else None
    return statement


def _principals(raw: Any, key: str) -> Json | str | None:
    match raw:
        case None | "*":
            return raw
        case dict():
            return {kind: _texts(value, key) for kind, value in raw.items()}
        case _:
            raise NotAPolicyError(f"a {key} that is neither * nor an object")


def _conditions(raw: Any) -> list[Json]:
    if raw is None:
        return []
    if not isinstance(raw, dict) or not all(isinstance(block, dict) for block in raw.values()):
        raise NotAPolicyError("a Condition that is not operators with keys")
    return [
        {"operator": operator, "key": key, "values": _values(operator, _texts(values, "Condition"))}
        for operator, block in raw.items()
        for key, values in block.items()
    ]


def _values(operator: str, texts: list[str]) -> list[str]:
    return _wild(texts) if re.search("like|arn", operator, re.IGNORECASE) else texts


def _wild(texts: list[str]) -> list[str]:
    return [_STARS.sub("*", text) for text in texts]


def _texts(raw: Any, key: str) -> list[str]:
    values = raw if isinstance(raw, list) else [raw]
    if any(isinstance(value, dict | list) or value is None for value in values):
        raise NotAPolicyError(f"a value of {key} that is no text")
    return [value if isinstance(value, str) else orjson.dumps(value).decode() for value in values]
