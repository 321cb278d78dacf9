"""Other ways that were seen, by which the records of a failing control may still reach somebody."""

from __future__ import annotations

from typing import Any, Final

from trailgate_evaluator.plain import one_line, some

Json = dict[str, Any]

HEADING: Final = "Seen besides, and not judged: the control asks for a metric filter and an alarm"
_MOST: Final = 6
_SAYS: Final = {
    "event_rule": "EventBridge rule {name} in {region} may match these records and sends them to {targets}.",
    "log_alarm": "Log alarm {name} in {region} queries the trail's log group and tells {targets}.",
    "telemetry_rule": "Telemetry rule {name} in {region} has CloudTrail's records delivered to {targets}.",
}


def other_routes(result: Json) -> list[str]:
    """A sentence for each route that may carry a record that is lost or open here, where the control does not pass."""
    if result["status"] == "pass":
        return []
    wanted = {name for kind in ("unknown", "missing") for name in result["records"].get(kind, ())}
    return [
        _SAYS[route["kind"]].format(name=one_line(route["name"]), region=one_line(route["region"]), targets=_targets(route))
        for route in result.get("other_routes", [])
        if route["kind"] in _SAYS and wanted & set(route["records"])
    ]


def _targets(route: Json) -> str:
    targets = route["targets"]
    if targets is None:
        return "targets that were not read"
    return some([one_line(target.split(":", 2)[-1]) for target in targets], _MOST) if targets else "nobody"
