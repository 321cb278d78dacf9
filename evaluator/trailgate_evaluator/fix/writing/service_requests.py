"""The request that enables a service in one region."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trailgate_evaluator.document.security_hub import NOT_ENABLED, SAYING, SERVICE
from trailgate_evaluator.fix.writing.request import Guard, Request, Same
from trailgate_evaluator.report.names import service_name

if TYPE_CHECKING:
    from trailgate_evaluator.fix.account.change import Change

Json = dict[str, Any]


def enabled(change: Change, document: Json) -> Request:
    """Security Hub with the standards that it enables by itself, where it is not enabled yet."""
    entry = document["services"][change.target]
    return Request(
        service=SERVICE,
        operation="enable-security-hub",
        parameters={"EnableDefaultStandards": True},
        guard=Guard(
            question=Request(service=SERVICE, operation="describe-hub", parameters={}),
            what=f"{service_name(entry['name'])} in {change.region}",
            made=Same(query="HubArn", value=entry["id"]),
            nothing=NOT_ENABLED,
            saying=SAYING,
        ),
    )
