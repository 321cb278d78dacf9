"""What SNS refuses of a topic's policy."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.readers.cloudformation.refusals.told import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trailgate_evaluator.readers.cloudformation.stacks.resource import Resource
    from trailgate_evaluator.readers.cloudformation.world.world import World

_EFFECTS: Final = frozenset({"Allow", "Deny"})


def _statements(resource: Resource) -> Iterator[dict[str, Any]]:
    document = resource.get("PolicyDocument")
    if (text := text_of(document)) is not None:
        try:
            document = json.loads(text)
        except (ValueError, RecursionError):
            return
    listed = document.get("Statement") if isinstance(document, dict) else None
    yield from (one for one in (listed if isinstance(listed, list) else [listed]) if isinstance(one, dict))


def without_principal(_: World, resource: Resource) -> bool:
    """Whether a statement names nobody: that of a resource's policy must."""
    return any("Principal" not in one and "NotPrincipal" not in one for one in _statements(resource))


def effect(_: World, resource: Resource) -> bool:
    """Whether a statement neither allows nor denies."""
    told = (text_of(one.get("Effect", "")) for one in _statements(resource))
    return any(text is not None and text not in _EFFECTS for text in told)


def foreign_action(_: World, resource: Resource) -> bool:
    """Whether a statement has an action of another service."""
    for one in _statements(resource):
        actions = one.get("Action", one.get("NotAction"))
        for action in actions if isinstance(actions, list) else [actions]:
            text = text_of(action)
            if text is not None and ":" in text and text.partition(":")[0].lower() != "sns":
                return True
    return False
