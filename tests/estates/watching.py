"""What of an estate is about alarms of one account on metrics of another: queries, filters of links, the other end of a link."""

from __future__ import annotations

from typing import Any, Final

from tests.estates.accounts import calls

Json = dict[str, Any]

QUERY: Final = "SELECT SUM({}) FROM CISBenchmark"


def querying(made: dict[str, Json], where: str, name: str = "IAMPolicyChanges") -> dict[str, Json]:
    """The estate whose alarms there watch a Metrics Insights query, which names no account."""
    for call in calls(made[where], "DescribeAlarms"):
        for alarm in call["pages"][0]["MetricAlarms"]:
            alarm["Metrics"] = [{"Id": "q", "Expression": QUERY.format(name), "Period": 300, "ReturnData": True}]
    return made


def filtered(made: dict[str, Json], account: str) -> dict[str, Json]:
    """The estate in which that account's links leave some metrics out."""
    for call in calls(made[account], "GetLink"):
        call["pages"][0]["LinkConfiguration"] = {"MetricConfiguration": {"Filter": "Namespace IN ('AWS/EC2')"}}
    return made


def attached(snapshot: Json, *sources: str) -> Json:
    """The snapshot of a monitoring account that says that links of these accounts, and no others, are attached to its sink."""
    account, call = snapshot["account"]["id"], {"service": "oam", "region": "us-east-1", "outcome": "answered"}
    sink = f"arn:aws:oam:us-east-1:{account}:sink/1"
    links = [
        {"LinkArn": f"arn:aws:oam:us-east-1:{source}:link/1", "ResourceTypes": ["AWS::CloudWatch::Metric"]} for source in sources
    ]
    asked: list[tuple[str, Json, list[Json]]] = [("ListSinks", {}, [{"Arn": sink}])]
    asked.append(("ListAttachedLinks", {"SinkIdentifier": sink}, links))
    told = [
        {**call, "operation": operation, "request": request, "at": "2026-11-02T09:00:00Z", "pages": [{"Items": rows}]}
        for operation, request, rows in asked
    ]
    return {**snapshot, "calls": [*snapshot["calls"], *told]}
