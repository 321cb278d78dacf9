"""What a plan says that it does to each resource, read once: a plan may list tens of thousands of changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from msgspec import Struct

_NOTHING: Final[Mapping[str, Any]] = {}
_GONE: Final = frozenset({"delete", "forget"})
_AS_IT_IS: Final = frozenset({"no-op", "read"})
_HOSTS: Final = frozenset({"aws_cloudwatch_log_group", "aws_sns_topic"})


class Change(NamedTuple):
    """One entry of `resource_changes`: the resource's type, its actions, and the entry's `change` as the plan has it."""

    type: str
    previous_address: object
    actions: frozenset[str]
    written: Mapping[str, Any]

    @property
    def gone(self) -> bool:
        """Whether nothing stands at the address after apply."""
        return bool(self.actions) and self.actions <= _GONE

    @property
    def made_first(self) -> bool:
        """Whether the resource is made anew before the one that stands at its address is deleted."""
        return self.written.get("actions") == ["create", "delete"]

    @property
    def before(self) -> Mapping[str, Any]:
        """The resource's values before the change; empty where it had none."""
        before = self.written.get("before")
        return before if isinstance(before, dict) else _NOTHING


class Changes(Struct, frozen=True):
    """The changes of a plan by address; `leaving` are those that delete or forget.

    `deposed` are those of objects that an earlier apply left behind when it put another in their place.
    """

    by_address: Mapping[str, Change]
    leaving: Mapping[str, Change]
    deposed: tuple[tuple[str, Change], ...] = ()

    def removed(self, *, replaced: bool = False) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Type and former values of every resource deleted or forgotten, also of those made anew where `replaced`."""
        for change in self.leaving.values():
            if change.gone or (replaced and "delete" in change.actions):
                yield change.type, change.before

    def without_policy(self) -> frozenset[str]:
        """The ARNs of topics whose separate policy the plan deletes."""
        topics = (before.get("arn") for kind, before in self.removed() if kind == "aws_sns_topic_policy")
        return frozenset(topic for topic in topics if isinstance(topic, str))

    def forgotten(self) -> frozenset[str]:
        """The addresses that leave Terraform while their resources stay in the account."""
        return frozenset(a for a, c in self.leaving.items() if "forget" in c.actions)

    def destroyed(self) -> frozenset[str]:
        """The addresses whose resources leave the account, for good or to be made anew."""
        return frozenset(a for a, c in self.leaving.items() if "delete" in c.actions)

    def created(self) -> frozenset[str]:
        """The addresses that are made where nothing of theirs stood."""
        return frozenset(a for a, c in self.by_address.items() if "create" in c.actions and "delete" not in c.actions)

    def untouched(self) -> frozenset[str]:
        """The addresses that the plan leaves as they are."""
        return frozenset(a for a, c in self.by_address.items() if c.actions <= _AS_IT_IS)

    def destroyed_arns(self) -> frozenset[str]:
        """The ARNs, without `:*`, that destroyed topics and log groups have before: told even without a prior state."""
        arns = (c.before.get("arn") for c in self.leaving.values() if c.type in _HOSTS and "delete" in c.actions)
        return frozenset(arn.removesuffix(":*") for arn in arns if isinstance(arn, str))


def deletion(kind: str, before: Mapping[str, Any]) -> Change:
    """The change that deletes a resource."""
    return Change(kind, None, frozenset({"delete"}), {"actions": ["delete"], "before": before})


def _stays(kind: object, before: object) -> bool:
    """Whether a resource that Terraform deletes stays in the account: a log group with `skip_destroy` is only forgotten."""
    return kind == "aws_cloudwatch_log_group" and isinstance(before, dict) and before.get("skip_destroy") is True


def read(plan: Mapping[str, Any]) -> Changes:
    """The changes of a plan; entries that are no changes of a resource are left out."""
    listed = plan.get("resource_changes")
    found: dict[str, Change] = {}
    deposed: list[tuple[str, Change]] = []
    sets: dict[tuple[str, ...], frozenset[str]] = {}
    for entry in listed if isinstance(listed, list) else ():
        address = entry.get("address") if isinstance(entry, dict) else None
        if not isinstance(address, str):
            continue
        written = entry.get("change")
        if not isinstance(written, dict):
            written = _NOTHING
        actions = written.get("actions")
        named = tuple([a for a in actions if isinstance(a, str)]) if isinstance(actions, list) else ()
        if "delete" in named and _stays(entry.get("type"), written.get("before")):
            named = tuple("forget" if action == "delete" else action for action in named)
        shared = sets.get(named)
        if shared is None:
            shared = sets[named] = frozenset(named)
        change = Change(str(entry.get("type")), entry.get("previous_address"), shared, written)
        if entry.get("deposed"):
            deposed.append((address, change))
        else:
            found[address] = change
    return Changes(found, {a: c for a, c in found.items() if not c.actions.isdisjoint(_GONE)}, tuple(deposed))
