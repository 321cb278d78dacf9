"""What is said of templates speaks of templates and their deployment, and says where a value stands."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from trailgate_evaluator.cli.app import main

TEMPLATES = Path(__file__).resolve().parents[3] / "fixtures" / "templates"
OF_PLANS = re.compile(r"terraform|\bplan\b|\bapply\b|--source|\.tf\b|aws_[a-z]", re.IGNORECASE)
SAYING = {
    "unknown_condition": "condition IsWatched: parameter Watch (template.yaml, line 35)) is known only after deployment",
    "unknown_custom_resource": "Person (Custom::SlackSubscription; template.yaml, line 37) may make the subscriptions",
    "unknown_macro": "transform OurMacro (template.yaml, line 2) may make the trails",
    "unknown_parameter_of_one_end": "Give its value with --parameters FILE, or a Default in the template.",
    "unknown_strange_function": "Fn::Concat, which is not worked out (template.yaml, line 17)",
    "unknown_trail_elsewhere": "Give the account's snapshot beside the template (--baseline snapshot.json).",
    "fail_single_region_by_default": "IsMultiRegionTrail: true",
}


@pytest.mark.parametrize("name", SAYING)
def test_a_template_is_told_in_its_own_words(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(TEMPLATES / name)
    assert main(["evaluate", "template.yaml", "--control", "4.4"]) in {1, 3}
    said = " ".join(capsys.readouterr().out.split())
    assert SAYING[name] in said
    assert OF_PLANS.search(said) is None


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["evaluate", "template.yaml", "--source", "."], 2),
        (["evaluate", "template.yaml", "--graph", "g.dot"], 2),
        (["fix", "template.yaml"], 2),
        (["evaluate", "../../plans/01_root_pass/plan.json", "--parameters", "parameters.json"], 2),
        (["evaluate", "template.yaml", "--parameters", "template.yaml"], 4),
        (["evaluate", "template.yaml", "--parameters", "absent.json"], 4),
        (["show", "template.yaml", "--parameters", "parameters.json", "--check"], 0),
        (["evaluate", "template.yaml", "--parameters", "parameters.json", "--control", "4.4"], 1),
    ],
)
def test_options_that_do_not_fit_are_refused(arguments: list[str], code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(TEMPLATES / "fail_parameter_given")
    assert main(arguments) == code


def test_templates_are_traced_and_compared(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(TEMPLATES)
    records = str(TEMPLATES.parent / "records" / "cloudtrail_file.json")
    assert main(["trace", "pass_plain/template.yaml", "--record", records]) in {0, 1, 3}
    assert "1 of 1 required record would have told a person" in capsys.readouterr().out
    assert main(["diff", "pass_plain/template.yaml", "fail_no_subscription/template.yaml", "--control", "4.4"]) == 1
    assert "worse" in capsys.readouterr().out


@pytest.mark.parametrize("form", ["text", "markdown", "sarif", "junit", "github", "gitlab", "html"])
def test_a_state_is_no_plan(form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bucket = {
        "mode": "managed",
        "type": "aws_s3_bucket",
        "name": "b",
        "provider": 'provider["registry.terraform.io/hashicorp/aws"]',
    }
    instance = {"schema_version": 0, "attributes": {"bucket": "x", "arn": "arn:aws:s3:::x", "id": "x"}}
    state = {"version": 4, "terraform_version": "1.11.4", "serial": 3, "lineage": "a", "outputs": {}}
    (tmp_path / "terraform.tfstate").write_text(json.dumps({**state, "resources": [{**bucket, "instances": [instance]}]}))
    assert main(["evaluate", str(tmp_path / "terraform.tfstate"), "--control", "4.4", "--format", form]) == 1
    said = " ".join(capsys.readouterr().out.split())
    assert "This state touches no resource of the chain" in said
    assert re.search(r"\b([Tt]his|[Tt]he) plan\b", said) is None
