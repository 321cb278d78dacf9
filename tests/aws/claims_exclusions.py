"""Accounts judged with an organisation's settings: those that leave out just what is excluded, and those that leave out more."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from tests.aws.builder import good_chain
from tests.aws.claims_controls import IDS, PRESCRIBED
from tests.aws.claims_pass import MANAGEMENT, advanced
from tests.aws.events import EVENTS, any_of
from tests.aws.fixture import Fixture, fails, passes, unknown

if TYPE_CHECKING:
    from tests.aws.builder import Account

FOLDER: Final = "exclusions"
DEPLOY: Final = "arn:aws:sts::111122223333:assumed-role/deploy/"
PIPELINE: Final = f'userIdentity.arn: {{like: "{DEPLOY}.*"}}'
KMS: Final = "eventSource: {is: kms.amazonaws.com}"
REFUSED: Final = ("access-denied", "unauthorized-operation")


def settings(number: str, *exclusions: tuple[str, ...]) -> str:
    """A settings file with exclusions of a control, each of the records that hold all of these fields."""
    return "exclusions:\n" + "".join(_exclusion(IDS[number], fields) for fields in exclusions)


def _exclusion(control: str, fields: tuple[str, ...]) -> str:
    lines = "".join(f"      {one}\n" for one in fields)
    return (
        f"  - control: {control}\n    fields:\n{lines}"
        "    owner: platform@example.com\n    reason: Accepted, and reviewed every month.\n    expires: 2027-01-31\n"
    )


def _with_pattern(clause: str, account: Account) -> None:
    good_chain(account, metric_filter={"pattern": f"{{ ({any_of(EVENTS)[2:-2]}) && ({clause}) }}"})


def _of_refused_calls(selectors: dict[str, Any], account: Account) -> None:
    good_chain(account, metric_filter={"pattern": PRESCRIBED["4.1"]}, selectors=selectors)


def _with_selectors(condition: dict[str, Any], account: Account) -> None:
    good_chain(account, selectors=advanced(condition))


def _in_two(account: Account) -> None:
    """One selector takes all but the pipeline, another what the pipeline does to policies but one call."""
    theirs = {"Field": "userIdentity.arn", "StartsWith": [DEPLOY]}
    others = {"Field": "userIdentity.arn", "NotStartsWith": [DEPLOY]}
    but_one = {"Field": "eventName", "NotEquals": ["PutUserPolicy"]}
    fields = ([MANAGEMENT, others], [MANAGEMENT, theirs, but_one])
    good_chain(account, selectors={"AdvancedEventSelectors": [{"Name": "part", "FieldSelectors": one} for one in fields]})


def _strange(snapshot: dict[str, Any]) -> None:
    """A condition with an operator that AWS does not document."""
    for call in snapshot["calls"]:
        for page in call.get("pages", []) if call["operation"] == "GetEventSelectors" else []:
            page["AdvancedEventSelectors"][0]["FieldSelectors"][1]["Matches"] = ["x"]


def classic(kind: str, *excluded: str) -> dict[str, Any]:
    return {
        "EventSelectors": [
            {"ReadWriteType": kind, "IncludeManagementEvents": True, "ExcludeManagementEventSources": list(excluded)}
        ]
    }


def _of(number: str, expected: dict[str, Any]) -> dict[str, Any]:
    """What is expected, of another control than 4.4."""
    return {**expected, "results": [{**one, "control": IDS[number]} for one in expected["results"]]}


def _judged(name: str, says: str, build: Any, expected: dict[str, Any], said: str, **more: Any) -> Fixture:
    return Fixture(name=name, says=says, build=build, expected=expected, settings=said, folder=FOLDER, **more)


SPARED = f'($.userIdentity.arn NOT EXISTS) || ($.userIdentity.arn != "{DEPLOY}*")'
FIXTURES: Final = (
    _judged(
        "pass_filter_spares_the_pipeline",
        "The filter leaves out what the pipeline's role does, which is excluded, and nothing else.",
        partial(_with_pattern, SPARED),
        passes(),
        settings("4.4", (PIPELINE,)),
    ),
    _judged(
        "fail_filter_spares_records_without_the_field",
        "A bare inequality also leaves out every record without the field, which nobody excluded.",
        partial(_with_pattern, f'$.userIdentity.arn != "{DEPLOY}*"'),
        fails("metric_filter", "filter_matches_sometimes"),
        settings("4.4", (PIPELINE,)),
    ),
    _judged(
        "fail_filter_spares_another_role",
        "The filter leaves out the roles whose names begin like the pipeline's, which are more than the excluded one.",
        partial(_with_pattern, SPARED.replace("deploy/*", "deploy*")),
        fails("metric_filter", "filter_matches_sometimes"),
        settings("4.4", (PIPELINE,)),
    ),
    _judged(
        "pass_failed_calls_accepted",
        "The filter matches calls that succeed, and the settings accept that nobody hears of those that fail.",
        partial(_with_pattern, "$.errorCode NOT EXISTS"),
        passes(),
        "failed_calls: accepted\n",
    ),
    _judged(
        "pass_filter_without_an_excluded_call",
        "The filter lacks one of the sixteen calls, which is excluded.",
        lambda account: good_chain(account, metric_filter={"pattern": any_of(EVENTS[:-1])}),
        passes(),
        settings("4.4", (f"eventName: {{is: {EVENTS[-1]}}}",)),
    ),
    _judged(
        "pass_trail_leaves_out_an_excluded_source",
        "The trail leaves out the events of KMS, of which no refused call has to be heard.",
        partial(_of_refused_calls, classic("All", "kms.amazonaws.com")),
        _of("4.1", passes()),
        settings("4.1", (KMS,)),
    ),
    _judged(
        "fail_trail_leaves_out_another_source",
        "The trail leaves out the events of KMS, which are excluded, and those of the RDS Data API, which are not.",
        partial(_of_refused_calls, classic("All", "kms.amazonaws.com", "rdsdata.amazonaws.com")),
        _of("4.1", fails("trail", "trail_excludes_source", missing=REFUSED)),
        settings("4.1", (KMS,)),
    ),
    _judged(
        "fail_trail_leaves_out_writes_of_a_source",
        "The trail leaves out the events of KMS, of which only those that read are excluded.",
        partial(_of_refused_calls, classic("All", "kms.amazonaws.com")),
        _of("4.1", fails("trail", "trail_excludes_source", missing=REFUSED)),
        settings("4.1", (KMS, "readOnly: {is: true}")),
    ),
    _judged(
        "pass_trail_of_writes_alone",
        "The trail records writes alone, and refused calls that read are excluded.",
        partial(_of_refused_calls, classic("WriteOnly")),
        _of("4.1", passes("selector_write_only")),
        settings("4.1", ("readOnly: {is: true}",)),
    ),
    _judged(
        "fail_trail_of_writes_alone",
        "The trail records writes alone, and calls that read are excluded of one service only.",
        partial(_of_refused_calls, classic("WriteOnly")),
        _of("4.1", fails("trail", "trail_no_reads", missing=REFUSED, weaknesses=())),
        settings("4.1", ("readOnly: {is: true}", "eventSource: {is: s3.amazonaws.com}")),
    ),
    _judged(
        "pass_selector_leaves_out_the_pipeline",
        "An advanced selector leaves out what the pipeline's role does, which is excluded, and nothing else.",
        partial(_with_selectors, {"Field": "userIdentity.arn", "NotStartsWith": [DEPLOY]}),
        passes(),
        settings("4.4", (PIPELINE,)),
    ),
    _judged(
        "fail_selector_leaves_out_another_role",
        "An advanced selector leaves out the roles whose names begin like the pipeline's, which are more than the excluded one.",
        partial(_with_selectors, {"Field": "userIdentity.arn", "NotStartsWith": [DEPLOY.rstrip("/")]}),
        fails("trail", "trail_selector_conditional"),
        settings("4.4", (PIPELINE,)),
    ),
    _judged(
        "fail_selector_leaves_out_a_call",
        "An advanced selector leaves out two calls, of which one is excluded.",
        partial(_with_selectors, {"Field": "eventName", "NotEquals": ["CreatePolicy", "PutUserPolicy"]}),
        fails("trail", "trail_selector_excludes", missing=["PutUserPolicy"]),
        settings("4.4", ("eventName: {is: CreatePolicy}",)),
    ),
    _judged(
        "pass_selectors_jointly_but_for_an_excluded_call",
        "Two advanced selectors take everybody together but for the pipeline's PutUserPolicy, which is excluded.",
        _in_two,
        passes(),
        settings("4.4", (PIPELINE, "eventName: {is: PutUserPolicy}")),
    ),
    _judged(
        "fail_selectors_jointly_but_for_a_call",
        "Two advanced selectors take everybody together but for the pipeline's PutUserPolicy; its PutRolePolicy is excluded.",
        _in_two,
        fails("trail", "trail_selector_conditional", missing=["PutUserPolicy"]),
        settings("4.4", (PIPELINE, "eventName: {is: PutRolePolicy}")),
    ),
    _judged(
        "unknown_selector_with_another_operator",
        "What an undocumented operator beside the pipeline's role leaves out is not known (snapshot edited).",
        partial(_with_selectors, {"Field": "userIdentity.arn", "NotStartsWith": [DEPLOY]}),
        unknown(("trail", "failed")),
        settings("4.4", (PIPELINE,)),
        edit=_strange,
    ),
)
