"""What the apply refuses by what an expression shows, though the plan does not know the value: told where it is certain."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.evaluator.readers.terraform.editing import added
from tests.evaluator.readers.terraform.judging import PLANS, Json, reading
from trailgate_evaluator.readers.terraform.sources.folder import FolderSources

if TYPE_CHECKING:
    from pathlib import Path

WIRING = PLANS.parent / "sources" / "pass_alarms_over_merge"
STARRED = '"${aws_cloudwatch_log_group.trail.arn}:*"'
TOPICS = "topics = [aws_sns_topic.alarms.arn]"


def plan() -> Json:
    told: Json = json.loads((WIRING / "plan.json").read_bytes())
    return told


def refused(plan: Json, folder: Path, old: str, new: str, more: str = "") -> set[str]:
    """The rules that the plan offends where its sources say something else."""
    shutil.copytree(WIRING / "src", folder / "src")
    written = (folder / "src" / "main.tf").read_text()
    assert old in written
    (folder / "src" / "main.tf").write_text(written.replace(old, new) + more)
    after = reading(plan, sources=FolderSources(str(folder / "src"))).after
    return {entry["refused"] for kind in after.resources.values() for entry in kind.values() if "refused" in entry}


@pytest.mark.parametrize(
    "written",
    ["aws_cloudwatch_log_group.trail.arn", f'trimsuffix({STARRED}, ":*")', "one(aws_cloudwatch_log_group.trail[*].arn)"],
)
def test_a_groups_arn_that_nothing_stands_behind(written: str, tmp_path: Path) -> None:
    assert refused(plan(), tmp_path, STARRED, written) == {"group_arn_without_star"}


@pytest.mark.parametrize("written", [STARRED, "aws_sns_topic.alarms.arn", "aws_cloudwatch_log_group.trail.id"])
def test_what_is_another_text_is_not_refused_for_its_end(written: str, tmp_path: Path) -> None:
    assert refused(plan(), tmp_path, STARRED, written) == set()


def test_an_arn_of_a_provider_that_wrote_the_star_itself_is_not_refused(tmp_path: Path) -> None:
    old = plan()
    for resource in old["planned_values"]["root_module"]["resources"]:
        resource["values"].pop("tags_all", None)
    for change in old["resource_changes"]:
        change["change"]["after_unknown"].pop("tags_all", None)
    assert refused(old, tmp_path, STARRED, "aws_cloudwatch_log_group.trail.arn") == set()


def many(count: int, name: str) -> tuple[Json, str, str]:
    """The plan with so many topics, their blocks, and the list of their ARNs."""
    told, blocks = plan(), ""
    for number in range(count):
        called = name.format(number)
        added(told, "aws_sns_topic", f"t{number}", unknown={"arn": True, "id": True}, name=called)
        blocks += f'resource "aws_sns_topic" "t{number}" {{\n  name = "{called}"\n}}\n'
    return told, blocks, ", ".join(f"aws_sns_topic.t{number}.arn" for number in range(count))


@pytest.mark.parametrize(("count", "name", "rules"), [(6, "t{}", {"more_than_5_actions"}), (5, "t{}", set()), (6, "t", set())])
def test_topics_that_are_more_than_an_alarm_takes(count: int, name: str, rules: set[str], tmp_path: Path) -> None:
    told, blocks, listed = many(count, name)
    assert refused(told, tmp_path, TOPICS, f'topics = ["", {listed}, aws_sns_topic.t0.arn]', blocks) == rules


@pytest.mark.parametrize(
    ("kind", "links"),
    [("AWS::SNS::Subscription", {"subscription"}), ("AWS::S3::Bucket", set()), ("AWS::Logs::MetricFilter", {"metric_filter"})],
)
def test_a_stack_makes_what_its_template_says_though_an_arn_in_it_is_not_known(
    kind: str, links: set[str], tmp_path: Path
) -> None:
    told = added(plan(), "aws_cloudformation_stack", "s", unknown={"template_body": True}, name="s")
    block = (
        f'jsonencode({{ Resources = {{ R = {{ Type = "{kind}", Properties = {{ TopicArn = aws_sns_topic.alarms.arn }} }} }} }})'
    )
    (tmp_path / "main.tf").write_text(
        (WIRING / "src" / "main.tf").read_text() + f'resource "aws_cloudformation_stack" "s" {{\n  template_body = {block}\n}}\n'
    )
    after = reading(told, sources=FolderSources(str(tmp_path))).after
    assert {gap["link"] for gap in after.gaps.values() if gap["reason"] == "made_by_another"} == links
