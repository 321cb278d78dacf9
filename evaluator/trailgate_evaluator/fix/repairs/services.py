"""A service that a control asks for by itself, enabled in one region of the account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.fix.account.change import Change
from trailgate_evaluator.report.names import service_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trailgate_evaluator.fix.account.view import View

Json = dict[str, Any]

_NOTE: Final = (
    "What {service} checks is billed, and most of its checks need AWS Config. Where the organization manages {service} "
    "centrally, AWS refuses to enable it here: let its delegated administrator do it."
)


def repairs(view: View, found: Json) -> Iterator[Change]:
    """The service enabled where it is not; a configuration needs a provider for each region, so it is left to people."""
    entry = view.entry("services", found["id"])
    if entry is None or view.planned or view.wishes.additive or not view.owned(entry):
        return
    yield Change(
        kind="enable_service",
        target=entry["id"],
        account=entry["account"],
        region=entry["region"],
        patch={"services": {entry["id"]: {"enabled": True}}},
        why=f"{service_name(entry['name'])} is to be enabled in {entry['region']}.",
        note=_NOTE.format(service=service_name(entry["name"])),
    )
