"""May CloudWatch publish to a topic, and use its key? IAM's evaluation with three answers, for tests.

After the IAM user guide, "Policy evaluation logic" and "Condition operators", and the SNS and
CloudWatch pages on topic policies and encrypted topics. A question is answered True, False or None (cannot tell).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

Json = dict[str, Any]
Answer = bool | None
SERVICE = "cloudwatch.amazonaws.com"
VARIABLE: Final = re.compile(r"\$\{[^}]*\}")
NO_CRYPTOGRAPHY: Final = frozenset(
    {"Creating", "Disabled", "PendingDeletion", "PendingImport", "PendingReplicaDeletion", "Unavailable"}
)
STRANGER: Final = "what no policy names"
ABSENT: Final = frozenset({"aws:principalorgid", "aws:principalorgpaths", "aws:username", "aws:sourcevpce"})


def reaches(alarm: Json, topic: Json, subject: Json) -> str:
    """Whether what the alarm publishes is let through to subscribers: yes, no or unknown."""
    organization = subject["organization"] if subject["account"] == alarm["account"] else None
    call = Asked(alarm=alarm, topic=topic, organization=organization)
    answer = every([published(call), encrypted(call), None if topic["fifo"] else True, fits_in(call)])
    return {True: "yes", False: "no", None: "unknown"}[answer]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """An alarm that publishes to a topic, and the organization that its account is known to be in."""

    alarm: Json
    topic: Json
    organization: Json | None


def fits_in(call: Asked) -> Answer:
    """Whether the message is surely short enough."""
    limit, alarm = call.topic["max_message_size"], call.alarm
    plain = 16 * 1024 + 1400 * len(alarm["metric"]["dimensions"]) if alarm["kind"] == "metric" else 128 * 1024
    return True if limit is None or limit >= plain else None


def every(answers: list[Answer]) -> Answer:
    """And, with three answers."""
    return False if False in answers else None if None in answers else True


def some(answers: list[Answer]) -> Answer:
    """Or, with three answers."""
    return True if True in answers else None if None in answers else False


def opposite(answer: Answer) -> Answer:
    return None if answer is None else not answer


def published(call: Asked) -> Answer:
    policy, alarm, topic = call.topic["policy"], call.alarm, call.topic
    if policy is None:
        same: bool = alarm["account"] == topic["account"]
        return same
    return None if "unknown" in policy else allowed(policy, "sns:Publish", topic["id"], call)


def encrypted(call: Asked) -> Answer:
    key = call.topic["key"]
    if key is None:
        return True
    if "unknown" in key:
        return None
    if key["manager"] == "AWS" or key.get("state") in NO_CRYPTOGRAPHY:
        return False
    policy, state, spec = key.get("policy"), key.get("state"), key.get("spec")
    if isinstance(spec, str) and spec.split("_")[0] in {"RSA", "ECC", "HMAC", "ML", "SM2"}:
        return False
    if spec not in (None, "SYMMETRIC_DEFAULT"):
        policy = None
    if policy is None or "unknown" in policy or state not in {None, "Enabled", "Updating"}:
        return None
    named = key["id"] if isinstance(key["id"], str) and key["id"].startswith("tf:") else "tf:"
    asked = [allowed(policy, action, named, call) for action in ("kms:Decrypt", "kms:GenerateDataKey")]
    return every([*asked, None if state is None else True])


def allowed(policy: Json, action: str, resource: str, call: Asked) -> Answer:
    """Deny wins, then Allow; what nothing allows is refused."""
    matches: dict[str, list[Answer]] = {"Allow": [False], "Deny": [False]}
    for statement in policy["statements"]:
        matches[statement["effect"]].append(applies(statement, action, resource, call))
    return every([opposite(some(matches["Deny"])), some(matches["Allow"])])


def applies(statement: Json, action: str, resource: str, call: Asked) -> Answer:
    return every(
        [
            element(statement, "principals", principal_is_meant),
            element(statement, "actions", lambda given: any(fits(one.lower(), action.lower()) for one in given)),
            element(statement, "resources", lambda given: resource_is_meant(given, resource), absent=True),
            *(condition_holds(condition, action, call) for condition in statement.get("conditions", [])),
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
    if resource.startswith("tf:"):
        return True if resource in given else None
    plain = [one for one in given if "${" not in one]
    if any(fits(one, resource) for one in plain):
        return True
    return None if any(fits(VARIABLE.sub("*", one), resource) for one in given if one not in plain) else False


def condition_holds(condition: Json, action: str, call: Asked) -> Answer:
    """What the condition says in every request that the call may be; None where they differ, or nothing is known of the key."""
    worlds = list(values_of(condition["key"].lower(), action, call))
    if any(value is not None and value.startswith("tf:") for value in worlds):
        # It has no text yet, but it is itself: what a policy says of exactly this is told, and nothing else.
        return (
            says(condition, worlds[0])
            if worlds[0] in condition["values"] and "null" not in condition["operator"].lower()
            else None
        )
    answers = {says(condition, value) for value in worlds}
    return answers.pop() if len(answers) == 1 else None


def values_of(key: str, action: str, call: Asked) -> Iterator[str | None]:
    """The values that a key may have, None where it may be absent; nothing at all where nobody can tell."""
    alarm, topic, publishes = call.alarm, call.topic, action == "sns:Publish"
    own = {
        "aws:sourcearn": alarm["id"],
        "aws:sourceaccount": alarm["account"],
        "aws:securetransport": "true",
        "aws:principalisawsservice": "true",
        "aws:principalservicename": SERVICE,
        "aws:requestedregion": topic["region"],
    }
    if publishes:
        own |= {"aws:viaawsservice": "false", "aws:resourceaccount": topic["account"], "aws:sourceowner": alarm["account"]}
    own |= {} if publishes else {"kms:encryptioncontext:aws:sns:topicarn": topic["id"]}
    if key in own:
        yield own[key]
    elif key in {"aws:principalarn", "aws:principalaccount", "aws:userid", "aws:principaltype"}:
        yield from (None, STRANGER)
    elif key in {"aws:sourceorgid", "aws:sourceorgpaths"}:
        if call.organization is not None:
            name = call.organization["id"]
            paths = [f"{name}/r-ab12/", f"{name}/r-cd34/ou-ef56/", f"{name}/r-cd34/ou-ef57/ou-gh78/"]
            yield from [None] if name is None else [name] if key == "aws:sourceorgid" else paths
    elif key in ABSENT or key.startswith("aws:principaltag/") or (publishes and key in {"sns:protocol", "sns:endpoint"}):
        yield None


def says(condition: Json, value: str | None) -> Answer:
    """What IAM makes of one value of the key, or of its absence."""
    operator = condition["operator"].lower()
    kind, _, word = operator.rpartition(":")
    base = word.removesuffix("ifexists")
    wanted = condition["values"]
    if base == "null":
        return ("true" if value is None else "false") in wanted
    if "numeric" in base and value is not None:
        return "not" in base if value == STRANGER else None
    if value is not None:
        answers = [one_holds(base.replace("not", ""), value, one) for one in wanted]
        return opposite(some([False, *answers])) if "not" in base else some([False, *answers])
    if kind == "forallvalues":
        return True
    if kind == "foranyvalue":
        return None if word != base else False
    return word != base or "not" in base


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
        case "arnequals" | "arnlike" if value.startswith("tf:"):
            return value == wanted
        case "arnequals" | "arnlike":
            pairs = zip(wanted.split(":", 5), value.split(":", 5), strict=False)
            return wanted.count(":") >= 5 and all(fits(part, actual) for part, actual in pairs)
        case _:
            return None


def fits(pattern: str, text: str) -> bool:
    expression = "".join(".*" if mark == "*" else "." if mark == "?" else re.escape(mark) for mark in pattern)
    return re.fullmatch(expression, text, re.DOTALL) is not None
