"""A value at a path, and whether a mask of the same shape covers it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trailgate_evaluator.readers.terraform.plan_json.addresses import Index

if TYPE_CHECKING:
    from trailgate_evaluator.readers.terraform.plan_json.addresses import Step, Steps
    from trailgate_evaluator.readers.terraform.plan_json.instances import Instance

MISSING: Final = object()
"""What stands at a path that a value does not have, or that nobody may see."""


def known_at(instance: Instance, path: Steps) -> object:
    """The known value at a path of an instance; MISSING where it is unknown, absent or sensitive."""
    mask, hidden = instance.unknown, instance.sensitive
    for step in path:
        mask, hidden = _down(mask, step), _down(hidden, step)
    if not path or hides(mask) or hides(hidden):
        return MISSING
    return at_path(instance.values, path)


def hides(mask: object) -> bool:
    """Whether a mask covers anything of a value."""
    if mask is True:
        return True
    if not mask:
        return False
    pending = [mask]
    while pending:
        match pending.pop():
            case True:
                return True
            case dict() as inner:
                pending.extend(inner.values())
            case list() as inner:
                pending.extend(inner)
            case _:
                pass
    return False


def at_path(value: object, path: Steps) -> object:
    """The part of a value at a path; MISSING where it has none."""
    for step in path:
        if value is MISSING:
            return MISSING
        value = _item(value, step)
    return value


def _item(value: object, step: Step) -> object:
    key = step.key if isinstance(step, Index) else step
    if isinstance(value, dict):
        return value.get(key, MISSING)
    if isinstance(value, list) and isinstance(key, int):
        return value[key] if key < len(value) else MISSING
    return MISSING


def _down(mask: object, step: Step) -> object:
    if mask is True:
        return True
    inner = _item(mask, step)
    return None if inner is MISSING else inner
