"""What a trail has to record and deliver for a control, in words: reads or writes, of which services, in which regions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trailgate_evaluator.plain import some

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Json = dict[str, Any]

_MOST_NAMED = 4


def delivered(records: Iterable[Mapping[str, Any]]) -> str:
    """Where to ask whether a trail delivers; `records` are the specs of the required records' fields."""
    regions = _constants(records, "awsRegion")
    if regions is not None:
        return f"each region tells its own, so ask where these records arise, in {some(regions, _MOST_NAMED)}."
    return (
        "each region tells its own, and these records arise in every region that the account uses, so ask in each of them "
        "(--region). Of one that is not in its input, trailgate takes that it is delivered as the trail's home region is."
    )


def recorded(records: Iterable[Mapping[str, Any]]) -> str:
    """What the event selectors of a trail have to take."""
    every = list(records)
    kinds = "All or WriteOnly" if all(_writes(one) for one in every) else "All (WriteOnly leaves out the calls that read)"
    sources = _constants(every, "eventSource")
    if sources is None:
        left_out = "no service is left out"
    else:
        left_out = f"{some(sources, _MOST_NAMED)} {'is' if len(sources) == 1 else 'are'} not left out"
    return f"{kinds}, and {left_out}"


def _writes(fields: Mapping[str, Any]) -> bool:
    return bool(fields.get("readOnly", {}).get("is") is False)


def _constants(records: Iterable[Mapping[str, Any]], field: str) -> list[str] | None:
    """The values that a field always has in these records; None where it varies in one."""
    found = [fields.get(field, {}).get("is") for fields in records]
    return sorted({str(value) for value in found}) if all(isinstance(value, str) for value in found) else None
