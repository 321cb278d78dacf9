"""What is the same for a plan and a template that are laid over the account as a snapshot has it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.document.parts import Json, is_unknown

if TYPE_CHECKING:
    from collections.abc import Mapping

SEEN_BY_AWS_ALONE: Final[Mapping[str, tuple[str, ...]]] = {
    "trails": ("delivery", "delivery_elsewhere"),
    "alarms": ("state", "muted_by"),
    "log_groups": ("transformer", "masks"),
    "topics": ("max_message_size",),
}
"""By kind: what a snapshot knows of a resource, and what is declared does not tell."""


def shifted(entry: Json) -> Json:
    """The entry with its pointer into the snapshot's place among the sources, behind the plan or template."""
    at = entry.get("at")
    if not isinstance(at, str) or "#" not in at:
        return entry
    number, pointer = at.split("#", 1)
    return entry | {"at": f"{int(number) + 1}#{pointer}"} if number.isdigit() else entry


def read_at(told: Json, moment: int | None) -> Json:
    """A trail, or what is known of one, with its deliveries dated by who read them."""

    def dated(one: Any) -> Any:
        return one if one is None or is_unknown(one) else one | {"read": moment}

    found = dict(told)
    if "delivery" in found:
        found["delivery"] = dated(found["delivery"])
    if "delivery_elsewhere" in found:
        found["delivery_elsewhere"] = {region: dated(one) for region, one in found["delivery_elsewhere"].items()}
    return found
