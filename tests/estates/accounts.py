"""Snapshots of several accounts through which one chain runs, made of a chain that stands in one account."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path
from typing import Any, Final

Json = dict[str, Any]

ROOT: Final = Path(__file__).resolve().parents[2] / "fixtures"
WHOLE: Final = ROOT / "snapshots" / "pass_whole_chain" / "snapshot.json"
_HERE: Final = "111122223333"
MANAGEMENT, MEMBER, ARCHIVE, AUDIT, TOPICS = "777788889999", "444455556666", "222233334444", "333344445555", "555566667777"
ORGANIZATION: Final = "o-simulated1"
TRAIL: Final = f"arn:aws:cloudtrail:us-east-1:{MANAGEMENT}:trail/org"
_OF_SERVICE: Final = {"cloudtrail": "trail", "logs": "group", "cloudwatch": "alarm", "sns": "topic"}
_REFUSED: Final = {"code": "AccessDenied", "message": "not authorized to perform this call"}
_ELSEWHERE: Final = {"code": "CloudTrailARNInvalidException", "message": "The ARN of the trail belongs to another account."}


def estate(
    *,
    trail: str = MANAGEMENT,
    group: str = MANAGEMENT,
    alarm: str | None = None,
    topic: str | None = None,
    members: tuple[str, ...] = (MEMBER,),
    whole: Path = WHOLE,
) -> dict[str, Json]:
    """The snapshots by account: whose trail, log group (with its filters), alarms and topic are, and who else is a member."""
    alarm = alarm or group
    owners = {"trail": trail, "group": group, "alarm": alarm, "topic": topic or alarm}
    told = _told(json.loads(_by_owner(whole.read_text(), owners)), owners)
    return {account: _snapshot(account, told, owners) for account in sorted({*owners.values(), *members})}


def _by_owner(text: str, owners: dict[str, str]) -> str:
    for service, what in _OF_SERVICE.items():
        text = text.replace(f"arn:aws:{service}:us-east-1:{_HERE}", f"arn:aws:{service}:us-east-1:{owners[what]}")
    text = re.sub(rf'(AWS:SourceOwner\\*":\s*\\*"){_HERE}', rf"\g<1>{owners['alarm']}", text)
    return text.replace(_HERE, owners["trail"])


def _told(snapshot: Json, owners: dict[str, str]) -> Json:
    trails = calls(snapshot, "DescribeTrails")
    for call in trails:
        for row in call["pages"][0]["trailList"]:
            row["IsOrganizationTrail"] = True
    for call in calls(snapshot, "DescribeAlarms"):
        for row in call["pages"][0]["MetricAlarms"]:
            if owners["alarm"] != owners["group"]:
                _watch_elsewhere(row, owners["group"])
    return snapshot


def _watch_elsewhere(alarm: Json, account: str) -> None:
    """The alarm as a monitoring account has it, on a metric of another."""
    metric = {name: alarm.pop(name) for name in ("Namespace", "MetricName")}
    stat = {
        "Metric": {**metric, "Dimensions": alarm.pop("Dimensions", [])},
        "Period": alarm.pop("Period"),
        "Stat": alarm.pop("Statistic"),
    }
    alarm["Metrics"] = [{"Id": "m1", "AccountId": account, "MetricStat": stat, "ReturnData": True}]


def _snapshot(account: str, told: Json, owners: dict[str, str]) -> Json:
    kept = []
    for call in told["calls"]:
        what = _OF_SERVICE.get(call["service"])
        own = what is None or owners[what] == account
        if call["operation"] == "DescribeOrganization":
            kept.append(_organization(call))
        elif call["operation"] in {"GetCallerIdentity", "DescribeHub"}:
            kept.append(replaced(call, owners["trail"], account))
        elif own or call["operation"] in {"DescribeTrails", "GetTrailStatus"}:
            kept.append(call)
        elif call["operation"] == "GetEventSelectors":
            kept.append(without_answer(call, "absent", _ELSEWHERE))
        elif call["operation"] == "DescribeAlarms":
            kept.append({**call, "pages": [{**call["pages"][0], "MetricAlarms": []}]})
    snapshot = {name: value for name, value in told.items() if name != "calls"}
    return {
        **copy.deepcopy(snapshot),
        "account": {"id": account, "partition": "aws"},
        "organization": {"id": ORGANIZATION, "management_account": MANAGEMENT},
        "calls": copy.deepcopy(kept),
    }


def _organization(call: Json) -> Json:
    told = {"Id": ORGANIZATION, "MasterAccountId": MANAGEMENT}
    return {name: value for name, value in call.items() if name != "error"} | {
        "outcome": "answered",
        "pages": [{"Organization": told}],
    }


def calls(snapshot: Json, operation: str) -> list[Json]:
    """The calls of that operation."""
    return [call for call in snapshot["calls"] if call["operation"] == operation]


def replaced(value: Json, one: str, other: str) -> Json:
    """The value with another text in the place of one."""
    found: Json = json.loads(json.dumps(value).replace(one, other))
    return found


def without_answer(call: Json, outcome: str, error: Json = _REFUSED) -> Json:
    """The call as if AWS had refused it, or had said that there is no such thing."""
    return {name: value for name, value in call.items() if name != "pages"} | {"outcome": outcome, "error": error}


def refused(snapshot: Json, *operations: str) -> Json:
    """The snapshot with these calls refused."""
    kept = [without_answer(call, "denied") if call["operation"] in operations else call for call in snapshot["calls"]]
    return {**snapshot, "calls": kept}


def later(snapshot: Json, hours: int) -> Json:
    """The snapshot finished so many hours later, up to 14."""
    return {**snapshot, "collected": {**snapshot["collected"], "finished_at": f"2026-11-02T{9 + hours:02}:00:00Z"}}


def written(folder: Path, snapshots: dict[str, Json]) -> list[str]:
    """The files of these snapshots, one an account."""
    folder.mkdir(parents=True, exist_ok=True)
    for account, snapshot in snapshots.items():
        (folder / f"{account}.json").write_text(json.dumps(snapshot))
    return sorted(str(path) for path in folder.glob("*.json"))


def with_links(snapshot: Json, monitors: set[str], role: tuple[str, ...] | None = ()) -> Json:
    """The snapshot with the answer that the account shares all its metrics with these accounts, and no others.

    `role` are the accounts that its sharing role lets in: without any it has no such role, and None was not asked for.
    """
    account = snapshot["account"]["id"]
    call = {
        "service": "oam",
        "operation": "ListLinks",
        "region": "us-east-1",
        "request": {},
        "outcome": "answered",
        "at": "2026-11-02T09:00:00Z",
    }
    rows = [
        {
            "Arn": f"arn:aws:oam:us-east-1:{account}:link/{number:04}",
            "SinkArn": f"arn:aws:oam:us-east-1:{monitor}:sink/{number:04}",
            "ResourceTypes": ["AWS::CloudWatch::Metric"],
        }
        for number, monitor in enumerate(sorted(monitors))
    ]
    told = [
        {**call, "operation": "GetLink", "request": {"Identifier": row["Arn"]}, "pages": [{**row, "LinkConfiguration": {}}]}
        for row in rows
    ]
    if role is not None:
        told.append(_sharing_role(account, role))
    return {**snapshot, "calls": [*snapshot["calls"], {**call, "pages": [{"Items": rows}]}, *told]}


def _sharing_role(account: str, let_in: tuple[str, ...]) -> Json:
    name = "CloudWatch-CrossAccountSharingRole"
    call = {"service": "iam", "operation": "GetRole", "region": "us-east-1", "request": {"RoleName": name}}
    told: Json = {**call, "at": "2026-11-02T09:00:00Z"}
    if not let_in:
        return told | {"outcome": "absent", "error": {"code": "NoSuchEntity", "message": f"The role {name} cannot be found."}}
    principals = [one if one == "*" else f"arn:aws:iam::{one}:root" for one in let_in]
    statement = {"Effect": "Allow", "Principal": {"AWS": principals}, "Action": "sts:AssumeRole"}
    trust = {"Version": "2012-10-17", "Statement": [statement]}
    role = {"RoleName": name, "Arn": f"arn:aws:iam::{account}:role/{name}", "AssumeRolePolicyDocument": trust}
    return told | {"outcome": "answered", "pages": [{"Role": role}]}


def without(snapshots: dict[str, Json], *accounts: str) -> dict[str, Json]:
    """The estate without these accounts' snapshots."""
    return {account: snapshot for account, snapshot in snapshots.items() if account not in accounts}


def stopped(snapshot: Json) -> Json:
    """The snapshot that says that the trail is not logging."""
    found = copy.deepcopy(snapshot)
    for call in calls(found, "GetTrailStatus"):
        for page in call.get("pages", []):
            page["IsLogging"] = False
    return found


def without_organization(snapshot: Json) -> Json:
    """The snapshot in which no trail is the organization's."""
    found = copy.deepcopy(snapshot)
    for call in calls(found, "DescribeTrails"):
        for row in call["pages"][0]["trailList"]:
            row["IsOrganizationTrail"] = False
    return found


def selecting(snapshot: Json, *, management: bool = True) -> Json:
    """The snapshot that was told what the trail selects: all management events, or none."""
    found = copy.deepcopy(snapshot)
    selector = {"ReadWriteType": "All", "IncludeManagementEvents": management, "DataResources": []}
    for call in calls(found, "GetEventSelectors"):
        call.pop("error", None)
        call |= {"outcome": "answered", "pages": [{"TrailARN": call["request"]["TrailName"], "EventSelectors": [selector]}]}
    return found


def described(snapshot: Json, **members: object) -> Json:
    """The snapshot whose list of trails says this of each."""
    found = copy.deepcopy(snapshot)
    for call in calls(found, "DescribeTrails"):
        for page in call.get("pages", []):
            page["trailList"] = [{**row, **members} for row in page["trailList"]]
    return found


def failing_delivery(snapshot: Json, error: str | None = "Access denied") -> Json:
    """The snapshot that says that the trail's last delivery failed, or that it did not."""
    found = copy.deepcopy(snapshot)
    for call in calls(found, "GetTrailStatus"):
        for page in call.get("pages", []):
            page["LatestCloudWatchLogsDeliveryError"] = error or ""
    return found


def listed(snapshot: Json, rows: list[Json]) -> Json:
    """The snapshot with the organization's list of accounts."""
    call = {"service": "organizations", "operation": "ListAccounts", "region": "us-east-1", "request": {}}
    answered = {"outcome": "answered", "at": "2026-11-02T09:00:00Z", "pages": [{"Accounts": rows}]}
    return {**snapshot, "calls": [*snapshot["calls"], {**call, **answered}]}


def delegating(snapshot: Json, *trails: str, policy: Json | None = None) -> Json:
    """The management account's snapshot with the members that CloudTrail is delegated to, and what its resource policy says."""
    call = {"service": "organizations", "region": "us-east-1", "at": "2026-11-02T09:00:00Z", "outcome": "answered"}
    rows = [{"Id": one, "Name": "x"} for one in trails]
    told: list[Json] = [
        {
            **call,
            "operation": "ListDelegatedAdministrators",
            "request": {"ServicePrincipal": "cloudtrail.amazonaws.com"},
            "pages": [{"DelegatedAdministrators": rows}],
        },
        {
            **call,
            "operation": "DescribeResourcePolicy",
            "request": {},
            "pages": [{"ResourcePolicy": {"Content": json.dumps(policy)}}],
        },
    ]
    if policy is None:
        told[1] = without_answer(told[1], "absent", {"code": "ResourcePolicyNotFoundException", "message": "There is none."})
    return {**snapshot, "calls": [*snapshot["calls"], *told]}


def roll_alone(snapshot: Json, rows: list[Json]) -> Json:
    """The snapshot as it is kept of an account that was asked for its organization's list and nothing else."""
    told = {"GetCallerIdentity", "DescribeOrganization", "ListAccounts"}
    calls_kept = [call for call in listed(snapshot, rows)["calls"] if call["operation"] in told]
    asked = {"regions": [], "beyond": ["cross_account"], "named": []}
    return {**snapshot, "regions": [], "collected": {**snapshot["collected"], "asked": asked}, "calls": calls_kept}


def subscribing(snapshot: Json, topic_owner: Json) -> Json:
    """The snapshot whose account lists the subscriptions to another account's topics as its own."""
    account = snapshot["account"]["id"]
    told = [
        row
        for call in calls(topic_owner, "ListSubscriptionsByTopic")
        for page in call.get("pages", [])
        for row in page["Subscriptions"]
    ]
    call = {"service": "sns", "operation": "ListSubscriptions", "region": "us-east-1", "request": {}}
    answered = {
        "outcome": "answered",
        "at": "2026-11-02T09:00:00Z",
        "pages": [{"Subscriptions": [{**row, "Owner": account} for row in told]}],
    }
    return {**snapshot, "calls": [*snapshot["calls"], {**call, **answered}]}


def aliased(snapshot: Json, alias: str) -> Json:
    """The snapshot with the account's IAM alias."""
    call = {"service": "iam", "operation": "ListAccountAliases", "region": "us-east-1", "request": {}}
    answered = {"outcome": "answered", "at": "2026-11-02T09:00:00Z", "pages": [{"AccountAliases": [alias]}]}
    return {**snapshot, "calls": [*snapshot["calls"], {**call, **answered}]}


def owning(snapshot: Json) -> Json:
    """The snapshot of an account that has a trail of its own besides, with all that its chain needs."""
    account = snapshot["account"]["id"]
    text = json.dumps(estate(trail=account, group=account, members=())[account]).replace(":trail/org", ":trail/own")
    own = json.loads(text.replace('"Name": "org"', '"Name": "own"'))
    found = copy.deepcopy(snapshot)
    for call in own["calls"]:
        rows = {"DescribeTrails": "trailList", "DescribeAlarms": "MetricAlarms"}.get(call["operation"])
        if call["operation"] == "DescribeTrails":
            call["pages"][0]["trailList"][0]["IsOrganizationTrail"] = False
        if rows is not None:
            (listing,) = calls(found, call["operation"])
            listing["pages"][0][rows] += call["pages"][0][rows]
        elif call["service"] in _OF_SERVICE:
            found["calls"].append(call)
    return found


def in_another_partition(snapshots: dict[str, Json], numbers: dict[str, str]) -> dict[str, Json]:
    """The estate as it would be in GovCloud, as another organization, with these numbers in the place of some accounts'."""
    text = json.dumps(snapshots)
    changed = {"arn:aws:": "arn:aws-us-gov:", "us-east-1": "us-gov-west-1", ORGANIZATION: "o-governed1", **numbers}
    for one, other in {**changed, '"partition": "aws"': '"partition": "aws-us-gov"'}.items():
        text = text.replace(one, other)
    found: dict[str, Json] = json.loads(text)
    return found


def copying(*, destination: str = AUDIT, source: str = MANAGEMENT, members: tuple[str, ...] = (MEMBER,)) -> dict[str, Json]:
    """An estate whose trail delivers to a group without filters, of which another account has one of the same name with all."""
    made = estate(group=destination, members=(source, *members))
    for account, snapshot in made.items():
        for call in calls(snapshot, "DescribeTrails"):
            call["pages"] = replaced(call["pages"], f"logs:us-east-1:{destination}", f"logs:us-east-1:{source}")
        if account == source:
            groups = [replaced(call, destination, source) for call in calls(made[destination], "DescribeLogGroups")]
            filters = [{**call, "pages": [{"metricFilters": []}]} for call in calls(made[destination], "DescribeMetricFilters")]
            snapshot["calls"] += [*groups, *filters]
    return made


RULE: Final[Json] = {
    "Source": {
        "Regions": ["us-east-1"],
        "Scope": f"OrganizationId = '{ORGANIZATION}'",
        "SourceLogsConfiguration": {"LogGroupSelectionCriteria": "*", "EncryptedLogGroupStrategy": "SKIP"},
    },
    "Destination": {
        "Region": "us-east-1",
        "Account": AUDIT,
        "DestinationLogsConfiguration": {"LogGroupNameConfiguration": {"LogGroupNamePattern": "${source.logGroup}"}},
    },
}
"""A centralization rule that copies every log group of the organization without a customer's key, under its own name."""


METRICS_RULE: Final = {
    "Source": {
        **{name: value for name, value in RULE["Source"].items() if name != "SourceLogsConfiguration"},
        "SourceMetricsConfiguration": {"MetricsSelectionCriteria": "*"},
    },
    "Destination": {"Region": "us-east-1", "Account": AUDIT},
}
"""A centralization rule that copies every metric of the organization."""


def ruled(snapshot: Json, rule: Json | None = RULE, *, health: str = "Healthy") -> Json:
    """The snapshot of an account that was told of a centralization rule, and refused its details where that is None."""
    arn = "arn:aws:observabilityadmin:us-east-1:777788889999:organization-centralization-rule/central"
    summary = {"RuleName": "central", "RuleArn": arn, "CreatedRegion": "us-east-1", "RuleHealth": health}
    destination = {"DestinationAccountId": AUDIT, "DestinationRegion": "us-east-1"}
    call = {"service": "observabilityadmin", "region": "us-east-1", "outcome": "answered", "at": "2026-11-02T09:00:00Z"}
    listing = {"operation": "ListCentralizationRulesForOrganization", "request": {"AllRegions": True}}
    listed_as = {"pages": [{"CentralizationRuleSummaries": [summary | destination]}]}
    asked = {"operation": "GetCentralizationRuleForOrganization", "request": {"RuleIdentifier": arn}}
    details = {**call, **asked, "pages": [{**summary, "CentralizationRule": rule}]}
    told = details if rule is not None else without_answer(details, "denied")
    return {**snapshot, "calls": [*snapshot["calls"], {**call, **listing, **listed_as}, told]}


def unruled(snapshot: Json, outcome: str = "denied") -> Json:
    """The snapshot of an account that asked for the rules, and was refused them, or was told that there are none."""
    call = {"service": "observabilityadmin", "region": "us-east-1", "at": "2026-11-02T09:00:00Z"}
    listing = {**call, "operation": "ListCentralizationRulesForOrganization", "request": {"AllRegions": True}}
    answered = {**listing, "outcome": "answered", "pages": [{"CentralizationRuleSummaries": []}]}
    told = answered if outcome == "answered" else without_answer(listing, outcome)
    return {**snapshot, "calls": [*snapshot["calls"], told]}
