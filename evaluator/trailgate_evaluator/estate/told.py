"""What a snapshot was told of the trails that it lists, question by question, as short texts that tell alike from different."""

from __future__ import annotations

import hashlib
import json
import sys
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.estate.raw import calls_of, objects, text
from trailgate_evaluator.readers.snapshot.arns import log_group_id, parse_arn

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Json = dict[str, Any]

ANSWERS: Final = ("region", "multi_region", "global_services", "organization", "log_group", "logging", "selectors")
"""What is asked about a trail, by the names of a document."""

DELIVERY: Final = "delivery"
"""What is asked besides, of each region: what became of the last delivery, as `delivery|REGION`."""

_FLAGS: Final = {
    "multi_region": "IsMultiRegionTrail", "global_services": "IncludeGlobalServiceEvents", "organization": "IsOrganizationTrail",
}  # fmt: skip
_LONGEST: Final = 80
"""Characters of a text that is kept as it is; of longer ones the digest is."""


def told_of_trails(content: Json, account: str, trails: Iterable[Json]) -> dict[str, dict[str, str]]:
    """By trail and question what the account's snapshot was told; `trails` are its rows of trails.

    Two texts that are alike tell the same; of two that are not, the readers know.
    """
    told: dict[str, dict[str, str]] = {}
    named: dict[tuple[str, object], str] = {}
    for row in trails:
        arn = text(row.get("TrailARN"))
        parsed = None if arn is None else parse_arn(arn)
        if arn is None or parsed is None:
            continue
        is_own = parsed.account == account
        told[arn] = {question: kept(answer) for question, answer in _described(row, parsed.region, is_own=is_own)}
        if is_own and (name := text(row.get("Name"))) is not None:
            named[name, row.get("HomeRegion") or parsed.region] = arn
    for arn, region, pages in _answered(content, "GetTrailStatus", "Name", named):
        if arn in told:
            logging = {*filter(None, [told[arn].get("logging")]), *(kept(page.get("IsLogging")) for page in pages)}
            told[arn]["logging"] = kept("|".join(sorted(logging)), raw=True)
            told[arn][f"{DELIVERY}|{region}"] = kept([page.get("LatestCloudWatchLogsDeliveryError") or None for page in pages])
    for arn, _, pages in _answered(content, "GetEventSelectors", "TrailName", named):
        if arn in told:
            told[arn]["selectors"] = kept([[page.get("EventSelectors"), page.get("AdvancedEventSelectors")] for page in pages])
    return told


def _described(row: Json, region: str, *, is_own: bool) -> Iterator[tuple[str, object]]:
    """What the list of trails tells of one; that no log group is named says nothing where the trail is another account's."""
    yield "region", row.get("HomeRegion") or region
    for question, member in _FLAGS.items():
        yield question, bool(row.get(member))
    group = text(row.get("CloudWatchLogsLogGroupArn"))
    if group is not None or is_own:
        yield "log_group", None if group is None else log_group_id(group)


def _answered(
    content: Json, operation: str, parameter: str, named: dict[tuple[str, object], str]
) -> Iterator[tuple[str, str, list[Json]]]:
    """The answers about a trail, which is named by its ARN, or in its home region by its name: its ARN, where, and the pages."""
    for _, call in calls_of(content, "cloudtrail", operation):
        request, region = call.get("request"), call.get("region")
        asked = text(request.get(parameter)) if isinstance(request, dict) else None
        if asked is not None and isinstance(region, str) and call.get("outcome") == "answered":
            yield named.get((asked, region), asked), region, objects(call.get("pages"))


def kept(answer: object, *, raw: bool = False) -> str:
    """An answer as a text that is kept once, however many accounts were told it."""
    found = str(answer) if raw else json.dumps(answer, sort_keys=True)
    short = found if len(found) <= _LONGEST else hashlib.sha256(found.encode("utf-8", "surrogatepass")).hexdigest()
    return sys.intern(short)
