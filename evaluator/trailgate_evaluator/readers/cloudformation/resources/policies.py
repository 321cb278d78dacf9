"""Policies of topics and keys, with what is not known in them: a name of our own, or what may be any text."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from trailgate_evaluator.document.statements import NotAPolicyError, policy_of
from trailgate_evaluator.readers.cloudformation.intrinsics.marks import is_plain, marks_in, shown
from trailgate_evaluator.readers.cloudformation.intrinsics.values import EXPRESSION, Either, Unknown, unknown_in
from trailgate_evaluator.readers.declared.policies import OPEN, is_open

if TYPE_CHECKING:
    from trailgate_evaluator.document.parts import Json
    from trailgate_evaluator.readers.cloudformation.world.world import World


class Read(NamedTuple):
    """The statements of a policy; without them, why they cannot be told."""

    policy: Json | None
    why: Unknown | None = None


def read_policy(world: World, value: Any) -> Read:
    """The policy that a property holds, an object or its text."""
    if isinstance(value, Either):
        read = [read_policy(world, choice).policy for choice in value.choices]
        alike = read[0] is not None and all(one == read[0] for one in read[1:])
        return Read(read[0]) if alike else Read(None, value.why)
    if isinstance(value, str):
        if not is_plain(value):
            return Read(None, unknown_in(value))
        text = value
    else:
        open_value = _opened(world, value)
        if isinstance(open_value, Unknown):
            return Read(None, open_value)
        text = json.dumps(open_value)
    try:
        policy = policy_of(text)
    except NotAPolicyError as problem:
        return Read(None, Unknown(EXPRESSION, f"a policy that is none: {problem}"))
    if any(map(is_open, policy["statements"])):
        return Read(None, unknown_in(value))
    return Read(policy)


def _opened(world: World, value: Any) -> Any:
    """The value with a name for each text that is not known: an id where it is one, else what may be any text."""
    match value:
        case Unknown() | Either():
            return unknown_in(value)
        case dict():
            made = {key: _opened(world, one) for key, one in value.items()}
            return next((one for one in made.values() if isinstance(one, Unknown)), made)
        case list():
            listed = [_opened(world, one) for one in value]
            return next((one for one in listed if isinstance(one, Unknown)), listed)
        case str() if value in world.arns:
            return world.arns[value]
        case str() if not is_plain(value):
            return _any_text(value)
        case str() if value.startswith("tf:"):
            return Unknown(EXPRESSION, "a text that begins like one of ours")
        case _:
            return value


def _any_text(value: str) -> str:
    found = value
    for name in marks_in(value):
        called = shown(name).replace("}", ")").replace("{", "(")
        found = found.replace(f"\ue000{name}\ue001", f"{OPEN}{called}}}")
    return found
