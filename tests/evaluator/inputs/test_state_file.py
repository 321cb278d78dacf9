"""Terraform's own state file is read as `terraform show -json` of it."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.asking import of_one
from trailgate_evaluator.engine import open_engine
from trailgate_evaluator.evaluation.run import judge
from trailgate_evaluator.inputs import Source, Unreadable, read

Json = dict[str, Any]

PLANS = Path(__file__).parents[3] / "fixtures/plans"
CONFIGURATION = """
resource "terraform_data" "several" {
  count = 2
  input = { number = count.index, key = sensitive("k") }
}
resource "terraform_data" "each" {
  for_each   = toset(["a.b", "c\\"d", "module.x"])
  input      = each.key
  depends_on = [terraform_data.several]
}
module "below" {
  source   = "./below"
  for_each = toset(["one", "two.three"])
}
"""
BELOW = 'resource "terraform_data" "inner" { input = "x" }\noutput "id" { value = terraform_data.inner.id }\n'


def source_of(content: Json, path: Path) -> Source | Unreadable:
    path.write_text(json.dumps(content))
    (found,) = read([str(path)])
    return found


def raw(resources: list[Json]) -> Json:
    state: Json = {
        "version": 4,
        "terraform_version": "1.9.8",
        "serial": 3,
        "lineage": "6a",
        "outputs": {},
        "resources": resources,
    }
    return state


def resource(kind: str, name: str, /, **attributes: Any) -> Json:
    instance = {"schema_version": 0, "attributes": attributes, "sensitive_attributes": []}
    provider = 'provider["registry.terraform.io/hashicorp/aws"].other'
    return {"mode": "managed", "type": kind, "name": name, "provider": provider, "instances": [instance]}


@pytest.mark.skipif(shutil.which("terraform") is None, reason="no terraform here")
def test_it_is_what_terraform_shows_of_it(tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    (tmp_path / "below/main.tf").write_text(BELOW)
    (tmp_path / "main.tf").write_text(CONFIGURATION)

    def terraform(*words: str) -> bytes:
        return subprocess.run(["terraform", *words], cwd=tmp_path, check=True, capture_output=True, timeout=120).stdout

    terraform("init", "-input=false")
    terraform("apply", "-input=false", "-auto-approve")
    expected = json.loads(terraform("show", "-json"))
    (found,) = read([str(tmp_path / "terraform.tfstate")])
    assert isinstance(found, Source)
    assert found.kind == "terraform_state"
    assert _sorted(found.content["values"]["root_module"]) == _sorted(expected["values"]["root_module"])


def _sorted(module: Json) -> Json:
    """The module with its parts in the order of their addresses, and without what a provider's schema tells."""
    listed = [{**one, "sensitive_values": None, "values": None} for one in module.get("resources", [])]
    below = [_sorted(one) for one in module.get("child_modules", [])]
    return {
        "address": module.get("address"),
        "resources": sorted(listed, key=lambda one: one["address"]),
        "child_modules": sorted(below, key=lambda one: one["address"]),
    }


def test_a_state_is_judged_and_its_evidence_leads_back(tmp_path: Path) -> None:
    trail = resource("aws_cloudtrail", "org", arn="arn:aws:cloudtrail:us-east-1:111122223333:trail/org", name="org",
                     is_multi_region_trail=False, enable_logging=True, home_region="us-east-1")  # fmt: skip
    found = source_of(raw([trail]), tmp_path / "terraform.tfstate")
    assert isinstance(found, Source)
    with open_engine() as engine:
        (result,) = judge([found], engine, of_one(), lambda _: None).results
    assert result["breaks"], result
    assert result["breaks"][0]["at"] == "0#/resources/0/instances/0"


@pytest.mark.parametrize(
    ("content", "where"),
    [
        (raw([]) | {"version": 3}, "version 4"),
        (raw([{"mode": "managed"}]) | {"resources": {}}, "#/resources"),
        (raw([resource("aws_x", "y") | {"instances": [{"attributes": None}]}]), "/instances/0/attributes"),
        (raw([resource("aws_x", "y") | {"module": "modul.x"}]), "/resources/0/module"),
    ],
)
def test_a_broken_one_is_refused_with_its_place(tmp_path: Path, content: Json, where: str) -> None:
    found = source_of(content, tmp_path / "x.json")
    assert isinstance(found, Unreadable)
    assert where in str(found.error)
