"""The links of the chain in their order, what a control without a chain asks for instead, and their names for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

SERVICE: Final = "service"
"""The one link of controls that ask for no chain."""

LINKS: Final[Mapping[str, str]] = {
    "trail": "trail",
    "log_group": "log group",
    "metric_filter": "metric filter",
    "metric": "metric",
    "alarm": "alarm",
    "topic": "topic",
    "subscription": "subscription",
    SERVICE: "service",
}
"""Link → its name for people, from the trail on."""

CHAIN: Final = tuple(link for link in LINKS if link != SERVICE)
"""The seven links from trail to subscription."""

PLACE: Final[Mapping[str, int]] = {link: place for place, link in enumerate(LINKS)}
"""Link → its place in the chain, the trail's being 0."""


def link_at(identity: str | None, chain: Mapping[str, Any]) -> str:
    """The link of a chain at which something is told: its resource's, else the alarm's, to which all others belong."""
    for step in chain["links"]:
        if identity in {step["id"], step.get("through")}:
            return str(step["link"])
    return "alarm"


KINDS: Final = ("trails", "log_groups", "metric_filters", "alarms", "topics", "subscriptions", "services")
"""The document's collections of resources, which are keyed by id."""
