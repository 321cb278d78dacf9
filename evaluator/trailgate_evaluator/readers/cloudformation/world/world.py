"""All resources of an input's stacks with their ids, and what their readers write down while they read them."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.document.parts import Json, Link, attribute_gap_id, gap, unknown
from trailgate_evaluator.readers.cloudformation.intrinsics.marks import is_plain, marks_in, may_be_equal, shown, split, symbol
from trailgate_evaluator.readers.cloudformation.intrinsics.values import EXPRESSION, Either, Unknown, as_text, unknown_in
from trailgate_evaluator.readers.cloudformation.stacks import names
from trailgate_evaluator.readers.cloudformation.stacks.place import in_document
from trailgate_evaluator.readers.declared.arns import bare
from trailgate_evaluator.regular import regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from trailgate_evaluator.readers.cloudformation.stacks.resource import Resource
    from trailgate_evaluator.readers.cloudformation.stacks.stack import Stack

LINKS: Final[Mapping[str, Link]] = {
    names.TRAIL: "trail",
    names.LOG_GROUP: "log_group",
    names.METRIC_FILTER: "metric_filter",
    names.ALARM: "alarm",
    names.COMPOSITE: "alarm",
    names.TOPIC: "topic",
    names.SUBSCRIPTION: "subscription",
    "AWS::Chatbot::SlackChannelConfiguration": "subscription",
    "AWS::Chatbot::MicrosoftTeamsChannelConfiguration": "subscription",
}
"""The resource types that are links of the chain."""
_BY_ARN: Final = frozenset({names.TRAIL, names.LOG_GROUP, names.ALARM, names.COMPOSITE, names.TOPIC})
_GIVEN_LATER: Final = regex(r"(?:condition [^:]*: )*parameter ")
_SERVICE: Final = 2
MISSING: Final = object()
"""What is not a value of the kind that was asked for, and is not told by anything else."""


class World:
    """The resources and what is written down of them.

    `ids` are the document's ids by address; `arns` the ids by ARN with marks, of what has one; `contested` the addresses of
    what has a name that another resource of the template has, too. `outside_texts` are texts with marks that may name topics
    which others manage, by their ids, with who names them; `outside_policies` what the template puts on topics of others, None
    where that cannot be read. `unreadable` are the addresses of metric filters of whose metrics nothing is known. `refused`
    are the outermost stacks that AWS refuses, and CloudFormation rolls back; `standing` the addresses of what stands in
    the account already, and not by this stack; `barred` those of trails that AWS refuses the account.
    """

    def __init__(self, stacks: Iterable[Stack]) -> None:
        self.stacks = list(stacks)
        self.gaps: dict[str, Json] = {}
        self.pattern_texts: dict[str, str] = {}
        self.outside_policies: dict[str, Json | None] = {}
        self.outside_texts: dict[str, tuple[Resource, str, str]] = {}
        self.unreadable: list[str] = []
        self.ids: dict[str, str] = {}
        self.arns: dict[str, str] = {}
        self.by_id: dict[str, Resource] = {}
        self.contested: set[str] = set()
        self.refused: set[Stack] = set()
        self.standing: frozenset[str] = frozenset()
        self.barred: set[str] = set()
        self._by_type: defaultdict[str, list[Resource]] = defaultdict(list)
        for stack in self.stacks:
            for resource in stack.resources:
                self._by_type[resource.type].append(resource)
        for kind in LINKS:
            for resource in self._by_type[kind]:
                self._name(resource)

    def _name(self, resource: Resource) -> None:
        found = f"tf:{resource.address}"
        if resource.type in _BY_ARN:
            arn = names.arn_of(resource)
            if arn in self.arns:
                self.contested |= {resource.address, self.by_id[self.arns[arn]].address}
            else:
                found = bare(arn) if is_plain(arn) else found
                self.arns[arn] = found
        self.put(resource, found)

    def put(self, resource: Resource, found: str) -> None:
        """Give a resource its id."""
        self.ids[resource.address] = found
        self.by_id[found] = resource

    def of(self, *kinds: str) -> list[Resource]:
        """The resources of these types."""
        return [one for kind in kinds for one in self._by_type.get(kind, ())]

    @property
    def every(self) -> list[Resource]:
        """All resources."""
        return [one for stack in self.stacks for one in stack.resources]

    @property
    def is_rolled_back(self) -> bool:
        """Whether nothing of the deployment comes to stand."""
        return {stack.root for stack in self.stacks} <= self.refused

    def place(self, resource: Resource) -> tuple[str, str]:
        """Account and region as the document has them."""
        return in_document(resource.stack.place)[:2]

    def at(self, resource: Resource) -> str:
        """Where it stands in the file that was given: a resource of a nested stack at that stack."""
        return f"0#{resource.stack.at or resource.pointer}"

    def entry(self, resource: Resource, name: str | None = None) -> Json:
        """What every resource of the document has."""
        account, region = self.place(resource)
        called = as_text(resource.get(name)) if name is not None else None
        return {
            "id": self.ids[resource.address],
            "name": called if called is not None and is_plain(called) else None,
            "account": account,
            "region": region,
            "at": self.at(resource),
            "address": resource.address,
        }

    def unknown(  # noqa: PLR0917 - what the gap says
        self,
        resource: Resource,
        attribute: str,
        why: Unknown | None = None,
        candidates: Iterable[str] | None = None,
        reason: str | None = None,
        found: str | None = None,
    ) -> Json:
        """The unknown value of an attribute, with the gap that says where and why; `candidates` is a closed list."""
        told = why or Unknown(EXPRESSION, None)
        identity = found or self.ids[resource.address]
        account, region = self.place(resource)
        closed = None if candidates is None else sorted(set(candidates))
        because = reason or told.reason
        own = resource.where(*re.split(r"[.\[\]]+", attribute.rstrip("]"))) if attribute[:1].isupper() else resource.where()
        where = told.where or own
        called = attribute_gap_id(identity, attribute)
        given_later = told.name is not None and _GIVEN_LATER.match(told.name) is not None
        self.gaps[called] = gap(
            LINKS.get(resource.type, "topic"),
            because,
            account=account,
            region=region,
            id=identity,
            attribute=attribute,
            at=self.at(resource),
            candidates=closed,
            address=resource.address,
            name=where if told.name is None else f"{shown(told.name)} ({where})",
            settled_by=("variable", "apply") if given_later and reason is None else None,
        )
        return unknown(because, called, closed)

    def text(self, resource: Resource, name: str, default: str | None = None) -> Any:
        """A text property: plain, the default, or an unknown value of the document."""
        value = resource.get(name)
        if value is None:
            return default
        found = as_text(value)
        return found if found is not None and is_plain(found) else self.unknown(resource, name, unknown_in(value))

    def flag(self, resource: Resource, name: str, *, default: bool) -> Any:
        """A property that is true or false; CloudFormation takes the words, too."""
        found = boolean(resource.get(name))
        return (
            default
            if found is None
            else self.unknown(resource, name, unknown_in(resource.get(name)))
            if found is MISSING
            else found
        )

    def number(self, resource: Resource, name: str) -> Any:
        """A property that is a number; None where it is not written."""
        found = number(resource.get(name))
        return self.unknown(resource, name, unknown_in(resource.get(name))) if found is MISSING else found

    def count(self, resource: Resource, name: str) -> Any:
        """A property that is a whole number."""
        found = number(resource.get(name))
        if isinstance(found, float):
            found = int(found) if found.is_integer() else MISSING
        return self.unknown(resource, name, unknown_in(resource.get(name))) if found is MISSING else found

    def outside(self, resource: Resource, property_of: str, text: str) -> str:
        """The id of what a text with marks names, and the template does not make; noted where it may be a topic."""
        found = symbol(text)
        if _may_be_topic(text):
            self.outside_texts.setdefault(found, (resource, property_of, text))
        return found

    def may_be(self, text: str, kind: str) -> list[str]:
        """The ids of the resources of a type whose ARN may turn out to be this one."""
        return [
            self.ids[one.address]
            for one in self.of(kind)
            if self.ids[one.address] != text and may_be_equal(names.arn_of(one), text)
        ]


def boolean(value: Any) -> Any:
    """True, false, None where nothing is written, `MISSING` for anything else."""
    if value is None or isinstance(value, bool):
        return value
    return {"true": True, "false": False}.get(value.lower(), MISSING) if isinstance(value, str) else MISSING


def number(value: Any) -> Any:
    """The number, None where nothing is written, `MISSING` for anything else."""
    if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
        return value
    if isinstance(value, str) and re.fullmatch(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?", value.strip()):
        found = float(value)
        return int(found) if found.is_integer() and abs(found) < 1e15 else found  # noqa: PLR2004 - what a double holds
    return MISSING


def choices(value: Any) -> list[Any]:
    """The values that one may be."""
    return list(value.choices) if isinstance(value, Either) else [value]


def _may_be_topic(text: str) -> bool:
    """Whether a text with marks may be the ARN of a topic that the template does not make."""
    if any(name.startswith("own ") for name in marks_in(text)):
        return False
    parts = split(text, ":")
    return len(parts) < _SERVICE + 1 or parts[0] != "arn" or not is_plain(parts[_SERVICE]) or parts[_SERVICE] == "sns"
