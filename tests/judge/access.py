"""May CloudWatch publish to a topic, and use its key? IAM's evaluation with three answers, for tests.

After the IAM user guide, "Policy evaluation logic" and "Condition operators", and the SNS and
CloudWatch pages on topic policies and encrypted topics. A question is answered True, False or None (cannot tell).
"""

from __future__ import annotations

import re
from typing import Any

Json = dict[str, Any]
Answer = bool | None
SERVICE = "cloudwatch.amazonaws.com"


def reaches(alarm: Json, topic: Json) -> str:
    """Whether what the alarm publishes is let through to subscribers: yes, no or unknown."""
    answer = every([published(alarm, topic), encrypted(alarm, topic)])
    return {True: "yes", False: "no", None: "unknown"}[answer]


def every(answers: list[Answer]) -> Answer:
    """And, with three answers."""
    return False if False in answers else None if None in answers else True


def some(answers: list[Answer]) -> Answer:
    """Or, with three answers."""
    return True if True in answers else None if None in answers else False


def opposite(answer: Answer) -> Answer:
    return None if answer is None else not answer


def published(alarm: Json, topic: Json) -> Answer:
    policy = topic["policy"]
    if policy is None:
        same: bool = alarm["account"] == topic["account"]
        return same
    return None if "unknown" in policy else allowed(policy, "sns:Publish", topic["id"], alarm)


def encrypted(alarm: Json, topic: Json) -> Answer:
    key = topic["key"]
    if key is None:
        return True
    if "unknown" in key:
        return None
    if key["manager"] == "AWS":
        return False
    policy = key.get("policy")
    if policy is None or "unknown" in policy:
        return None
    return every([allowed(policy, action, "tf:key", alarm) for action in ("kms:Decrypt", "kms:GenerateDataKey")])


def allowed(policy: Json, action: str, resource: str, alarm: Json) -> Answer:
    """Deny wins, then Allow; what nothing allows is refused."""
    matches = {"Allow": [False], "Deny": [False]}
    for statement in policy["statements"]:
        matches[statement["effect"]].append(applies(statement, action, resource, alarm))  # type: ignore[arg-type]
    return every([opposite(some([*matches["Deny"]])), some([*matches["Allow"]])])


def applies(statement: Json, action: str, resource: str, alarm: Json) -> Answer:
    return every(
        [
            element(statement, "principals", principal_is_meant),
            element(statement, "actions", lambda given: any(fits(one.lower(), action.lower()) for one in given)),
            element(statement, "resources", lambda given: resource_is_meant(given, resource), absent=True),
            *(condition_holds(condition, alarm) for condition in statement.get("conditions", [])),
        ]
    )


def element(statement: Json, name: str, meant: Any, *, absent: Answer = False) -> Answer:
    """An element, or its opposite under `not_…`."""
    if statement.get(name) is not None:
        return meant(statement[name])  # type: ignore[no-any-return]
    if statement.get(f"not_{name}") is not None:
        return opposite(meant(statement[f"not_{name}"]))
    return absent


def principal_is_meant(given: Any) -> bool:
    return given == "*" or "*" in given.get("AWS", []) or SERVICE in given.get("Service", [])


def resource_is_meant(given: list[str], resource: str) -> Answer:
    if "*" in given:
        return True
    return None if resource.startswith("tf:") else any(fits(one, resource) for one in given)


def condition_holds(condition: Json, alarm: Json) -> Answer:
    context = {"aws:sourcearn": alarm["id"], "aws:sourceaccount": alarm["account"], "aws:sourceowner": alarm["account"]}
    context["aws:securetransport"] = "true"
    value = context.get(condition["key"].lower())
    if value is None or value.startswith("tf:"):
        return None
    operator = re.sub(r"^for(any|all)values?:|ifexists$", "", condition["operator"].lower())
    if operator == "null":
        return "false" in condition["values"]
    negated = "not" in operator
    answers = [one_holds(operator.replace("not", ""), value, wanted) for wanted in condition["values"]]
    return opposite(some([False, *answers])) if negated else some([False, *answers])


def one_holds(operator: str, value: str, wanted: str) -> Answer:
    if "${" in wanted:
        return None
    match operator:
        case "stringequals":
            return value == wanted
        case "stringequalsignorecase" | "bool":
            return value.lower() == wanted.lower()
        case "stringlike":
            return fits(wanted, value)
        case "arnequals" | "arnlike":
            pairs = zip(wanted.split(":", 5), value.split(":", 5), strict=False)
            return wanted.count(":") >= 5 and all(fits(part, actual) for part, actual in pairs)
        case _:
            return None


def fits(pattern: str, text: str) -> bool:
    expression = "".join(".*" if mark == "*" else "." if mark == "?" else re.escape(mark) for mark in pattern)
    return re.fullmatch(expression, text, re.DOTALL) is not None
