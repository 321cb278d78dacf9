"""One Terraform plan, from the shell to the verdict, and the same with thousands of alarms beside the chain."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

from tests.benchmarks.accounts import ROOT
from tests.benchmarks.measuring import command
from trailgate_evaluator.engine.opa_command import find_opa

TRAILGATE = Path(sys.executable).with_name("trailgate")
PLAN = ROOT / "fixtures" / "plans" / "01_root_pass" / "plan.json"
MORE = (0, 2_000, 20_000)
LOOSE_RULE = """package main

import rego.v1

types contains change.type if some change in input.resource_changes

deny contains "no metric filter" if not "aws_cloudwatch_log_metric_filter" in types
"""


def table(folder: Path) -> str:
    """A table in Markdown; the others judge by a rule that looks for one metric filter."""
    rule = folder / "loose.rego"
    rule.write_text(LOOSE_RULE)
    lines = ["| one plan | MB | tool | seconds | times `opa eval` | MiB |", "| --- | ---: | --- | ---: | ---: | ---: |"]
    for count in MORE:
        plan = folder / f"plan-{count}.json"
        plan.write_text(json.dumps(grown(count)))
        bare = command([find_opa(), "eval", "-d", rule, "-i", plan, "data.main.deny"], runs=3)
        rows = {"`trailgate evaluate`": command([TRAILGATE, "evaluate", plan], runs=3), "`opa eval`, one loose rule": bare}
        if conftest := shutil.which("conftest"):
            rows["`conftest test`, the same rule"] = command([conftest, "test", "-p", rule, plan], runs=3)
        if checkov := shutil.which("checkov"):
            rows["`checkov`, its own rules"] = command([checkov, "--quiet", "-f", plan], runs=1)
        size = plan.stat().st_size / 1e6
        name = f"`01_root_pass` and {count:,} alarms" if count else "`01_root_pass`"
        for tool, run in rows.items():
            lines.append(
                f"| {name} | {size:.1f} | {tool} | {run.seconds:.2f} | {run.seconds / bare.seconds:.1f} | {run.mib:.0f} |"
            )
    return "\n".join(lines)


def grown(count: int) -> dict[str, Any]:
    """The plan with more alarms, each on a metric of its own service."""
    plan: dict[str, Any] = json.loads(PLAN.read_bytes())
    resources, changes = plan["planned_values"]["root_module"]["resources"], plan["resource_changes"]
    alarm = next(resource for resource in resources if resource["type"] == "aws_cloudwatch_metric_alarm")
    change = next(entry for entry in changes if entry["type"] == "aws_cloudwatch_metric_alarm")
    for number in range(count):
        own = {"address": f"aws_cloudwatch_metric_alarm.more{number}", "name": f"more{number}"}
        values = alarm["values"] | {"alarm_name": f"more-{number}", "metric_name": "CPUUtilization", "namespace": "AWS/EC2"}
        resources.append(alarm | own | {"values": values})
        changes.append(change | own | {"change": change["change"] | {"after": values}})
    return plan
