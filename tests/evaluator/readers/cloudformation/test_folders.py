"""Templates that lie in one folder are one application: judged together, with what they export and nest."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.evaluator.readers.cloudformation.judging import SOURCE, decide, template_of
from trailgate_evaluator.errors import InputError
from trailgate_evaluator.evaluation.choices import Choices
from trailgate_evaluator.evaluation.evaluating import evaluate_inputs
from trailgate_evaluator.exports import read as read_all
from trailgate_evaluator.inputs import Source, read_one
from trailgate_evaluator.inputs.finding import find
from trailgate_evaluator.inputs.template_events import Reading
from trailgate_evaluator.inputs.template_text import parse_template
from trailgate_evaluator.readers import cloudformation
from trailgate_evaluator.readers.cloudformation.stacks.parameters import parameters_in

Json = dict[str, Any]
LINKS = {"records": ("Records", "Trail", "IamChanges"), "alarms": ("IamChangesAlarm", "Told")}


def parts() -> dict[str, Json]:
    """The passing template in two: records and filter, alarm and topic."""
    path = template_of("pass_plain")
    resources = parse_template(path.read_bytes(), str(path)).content["Resources"]
    return {name: {"Resources": {one: resources[one] for one in held}} for name, held in LINKS.items()}


def status(path: Path, **options: Any) -> str:
    source = read_one(str(path))
    reading = cloudformation.read(source.content, name=source.name, lines=source.lines, source=SOURCE, **options)
    return str(decide(reading.after)["status"])


def written(folder: Path, templates: dict[str, Json]) -> Path:
    for name, content in templates.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(json.dumps(content), "utf-8")
    return folder


def test_the_stacks_of_a_folder_are_judged_together(tmp_path: Path) -> None:
    folder = written(tmp_path, {"records.json": parts()["records"], "deep/alarms.template": parts()["alarms"]})
    assert status(folder) == "pass"
    assert status(folder / "records.json") == "fail"


def test_what_one_exports_another_imports_also_for_a_nested_stack(tmp_path: Path) -> None:
    told = parts()
    topic = told["alarms"]["Resources"].pop("Told")
    shared = {"Resources": {"Told": topic}, "Outputs": {"Topic": {"Value": {"Ref": "Told"}, "Export": {"Name": "told"}}}}
    told["alarms"]["Parameters"] = {"Topic": {"Type": "String"}}
    told["alarms"]["Resources"]["IamChangesAlarm"]["Properties"]["AlarmActions"] = [{"Ref": "Topic"}]
    nested = {"TemplateURL": "alarms.json", "Parameters": {"Topic": {"Fn::ImportValue": "told"}}}
    main = told["records"] | {}
    main["Resources"]["Alarms"] = {"Type": "AWS::CloudFormation::Stack", "Properties": nested}
    folder = written(tmp_path, {"main.json": main, "alarms.json": told["alarms"], "shared.json": shared})
    assert status(folder) == "pass"
    nested["Parameters"] = {"Topic": {"Fn::ImportValue": "other"}}
    written(tmp_path, {"main.json": main})
    assert status(folder) == "unknown"


def exported(value: Json, **more: Any) -> Json:
    topic = parts()["alarms"]["Resources"]["Told"]
    quiet = {"Type": "AWS::SNS::Topic"}
    conditions = {"Never": {"Fn::Equals": ["a", "b"]}, "Maybe": {"Fn::Equals": [{"Ref": "P"}, "b"]}}
    outputs = {"Topic": {"Value": value, "Export": {"Name": "told"}, **more}}
    parameters = {"P": {"Type": "String"}}
    return {"Parameters": parameters, "Conditions": conditions, "Resources": {"Told": topic, "Quiet": quiet}, "Outputs": outputs}


@pytest.mark.parametrize(
    ("shared", "expected"),
    [
        ([exported({"Ref": "Told"})], "pass"),
        ([exported({"Ref": "Told"}, Condition="Never")], "unknown"),
        ([exported({"Ref": "Told"}, Condition="Maybe")], "unknown"),
        ([exported({"Ref": "Told"}), exported({"Ref": "Quiet"})], "unknown"),
        ([exported({"Ref": "Quiet"}), exported({"Ref": "Told"})], "unknown"),
        ([exported({"Ref": "Told"}), exported({"Ref": "Quiet"}, Condition="Never")], "pass"),
    ],
)
def test_what_several_or_nobody_may_export_is_not_known(shared: list[Json], expected: str, tmp_path: Path) -> None:
    told = parts()
    del told["alarms"]["Resources"]["Told"]
    told["alarms"]["Resources"]["IamChangesAlarm"]["Properties"]["AlarmActions"] = [{"Fn::ImportValue": "told"}]
    others = {f"shared{number}.json": one for number, one in enumerate(shared)}
    assert status(written(tmp_path, {**{f"{name}.json": one for name, one in told.items()}, **others})) == expected


def test_what_is_exported_in_another_region_is_not_seen(tmp_path: Path) -> None:
    told = parts()
    del told["alarms"]["Resources"]["Told"]
    told["alarms"]["Resources"]["IamChangesAlarm"]["Properties"]["AlarmActions"] = [{"Fn::ImportValue": "told"}]
    stacks = {"Audit": told["records"], "Alarms": told["alarms"], "Topics": exported({"Ref": "Told"})}

    def judged(region: str) -> str:
        regions = {"Topics": region}
        artifacts = {
            name: {
                "type": "aws:cloudformation:stack",
                "environment": f"aws://111122223333/{regions.get(name, 'us-east-1')}",
                "properties": {"templateFile": f"{name}.json"},
            }
            for name in stacks
        }
        manifest = {"version": "36.0.0", "artifacts": artifacts}
        return status(written(tmp_path, {f"{name}.json": one for name, one in stacks.items()} | {"manifest.json": manifest}))

    assert (judged("us-east-1"), judged("eu-west-1")) == ("pass", "unknown")


@pytest.mark.parametrize(("environment", "by"), [("111122223333", None), ("unknown-account", "option")])
def test_an_account_that_the_application_tells_is_not_assumed(environment: str, by: str | None, tmp_path: Path) -> None:
    stack = {
        "type": "aws:cloudformation:stack",
        "environment": f"aws://{environment}/us-east-1",
        "properties": {"templateFile": "Audit.json"},
    }
    manifest = {"version": "36.0.0", "artifacts": {"Audit": stack}}
    source = read_one(str(written(tmp_path, {"Audit.json": parts()["records"], "manifest.json": manifest})))
    told: Json = {"name": source.name, "lines": source.lines, "source": SOURCE, "account": "111122223333"}
    subject = cloudformation.read(source.content, **told).after.subject
    assert (subject["account"], subject.get("account_by")) == ("111122223333", by)


def test_what_another_nests_is_no_stack_of_its_own(tmp_path: Path) -> None:
    told = parts()
    main = {"Resources": {"A": {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": "alarms.json"}}}}
    folder = written(tmp_path, {"main.json": main, "alarms.json": told["alarms"], "records.json": told["records"]})
    reading = cloudformation.read(read_one(str(folder)).content, name=str(folder), lines={}, source=SOURCE)
    assert {entry["address"] for entry in reading.after.resources["alarms"].values()} == {"main.json/A/IamChangesAlarm"}
    assert decide(reading.after)["status"] == "pass"


def test_a_refusal_in_one_stack_leaves_the_others(tmp_path: Path) -> None:
    whole = parts()["records"]["Resources"] | parts()["alarms"]["Resources"]
    other = {"Resources": {"Other": {"Type": "AWS::CloudWatch::Alarm", "Properties": {"MetricName": "m"}}}}
    assert status(written(tmp_path, {"whole.json": {"Resources": whole}, "other.json": other})) == "pass"


def test_templates_that_nest_each_other_have_none_to_begin_with(tmp_path: Path) -> None:
    def nesting(other: str) -> Json:
        return {"Resources": {"A": {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": other}}}}

    folder = written(tmp_path, {"a.json": nesting("b.json"), "b.json": nesting("a.json")})
    with pytest.raises(InputError, match="nest each other"):
        status(folder)


def test_what_lies_beside_templates_is_no_template(tmp_path: Path) -> None:
    folder = written(tmp_path, {"whole.json": parts()["records"], "parameters.json": {"Parameters": {"a": "b"}}})
    (folder / "compose.yaml").write_text("services: {a: {image: b}}", "utf-8")
    (folder / "notes.txt").write_text("AWSTemplateFormatVersion: x", "utf-8")
    heard: list[str] = []
    found = list(read_all([str(folder)], passed_over=lambda name, _: heard.append(Path(name).name)))
    assert [one.name for one in found if isinstance(one, Source)] == [str(folder)]
    assert len(found) == 1
    assert heard == ["parameters.json"]


def test_snapshots_beside_templates_are_inputs_of_their_own(tmp_path: Path) -> None:
    folder = written(tmp_path, {"whole.json": parts()["records"], "acme.json": {"format": "trailgate/snapshot/v1"}})
    assert list(find(str(folder))) == [str(folder), str(folder / "acme.json")]


def test_a_template_that_cannot_be_read_is_told_of(tmp_path: Path) -> None:
    folder = written(tmp_path, {"whole.json": parts()["records"]})
    (folder / "broken.yaml").write_text("AWSTemplateFormatVersion: '2010-09-09'\nResources:\n\tA: {}\n", "utf-8")
    with pytest.raises(InputError, match="a tab") as raised:
        status(folder)
    assert raised.value.where == f"{folder / 'broken.yaml'}, line 3"


def test_parameters_are_of_whichever_stack_has_them(tmp_path: Path) -> None:
    told = parts()
    told["alarms"]["Parameters"] = {"Metric": {"Type": "String"}}
    told["alarms"]["Resources"]["IamChangesAlarm"]["Properties"]["MetricName"] = {"Ref": "Metric"}
    folder = written(tmp_path, {"records.json": told["records"], "alarms.json": told["alarms"]})
    assert status(folder) == "unknown"
    assert status(folder, parameters=parameters_in({"Metric": "IamChanges"}, "p")) == "pass"


@pytest.mark.parametrize("named", ["template.yaml", "template.json"])
def test_a_template_of_a_folder_is_parsed_once(named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = parse_template(template_of("pass_plain").read_bytes(), "t").content
    (tmp_path / named).write_text(json.dumps(content) if named.endswith("json") else yaml.safe_dump(content), "utf-8")
    (tmp_path / "values.yaml").write_text("Resources: {limits: {cpu: 1}}\n", "utf-8")
    parsed: list[str] = []
    of = Reading.of

    def counted(self: Reading, text: str) -> Any:
        parsed.append(text)
        return of(self, text)

    monkeypatch.setattr(Reading, "of", counted)
    report = evaluate_inputs([str(tmp_path)], Choices(controls=("4.4",)))
    assert [one["status"] for one in report["results"]] == ["pass"]
    assert sum("AWS::CloudTrail::Trail" in text for text in parsed) == 1
