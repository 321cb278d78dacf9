"""Topics that others manage: what is not known of them, and the policies that are put on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.document.parts import Json, attribute_gap_id, gap, is_unknown, unknown
from trailgate_evaluator.readers.declared.doubt import place_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_OUTSIDE: Final = "outside_plan"
_ALIVE: Final = frozenset({"confirmed", "needs_confirmation"})


def served(subscriptions: Mapping[str, Json]) -> set[str]:
    """The topics that have a subscription here which is or will be confirmed."""
    alive = (one["topic"] for one in subscriptions.values() if isinstance(one["state"], str) and one["state"] in _ALIVE)
    return {topic for topic in alive if isinstance(topic, str)}


def ids(actions: list[Any]) -> Iterator[str]:
    """What actions name, and what those that are not known may name."""
    for action in actions:
        if isinstance(action, str):
            yield action
        elif is_unknown(action):
            yield from action["unknown"].get("candidates") or ()


def outside_topic(gaps: dict[str, Json], policies: Mapping[str, Json | None], topic: Json) -> Json:
    """A topic that is there, though nothing shows it: `topic` has its id, name, account, region and who names it (`at`).

    Of its policy is known what is put on it here (`policies`).
    """
    found, entry = topic["id"], dict(topic)
    for attribute in ("policy", "key"):
        called = attribute_gap_id(found, attribute)
        gaps[called] = gap("topic", _OUTSIDE, attribute=attribute, **place_of(topic))
        entry[attribute] = unknown(_OUTSIDE, called)
    entry |= {"fifo": found.endswith(".fifo"), "max_message_size": None}
    if (policy := policies.get(found)) is not None:
        entry["policy"] = policy
    return entry


def replace_policies(topics: dict[str, Json], policies: Mapping[str, Json | None], gaps: dict[str, Json]) -> None:
    """Put on topics of the account what is set on them here; None where it cannot be read."""
    for found, policy in policies.items():
        entry = topics.get(found)
        if entry is None or "address" in entry:
            continue
        told: Any = policy
        if policy is None:
            called = attribute_gap_id(found, "policy")
            gaps[called] = gap("topic", "known_after_apply", attribute="policy", **place_of(entry))
            told = unknown("known_after_apply", called)
        topics[found] = entry | {"policy": told}
