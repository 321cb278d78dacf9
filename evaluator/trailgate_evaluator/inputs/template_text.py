"""The text of a CloudFormation template, YAML or JSON, as plain values in the long form of its functions, with their lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from trailgate_evaluator.errors import InputError
from trailgate_evaluator.inputs.template_events import Reading
from trailgate_evaluator.inputs.template_limits import MAX_BYTES, MAX_DEPTH, MAX_VALUES

__all__ = ["MAX_BYTES", "MAX_DEPTH", "MAX_VALUES", "TemplateText", "parse_template", "parse_values"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateText:
    """The values of a template, and the line of each by its JSON pointer."""

    content: dict[str, Any]
    lines: dict[str, int]


def parse_template(data: bytes, name: str) -> TemplateText:
    """The template that the text is; raises `InputError` with the line where it is none that can be read."""
    if len(data) > MAX_BYTES:
        raise InputError(
            expected=f"a template of at most {MAX_BYTES >> 20} MiB, which is the most that AWS takes",
            found="more",
            where=name,
            what_to_do="Split it into nested stacks.",
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise InputError(
            expected="a template as UTF-8", found="bytes that are not", where=name, what_to_do="Write the file as UTF-8."
        ) from problem
    reading = Reading(name, is_json=text.lstrip()[:1] == "{")
    return TemplateText(content=reading.of(text), lines=reading.lines)


def parse_values(data: bytes, name: str) -> Any:
    """Any other YAML or JSON by the same limits, such as the values of parameters; raises `InputError`."""
    text = data.decode("utf-8-sig", "replace")
    return Reading(name, is_json=text.lstrip()[:1] in {"{", "["}).value_of(text)
