"""The checks by hand as one shell script whose output is evidence: each question with its answer, of every trail and filter."""

from __future__ import annotations

import json
import shlex
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from trailgate_evaluator.explain.by_hand import REFUSED, example_of, may_fail
from trailgate_evaluator.report.model import fields_of

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]


def script(told: Json) -> str:
    """The script for the first control of an explanation; it asks in each resource's own region, which its ARN names."""
    text = (files("trailgate_evaluator.explain") / "check.sh").read_text("utf-8")
    control, about = next(iter(told["controls"].items()))
    messages = list(_messages(about["required_records"]))
    values = {
        "@CONTROL@": control,
        "@TITLE@": str(about["title"]),
        "@COUNT@": str(len(messages)),
        "@MESSAGES@": " ".join(shlex.quote(message) for message in messages),
    }
    for name, value in values.items():
        text = text.replace(name, value)
    return text


def _messages(required: Json) -> Iterator[str]:
    """Each required record by what the law says of it, then each that may fail again as a refused call."""
    records = {name: fields_of(required, name) for name in required["records"]}
    for fields in records.values():
        yield json.dumps(example_of(fields), sort_keys=True)
    for fields in records.values():
        if may_fail(fields):
            yield json.dumps(example_of(fields) | REFUSED, sort_keys=True)
