"""One request to make of AWS."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from trailgate_collector.expressions import arn_part

if TYPE_CHECKING:
    from trailgate_collector.call_kinds import Call


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One request to make: a call of the table, a region, parameters; `owner` is whose resource it names."""

    call: Call
    region: str
    request: dict[str, Any]
    owner: str | None = None

    @property
    def key(self) -> tuple[str, str, str, str, str]:
        """Equal for equal requests about one owner's resource, so that each is asked once.

        A name is no resource: where two accounts have groups of one name, only the own one's is asked.
        """
        request = json.dumps(self.request, sort_keys=True)
        return (self.call.service, self.call.operation, self.region, request, self.owner or "")

    @property
    def names_owner(self) -> bool:
        """Whether the request says whose resource it is about, by an ARN; a bare name is always taken for one's own."""
        return any(isinstance(value, str) and arn_part(value, 4) == self.owner for value in self.request.values())
