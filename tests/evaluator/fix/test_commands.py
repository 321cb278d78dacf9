"""The commands of a fix, run by the real aws client against the simulator: collected again, the account passes."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.aws.claims import FIXTURES
from tests.evaluator.fix.judging import RESOURCES, decision, document_of
from tests.evaluator.fix.simulated import collected, emptied, run
from trailgate_evaluator.fix import Wishes, plan_fix, written

if TYPE_CHECKING:
    from tests.aws.fixture import Fixture
    from tests.aws.server import Aws
    from trailgate_evaluator.engine import Engine
    from trailgate_evaluator.fix import Plan

Json = dict[str, Any]
SHELLCHECK = Path(sys.executable).with_name("shellcheck")
EMAIL = "people@example.com"
WEAK_BY_CHANCE = {"delivery_error", "delivery_stale", "in_alarm_now", "muted"}
"""What no change of the chain ends."""


def is_broken(fixture: Fixture) -> bool:
    """Whether the account fails, and is as the simulator built it, with nothing refused that the fix would have to see."""
    refused = {fault.operation for fault in fixture.faults} - {"cloudtrail:DescribeTrails"}
    return fixture.expected["exit"] == 1 and fixture.edit is None and not refused


def is_weak(fixture: Fixture) -> bool:
    """Whether the account passes and may still tell nobody, for a reason that a change can end."""
    (told,) = fixture.expected["results"]
    return told["effective"] in {"no", "unknown"} and not fixture.faults and not WEAK_BY_CHANCE & set(told["weaknesses"])


BROKEN = [one for one in FIXTURES if is_broken(one)]
WEAK = [one for one in FIXTURES if is_weak(one)]
TWICE = {"fail_no_trail", "fail_no_filter", "pass_topic_key_aws_managed"}


def test_there_are_accounts_of_both_kinds() -> None:
    assert len(BROKEN) > 30
    assert len(WEAK) > 8


@pytest.mark.parametrize("fixture", [*BROKEN, *WEAK], ids=lambda one: one.name)
def test_an_account_passes_once_the_commands_have_run(
    engine: Engine, fixture: Fixture, aws: Aws, client: Path, tmp_path: Path
) -> None:
    account = emptied(aws, regions=fixture.regions, page_size=fixture.page_size)
    fixture.build(account)
    aws.layer.faults.order(*fixture.faults)
    effective = fixture in WEAK
    before, found, script = fix(engine, aws, tmp_path, effective=effective)
    check(script)
    first = run(script, aws, client)
    assert (first.returncode, first.stdout) == (0, ""), first.stderr
    for change in found.changes:
        if change.kind == "subscribe":
            aws.confirm(change.parameters["topic"])
    after = document_of(engine, collected(aws, tmp_path))
    told = decision(engine, after)
    assert told["status"] == "pass"
    assert not effective or told["effective"] == "yes"
    untouched(before, after, {identity for change in found.changes for kind in change.patch.values() for identity in kind})
    if fixture.name in TWICE:
        again = run(script, aws, client)
        assert again.returncode == 0, again.stderr
        assert plain(document_of(engine, collected(aws, tmp_path))) == plain(after)


def fix(engine: Engine, aws: Aws, folder: Path, **wishes: Any) -> tuple[Json, Plan, str]:
    """The account's document, its fix, and the script of it."""
    source = collected(aws, folder)
    document = document_of(engine, source)
    found, form = plan_fix(engine, document, Wishes(**{"email": EMAIL, **wishes}), "aws-cli")
    return document, found, written(found, form, source)


def plain(document: Json) -> Json:
    """The resources without what passes with time."""
    trails = {identity: {**trail, "delivery": None} for identity, trail in document["trails"].items()}
    return {kind: document[kind] for kind in RESOURCES} | {"trails": trails}


def untouched(before: Json, after: Json, named: set[str]) -> None:
    """What the plan does not name is as it was, where the collector still looks at it."""
    for kind in RESOURCES:
        for identity, entry in before[kind].items():
            if identity in after[kind] and identity not in named and "#" not in identity:
                assert {**after[kind][identity], "at": entry["at"]} == entry, identity


def check(script: str) -> None:
    """Shellcheck has nothing to say."""
    tool = str(SHELLCHECK) if SHELLCHECK.exists() else shutil.which("shellcheck")
    if tool is None:
        pytest.skip("shellcheck is not in this environment")
    done = subprocess.run([tool, "-s", "sh", "-"], input=script, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_a_name_that_the_snapshot_did_not_show_is_not_taken_over(engine: Engine, aws: Aws, client: Path, tmp_path: Path) -> None:
    account = emptied(aws)
    account.alarm(actions=[], AlarmName="iam-policy-change", MetricName="Orders", Namespace="Shop")
    _, _, script = fix(engine, aws, tmp_path)
    done = run(script, aws, client)
    assert done.returncode == 1
    assert "alarm iam-policy-change is there and is not what the input showed" in done.stderr
    (alarm,) = account.client("cloudwatch").describe_alarms()["MetricAlarms"]
    assert alarm["MetricName"] == "Orders"


def test_credentials_of_another_account_change_nothing(engine: Engine, aws: Aws, client: Path, tmp_path: Path) -> None:
    account = emptied(aws)
    _, _, script = fix(engine, aws, tmp_path)
    done = run(script.replace(account.id, "444455556666"), aws, client)
    assert done.returncode == 1
    assert "not of account 444455556666" in done.stderr
    assert account.client("cloudtrail").describe_trails()["trailList"] == []


def test_what_the_document_leaves_out_of_an_alarm_a_filter_and_a_trail_stays(
    engine: Engine, aws: Aws, client: Path, tmp_path: Path
) -> None:
    account = emptied(aws)
    account.log_group()
    data = [{"Type": "AWS::S3::Object", "Values": ["arn:aws:s3:::payroll/"]}]
    selectors = [{"ReadWriteType": "WriteOnly", "IncludeManagementEvents": False, "DataResources": data}]
    account.selectors(account.trail(), EventSelectors=selectors)
    account.metric_filter()
    topic = account.topic()
    account.subscription(topic)
    other = account.topic("others")
    account.alarm(
        actions=[other], AlarmDescription="Who changed it?", OKActions=[other], InsufficientDataActions=[other], Period=60
    )
    _, found, script = fix(engine, aws, tmp_path, topic_arn=topic)
    assert {change.kind for change in found.changes} == {"put_event_selectors", "change_alarm"}
    assert run(script, aws, client).returncode == 0
    (alarm,) = account.client("cloudwatch").describe_alarms()["MetricAlarms"]
    assert (alarm["AlarmActions"], alarm["OKActions"], alarm["InsufficientDataActions"]) == ([other, topic], [other], [other])
    assert (alarm["AlarmDescription"], alarm["Period"]) == ("Who changed it?", 60)
    kept, added = account.client("cloudtrail").get_event_selectors(TrailName="org")["EventSelectors"]
    assert (kept["DataResources"], kept["IncludeManagementEvents"]) == (data, False)
    assert added["IncludeManagementEvents"] is True
    assert decision(engine, document_of(engine, collected(aws, tmp_path)))["status"] == "pass"


HOSTILE = "a'b\"c$(touch pwned)`id`${x} --name %s \\"
METRIC = HOSTILE.replace("$", "")  # CloudWatch Logs takes none in a metric's name


def test_hostile_names_stay_names(engine: Engine, aws: Aws, client: Path, tmp_path: Path) -> None:
    account = emptied(aws)
    account.log_group()
    account.trail()
    account.metric_filter("{ $.eventName = PutUserPolicy }", filterName=HOSTILE, transformation={"metricName": METRIC})
    topic = account.topic()
    account.subscription(topic)
    account.alarm(actions=[topic], AlarmName=f"-file:///etc/passwd{HOSTILE}\n\u202e", MetricName=METRIC, ActionsEnabled=False)
    _, found, script = fix(engine, aws, tmp_path, effective=True)
    assert {change.kind for change in found.changes} == {"put_metric_filter", "enable_alarm_actions"}
    check(script)
    done = run(script, aws, client)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert not (Path.cwd() / "pwned").exists()
    after = decision(engine, document_of(engine, collected(aws, tmp_path)))
    assert (after["status"], after["effective"]) == ("pass", "yes")
