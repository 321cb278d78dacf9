"""The Terraform of a fix: Terraform itself takes it, and its plan, laid over the account, passes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.evaluator.fix.judging import EMAIL, FIXTURES, decision, document_of, inputs, label, source_of
from tests.plans.make_plans import TOOLS, configured, rigged
from trailgate_evaluator.fix import Wishes, plan_fix, written
from trailgate_evaluator.fix.writing.hcl import body, quoted

if TYPE_CHECKING:
    from trailgate_evaluator.engine import Engine

FAILING = [path for path in inputs("fail") if "refused_but" not in str(path) and "wall" not in str(path)]
PLANNED = ["fail_no_trail", "fail_trail_not_logging", "fail_no_filter", "fail_topic_missing", "fail_subscription_pending"]
"""Between them they need every block: bucket, role, trail, group, filter, alarm, topic, subscription."""


@pytest.fixture(scope="module")
def terraform(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which `terraform init` has been run, for the provider that plans without a network."""
    if shutil.which("terraform") is None:
        pytest.skip("terraform is not on PATH")
    if not (TOOLS / "mirror").is_dir():
        pytest.skip("`make plans` has not fetched the provider")
    folder = tmp_path_factory.mktemp("terraform")
    configured(folder)
    (folder / "rig.tf").write_text(rigged("http://127.0.0.1:1", ['region = "us-east-1"']))
    for path in FAILING:
        (folder / label(path)).mkdir()
    run(folder, "init", "-input=false", "-no-color")
    return folder


def run(folder: Path, *arguments: str) -> str:
    """What a terraform command prints."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "TF_"))}
    environment |= {"TF_CLI_CONFIG_FILE": str(folder / "terraform.rc"), "CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1"}
    done = subprocess.run(
        ["terraform", *arguments], cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


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


def test_where_a_resource_stands_that_a_new_one_refers_to_is_told(engine: Engine, tmp_path: Path) -> None:
    plan = json.loads((FIXTURES / "plans" / "02_across_modules" / "plan.json").read_bytes())
    for module in plan["planned_values"]["root_module"]["child_modules"]:
        module["resources"] = [one for one in module["resources"] if one["type"] != "aws_cloudwatch_metric_alarm"]
    plan["resource_changes"] = [one for one in plan["resource_changes"] if one["type"] != "aws_cloudwatch_metric_alarm"]
    (tmp_path / "plan.json").write_text(json.dumps(plan))
    said = text(engine, tmp_path / "plan.json")
    told = "aws_sns_topic.alarms is in module.notify: put this there, or give the value out by an output of that module."
    assert f"\n#    {told}\nresource" in said
    assert "alarm_actions       = [aws_sns_topic.alarms.arn]\n" in said


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
