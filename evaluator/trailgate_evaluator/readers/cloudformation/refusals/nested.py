"""What CloudFormation refuses of a nested stack whose template is read with the one around it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trailgate_evaluator.readers.cloudformation.intrinsics.values import unknown_in
from trailgate_evaluator.readers.cloudformation.stacks.assertions import broken_rule
from trailgate_evaluator.readers.cloudformation.stacks.parameters import not_allowed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from trailgate_evaluator.readers.cloudformation.stacks.resource import Resource
    from trailgate_evaluator.readers.cloudformation.stacks.stack import Stack
    from trailgate_evaluator.readers.cloudformation.world.world import World


def _nested(resource: Resource) -> tuple[Stack | None, Mapping[str, Any]]:
    """The nested stack, if its template is read, and the parameters that it is given, as far as their names are known."""
    given = resource.get("Parameters")
    inner = resource.stack.nested.get(resource.logical)
    if given is not None and not isinstance(given, dict):
        return None, {}
    return inner, given or {}


def _declared(stack: Stack) -> Iterator[tuple[str, Mapping[str, Any]]]:
    yield from ((name, one) for name, one in (stack.content.get("Parameters") or {}).items() if isinstance(one, dict))


def parameter_missing(_: World, resource: Resource) -> bool:
    """Whether a parameter without a default is not given."""
    stack, given = _nested(resource)
    return stack is not None and any("Default" not in one and name not in given for name, one in _declared(stack))


def parameter_strange(_: World, resource: Resource) -> bool:
    """Whether a parameter is given that the nested template does not have."""
    stack, given = _nested(resource)
    return stack is not None and not set(given) <= set(stack.content.get("Parameters") or {})


def parameter_not_allowed(_: World, resource: Resource) -> bool:
    """Whether a known value is one that the nested template does not allow."""
    stack, given = _nested(resource)
    if stack is None:
        return False
    told = {name: value for name, value in given.items() if unknown_in(value) is None}
    return any(name in told and not_allowed(one, told[name]) is not None for name, one in _declared(stack))


def rule_broken(_: World, resource: Resource) -> bool:
    """Whether one of the nested template's rules surely does not hold."""
    stack, _given = _nested(resource)
    return stack is not None and broken_rule(stack) is not None
