"""The section Rules: what a template asserts of its parameters, which CloudFormation checks before it makes anything.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/rules-section-structure.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from trailgate_evaluator.readers.cloudformation.intrinsics import conditions
from trailgate_evaluator.readers.cloudformation.intrinsics.evaluating import evaluate
from trailgate_evaluator.readers.cloudformation.intrinsics.values import EXPRESSION, Unknown, unknown_in

if TYPE_CHECKING:
    from trailgate_evaluator.readers.cloudformation.stacks.stack import Stack


class Broken(NamedTuple):
    """A rule that does not hold: its name, what its assertion says of itself, and its pointer."""

    name: str
    says: str | None
    pointer: str


def broken_rule(stack: Stack) -> Broken | None:
    """The first rule that surely does not hold by the parameters; None where there is none."""
    rules = stack.content.get("Rules")
    for name, rule in rules.items() if isinstance(rules, dict) else ():
        if not isinstance(rule, dict) or _holds(rule.get("RuleCondition", True), stack) is not True:
            continue
        assertions = rule.get("Assertions")
        for place, one in enumerate(assertions if isinstance(assertions, list) else ()):
            if isinstance(one, dict) and _holds(one.get("Assert"), stack) is False:
                says = one.get("AssertDescription")
                return Broken(name, says if isinstance(says, str) else None, f"/Rules/{name}/Assertions/{place}")
    return None


def _holds(written: Any, stack: Stack) -> bool | Unknown:
    return conditions.holds(written, stack, evaluate, _of_lists)


def _of_lists(written: dict[str, Any], stack: Any) -> bool | Unknown | None:
    """Whether a function on lists holds, which rules alone have; None of any other."""
    match written:
        case {"Fn::Contains": [listed, value]}:
            return _among([value], listed, stack)
        case {"Fn::EachMemberIn": [listed, among]}:
            return _among(listed, among, stack)
        case {"Fn::EachMemberEquals": [listed, value]}:
            return _among(listed, [value], stack)
        case _:
            return None


def _among(listed: Any, among: Any, stack: Any) -> bool | Unknown:
    """Whether each of one list equals one of another."""
    members, others = (evaluate(one, stack) for one in (listed, among))
    if not isinstance(members, list) or not isinstance(others, list):
        return unknown_in([members, others]) or Unknown(EXPRESSION, "a rule on what is no list")
    unknown: Unknown | None = None
    for member in members:
        found = [conditions.equal(member, other) for other in others]
        if any(one is True for one in found):
            continue
        doubtful = next((one for one in found if isinstance(one, Unknown)), None)
        if doubtful is None:
            return False
        unknown = doubtful
    return unknown or True
