"""Documents, decisions and reports written by hand, small enough to read: what the report layer is tested on."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from tests.records import named
from trailgate_evaluator.report.build import build
from trailgate_evaluator.report.model import told
from trailgate_evaluator.report.outcome import decide_outcome
from trailgate_evaluator.report.result import result

Json = dict[str, Any]

CONTROL = "iam-policy-change-alarm"
RECORDS = ["AttachGroupPolicy", "CreatePolicy", "PutUserPolicy"]
PATTERN = "p0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
TEXT = "{($.eventName=AttachGroupPolicy)||($.eventName=CreatePolicy)||(($.eventName=PutUserPolicy)&&($.errorCode NOT EXISTS))}"
CONTROLS = {
    CONTROL: {
        "title": "IAM policy changes raise an alarm",
        "description": "Every change of an IAM policy reaches a person.",
        "severity": "medium",
        "benchmarks": {"cis_aws_2.0.0": "4.4", "cis_aws_6.0.0": "5.4"},
    }
}


def ids(account: str) -> dict[str, str]:
    return {
        "trail": f"arn:aws:cloudtrail:us-east-1:{account}:trail/main",
        "log_group": f"arn:aws:logs:us-east-1:{account}:log-group:cloudtrail",
        "metric_filter": f"arn:aws:logs:us-east-1:{account}:log-group:cloudtrail:metric-filter:iam-changes",
        "metric": "CISBenchmark/IAMPolicyChanges",
        "alarm": f"arn:aws:cloudwatch:us-east-1:{account}:alarm:iam-changes",
        "topic": f"arn:aws:sns:us-east-1:{account}:security",
        "subscription": f"arn:aws:sns:us-east-1:{account}:security:0f0f",
    }


def document(account: str = "111122223333") -> Json:
    """A document with one resource of each kind; only what the report layer reads of it is whole."""
    kinds = {
        "trail": "trails",
        "log_group": "log_groups",
        "metric_filter": "metric_filters",
        "alarm": "alarms",
        "topic": "topics",
        "subscription": "subscriptions",
    }
    names = {
        "trail": "main",
        "log_group": "cloudtrail",
        "metric_filter": "iam-changes",
        "alarm": "iam-changes",
        "topic": "security",
    }
    made: Json = {
        "format": "trailgate/document/v1",
        "origin": {"kind": "aws_snapshot", "as_of": 1795399978, "sources": []},
        "subject": {
            "account": account,
            "partition": "aws",
            "regions": ["us-east-1"],
            "organization": None,
            "touches_chain": True,
        },
        "settings": {"attestations": [], "waivers": [], "stale_after_hours": 24},
        "gaps": {},
        "index": {},
        "patterns": {PATTERN: {"text": TEXT, "language": "json", "valid": True, "coverage": {CONTROL: {}}}},
        **{kind: {} for kind in kinds.values()},
    }
    for link, kind in kinds.items():
        identity = ids(account)[link]
        made[kind][identity] = {
            "id": identity,
            "name": names.get(link, "0f0f"),
            "account": account,
            "region": "us-east-1",
            "at": f"0#/calls/{len(kind)}/pages/0",
        }
    made["metric_filters"][ids(account)["metric_filter"]]["pattern"] = PATTERN
    made["subscriptions"][ids(account)["subscription"]] |= {"protocol": "email", "endpoint": "security@example.com"}
    return made


def _model(account: str) -> Json:
    constants = {
        "awsRegion": "us-east-1",
        "eventSource": "iam.amazonaws.com",
        "eventType": "AwsApiCall",
        "recipientAccountId": account,
    }
    return named(reversed(RECORDS), constants, {"errorCode": ["string", "absent"]})


def _decision(account: str, **changes: Any) -> Json:
    return {
        "status": "pass",
        "effective": "yes",
        "exception": None,
        "exceptions": [],
        "records": {"carried": [], "unknown": [], "missing": []},
        "chains": [],
        "breaks": [],
        "gaps": [],
        "changes": None,
        **changes,
    }


def _links(account: str, upto: str = "subscription") -> Json:
    known = ids(account)
    chosen = list(known)[: list(known).index(upto) + 1]
    return {link: {"id": known[link], "at": f"0#/calls/{place}"} for place, link in reversed(list(enumerate(chosen)))}


def chain(account: str, **changes: Any) -> Json:
    return {
        "value": "holds",
        "effective": "yes",
        "records": list(reversed(RECORDS)),
        "links": _links(account),
        "weaknesses": [],
        **changes,
    }


def passing(account: str = "111122223333") -> Json:
    return _decision(account, records={"carried": RECORDS, "unknown": [], "missing": []}, chains=[chain(account)])


def weak(account: str = "111122223333") -> Json:
    weakness = {
        "code": "actions_disabled",
        "effect": "no",
        "id": ids(account)["alarm"],
        "at": "0#/calls/4",
        "detail": {},
    }
    return passing(account) | {"effective": "no", "chains": [chain(account, effective="no", weaknesses=[weakness])]}


def failing(account: str = "444455556666") -> Json:
    known = ids(account)
    found = {
        "link": "metric_filter",
        "code": "filter_matches_sometimes",
        "id": known["metric_filter"],
        "at": "0#/calls/2",
        "records": ["PutUserPolicy"],
        "after": {"log_group": known["log_group"], "trail": known["trail"]},
        "detail": {
            "clause": {"text": "$.errorCode NOT EXISTS", "span": [90, 112]},
            "counterexample": {"eventName": "PutUserPolicy", "errorCode": "AccessDenied"},
        },
    }
    return _decision(
        account,
        status="fail",
        effective=None,
        breaks=[found],
        chains=[chain(account, records=RECORDS[:2])],
        records={"carried": RECORDS[:2], "unknown": [], "missing": ["PutUserPolicy"]},
    )


def no_trail(account: str = "444455556666") -> Json:
    found: Json = {
        "link": "trail",
        "code": "trail_none",
        "id": None,
        "at": None,
        "records": RECORDS,
        "after": {},
        "detail": {},
    }
    return _decision(
        account,
        status="fail",
        effective=None,
        breaks=[found],
        records={"carried": [], "unknown": [], "missing": RECORDS},
    )


def gap(account: str = "777788889999", **changes: Any) -> Json:
    return {
        "link": "alarm",
        "reason": "denied",
        "account": account,
        "region": "us-east-1",
        "id": None,
        "attribute": None,
        "call": "cloudwatch:DescribeAlarms",
        "error": {"code": "AccessDenied", "message": "not authorized"},
        "at": "0#/calls/17",
        "candidates": None,
        "address": None,
        "name": None,
        "settled_by": ["permission"],
        "records": RECORDS,
        **changes,
    }


def unknown(account: str = "777788889999") -> Json:
    return _decision(
        account,
        status="unknown",
        effective=None,
        gaps=[gap(account)],
        chains=[chain(account, value="may", effective=None, links=_links(account, "metric"))],
        records={"carried": [], "unknown": RECORDS, "missing": []},
    )


def excepted(account: str = "444455556666") -> Json:
    exception = {"kind": "waiver", "owner": "Ada", "reason": "Moves next week", "expires": 1796000000, "expired": False}
    return failing(account) | {"exception": exception}


def one_result(decision: Json, account: str, index: int = 0) -> Json:
    entry = result(CONTROL, index, document(account), deepcopy(decision), told(_model(account)))
    decide_outcome(entry)
    return entry


def report(*decisions: tuple[str, Json], unreadable: bool = False) -> Json:
    """A report over these (account, decision) pairs, an input each, and one more input that is broken if asked."""
    inputs: list[Json] = [
        {
            "index": index,
            "name": f"{account}.json",
            "kind": "aws_snapshot",
            "digest": "sha256:" + f"{index}" * 64,
            "as_of": 1795399978,
            "error": None,
        }
        for index, (account, _) in enumerate(decisions)
    ]
    if unreadable:
        error = {
            "expected": "a JSON object",
            "found": "nothing",
            "where": "broken.json",
            "what_to_do": "Make it again.",
        }
        inputs.append({"index": len(inputs), "name": "broken.json", "kind": None, "digest": None, "as_of": None, "error": error})
    return build(
        version="0.1.0",
        policies={"digest": "sha256:" + "a" * 64},
        engine={"name": "wasm", "version": "1.22.2", "cross_checked_by": None},
        controls=CONTROLS,
        inputs=inputs,
        results=[one_result(decision, account, index) for index, (account, decision) in enumerate(decisions)],
    )


def every_outcome() -> Json:
    """One input of each outcome, and one that cannot be read."""
    return report(
        ("111122223333", passing()),
        ("111122223334", weak("111122223334")),
        ("444455556666", failing()),
        ("777788889999", unknown()),
        ("444455556667", excepted("444455556667")),
        ("444455556668", no_trail("444455556668")),
        unreadable=True,
    )


def result_of(whole: Json, decision: Json) -> Json:
    """The result of a decision on a document that a test has changed."""
    entry = result(CONTROL, 0, whole, decision, told(_model(whole["subject"]["account"])))
    decide_outcome(entry)
    return entry
