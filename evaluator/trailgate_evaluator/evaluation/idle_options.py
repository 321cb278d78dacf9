"""Options that belong to a plan, and what to say where no input is one: an option that does nothing is a mistake."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trailgate_evaluator.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trailgate_evaluator.document.parts import Kind
    from trailgate_evaluator.evaluation.choices import Choices
    from trailgate_evaluator.inputs import Source


_TEMPLATE: Final = "cloudformation_template"


def refuse_idle(choices: Choices, inputs: Iterable[Source], prefix: str = "") -> None:
    """Refuse what belongs to a plan or a template where none of the inputs is one, and `--json` where none is a plan file.

    `prefix` stands before the names of options that belong to one of two inputs. Whether there is an export in the estate beside
    them, of which `--account` and `--region` may tell, is seen where it is read.
    """
    given = list(inputs)
    if not given:
        return
    if choices.plan_json is not None and not any(source.packed is not None for source in given):
        raise UsageError(
            expected=f"a plan file (of `terraform plan -out`) as the input that --{prefix}json belongs to",
            found="none",
            where=f"--{prefix}json",
            what_to_do=f"Give the plan file itself as the input, or the JSON as the input and no --{prefix}json.",
        )
    if choices.estate is not None and any(source.kind != "aws_snapshot" for source in given):
        raise UsageError(
            expected="a snapshot as the input that --estate belongs to",
            found="a plan, state or template",
            where=f"--{prefix}estate",
            what_to_do="Lay a plan over the folder of snapshots with --baseline.",
        )
    kinds = {source.kind for source in given}
    _refuse_of_templates(choices, kinds, prefix)
    if kinds != {"aws_snapshot"}:
        return
    may_be_asked = choices.estate is not None or any(source.made for source in given)
    of_exports = {"account", "region"} if may_be_asked else set()
    for name in ("source", "graph", "baseline", "account", "region", "partition"):
        if name in of_exports:
            continue
        option, value = f"--{prefix}{name}", getattr(choices, name)
        if value is not None:
            raise UsageError(
                expected="a plan, state or template as an input that the option belongs to"
                if name not in {"account", "region"}
                else "a plan, state, template or export as an input that the option belongs to",
                found="snapshots alone",
                where=option,
                what_to_do=f"Leave {option} out: it does nothing for a snapshot.",
            )


def _refuse_of_templates(choices: Choices, kinds: set[Kind], prefix: str) -> None:
    """Refuse parameters, and a template before, where no input is a template, and a plan's sources where none is a plan."""
    for name in ("parameters", "replaces"):
        if getattr(choices, name) is not None and _TEMPLATE not in kinds:
            raise UsageError(
                expected="a CloudFormation template as the input that the option belongs to",
                found="none",
                where=f"--{prefix}{name}",
                what_to_do=f"Leave --{prefix}{name} out: it does nothing for other inputs.",
            )
    if _TEMPLATE in kinds and kinds <= {_TEMPLATE, "aws_snapshot"}:
        for name in ("source", "graph"):
            if getattr(choices, name) is not None:
                raise UsageError(
                    expected="a Terraform plan as an input that the option belongs to",
                    found="a CloudFormation template",
                    where=f"--{prefix}{name}",
                    what_to_do=f"Leave --{prefix}{name} out: a template holds its own sources.",
                )


def refuse_beside_estate(choices: Choices) -> None:
    """Refuse what belongs to one input where a whole estate is given."""
    for name in (
        "estate",
        "source",
        "graph",
        "baseline",
        "partition",
        "plan_json",
        "parameters",
        "replaces",
        "role",
    ):
        if getattr(choices, name) is not None:
            option = "--json" if name == "plan_json" else f"--{name}"
            raise UsageError(
                expected="one input that the option belongs to",
                found="a folder of snapshots",
                where=option,
                what_to_do=f"Leave {option} out, or give one file.",
            )
