"""What is judged of one input: the account as it is, or what it will be, with what it was."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from trailgate_evaluator.document.within_reach import within_reach

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trailgate_evaluator.document.parts import Parts

Json = dict[str, Any]


class Documents(Struct, frozen=True, kw_only=True, dict=True):
    """`after` is what the verdict is about; `before` is the same account without the plan, None where nothing tells.

    `parts` are what `after` was made of, `planned` those of the plan's own account alone. `removed` and
    `added` are the ids of resources that only one of the two has; `locations` are {path, line} of a template's resources by
    address; `rolled_back`: AWS refuses the template, and leaves the account as it was.
    """

    after: Json
    before: Json | None
    parts: Parts
    planned: Parts | None = None
    removed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    locations: Mapping[str, Json] = field(default_factory=dict)
    rolled_back: bool = False

    @cached_property
    def reached(self) -> Mapping[str, Any]:
        """`after` with those alarms alone that the packaged law can look up; worked out once for all that it is asked."""
        return within_reach(self.after)

    def changed(self, *, services: bool) -> tuple[list[str], list[str]]:
        """What is removed and added of the chain, or of services that a control asks for by themselves."""
        known = (self.before or {}).get("services", {}).keys() | self.after["services"].keys()
        removed, added = ([one for one in found if (one in known) is services] for found in (self.removed, self.added))
        return removed, added

    @property
    def leaves_services(self) -> bool:
        """Whether no service is enabled or taken away between the two."""
        if self.before is None:
            return False
        sides = (self.before["services"], self.after["services"])
        one, other = ({found: entry["enabled"] for found, entry in side.items()} for side in sides)
        return one == other
