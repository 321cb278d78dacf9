"""A control that asks for a service in every region, and for no chain: its regions stand where others have records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.plain import some
from trailgate_evaluator.report.links import SERVICE
from trailgate_evaluator.report.names import service_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Json = dict[str, Any]

_MOST_NAMED: Final = 4
_OTHERS: Final = "other-regions"
"""What the law calls the regions that nobody listed."""
_UNLISTED: Final = "regions that nobody listed"


def is_of_service(result: Json) -> bool:
    """Whether a result is of such a control: each of its regions has a chain, a break or a gap at the link `service`."""
    return any(link == SERVICE for link, _ in _named(result))


def unit(result: Json) -> str:
    """What the control asks for, one by one."""
    return "regions" if is_of_service(result) else "records"


def service_of(result: Json) -> str:
    """The service's name for people."""
    return next((name for link, name in _named(result) if link == SERVICE and name), "The service")


def in_regions(regions: list[str]) -> str:
    """Regions in a row: where it is so."""
    listed, others = named_regions(sorted(regions))
    told = some(listed, _MOST_NAMED) if listed else ""
    return told if others is None else f"{told} and {others}" if told else others


def named_regions(records: Sequence[str]) -> tuple[list[str], str | None]:
    """The records of a finding apart from the regions that nobody listed, and what those are called where they are among them."""
    listed = [record for record in records if record != _OTHERS]
    return listed, None if len(listed) == len(records) else _UNLISTED


def verdict(result: Json) -> str:
    """The verdict in one sentence."""
    name, records = service_of(result), result["records"]
    total = sum(len(regions) for regions in records.values())
    every = f"all {total} regions" if total != 1 else "the one region"
    match result["status"]:
        case "pass":
            return f"{name} is enabled in {every} of the account."
        case "fail":
            return f"{name} is not enabled in {_share(records['missing'], total)}."
        case _:
            return f"Cannot tell whether {name} is enabled in {_share(records['unknown'], total)}."


def _share(regions: list[str], total: int) -> str:
    if _OTHERS in regions or total == 1:
        return in_regions(regions)
    return f"{len(regions)} of {total} regions: {in_regions(regions)}"


def _named(result: Json) -> Iterator[tuple[str, str | None]]:
    """Each link of a finding or chain of the result, with the name of what stands there, as far as it is told."""
    for found in result["breaks"]:
        named = found["detail"].get("service") if found["link"] == SERVICE else None
        yield found["link"], service_name(named) if named else None
    for gap in result["gaps"]:
        yield gap["link"], service_name(gap["name"]) if gap["link"] == SERVICE and gap["name"] else None
    for chain in result["chains"]:
        for step in chain["links"]:
            named = result["resources"].get(step["id"], {}).get("name") if step["link"] == SERVICE else None
            yield step["link"], service_name(named) if isinstance(named, str) else None
