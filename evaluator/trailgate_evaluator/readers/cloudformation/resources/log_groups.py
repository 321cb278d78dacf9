"""Log groups: those of the template, and those that it names and others manage."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from trailgate_evaluator.document.parts import attribute_gap_id, gap, is_unknown, unknown
from trailgate_evaluator.languages.data_protection import PolicyTextError, masked_identifiers
from trailgate_evaluator.readers.cloudformation.intrinsics.marks import is_plain, marks_in, may_be_equal, symbol
from trailgate_evaluator.readers.cloudformation.intrinsics.values import Unknown, as_text, of_mark, unknown_in
from trailgate_evaluator.readers.cloudformation.stacks import names
from trailgate_evaluator.readers.cloudformation.world.world import choices
from trailgate_evaluator.readers.declared.arns import bare, is_symbol, parse_arn

if TYPE_CHECKING:
    from trailgate_evaluator.document.parts import Json
    from trailgate_evaluator.readers.cloudformation.stacks.resource import Resource
    from trailgate_evaluator.readers.cloudformation.world.world import World

_TRANSFORMER = "AWS::Logs::Transformer"
_ACCOUNT_POLICY = "AWS::Logs::AccountPolicy"


class LogGroups:
    """The document's log groups, found by name or ARN; `keyed` says of each of the template whether it has a customer's key."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.found: dict[str, Json] = {}
        self.keyed: dict[str, bool | None] = {}
        self._delivered_to: dict[str, str] = {}

    def read(self) -> None:
        """Every log group of the template."""
        for resource in self._world.of(names.LOG_GROUP):
            entry = self._world.entry(resource, "LogGroupName")
            entry["class"] = self._world.text(resource, "LogGroupClass", "STANDARD")
            entry["transformer"] = None
            self.found[entry["id"]] = entry
            key = resource.get("KmsKeyId")
            self.keyed[entry["id"]] = key is not None if unknown_in(key) is None or as_text(key) is not None else None
            if (policy := resource.get("DataProtectionPolicy")) is not None:
                self._protect(resource, policy, [entry["id"]])
        for resource in self._world.of(_TRANSFORMER):
            for found in self._named(resource, resource.get("LogGroupIdentifier")):
                self.found[found]["transformer"] = True
        for resource in self._world.of(_ACCOUNT_POLICY):
            self._of_account(resource)

    def _of_account(self, resource: Resource) -> None:
        here = [one["id"] for one in self.found.values() if (one["account"], one["region"]) == self._world.place(resource)]
        kind = as_text(resource.get("PolicyType"))
        if kind == "TRANSFORMER_POLICY":
            for found in here:
                self.found[found]["transformer"] = True
        if kind is None or kind == "DATA_PROTECTION_POLICY" or not is_plain(kind):
            self._protect(resource, resource.get("PolicyDocument"), here)

    def _named(self, resource: Resource, value: Any) -> list[str]:
        text = as_text(value)
        return list(self.found) if text is None else [one for one in self._alike(resource, text) if one in self.found]

    def _protect(self, resource: Resource, policy: Any, groups: list[str]) -> None:
        """What a data protection policy masks in these groups, before metric filters see it."""
        world, masks = self._world, None
        if unknown_in(policy) is None:
            try:
                masks = list(masked_identifiers(policy if isinstance(policy, str) else json.dumps(policy)))
            except PolicyTextError:
                masks = None
        for found in groups:
            group = self.found[found]
            known = group.get("masks", [])
            if is_unknown(known):
                continue
            if masks is None:
                called = attribute_gap_id(found, "masks")
                about = {"account": group["account"], "region": group["region"], "id": found, "at": world.at(resource)}
                world.gaps[called] = gap("metric_filter", "known_after_apply", attribute="masks", name=resource.address, **about)
                group["masks"] = unknown("known_after_apply", called)
            elif masks:
                group["masks"] = [*known, *(one for one in masks if one not in known)]

    def meant(self, resource: Resource, property_of: str) -> Any:
        """The id of the group that a property means, or unknown, or None where it is not written."""
        value = resource.get(property_of)
        if value is None:
            return None
        ids: list[str] = []
        for choice in choices(value):
            text = as_text(choice)
            if text is None:
                return self._world.unknown(resource, property_of, unknown_in(value))
            ids += [one for one in self._alike(resource, text) if one not in ids]
        if len(ids) == 1:
            return ids[0]
        why = unknown_in(value) or self._given_to_trails(ids)
        return self._world.unknown(resource, property_of, why, candidates=ids, reason="place_unknown" if why is None else None)

    def _given_to_trails(self, ids: list[str]) -> Unknown | None:
        """Why a group of these that a trail delivers to is not known, where that is more than its place."""
        marks = (name for found in ids for name in marks_in(self._delivered_to.get(found, "")))
        return next((of_mark(name) for name in marks if not name.startswith(("AWS::", "own "))), None)

    def _alike(self, resource: Resource, text: str) -> list[str]:
        """The ids of the groups that a name or ARN is, or may be; one that nobody manages here is there, or it would fail."""
        place = resource.stack.place
        arn = bare(text)
        if not arn.startswith("arn:") and not (resource.type == names.TRAIL and _may_begin_an_arn(arn)):
            arn = f"arn:{place.partition}:logs:{place.region}:{place.account}:log-group:{text}"
        exact = self._world.arns.get(arn)
        if exact is not None:
            return [exact]
        alike = [self._world.ids[one.address] for one in self._world.of(names.LOG_GROUP) if may_be_equal(names.arn_of(one), arn)]
        found = self._outside(resource, arn)
        if resource.type == names.TRAIL:
            self._delivered_to[found] = arn
        if found in self._delivered_to:
            return [found, *alike]
        # Trails are read first: what a filter sits on may turn out to be a group that one of them delivers to.
        return [found, *alike, *(one for one, other in self._delivered_to.items() if may_be_equal(other, arn))]

    def _outside(self, resource: Resource, arn: str) -> str:
        found = arn if parse_arn(arn) else symbol(arn)
        if found not in self.found:
            place = self._world.place(resource)
            told = parse_arn(arn)
            name = arn.rpartition(":log-group:")[2] if ":log-group:" in arn else arn
            self.found[found] = {
                "id": found,
                "name": name if is_plain(name) else symbol(name),
                "account": place[0] if told is None else told.account,
                "region": place[1] if told is None else told.region,
                "at": self._world.at(resource),
                "class": "STANDARD",
                "transformer": None,
            }
        return found


def _may_begin_an_arn(text: str) -> bool:
    """Whether a text begins with what may turn out to be a whole ARN: given from outside, and no name that AWS makes up."""
    first = marks_in(text[: text.find("\ue001") + 1]) if text.startswith("\ue000") else []
    return bool(first) and not first[0].startswith("own ")


def is_elsewhere(group: Json, accounts: set[str]) -> bool:
    """Whether a group is of an account that no stack here is deployed in."""
    return not is_symbol(group["account"]) and group["account"] not in accounts and not any(map(is_symbol, accounts))
