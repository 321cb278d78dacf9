"""Log groups: those that the plan manages, and those that it names without managing them."""

from __future__ import annotations

from typing import Any, Final

from msgspec import Struct, field

from trailgate_evaluator.document.parts import Json
from trailgate_evaluator.readers.declared.arns import Place, bare, is_symbol, parse_arn
from trailgate_evaluator.readers.terraform.plan_json.instances import Instance
from trailgate_evaluator.readers.terraform.references.attributes import UNKNOWN, text
from trailgate_evaluator.readers.terraform.references.links import Is, Literal, Nowhere, OneOf, attribute, hints, link
from trailgate_evaluator.readers.terraform.world.world import World

GROUP: Final = frozenset({"aws_cloudwatch_log_group"})
_TRANSFORMER: Final = "TRANSFORMER_POLICY"


class LogGroups(Struct):
    """The document's log groups, found by id, by place and name, or by what an attribute means.

    `keyed` says of each managed one whether it has a customer's key; None where that is not told.
    """

    world: World
    found: dict[str, Json] = field(default_factory=dict)
    keyed: dict[str, bool | None] = field(default_factory=dict)
    _by_name: dict[tuple[Place, str], str] = field(default_factory=dict)
    _places: dict[str, list[tuple[Place, str]]] = field(default_factory=dict)
    _nameless: dict[Place, list[str]] = field(default_factory=dict)

    def read(self) -> None:
        """Every managed log group."""
        transformed = self._transformed()
        for instance in self.world.instances.of(*GROUP):
            entry = self.world.entry(instance, "name")
            kind = self.world.or_unknown(instance, "log_group_class", text(instance, "log_group_class"), "STANDARD")
            entry["class"] = kind or "STANDARD"
            place = Place(entry["account"], entry["region"])
            if (twin := self.found.get(entry["id"])) is not None and twin["class"] != entry["class"]:
                entry["class"] = self.world.unknown(instance, "log_group_class", reason="name_contested")
            self.found[entry["id"]] = entry
            key = text(instance, "kms_key_id")
            self.keyed[entry["id"]] = None if twin is not None or key is UNKNOWN else bool(key)
            name = text(instance, "name")
            if isinstance(name, str):
                self._by_name.setdefault((place, name), entry["id"])
                self._places.setdefault(name, []).append((place, entry["id"]))
            else:
                self._nameless.setdefault(place, []).append(entry["id"])
            # A policy of the account, or another workspace, may transform what nothing here does.
            entry["transformer"] = True if entry["id"] in transformed or (place, None) in transformed else None

    def _transformed(self) -> set[object]:
        """Ids of groups with a transformer, and places whose account policy is one."""
        found: set[object] = set()
        for instance in self.world.instances.of("aws_cloudwatch_log_transformer"):
            for name in ("log_group_arn", "log_group_identifier", "log_group_name"):
                arn = text(instance, name)
                if isinstance(arn, str):
                    found.add(bare(arn))
                elif arn is UNKNOWN:
                    reached = link(self.world, instance, attribute(name), GROUP)
                    if isinstance(reached, Is):
                        found.add(self.world.ids[reached.instance.address])
        for instance in self.world.instances.of("aws_cloudwatch_log_account_policy"):
            if text(instance, "policy_type") == _TRANSFORMER:
                found.add((self.world.places.of(instance), None))
        return found

    def meant(self, instance: Instance, name: str, place: Place) -> tuple[Any, bool]:
        """The group id that an attribute means, or unknown, or None; and whether a reference was taken as the value."""
        value = text(instance, name)
        if value is None:
            return None, False
        if isinstance(value, str):
            return self._literal(instance, name, value, place), False
        match link(self.world, instance, attribute(name), GROUP):
            case Is(group):
                ids = self._called(instance, name, self.found[self.world.ids[group.address]], place)
                # One group is meant, and nobody knows whether its place is that of who names it.
                return ids[0] if len(ids) == 1 else self.world.unknown(
                    instance, name, reason="place_unknown", candidates=ids
                ), True
            case OneOf(groups):
                ids = [i for g in groups for i in self._called(instance, name, self.found[self.world.ids[g.address]], place)]
                return self.world.unknown(instance, name, candidates=ids), True
            case Literal(str(constant)):
                return self._literal(instance, name, constant, place), False
            case Nowhere(reason, called, local):
                missing = self.world.unknown(instance, name, reason=reason, name=called, hints=hints(self.world, GROUP))
                return missing | ({"symbol": local} if local else {}), False
            case _:
                return self.world.unknown(instance, name), False

    def _called(self, instance: Instance, attribute_name: str, group: Json, place: Place) -> list[str]:
        """The ids that a reference to a group may mean: its name means the group of that name in the place of who names it."""
        there = Place(group["account"], group["region"])
        if attribute_name != "log_group_name" or there == place:
            return [group["id"]]
        named = group["name"] if group["name"] is not None else group["id"].removeprefix("tf:")
        namesake = self._by_name.get((place, named)) or self._outside(instance, place, named)
        may_be = _may_be(there.account, place.account) and _may_be(there.region, place.region)
        return [group["id"], namesake] if may_be else [namesake]

    def _literal(self, instance: Instance, attribute_name: str, value: str, place: Place) -> Any:
        arn = parse_arn(value)
        name = value
        if arn is not None and arn.resource.startswith("log-group:"):
            name = bare(arn.resource.removeprefix("log-group:"))
            direct = bare(value)
            if direct in self.found:
                return direct
            place = Place(arn.account, arn.region)
        known = self._by_name.get((place, name))
        if known is not None:
            return known
        alike = self._alike(place, name)
        if len(alike) == 1 and not self.world.planned and not self.world.configuration.providers:
            # A state says of a filter neither account nor region: the one group of that name is meant.
            return alike[0]
        if self.world.is_secret(value):
            return self.world.unknown(instance, attribute_name)
        outside = self._outside(instance, place, name)
        possible = [*alike, *self._nameless.get(place, ())]
        if possible:
            reason = "place_unknown" if alike else "known_after_apply"
            return self.world.unknown(instance, attribute_name, reason=reason, candidates=[outside, *possible])
        return outside

    def _alike(self, place: Place, name: str) -> list[str]:
        """Groups of that name whose place may be this one, an account or region not being told."""
        return [
            found
            for other, found in self._places.get(name, ())
            if _may_be(other.account, place.account) and _may_be(other.region, place.region)
        ]

    def _outside(self, instance: Instance, place: Place, name: str) -> str:
        """A group that nobody manages here but that is named: it exists, or the apply would fail, unless it takes it away."""
        world = self.world
        partition = world.places.partition
        shown = world.shown(name)
        if shown != name or any(map(is_symbol, (*place, partition))):
            found = f"tf:log-group:{place.account}:{place.region}:{shown}"
        else:
            found = f"arn:{partition}:logs:{place.region}:{place.account}:log-group:{name}"
        if found not in self.found and found not in world.destroyed:
            self.found[found] = {
                "id": found,
                "name": shown,
                "account": place.account,
                "region": place.region,
                "at": world.at(instance),
                "class": "STANDARD",
                "transformer": None,
            }
        return found


def _may_be(one: str, other: str) -> bool:
    return one == other or is_symbol(one) or is_symbol(other)
