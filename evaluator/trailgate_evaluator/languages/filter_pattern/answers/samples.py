"""Realistic values of CloudTrail fields, so that a counterexample reads like a record. They never decide anything.

Fields: CloudTrail user guide, "CloudTrail record contents".
"""

from __future__ import annotations

from typing import Any, Final

SAMPLES: Final[dict[str, tuple[str, ...]]] = {
    "errorCode": ("AccessDenied", "NoSuchEntityException"),
    "errorMessage": ("User is not authorized to perform this action",),
    "sourceIPAddress": ("203.0.113.12", "cloudformation.amazonaws.com"),
    "userAgent": ("aws-cli/2.31.0", "console.amazonaws.com"),
    "userIdentity.type": ("AssumedRole", "IAMUser", "Root", "AWSService"),
    "userIdentity.invokedBy": ("cloudformation.amazonaws.com",),
    "userIdentity.userName": ("alice",),
    "userIdentity.arn": ("arn:aws:iam::111122223333:user/alice",),
    "userIdentity.sessionContext.sessionIssuer.userName": ("admin",),
    "eventCategory": ("Management",),
    "requestParameters.policyArn": ("arn:aws:iam::aws:policy/ReadOnlyAccess",),
    "requestParameters.roleName": ("deployment",),
    "requestParameters.userName": ("bob",),
    "requestParameters.groupName": ("developers",),
    "requestParameters.policyName": ("inline",),
}


def whole_record(fields: dict[str, Any]) -> dict[str, Any]:
    """A whole realistic CloudTrail record with these fields; objects are merged, all else is replaced."""
    record: dict[str, Any] = {
        "eventVersion": "1.11",
        "userIdentity": {
            "type": "AssumedRole",
            "principalId": "AROAEXAMPLE:alice",
            "arn": "arn:aws:sts::111122223333:assumed-role/admin/alice",
            "accountId": "111122223333",
            "accessKeyId": "ASIAEXAMPLE",
        },
        "eventTime": "2026-03-01T09:26:53Z",
        "sourceIPAddress": "203.0.113.12",
        "userAgent": "aws-cli/2.31.0",
        "requestParameters": {},
        "responseElements": None,
        "requestID": "11111111-2222-3333-4444-555555555555",
        "eventID": "66666666-7777-8888-9999-000000000000",
        "readOnly": False,
        "managementEvent": True,
        "eventCategory": "Management",
    }
    return _merged(record, fields)


def _merged(under: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    merged = dict(under)
    for name, value in over.items():
        below = merged.get(name)
        merged[name] = _merged(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return merged
