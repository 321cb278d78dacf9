"""The checks by hand as one shell script whose output is evidence: each question with its answer, of every trail and filter."""

from __future__ import annotations

import json
import shlex
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from trailgate_evaluator.explain.arising import recorded
from trailgate_evaluator.explain.by_hand import REFUSED, example_of, may_fail
from trailgate_evaluator.report.model import fields_of

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]


def script(told: Json) -> str:
    """The script for the first control of an explanation; it asks in each resource's own region, which its ARN names."""
    control, about = next(iter(told["controls"].items()))
    if not about["required_records"]["records"]:
        return _of_steps(control, str(about["title"]), told["by_hand"]["aws"])
    required = about["required_records"]
    messages = list(_messages(required))
    fields = [fields_of(required, name) for name in required["records"]]
    refused = " (the second half are refused calls)" if len(messages) == 2 * len(fields) else ""
    values = {
        "@CONTROL@": control,
        "@TITLE@": str(about["title"]),
        "@COUNT@": str(len(messages)),
        "@REFUSED@": refused,
        "@RECORDED@": recorded(fields),
        "@MESSAGES@": " ".join(shlex.quote(message) for message in messages),
    }
    return _filled("check.sh", values)


def _of_steps(control: str, title: str, steps: list[Json]) -> str:
    """A script that runs the steps of a control that asks for no chain."""
    lines = [line for step in steps for line in (f"say {shlex.quote(step['shows'])}", step["command"])]
    return _filled("check_steps.sh", {"@CONTROL@": control, "@TITLE@": title, "@STEPS@": "\n".join(lines)})


def _filled(name: str, values: dict[str, str]) -> str:
    text = (files("trailgate_evaluator.explain") / name).read_text("utf-8")
    for mark, value in values.items():
        text = text.replace(mark, value)
    return text


def _messages(required: Json) -> Iterator[str]:
    """Each required record by what the law says of it, then each that may fail again as a refused call."""
    records = {name: fields_of(required, name) for name in required["records"]}
    for fields in records.values():
        yield json.dumps(example_of(fields), sort_keys=True)
    for fields in records.values():
        if may_fail(fields):
            yield json.dumps(example_of(fields) | REFUSED, sort_keys=True)
