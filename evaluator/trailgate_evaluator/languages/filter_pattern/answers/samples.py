"""Realistic values of CloudTrail fields, so that a counterexample reads like a record. They never decide anything.

Fields: CloudTrail user guide, "CloudTrail record contents".
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.languages.filter_pattern.answers.likely import CALLS, SERVICE_CALLER, caller_of, only_reads, source_of
from trailgate_evaluator.languages.filter_pattern.answers.nesting import overlaid
from trailgate_evaluator.languages.filter_pattern.decision.value_test import Kind
from trailgate_evaluator.languages.filter_pattern.decision.witness import common_text
from trailgate_evaluator.languages.filter_pattern.decision.work import Work
from trailgate_evaluator.languages.filter_pattern.syntax.errors import BoundReached

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Set as AbstractSet

    from trailgate_evaluator.languages.filter_pattern.decision.languages import TextSet
    from trailgate_evaluator.languages.filter_pattern.decision.record_model import RecordModel, Spec

_USUAL: Final = dict([*CALLS.items()][:2])
SAMPLES: Final[dict[str, tuple[str, ...]]] = {
    "eventVersion": ("1.11", "1.08"),
    "eventName": tuple(_USUAL.values()),
    "eventSource": tuple(_USUAL),
    "eventType": ("AwsApiCall",),
    "awsRegion": ("eu-central-1", "us-east-1"),
    "eventTime": ("2026-03-01T09:26:53Z", "2026-11-23T02:12:58Z"),
    "eventID": ("66666666-7777-4888-8999-000000000000", "00000000-1111-4222-8333-444444444444"),
    "requestID": ("11111111-2222-4333-8444-555555555555",),
    "errorCode": (
        "AccessDenied",
        "AccessDeniedException",
        "Client.UnauthorizedOperation",
        "UnauthorizedOperation",
        "NoSuchEntityException",
    ),
    "errorMessage": ("User is not authorized to perform this action",),
    "sourceIPAddress": ("203.0.113.12", "cloudformation.amazonaws.com"),
    "userAgent": ("aws-cli/2.31.0", "console.amazonaws.com"),
    "userIdentity.type": ("AssumedRole", "IAMUser", "Root", "AWSService"),
    "userIdentity.invokedBy": ("cloudformation.amazonaws.com",),
    "userIdentity.userName": ("alice",),
    "userIdentity.arn": ("arn:aws:iam::111122223333:user/alice",),
    "userIdentity.sessionContext.sessionIssuer.userName": ("admin",),
    "requestParameters.policyArn": ("arn:aws:iam::aws:policy/ReadOnlyAccess",),
    "requestParameters.roleName": ("deployment",),
    "requestParameters.userName": ("bob",),
    "requestParameters.groupName": ("developers",),
    "requestParameters.policyName": ("inline",),
}


LIKELY: Final = frozenset({"userIdentity.type"})
"""Fields that CloudTrail writes wherever what they stand in is there, though the model leaves them free."""

_PERSON: Final = {
    "type": "AssumedRole",
    "principalId": "AROAEXAMPLE:alice",
    "arn": "arn:aws:sts::111122223333:assumed-role/admin/alice",
    "accountId": "111122223333",
    "accessKeyId": "ASIAEXAMPLE",
}
_EMPTY: Final[dict[Kind, Callable[[], Any]]] = {
    Kind.NUMBER: int,
    Kind.FALSE: bool,
    Kind.TRUE: lambda: True,
    Kind.NULL: lambda: None,
    Kind.OBJECT: dict,
    Kind.ARRAY: list,
}
"""The least value of a kind, made anew: what stands below an object is written into it."""
_STEPS: Final = 40_000
NEVER_LEFT_OUT: Final = frozenset({"awsRegion", "eventName", "eventSource", "eventType"})
"""Fields that every record has."""


def samples_of(model: RecordModel) -> dict[str, Any]:
    """A value for each field that is never absent and that records may have in several ways."""
    return {path: sample_of(path, spec) for path, spec in model.varying.items()}


def telling(model: RecordModel) -> dict[str, Any]:
    """The fields that make a record one of the model and not another: its constants, and a text of each that has a language."""
    spoken = {path: sample_of(path, spec) for path, spec in model.varying.items() if spec.strings or path in NEVER_LEFT_OUT}
    return {**spoken, **model.constants}


def sample_of(path: str, spec: Spec) -> Any:
    """A value that the spec allows: a realistic text where it may be one.

    Raises `BoundReached` where no text is found of those that it describes.
    """
    if Kind.STRING in spec.kinds:
        return _text(spec.strings, SAMPLES.get(path, ("x",)))
    if Kind.NUMBER in spec.kinds and spec.constants:
        return next(value for value in spec.constants if not isinstance(value, str | bool) and value is not None)
    return next(_EMPTY[kind]() for kind in Kind if kind in spec.kinds and kind in _EMPTY)


@lru_cache(maxsize=1024)
def _text(sets: tuple[TextSet, ...], samples: tuple[str, ...]) -> str:
    found = common_text(sets, Work(_STEPS), samples=samples)
    if found is None:
        raise BoundReached("a field that can have no text")
    return found


def whole_identity(deciding: dict[str, Any], mentioned: AbstractSet[str]) -> dict[str, Any]:
    """Who made the call, with what CloudTrail writes besides; a service, where what every person has is not there.

    Nothing is added that the pattern mentions.
    """
    if "type" in deciding:
        caller = _caller(deciding["type"])
        return {
            "type": deciding["type"],
            **{name: value for name, value in caller.items() if name not in mentioned},
            **deciding,
        }
    template = SERVICE_CALLER if (mentioned - {"type"}) & (_PERSON.keys() - deciding.keys()) else _PERSON
    return {**{name: value for name, value in template.items() if name not in mentioned}, **deciding}


def _caller(kind: object) -> dict[str, Any]:
    return _PERSON if kind == _PERSON["type"] else caller_of(kind, str(_PERSON["accountId"]))


def whole_record(fields: dict[str, Any]) -> dict[str, Any]:
    """A whole realistic CloudTrail record with these fields; objects are merged, all else is replaced."""
    identity = fields.get("userIdentity")
    kind = identity.get("type") if isinstance(identity, dict) else None
    record: dict[str, Any] = {
        "eventVersion": "1.11",
        "userIdentity": _PERSON if kind is None else _caller(kind),
        "eventTime": "2026-03-01T09:26:53Z",
        "sourceIPAddress": "203.0.113.12",
        "userAgent": "aws-cli/2.31.0",
        "requestParameters": None,
        "responseElements": None,
        "requestID": SAMPLES["requestID"][0],
        "eventID": SAMPLES["eventID"][0],
        "readOnly": only_reads(fields.get("eventName")),
        "managementEvent": True,
        "eventCategory": "Management",
        "awsRegion": "us-east-1",
        "recipientAccountId": "111122223333",
    }
    source = source_of(fields.get("eventName"))
    return overlaid(record if source is None else {**record, "eventSource": source}, fields)
