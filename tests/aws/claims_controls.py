"""Accounts with the alarms of all fifteen controls: one in which all are right, and one for each control with that one broken.

Security Hub (4.16), which is no matter of alarms, is enabled in each but those that are about it.
"""

from __future__ import annotations

import json
import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import botocore.session

from tests.aws.faults import Fault
from tests.aws.fixture import Fixture

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.aws.builder import Account

FOLDER: Final = "controls"
_TEXTS: Final = Path(__file__).parents[2] / "fixtures" / FOLDER / "prescribed.json"
PRESCRIBED: Final[dict[str, str]] = json.loads(_TEXTS.read_text("utf-8"))["texts"]
"""The benchmark's newest filter text for each control, by its number."""

IDS: Final = {
    "4.1": "unauthorized-api-call-alarm", "4.2": "console-sign-in-without-mfa-alarm", "4.3": "root-usage-alarm",
    "4.4": "iam-policy-change-alarm", "4.5": "cloudtrail-change-alarm",
    "4.6": "console-authentication-failure-alarm", "4.7": "cmk-disable-or-deletion-alarm", "4.8": "s3-bucket-policy-change-alarm",
    "4.9": "config-change-alarm", "4.10": "security-group-change-alarm", "4.11": "network-acl-change-alarm",
    "4.12": "network-gateway-change-alarm", "4.13": "route-table-change-alarm", "4.14": "vpc-change-alarm",
    "4.15": "organizations-change-alarm",
}  # fmt: skip
HUB: Final = "security-hub-enabled"
_UNNAMED: Final = {
    "4.1": ["access-denied", "unauthorized-operation"],
    "4.3": ["root:AwsApiCall", "root:AwsConsoleAction", "root:AwsConsoleSignIn"],
}
_NOT_BY_MANAGEMENT: Final = {"LeaveOrganization"}
"""The accounts are management accounts, which cannot leave their organization."""

_NAME: Final = re.compile(r"\$\.eventName\s*=\s*(\w+)")


def records_of(number: str) -> list[str]:
    """The ids of the records that a control requires of these accounts, read off the benchmark's text."""
    return sorted(_UNNAMED.get(number) or set(names_printed(number)) - _NOT_BY_MANAGEMENT)


def names_printed(number: str) -> list[str]:
    """The names in the benchmark's text, whoever makes these calls."""
    return sorted(set(_NAME.findall(PRESCRIBED[number])))


def _narrowed(number: str) -> tuple[str, list[str]]:
    """The text without its last alternative, and what it does not match for certain any more.

    Of 4.1 that is `AccessDenied*`; an error code that begins so and ends with the other one's text is still matched.
    """
    kept, _, lost = PRESCRIBED[number].rpartition("||")
    text = kept.rstrip() + ")" * (lost.count(")") - lost.count("(")) + " }"
    return text, _NAME.findall(lost) if number not in _UNNAMED else ["access-denied"]


def _dropped(number: str) -> list[str]:
    """What nobody hears of without the control's filter: 4.4's names no source, so it matches two calls of Organizations."""
    return [name for name in records_of(number) if number != "4.15" or name not in records_of("4.4")]


def _account(account: Account, *, texts: dict[str, str], silent: str | None = None, records: str = "All") -> None:
    """One trail that records reads and writes, one topic, and for each of these texts a filter and an alarm."""
    account.security_hub()
    account.log_group()
    trail = account.trail()
    if records != "All":
        account.selectors(trail, EventSelectors=[{"ReadWriteType": records, "IncludeManagementEvents": True}])
    topic = account.topic()
    account.subscription(topic)
    for number, text in texts.items():
        name = f"cis-{number}"
        account.metric_filter(text, filterName=name, transformation={"metricName": name})
        account.alarm(actions=[] if number == silent else [topic], AlarmName=name, MetricName=name)


def _expected(**broken: Any) -> dict[str, Any]:
    """What all are said to be: pass, but for those named by their ids."""
    right = {"status": "pass", "effective": "yes", "missing": [], "breaks": [], "gaps": []}
    worst = {1 if verdict["status"] == "fail" else 3 for verdict in broken.values()}
    every = {**dict.fromkeys(IDS.values(), right), HUB: {**right, "effective": None}}
    return {"exit": min(worst, default=0), "results": {name: broken.get(name, every[name]) for name in sorted(every)}}


def _fails(link: str, code: str, missing: list[str]) -> dict[str, Any]:
    return {"status": "fail", "effective": None, "missing": missing, "breaks": [{"link": link, "code": code}], "gaps": []}


def _broken(number: str, turn: int) -> Fixture:
    """An account in which one control is broken: its filter narrowed, its alarm silent, its filter not there, by turns."""
    texts, silent = dict(PRESCRIBED), None
    match turn % 3:
        case 0:
            texts[number], missing = _narrowed(number)
            link, says = "metric_filter", "the last alternative of its filter is missing"
            code = "filter_matches_sometimes" if number == "4.1" else "filter_matches_never"
        case 1:
            silent, missing = number, records_of(number)
            link, code, says = "topic", "actions_none", "its alarm tells nobody"
        case _:
            del texts[number]
            missing = _dropped(number)
            link, code, says = "metric_filter", "filter_none", "its filter and alarm are missing"
    return Fixture(
        folder=FOLDER,
        name=f"fail_{number.replace('.', '_')}",
        says=f"Of the fifteen, {number} alone is broken: {says}.",
        build=partial(_account, texts=texts, silent=silent),
        expected=_expected(**{IDS[number]: _fails(link, code, missing)}),
        organization=_ORGANIZATION,
    )


def _with_hub_in(*regions: str) -> Callable[[Account], None]:
    """Everything as it should be, and Security Hub enabled in these regions alone, beside the one that is built in."""

    def build(account: Account) -> None:
        _account(account, texts=PRESCRIBED)
        for region in regions:
            account.elsewhere(region).security_hub()

    return build


def _cannot_tell(*reasons: str) -> dict[str, Any]:
    told = [{"link": "service", "reason": reason} for reason in reasons]
    return {"status": "unknown", "effective": None, "missing": [], "breaks": [], "gaps": told}


_HUB: Final = "securityhub:DescribeHub"
_REGIONS: Final = ("eu-west-1", "us-east-1", "us-west-2")


def _unlisted() -> tuple[Fault, ...]:
    """The list of regions is refused, and all but three turn the collector away, as regions do that are not enabled."""
    others = sorted({*botocore.session.get_session().get_available_regions("ec2")} - {*_REGIONS})
    return (
        Fault(kind="deny", operation="ec2:DescribeRegions"),
        *(Fault(kind="not_enabled", operation="*", region=region) for region in others),
    )


def _of_security_hub() -> Iterator[Fixture]:
    """Security Hub in three regions: everywhere, not everywhere, refused somewhere, and where nobody lists the regions."""
    about: tuple[tuple[str, str, tuple[str, ...], dict[str, Any] | None, tuple[Fault, ...]], ...] = (
        ("pass_hub_everywhere", "Security Hub is enabled in every region.", ("eu-west-1", "us-west-2"), None, ()),
        (
            "fail_4_16", "Security Hub is not enabled in two of three regions.", (),
            _fails("service", "service_not_enabled", ["eu-west-1", "us-west-2"]), (),
        ),
        (
            "unknown_hub_denied", "Whether Security Hub is enabled was refused in one region.", ("eu-west-1", "us-west-2"),
            _cannot_tell("denied"), (Fault(kind="deny", operation=_HUB, region="eu-west-1"),),
        ),
        (
            "unknown_hub_no_access", "Security Hub answers with the code for not being enabled, and says something else.",
            ("eu-west-1", "us-west-2"), _cannot_tell("failed"), (Fault(kind="no_access", operation=_HUB, region="us-west-2"),),
        ),
        (
            "fail_hub_and_refused", "Security Hub is not enabled in one region, and refused in another.", ("us-west-2",),
            {**_fails("service", "service_not_enabled", ["eu-west-1"]), "gaps": [{"link": "service", "reason": "denied"}]},
            (Fault(kind="deny", operation=_HUB, region="us-west-2"),),
        ),
        (
            "unknown_hub_regions", "Security Hub is enabled in each region that answers, and nobody lists the regions.",
            ("eu-west-1", "us-west-2"), _cannot_tell("denied", "skipped"), _unlisted(),
        ),
    )  # fmt: skip
    for name, says, regions, verdict, faults in about:
        yield Fixture(
            folder=FOLDER, name=name, says=says, build=_with_hub_in(*regions), regions=_REGIONS, faults=faults,
            expected=_expected() if verdict is None else _expected(**{HUB: verdict}), organization=_ORGANIZATION,
        )  # fmt: skip


_ORGANIZATION: Final = ("111122223333",)
_ROLE_UNKNOWN: Final = {
    "status": "unknown",
    "effective": None,
    "missing": [],
    "breaks": [],
    "gaps": [{"link": "trail", "reason": "role_unknown"}],
}

FIXTURES: Final = (
    Fixture(
        folder=FOLDER,
        name="pass_all",
        says="One trail, one topic, and the benchmark's own filter and an alarm for each of the fifteen controls.",
        build=partial(_account, texts=PRESCRIBED),
        expected=_expected(),
        organization=_ORGANIZATION,
    ),
    *(_broken(number, turn) for turn, number in enumerate(IDS)),
    Fixture(
        folder=FOLDER,
        name="unknown_role",
        says="The organization is refused, so the account's role is not known, and a call that not every role makes is missing.",
        build=partial(_account, texts={**PRESCRIBED, "4.15": _narrowed("4.15")[0]}),
        expected=_expected(**{IDS["4.15"]: _ROLE_UNKNOWN}),
        faults=(Fault(kind="deny", operation="organizations:DescribeOrganization"),),
    ),
    Fixture(
        folder=FOLDER,
        name="fail_trail_no_reads",
        says="The trail records writes only; refused calls and what the root user does are reads as well.",
        build=partial(_account, texts=PRESCRIBED, records="WriteOnly"),
        expected=_expected(**{IDS[one]: _fails("trail", "trail_no_reads", records_of(one)) for one in ("4.1", "4.3")}),
        organization=_ORGANIZATION,
    ),
    *_of_security_hub(),
)
