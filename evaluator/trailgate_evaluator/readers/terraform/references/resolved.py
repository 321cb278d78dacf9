"""What the references of an expression come to."""

from __future__ import annotations

from typing import Any

from msgspec import Struct, field

from trailgate_evaluator.readers.terraform.plan_json.addresses import Steps
from trailgate_evaluator.readers.terraform.plan_json.instances import Instance


class Reach(Struct, frozen=True):
    """One resource reference: its instances (several where the index is lost) and the path behind it."""

    instances: tuple[Instance, ...]
    path: Steps
    block: str


class Opaque(Struct, frozen=True):
    """A reference that cannot be followed: why, and what it is called where it is written."""

    reason: str
    name: str


class Resolved(Struct):
    """Everything that an expression reaches; `others` are resources of unwanted types by their own ARN.

    `literals` are known values at the path that is asked for, `loose` known values that lack it, so that any part of them may
    stand in the value. `behind` are resources that a graph shows only behind something else. `opaque` may be anything;
    `noise` is unknown and names nothing (a random number, the id of `terraform_data`). `veiled` are constants that Terraform
    knows and the plan does not show: they may stand beside an unknown value, never for it. `references` counts what the
    expression refers to, indexes of something else aside: more of them than `reaches` means a condition, or a part of a text.
    `local` is the local value that the expression is, where it is nothing else; `plain` says that every expression on the way
    was one reference and nothing else.
    """

    reaches: list[Reach] = field(default_factory=list)
    behind: list[Reach] = field(default_factory=list)
    literals: list[Any] = field(default_factory=list)
    loose: list[Any] = field(default_factory=list)
    opaque: list[Opaque] = field(default_factory=list)
    veiled: list[Opaque] = field(default_factory=list)
    noise: list[Opaque] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    references: int = 0
    local: str | None = None
    plain: bool = False
