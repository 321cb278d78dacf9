"""The least IAM policy that a collection needs, made from the call table."""

from __future__ import annotations

from typing import Any

from trailgate_collector.call_table import CALLS


def least_policy() -> dict[str, Any]:
    """An IAM policy document with every action of the table; all of them only read."""
    actions = sorted({call.action for call in CALLS if call.action})
    return {
        "Version": "2012-10-17",
        "Statement": [{"Sid": "TrailgateCollect", "Effect": "Allow", "Action": actions, "Resource": "*"}],
    }
