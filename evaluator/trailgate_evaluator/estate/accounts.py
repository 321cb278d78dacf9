"""The snapshots of an estate by their accounts, and what each account's chains may reach in the others."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct
from msgspec.structs import replace

from trailgate_evaluator.errors import InputError
from trailgate_evaluator.estate.answers import Answers, organizations_trails
from trailgate_evaluator.estate.delegation import NOTHING
from trailgate_evaluator.estate.outline import outline_of_parts
from trailgate_evaluator.estate.reach import Reach, from_group
from trailgate_evaluator.estate.rules import Rules
from trailgate_evaluator.estate.shelf import Shelf
from trailgate_evaluator.estate.told import ANSWERS
from trailgate_evaluator.estate.watchers import Watchers
from trailgate_evaluator.readers.snapshot import read_snapshot
from trailgate_evaluator.readers.snapshot.arns import parse_arn
from trailgate_evaluator.readers.snapshot.wanted import Wanted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from trailgate_evaluator.document.parts import Parts
    from trailgate_evaluator.estate.centralization import Copy, Doubt, MetricCopy
    from trailgate_evaluator.estate.delegation import Delegation
    from trailgate_evaluator.estate.lists import Newest
    from trailgate_evaluator.estate.outline import Outline
    from trailgate_evaluator.inputs import Source

Json = dict[str, Any]

_MOST_KEPT: Final = 8
"""So many accounts, and so many groups, are kept at a time; few are those that many chains run through."""


class Held(Struct, frozen=True, kw_only=True):
    """The snapshot that counts for an account: where it is, the digest of its bytes, when it was finished, what it tells."""

    name: str
    digest: str
    as_of: int
    outline: Outline


@dataclass(slots=True, kw_only=True)
class Estate:
    """Snapshots that were given together, one for an account; `again` reads one of them anew by its name.

    `accounts` are those of the organizations' lists by number: {name, organization}. `most_apart` are the seconds that
    the snapshots of one chain may lie apart. Where `spares`, a snapshot that is not whole is as if it were not there for the
    accounts whose chains come to it: its own entry says what is wrong. `lists` are the newest whole lists by organization.
    An estate is the same for all that are judged in it.
    """

    held: dict[str, Held]
    accounts: dict[str, Json]
    again: Callable[[str], Source]
    most_apart: int
    spares: bool = False
    lists: Mapping[str, Newest] = field(default_factory=dict)
    _pinned: dict[str, Shelf] = field(default_factory=dict)
    _shelves: OrderedDict[str, Shelf | None] = field(default_factory=OrderedDict)
    _reaches: OrderedDict[str, Reach] = field(default_factory=OrderedDict)
    _wanted: dict[str, Wanted] = field(default_factory=dict)
    _subscribers: dict[str, dict[str, frozenset[str]]] = field(default_factory=dict)
    _organizations: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    _listed: dict[str, int] = field(default_factory=dict)
    answers: Answers = field(init=False)
    _watchers: Watchers = field(init=False)
    _rules: Rules = field(init=False)

    def __post_init__(self) -> None:
        """Turns around what the outlines tell: from who names to what is named."""
        groups: dict[str, set[str]] = {}
        topics: dict[str, set[str]] = {}
        regions: dict[str, set[str]] = {}
        recording = organizations_trails(self.held)
        notified = frozenset[str]().union(*(one.outline.notified for one in self.held.values()))
        for account, one in sorted(self.held.items()):
            outline = one.outline
            for named, kept in ((outline.groups, groups), (outline.topics, topics)):
                for owner, what in named:
                    kept.setdefault(owner, set()).add(what)
            for topic in sorted(outline.subscribed.keys() & notified):
                topics.setdefault(account, set()).add(topic)
                self._subscribers.setdefault(topic, {})[account] = outline.subscribed[topic]
            if outline.organization is not None:
                if outline.listed:
                    self._listed[outline.organization] = max(one.as_of, self._listed.get(outline.organization, -1))
                owned = [(trail, account) for trail in sorted(outline.owned | recording.get(account, frozenset()))]
                self._organizations.setdefault(outline.organization, []).extend(owned)
        self.answers = Answers(self.held, self.shelf_of)
        self._watchers = Watchers(self.held)
        self._watchers.add_regions(regions, groups)
        self._rules = Rules(self.held)
        copies = list(self._rules.copies())
        for copy in copies:
            groups.setdefault(copy.split(":")[4], set()).add(copy)
        for account, region in self._rules.metric_places(copies):
            regions.setdefault(account, set()).add(region)
        self._wanted = {
            owner: Wanted(
                groups=frozenset(groups.get(owner, ())),
                topics=frozenset(topics.get(owner, ())),
                regions=frozenset(regions.get(owner, ())),
            )
            for owner in groups.keys() | topics.keys() | regions.keys()
        }

    def wanted_of(self, account: str) -> Wanted:
        """What chains of other accounts reach in this one."""
        return self._wanted.get(account, Wanted())

    def watchers_of(self, account: str, region: str) -> list[str]:
        """The other accounts that have alarms on this one's metrics, or that it shares these with in the region."""
        return self._watchers.of(account, region)

    def subscribers_of(self, topic: str) -> dict[str, frozenset[str]]:
        """The accounts that list confirmed subscriptions of their own to a topic that some alarm notifies, with those."""
        return self._subscribers.get(topic, {})

    def place_of(self, group: str) -> tuple[str, str] | None:
        """The account and the region of a log group: by its ARN or, where a change makes it, by what that tells; None else."""
        arn = parse_arn(group)
        if arn is not None:
            return arn.account, arn.region
        making = ((shelf.account, entry) for shelf in self._pinned.values() if (entry := shelf.entry("log_groups", group)))
        return next(((account, entry["region"]) for account, entry in making), None)

    def copies_of(self, group: str, owner: Shelf) -> list[tuple[str, Copy]]:
        """What centralization rules make of a log group of `owner`, each with the account that was told of the rule."""
        copyable, place = owner.parts.copyable.get(group), self.place_of(group)
        if parse_arn(group) is None and place is not None:
            return self._rules.perhaps_copies_of(*place, copyable=copyable, is_whole=self._is_whole)
        return self._rules.copies_of(group, copyable=copyable, is_whole=self._is_whole)

    def metric_copies_of(self, account: str, region: str) -> list[tuple[str, MetricCopy]]:
        """Where centralization rules may copy an account's metrics to, each with the account that was told of the rule."""
        return self._rules.metric_copies_of(account, region, self._is_whole)

    def doubt_about_copies(self, owner: str) -> Doubt | None:
        """Why rules that nobody was told may copy groups of this account; None where it is known that there are no others."""
        return self._rules.doubt_about(owner, self._is_whole)

    def _is_whole(self, account: str) -> bool:
        return self.shelf_of(account) is not None

    def is_watched(self, account: str) -> bool:
        """Whether alarms on the account's metrics may stand in another account that is held."""
        return self._watchers.are_of(account)

    def trails_over(self, account: str, organization: Json | None) -> list[tuple[str, str]]:
        """The trails of the account's organization, each with the account whose own snapshot shows it.

        `organization` is what the account itself says of it; where it says nothing, the organization's list does.
        """
        told = organization if organization is not None else {"id": self.accounts.get(account, {}).get("organization")}
        return self._organizations.get(str(told.get("id")), [])

    def has_member(self, account: str, organization: str | None) -> bool:
        """Whether the account surely is in the organization: by a list of it, or by its own word where no later list lacks it.

        What a snapshot says of an account that was refused everything is its collector's word, which proves nothing.
        """
        listed, held = self.accounts.get(account), self.held.get(account)
        if listed is not None:
            return listed.get("organization") in {None, organization}
        return held is not None and held.outline.describes and self._listed.get(str(organization), -1) < held.as_of

    def lacking(self, account: str, organization: Json | None, owner: str) -> Newest | None:
        """The list of the organization's accounts that is newer than the account's snapshot and lacks it; None where none does.

        `organization` is what the account itself says of it; where it says nothing, it is that of the trail's `owner`.
        """
        held, owning = self.held.get(account), self.held.get(owner)
        named = (organization or {}).get("id") or (None if owning is None else owning.outline.organization)
        newest = self.lists.get(str(named))
        if held is None or newest is None or newest.as_of <= held.as_of or account in newest.accounts:
            return None
        return newest

    def delegation_over(self, subject: Json) -> Delegation:
        """What the management account of a subject's organization lets members do, as far as its own snapshot tells."""
        organization = subject.get("organization") or {}
        held = self.held.get(str(organization.get("management_account")))
        same = held is not None and held.outline.organization == organization.get("id")
        return held.outline.delegation if held is not None and same else NOTHING

    def sources_of(self, account: str) -> tuple[Json, ...]:
        """What a document says of the account's snapshot, and of a plan that is laid over it."""
        shelf, name = self.shelf_of(account), self.name_of(account)
        if shelf is None:
            return ()
        whose = {"account": account} if name is None else {"account": account, "account_name": name}
        return tuple({**source, **whose} for source in shelf.parts.sources)

    def name_of(self, account: str) -> str | None:
        """The account's name on an organization's list, else its IAM alias; None where neither is told."""
        listed, held = self.accounts.get(account, {}).get("name"), self.held.get(account)
        return listed or (None if held is None else held.outline.alias)

    def reach_of(self, group: str) -> Reach:
        """What is reached from a log group on; the same for every account whose records come to it."""
        if group not in self._reaches:
            self._reaches[group] = from_group(self, group)
            while len(self._reaches) > _MOST_KEPT:
                self._reaches.popitem(last=False)
        self._reaches.move_to_end(group)
        return self._reaches[group]

    def over(self, parts: Parts, changed: Mapping[str, frozenset[str]] = MappingProxyType({})) -> Estate:
        """The same estate in which one account is as these parts have it: as a change would leave it.

        `changed` are the attributes by trail that the change sets, beside those of trails that are a plan's.
        """
        account = parts.subject["account"]
        planned = {found: frozenset(ANSWERS) for found, trail in parts.resources["trails"].items() if "address" in trail}
        before = self._pinned[account].changed if account in self._pinned else {}
        of_trails = {
            found: frozenset[str]().union(*(each.get(found, ()) for each in (before, changed, planned)))
            for found in before.keys() | changed.keys() | planned.keys()
        }
        held = self.held[account]
        outline, pinned = outline_of_parts(parts, held.outline), self._pinned.get(account)
        others = {**self.held, account: replace(held, outline=outline)}
        new_trails = (outline.owned - held.outline.owned) | (frozenset() if pinned is None else pinned.new_trails)
        other = Estate(
            held=others,
            accounts=self.accounts,
            again=self.again,
            most_apart=self.most_apart,
            spares=self.spares,
            lists=self.lists,
        )
        shelf = Shelf(parts, is_changed=True, changed=of_trails, new_trails=new_trails)
        other._pinned |= {**self._pinned, account: shelf}
        return other

    def changed(self, parts: Parts) -> Shelf | None:
        """The shelf of these parts, where they are those of a change; None else."""
        pinned = self._pinned.get(parts.subject["account"])
        return pinned if pinned is not None and pinned.parts is parts else None

    def shelf_of(self, account: str) -> Shelf | None:
        """What the account's snapshot tells; None where there is none.

        Raises `InputError` where it cannot be read, or is not what it was when the estate was looked through.
        """
        if account in self._pinned:
            return self._pinned[account]
        held = self.held.get(account)
        if held is None:
            return None
        if account not in self._shelves:
            source = self.again(held.name)
            if source.digest != held.digest:
                raise InputError(
                    expected="files that stay as they are while they are judged",
                    found=f"another content than a moment ago, while account {account}'s chains were followed",
                    where=held.name,
                    what_to_do="Judge again when nothing writes to it.",
                )
            try:
                self._shelves[account] = Shelf(read_snapshot(source, self.wanted_of(account)))
            except InputError:
                if not self.spares:
                    raise
                self._shelves[account] = None
            while len(self._shelves) > _MOST_KEPT:
                self._shelves.popitem(last=False)
        self._shelves.move_to_end(account)
        return self._shelves[account]
