"""Which weaknesses of a chain are told to a person: not those that a graver one on the same way says already."""

from __future__ import annotations

from typing import Any, Final

Json = dict[str, Any]

_SAID_BY: Final = {"in_alarm_now": frozenset({"stuck_in_alarm", "rests_in_alarm"})}
"""Code → the codes which, certain and of the same alarm, say more of the same."""


def told(chain: Json) -> list[Json]:
    """The weaknesses of a chain in their order, without those that another says already."""
    return [weak for weak in chain["weaknesses"] if not _is_said(weak, chain)]


def to_mend(chain: Json) -> list[Json]:
    """The weaknesses that ask for something: a machine on a FIFO topic is mended with the topic, which takes no person."""
    fifo = any(weak["code"] == "topic_fifo" and "gap" not in weak["detail"] for weak in chain["weaknesses"])
    return [weak for weak in told(chain) if weak["effect"] != "none" and not (fifo and weak["code"] == "subscription_to_machine")]


def _is_said(weak: Json, chain: Json) -> bool:
    graver = _SAID_BY.get(weak["code"], frozenset())
    return any(other["code"] in graver and other["effect"] == "no" and other["id"] == weak["id"] for other in chain["weaknesses"])
