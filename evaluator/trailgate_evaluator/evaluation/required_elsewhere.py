"""Why nobody asks for an API call here: another control does, or another role of the account, or another text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.report.numbers import in_order, number_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trailgate_evaluator.engine import Engine

ROLES: Final = {
    "management": "the management account",
    "delegated_administrator": "a delegated administrator",
    "member": "a member",
    "outside": "an account in no organization",
}
"""The roles of an account in AWS Organizations, in words."""


def required_elsewhere(engine: Engine, question: Mapping[str, Any], call: str) -> tuple[str, str] | None:
    """What is to be said of a call that no control requires by `question`, and what to do; None where none ever does.

    `call` is an `eventName` or the id of a record; `question` as in `engine.requirements.question_of`.
    """
    asked = question["asked"]
    benchmark, role = asked.get("benchmark"), asked.get("role")

    def asking(**otherwise: str | None) -> str | None:
        required = engine.required_records({**question, "asked": {**asked, "controls": None, **otherwise}})
        controls = [one for one, records in required.items() if any(call in _names(name, records[name]) for name in records)]
        by = otherwise.get("benchmark", benchmark)
        called = (f"{number_of(engine.controls[one], by) or ''} {one}".strip() for one in in_order(engine.controls, controls, by))
        return next(called, None)

    if (control := asking()) is not None:
        return f"which {control} asks for", "Ask for that control, or for all."
    roles = {one: control for one in ROLES if (control := asking(role=one)) is not None}
    if roles and role in ROLES:
        control, whose = next(iter(roles.values())), " or ".join(ROLES[one] for one in roles)
        return (
            f"which {control} asks for only of {whose}, and this account is {ROLES[role]}",
            f"Follow it in such an account; `trailgate explain {control.split()[0]} --role {role}` lists the calls of this one.",
        )
    texts = {name for about in engine.controls.values() for name in about.get("benchmarks", {})} - {benchmark}
    for text in (None, *sorted(texts, reverse=True)) if benchmark is not None else sorted(texts, reverse=True):
        if (control := asking(benchmark=text)) is not None:
            by = "its newest text" if text is None else text
            return f"which {control} asks for by {by}", "Leave --benchmark out." if text is None else f"Give --benchmark {text}."
    return None


def _names(identity: str, record: Mapping[str, Any]) -> set[Any]:
    return {identity, record["fields"].get("eventName", {}).get("is")}
