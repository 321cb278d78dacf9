"""Which format fits an input, and what may be wished: from the wishes to a text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, assert_never

from msgspec.structs import replace

from trailgate_evaluator.errors import UsageError
from trailgate_evaluator.fix.account import new_names
from trailgate_evaluator.fix.account.existing import Existing
from trailgate_evaluator.fix.planning.planning import Plan, Planner
from trailgate_evaluator.fix.writing import names
from trailgate_evaluator.fix.writing.aws_cli import script
from trailgate_evaluator.fix.writing.cloudformation import template
from trailgate_evaluator.fix.writing.terraform import configuration
from trailgate_evaluator.regular import regex

if TYPE_CHECKING:
    from trailgate_evaluator.engine import Engine
    from trailgate_evaluator.fix.account.wishes import Wishes
    from trailgate_evaluator.inputs import Source

Json = dict[str, Any]
Format = Literal["aws-cli", "terraform", "cloudformation"]

_TOPIC_ARN: Final = regex(r"arn:[a-z0-9-]+:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}(\.fifo)?")
_EMAIL: Final = regex(r"[^@\s\x00-\x1f]{1,64}@[^@\s\x00-\x1f]{1,255}")
_NAMESPACE: Final = regex(r"(?!AWS/)(?=.*\S)[^:*$\x00-\x1f\x7f]{1,255}")


def checked(wishes: Wishes) -> Wishes:
    """The wishes, if AWS would take them; raises `UsageError` where it would not."""
    for option, value, pattern, expected in (
        ("--topic-arn", wishes.topic_arn, _TOPIC_ARN, "the ARN of an SNS topic"),
        ("--email", wishes.email, _EMAIL, "an e-mail address"),
        ("--namespace", wishes.namespace, _NAMESPACE, "up to 255 characters without : * $, not beginning with AWS/"),
    ):
        if value is not None and not pattern.fullmatch(value):
            raise UsageError(expected=expected, found=repr(value)[:200], where=option, what_to_do="Correct the option.")
    refusal = new_names.refused(wishes.name_prefix)
    if refusal is not None:
        expected, found = refusal
        raise UsageError(
            expected=expected, found=found, where="--name-prefix", what_to_do="Choose another beginning of new names."
        )
    return wishes


def plan_fix(
    engine: Engine, document: Json, wishes: Wishes, wanted: Format | None, *, with_trail: bool = False
) -> tuple[Plan, Format]:
    """The plan for a document, and the format in which it can be said; `with_trail`: a new trail is part of it.

    Terraform and CloudFormation edit nothing that they do not manage, so of an account that is only seen from outside they
    get a plan of additions. Raises `UsageError` where the format cannot say what a plan needs.
    """
    planned = document["origin"]["kind"] != "aws_snapshot"
    form: Format = wanted or ("terraform" if planned else "aws-cli")
    if planned and form != "terraform":
        raise UsageError(
            expected="--format terraform",
            found=form,
            where="--format",
            what_to_do="What Terraform manages is repaired in its configuration; collect a snapshot for other formats.",
        )
    additive = not planned and form != "aws-cli"
    plan = Planner(engine, document, replace(wishes, additive=additive)).plan(with_trail=with_trail)
    if additive and not with_trail and _makes_a_trail(plan):
        edited = Planner(engine, document, wishes).plan()
        plan = plan if edited.obstacle is not None or _makes_a_trail(edited) else _beside_an_edit(plan, edited)
    return plan, form


def _makes_a_trail(plan: Plan) -> bool:
    return any(change.kind == "create_trail" for change in plan.changes)


def _beside_an_edit(plan: Plan, edited: Plan) -> Plan:
    """The plan that makes a trail, with a word on what would make do without one."""
    edit = next((change for change in edited.changes if change.edits), None)
    if edit is None:
        return plan
    told = f"Without a new trail `--format aws-cli` makes do, since it may edit what exists: {edit.why}"
    return replace(
        plan,
        changes=tuple(
            replace(change, note=" ".join(filter(None, [told, change.note]))) if change.kind == "create_trail" else change
            for change in plan.changes
        ),
    )


def written(plan: Plan, form: Format, source: Source) -> str:
    """The text of a plan; `source` is the input that its document was made of.

    Raises:
        UnwritableError: something in it could be taken for what it is not, or would be replaced unread.
    """
    names.checked(plan.changes, plan.document)
    match form:
        case "aws-cli":
            return script(plan.changes, plan.document, Existing(source.content), source.name)
        case "terraform":
            return configuration(plan.changes, plan.document, source.name, source.content)
        case "cloudformation":
            return template(plan.changes, plan.document)
        case _:
            assert_never(form)
