"""A whole, realistic CloudTrail record around the few fields that decide."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from trailgate_evaluator.languages.filter_pattern.answers.likely import (
    SERVICE_CALLER,
    call_of,
    caller_of,
    only_reads,
    parameters_of,
    region_of,
    source_of,
)
from trailgate_evaluator.languages.filter_pattern.answers.nesting import nested, overlaid
from trailgate_evaluator.regular import regex
from trailgate_evaluator.report.model import constants_of

Json = dict[str, Any]

_SELECTOR: Final = regex(r"\$\s*\.?\s*(?:\[\s*['\"])?([A-Za-z0-9_-]+|\*|\[)")
_IDENTITY: Final = regex(r"\$\s*\.?\s*(?:\[\s*['\"])?userIdentity(?:['\"]\s*\])?\s*\.?\s*(?:\[\s*['\"])?([A-Za-z0-9_-]+|\*|\[)")
_FIELDS: Final = (
    "eventVersion userIdentity eventTime eventSource eventName awsRegion sourceIPAddress userAgent errorCode errorMessage "
    "requestParameters responseElements requestID eventID readOnly eventType managementEvent recipientAccountId eventCategory"
)
_ORDER: Final = {name: place for place, name in enumerate(_FIELDS.split())}
"""The order in which CloudTrail writes a record's fields."""


def whole_record(deciding: Json, *, fields: Json, pattern: Json | None, as_of: int | None, partition: str | None = None) -> Json:
    """The deciding fields, what is the same in every such record, and around them what it holds besides.

    `fields` are the record's specs by dotted path.

    A field that the pattern mentions is never added, so the pattern judges the whole record as it judges the deciding
    fields, among which are those that are never absent. Only a pattern in the JSON language without wildcard selectors lets
    fields be added at all.
    """
    core = overlaid(nested(constants_of(fields)), deciding)
    mentioned = _mentioned(pattern)
    if mentioned is None:
        return core
    if "eventName" not in mentioned and source_of(core.get("eventName")) is not None:
        core["eventName"] = call_of(core.get("eventSource")) or core["eventName"]  # the name stood for any call
    account = str(core.get("recipientAccountId", "111122223333"))
    whole = {
        **{name: value for name, value in _template(core, account, as_of, partition).items() if name not in mentioned},
        **core,
    }
    if isinstance(identity := whole.get("userIdentity"), dict):
        whole["userIdentity"] = _identity(identity, account, pattern)
    return {name: whole[name] for name in sorted(whole, key=lambda name: _ORDER.get(name, len(_ORDER)))}


def _mentioned(pattern: Json | None) -> set[str] | None:
    """The top-level fields that the pattern names; None where it may look at any field."""
    if pattern is None or pattern["language"] != "json":
        return None
    names = set(_SELECTOR.findall(pattern["text"]))
    return None if names & {"*", "["} else names


def _identity(deciding: Json, account: str, pattern: Json | None) -> Json:
    """Who made the call, as CloudTrail writes it: a service, where what every user has is not there."""
    mentioned = set(_IDENTITY.findall(pattern["text"] if pattern else ""))
    if mentioned & {"*", "["}:
        return deciding
    if "type" in deciding:
        caller = caller_of(deciding["type"], account)
        added = {name: value for name, value in caller.items() if name not in mentioned}
        return {"type": deciding["type"], **added, **deciding}
    user = caller_of("IAMUser", account)
    whole = SERVICE_CALLER if (mentioned - {"type"}) & (user.keys() - deciding.keys()) else user
    return {**{name: value for name, value in whole.items() if name not in mentioned}, **deciding}


def _template(core: Json, account: str, as_of: int | None, partition: str | None) -> Json:
    event = str(core.get("eventName", ""))
    source = core.get("eventSource") or source_of(core.get("eventName"))
    when = datetime.fromtimestamp(as_of if as_of is not None else 0, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    record: Json = {
        "eventVersion": "1.11",
        "userIdentity": caller_of("IAMUser", account),
        "eventTime": when,
        "sourceIPAddress": "203.0.113.7",
        "userAgent": "aws-cli/2.31.0",
        "requestParameters": parameters_of(source, event, account),
        "responseElements": None,
        "requestID": "00000000-0000-4000-8000-000000000001",
        "eventID": "00000000-0000-4000-8000-000000000002",
        "readOnly": only_reads(event),
        "managementEvent": True,
        "eventCategory": "Management",
        "awsRegion": region_of(partition),
    }
    if source is not None:
        record["eventSource"] = source
    if core.get("errorCode") == "AccessDenied" and isinstance(source, str):
        service = source.partition(".")[0]
        record["errorMessage"] = f"User: arn:aws:iam::{account}:user/mallory is not authorized to perform: {service}:{event}"
    return record
