"""The Terraform of a fix: Terraform itself takes it, and its plan, laid over the account, passes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.evaluator.fix.judging import EMAIL, FIXTURES, HIDDEN, decision, document_of, inputs, label, source_of
from tests.evaluator.fix.terraform import RIG, begun, run
from trailgate_evaluator.errors import UnwritableError
from trailgate_evaluator.fix import Wishes, plan_fix, written
from trailgate_evaluator.fix.writing.hcl import body, quoted

if TYPE_CHECKING:
    from collections.abc import Callable

    from trailgate_evaluator.engine import Engine

Json = dict[str, Any]

FAILING = [path for path in inputs("fail") if label(path) not in HIDDEN]
PLANNED = ["fail_no_trail", "fail_trail_not_logging", "fail_no_filter", "fail_topic_missing", "fail_subscription_pending"]
"""Between them they need every block: bucket, role, trail, group, filter, alarm, topic, subscription."""


@pytest.fixture(scope="module")
def terraform(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which `terraform init` has been run, for a provider that is at hand."""
    folder = tmp_path_factory.mktemp("terraform")
    begun(folder)
    (folder / "rig.tf").write_text(RIG)
    for path in FAILING:
        (folder / label(path)).mkdir()
    run(folder, "init", "-input=false", "-no-color")
    return folder


def text(engine: Engine, path: Path, **wishes: Any) -> str:
    source = source_of(path)
    found, form = plan_fix(engine, document_of(engine, source), Wishes(**{"email": EMAIL, **wishes}), "terraform")
    assert found.changes
    return written(found, form, source)


def test_terraform_formats_every_fix_as_it_is(engine: Engine, terraform: Path) -> None:
    files = [f"{label(path)}/fix.tf" for path in FAILING]
    for path, file in zip(FAILING, files, strict=True):
        (terraform / file).write_text(text(engine, path))
    assert run(terraform, "fmt", "-check", "-diff", "-no-color", *files) == ""


WEAK = ["07c_alarm_actions_disabled", "47_threshold_three", "pass_topic_with_aws_key", "pass_topic_with_own_key"]


def test_terraform_formats_what_makes_a_plan_effective(engine: Engine, terraform: Path) -> None:
    texts = [text(engine, FIXTURES / "plans" / name / "plan.json", effective=True) for name in WEAK]
    (terraform / "weak").mkdir()
    for name, written_text in zip(WEAK, texts, strict=True):
        (terraform / "weak" / f"{name}.tf").write_text(written_text)
    assert run(terraform, "fmt", "-check", "-diff", "-no-color", "weak") == ""
    disabled, threshold, aws_key, own_key = texts
    assert "#   actions_enabled = true" in disabled
    assert "#   threshold           = 1" in threshold
    assert "#   kms_master_key_id = aws_kms_key.alias_iam_policy_change.arn" in aws_key
    assert 'resource "aws_kms_key" "alias_iam_policy_change"' in aws_key
    assert "cloudwatch.amazonaws.com" in own_key


def test_a_filter_of_the_plan_on_another_group_is_moved_and_not_made_again(engine: Engine) -> None:
    said = text(engine, FIXTURES / "plans" / "fail_filter_in_other_group" / "plan.json")
    assert "1 change." in said
    assert "# In aws_cloudwatch_log_metric_filter.iam, set:\n#   log_group_name = aws_cloudwatch_log_group.trail.name\n" in said


def without_alarm(folder: Path, change: Callable[[Json], None]) -> Path:
    """A plan whose topic and log group stand in modules, without its alarm and with its configuration changed."""
    plan = json.loads((FIXTURES / "plans" / "02_across_modules" / "plan.json").read_bytes())
    for module in plan["planned_values"]["root_module"]["child_modules"]:
        module["resources"] = [one for one in module["resources"] if one["type"] != "aws_cloudwatch_metric_alarm"]
    plan["resource_changes"] = [one for one in plan["resource_changes"] if one["type"] != "aws_cloudwatch_metric_alarm"]
    change(plan)
    (folder / "plan.json").write_text(json.dumps(plan))
    return folder / "plan.json"


def outputs(plan: Json) -> Json:
    found: Json = plan["configuration"]["root_module"]["module_calls"]["notify"]["module"]["outputs"]
    return found


def test_a_resource_in_a_module_is_said_by_the_output_that_gives_it_out(engine: Engine, tmp_path: Path) -> None:
    said = text(engine, without_alarm(tmp_path, lambda plan: None))
    assert "alarm_actions       = [module.notify.topic_arn]\n" in said
    assert "depends_on" not in said


@pytest.mark.parametrize("name", ["topic_arns", "topic arn"])
def test_an_output_that_is_a_list_or_no_name_is_not_taken(engine: Engine, tmp_path: Path, name: str) -> None:
    said = text(engine, without_alarm(tmp_path, lambda plan: outputs(plan).update({name: outputs(plan).pop("topic_arn")})))
    arn = "arn:aws:sns:us-east-1:${data.aws_caller_identity.trailgate.account_id}:cis-alarms"
    assert f'alarm_actions       = ["{arn}"]\n  depends_on          = [module.notify]\n' in said


def test_an_output_that_says_more_is_not_taken(engine: Engine, tmp_path: Path) -> None:
    more = {"expression": {"references": ["aws_sns_topic.alarms.arn", "aws_sns_topic.alarms", "var.emails"]}}
    said = text(engine, without_alarm(tmp_path, lambda plan: outputs(plan).update(topic_arn=more)))
    assert "module.notify.topic_arn" not in said


def test_what_the_root_cannot_say_is_told_and_nothing_is_printed(engine: Engine, tmp_path: Path) -> None:
    def change(plan: Json) -> None:
        outputs(plan).clear()
        for one in plan["resource_changes"]:
            if one["type"] == "aws_sns_topic":
                one["change"]["after"].pop("name")
                one["change"]["after_unknown"]["name"] = True
        for module in plan["planned_values"]["root_module"]["child_modules"]:
            for one in module["resources"]:
                if one["type"] == "aws_sns_topic":
                    one["values"].pop("name")

    with pytest.raises(UnwritableError, match=r"found module\.notify\.aws_sns_topic\.alarms\. Give it out by an output"):
        text(engine, without_alarm(tmp_path, change))


def test_an_edit_in_a_module_is_of_the_argument_that_makes_the_value(engine: Engine, tmp_path: Path) -> None:
    plan = json.loads((FIXTURES / "plans" / "02_across_modules" / "plan.json").read_bytes())
    for module in plan["planned_values"]["root_module"]["child_modules"]:
        for one in module["resources"]:
            if one["type"] == "aws_cloudwatch_metric_alarm":
                one["values"]["alarm_actions"] = []
    for one in plan["resource_changes"]:
        if one["type"] == "aws_cloudwatch_metric_alarm":
            one["change"]["after"]["alarm_actions"] = []
            one["change"]["after_unknown"].pop("alarm_actions")
    (tmp_path / "plan.json").write_text(json.dumps(plan))
    said = text(engine, tmp_path / "plan.json")
    told = (
        "# In the call of module.alarms, change topic_arn, of which module.alarms.aws_cloudwatch_metric_alarm.iam makes its "
        "alarm_actions, so that it becomes this:\n#   alarm_actions = [module.notify.topic_arn]\n"
    )
    assert told in said


def test_an_edit_of_the_code_of_a_module_is_in_its_own_words(engine: Engine, tmp_path: Path) -> None:
    plan = json.loads((FIXTURES / "plans" / "02_across_modules" / "plan.json").read_bytes())
    calls = plan["configuration"]["root_module"]["module_calls"]
    (alarm,) = [one for one in calls["alarms"]["module"]["resources"] if one["type"] == "aws_cloudwatch_metric_alarm"]
    alarm["expressions"]["alarm_actions"] = {"constant_value": []}
    for module in plan["planned_values"]["root_module"]["child_modules"]:
        for one in module["resources"]:
            if one["type"] == "aws_cloudwatch_metric_alarm":
                one["values"]["alarm_actions"] = []
    for one in plan["resource_changes"]:
        if one["type"] == "aws_cloudwatch_metric_alarm":
            one["change"]["after"]["alarm_actions"] = []
            one["change"]["after_unknown"].pop("alarm_actions")
    (tmp_path / "plan.json").write_text(json.dumps(plan))
    said = text(engine, tmp_path / "plan.json")
    told = (
        "# In module.alarms.aws_cloudwatch_metric_alarm.iam, set:\n#   alarm_actions = [var.topic_arn]\n\n"
        "# Give module.alarms these variables:\n#   topic_arn = module.notify.topic_arn\n"
    )
    assert told in said


def test_terraform_validates_every_fix_of_a_plan_beside_its_sources(engine: Engine, terraform: Path) -> None:
    modules, count = "", 0
    for path in FAILING:
        source = path.parent / "src"
        if path.name != "plan.json" or not source.is_dir() or (source / "case.json").exists():
            continue
        folder = terraform / f"of_{label(path)}"
        shutil.copytree(source / "step2" if (source / "step2").is_dir() else source, folder)
        (folder / "trailgate_fix.tf").write_text(text(engine, path))
        modules += f'module "{folder.name}" {{\n  source = "./{folder.name}"\n}}\n'
        count += 1
    assert count > 15
    (terraform / "modules.tf").write_text(modules)
    run(terraform, "init", "-input=false", "-no-color")
    run(terraform, "validate", "-no-color")
    (terraform / "modules.tf").unlink()


def test_terraform_validates_every_fix_of_an_account(engine: Engine, terraform: Path) -> None:
    accounts = [path for path in FAILING if path.name == "snapshot.json"]
    assert len(accounts) > 30
    modules = ""
    for path in accounts:
        (terraform / label(path) / "fix.tf").write_text(text(engine, path))
        modules += f'module "{label(path)}" {{\n  source = "./{label(path)}"\n}}\n'
    (terraform / "modules.tf").write_text(modules)
    run(terraform, "get", "-no-color")
    run(terraform, "validate", "-no-color")
    (terraform / "modules.tf").unlink()


@pytest.mark.parametrize("name", PLANNED)
def test_the_plan_of_a_fix_laid_over_the_account_passes(engine: Engine, terraform: Path, name: str) -> None:
    path = next(path for path in FAILING if label(path) == f"snapshots_{name}")
    (terraform / "fix.tf").write_text(text(engine, path))
    run(terraform, "plan", "-input=false", "-refresh=false", "-no-color", "-out=tfplan")
    plan = terraform / "plan.json"
    plan.write_text(run(terraform, "show", "-json", "tfplan"))
    planned = document_of(engine, source_of(plan), baseline=str(path))
    told = decision(engine, planned)
    assert told["status"] == "pass"
    assert told["effective"] in {"yes", "unknown"}
    assert decision(engine, document_of(engine, source_of(path)))["status"] == "fail"


def test_a_string_of_hcl_is_the_string_that_it_was(terraform: Path) -> None:
    hostile = [
        '${file("/etc/passwd")}',
        "%{ if true }x%{ endif }",
        "$${x}",
        "$$${x}",
        "%%%{x}",
        'a"b\\c',
        "\n\t\r\x1b\x7f",
        "é\u202e\U0001f600",
        "$",
    ]
    folder = terraform / "strings"
    folder.mkdir()
    (folder / "main.tf").write_text("".join(f'output "o{n}" {{\n  value = {quoted(one)}\n}}\n' for n, one in enumerate(hostile)))
    run(terraform, "-chdir=strings", "apply", "-auto-approve", "-no-color")
    told = json.loads(run(terraform, "-chdir=strings", "output", "-json"))
    assert [told[f"o{n}"]["value"] for n in range(len(hostile))] == hostile


def test_a_map_of_hcl_quotes_keys_that_are_no_names() -> None:
    assert body({"dimensions": {"a b": "x", "name": "y"}}) == 'dimensions = {\n  "a b" = "x"\n  name  = "y"\n}\n'


def test_a_plan_is_repaired_in_its_own_words(engine: Engine) -> None:
    def said(name: str) -> str:
        return text(engine, next(path for path in FAILING if label(path) == f"plans_{name}"))

    assert "# In aws_cloudwatch_metric_alarm.iam, set:\n#   alarm_actions = [aws_sns_topic.alarms.arn]\n" in said(
        "07a_alarm_without_actions"
    )
    destroyed = said("08_destroy_filter")
    assert "log_group_name = aws_cloudwatch_log_group.trail.name" in destroyed
    assert "alarm_actions       = [aws_sns_topic.alarms.arn]" in destroyed
    assert "#   is_multi_region_trail = true" in said("fail_trail_single_region")
    assert "#   enable_logging = true" in said("fail_trail_logging_off")
    assert "data.aws_caller_identity.trailgate.account_id" in said("11_no_chain")
