"""What a JSON object is, by its content: a snapshot, a plan, a state, a template, or something to refuse."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.errors import ForeignInputError, InputError, OwnOutputError
from trailgate_evaluator.inputs.templates import is_manifest, is_template

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trailgate_evaluator.document.parts import Kind

SNAPSHOT_FORMAT: Final = "trailgate/snapshot/v1"

_EXPECTED: Final = f"a snapshot ({SNAPSHOT_FORMAT}), a Terraform plan or state as JSON, or a CloudFormation template"
_GIVE_ANY: Final = "Give a snapshot of `trailgate collect` or the output of `terraform show -json`."
_GIVE_PLAN: Final = "Give the output of `terraform show -json`."
_SHOWN_CHARACTERS: Final = 60
_SHAPES: Final = {
    "planned_values": dict,
    "prior_state": dict,
    "configuration": dict,
    "values": dict,
    "variables": dict,
    "resource_changes": list,
}
_PLAN_KEYS: Final = ("planned_values", "resource_changes", "configuration")


def recognise(content: Mapping[str, Any], name: str) -> Kind:
    """Which kind of input `content` is; raises `InputError` that names what else it is."""
    if "format" in content:
        return _trailgate_format(content["format"], name)
    if "format_version" in content:
        return _terraform_format(content, name)
    if is_template(content) or is_manifest(content):
        return "cloudformation_template"
    from trailgate_evaluator.inputs.mistaken import mistaken

    found, what_to_do = mistaken(content) or (_foreign(content), _GIVE_ANY)
    raise ForeignInputError(expected=_EXPECTED, found=found, where=name, what_to_do=what_to_do)


def _trailgate_format(stated: object, name: str) -> Kind:
    if stated == SNAPSHOT_FORMAT:
        return "aws_snapshot"
    found, what_to_do = f"another format, {_shown(stated)}", "Give the file that was meant."
    kind: type[InputError] = InputError
    if isinstance(stated, str):
        if re.fullmatch(r"trailgate/snapshot/v\d{1,4}", stated):
            found = f"a version of it that this release does not know, {stated}"
            what_to_do = "Use a newer release of trailgate, or collect again with this one."
        elif re.fullmatch(r"trailgate/\w{1,20}/v\d{1,4}", stated):
            kind = OwnOutputError
            found = f"what trailgate itself wrote, {stated}"
            what_to_do = "Give the snapshot or plan that it was made of."
    raise kind(expected=_EXPECTED, found=found, where=name, what_to_do=what_to_do)


def _terraform_format(content: Mapping[str, Any], name: str) -> Kind:
    version = content["format_version"]
    if not isinstance(version, str) or not re.fullmatch(r"[01]\.\d{1,4}", version):
        raise InputError(
            expected="Terraform's JSON of format_version 0.x or 1.x",
            found=_shown(version),
            where=f"{name}#/format_version",
            what_to_do="Use a newer release of trailgate, or an older one of Terraform.",
        )
    for key, kind in _SHAPES.items():
        if not isinstance(content.get(key), kind | None):
            raise InputError(
                expected="an object" if kind is dict else "a list",
                found=_shown(content[key]),
                where=f"{name}#/{key}",
                what_to_do=_GIVE_PLAN,
            )
    if any(key in content for key in _PLAN_KEYS):
        return "terraform_plan"
    if "values" in content or "terraform_version" in content or set(content) == {"format_version"}:
        return "terraform_state"
    raise InputError(
        expected=_EXPECTED,
        found="another of Terraform's JSON formats (no values, no planned_values)",
        where=name,
        what_to_do=_GIVE_PLAN,
    )


def _foreign(content: Mapping[str, Any]) -> str:
    if not content:
        return "an empty object"
    return "another format (neither `format` nor `format_version` in it)"


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _SHOWN_CHARACTERS else text[:_SHOWN_CHARACTERS] + "..."
