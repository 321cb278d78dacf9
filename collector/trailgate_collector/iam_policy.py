"""The least IAM policy that a collection needs, made from the call table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trailgate_collector.call_table import ASSUME_ROLE, CALLS
from trailgate_collector.calls_beyond import CHOOSING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trailgate_collector.call_kinds import Call, Group


def least_policy(beyond: Iterable[Group] = ()) -> dict[str, Any]:
    """An IAM policy document with every action of the usual calls and of these groups; all of them only read."""
    groups = {None, *beyond}
    return _policy(_reading(call for call in CALLS if call.beyond in groups))


def least_policy_of_organization(role_name: str, beyond: Iterable[Group]) -> dict[str, Any]:
    """The same for whoever collects an organization: with what chooses its accounts, and the right to assume a role in each."""
    groups = {None, *beyond}
    reading = _reading(call for call in (*CALLS, *CHOOSING) if call.beyond in groups)
    entering = {"Sid": "TrailgateEnter", "Effect": "Allow", "Action": [ASSUME_ROLE.action]}
    return _policy(reading, {**entering, "Resource": f"arn:aws:iam::*:role/{role_name}"})


def _reading(calls: Iterable[Call]) -> dict[str, Any]:
    actions = sorted({call.action for call in calls if call.action})
    return {"Sid": "TrailgateCollect", "Effect": "Allow", "Action": actions, "Resource": "*"}


def _policy(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}
