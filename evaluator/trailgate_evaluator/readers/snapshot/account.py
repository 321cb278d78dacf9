"""One account's snapshot while it is read: whose it is, its calls, and the gaps found so far."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct, field

from trailgate_evaluator.document.parts import attribute_gap_id, gap, unknown
from trailgate_evaluator.errors import InputError
from trailgate_evaluator.export_codes import NOT_IN_EXPORT
from trailgate_evaluator.readers.snapshot.calls import Calls, best, read_calls
from trailgate_evaluator.readers.snapshot.fields import STRANGE
from trailgate_evaluator.readers.snapshot.times import epoch_seconds

if TYPE_CHECKING:
    from trailgate_evaluator.document.parts import Json, Link
    from trailgate_evaluator.readers.snapshot.calls import Call

DESCRIBE_ORGANIZATION: Final = "organizations:DescribeOrganization"
DESCRIBE_REGIONS: Final = "ec2:DescribeRegions"
_DOORS: Final = ("sts:AssumeRole", "sts:GetCallerIdentity")
"""Calls without which nothing else could be asked."""
_REASONS: Final = {
    "denied": "denied",
    "failed": "failed",
    "truncated": "truncated",
    "skipped": "skipped",
    "absent": "failed",
}


class Account(Struct, frozen=True, kw_only=True):
    """Whose snapshot it is, when it was finished (epoch seconds), its calls; `gaps` grows while it is read.

    `roll_alone`: it was made to keep the organization's list, and the account itself was asked nothing. `imported`: it was made
    of what others exported.
    """

    id: str
    partition: str
    regions: list[str]
    organization: Json | None
    as_of: int
    calls: Calls
    roll_alone: bool = False
    imported: bool = False
    gaps: dict[str, Json] = field(default_factory=dict)

    def hide(  # noqa: D417 - the rest are a gap's own fields
        self,
        link: Link,
        scope: str,
        *,
        operation: str,
        call: Call | None,
        account: str,
        region: str | None,
        id: str | None = None,  # noqa: A002 - the document's own word
        reason: str | None = None,
        attribute: str | None = None,
        apart: str = "",
    ) -> None:
        """Records that resources of `scope` may be hidden, because of what became of `call`.

        Args:
            operation: what was, or should have been, called.
            apart: tells gaps of one scope from each other (a region).
        """
        if call is None and reason is None and (door := self.closed_door) is not None:
            operation, call = door.name, door
        self.gaps.setdefault(
            scope + apart,
            gap(
                link,
                reason or self._reason_of(call),
                scope=scope,
                account=account,
                region=region,
                id=id,
                attribute=attribute,
                call=operation,
                error=call.error if call else None,
                at=f"0#{call.at}" if call else None,
            ),
        )

    @property
    def closed_door(self) -> Call | None:
        """The call whose refusal kept the collector out of the account, so that it asked nothing else; None where it came in."""
        if not self.calls.by_operation.keys() <= set(_DOORS):
            return None
        calls = [call for name in _DOORS for call in self.calls.of(name)]
        return next((call for call in calls if call.outcome != "answered"), None)

    def unknown_attribute(
        self,
        link: Link,
        resource: Json,
        attribute: str,
        *,
        operation: str,
        call: Call | None,
        reason: str | None = None,
        error: Json | None = None,
    ) -> Json:
        """An unknown value for an attribute of a resource, and its gap; `error` where the call's own is none."""
        gap_id = attribute_gap_id(resource["id"], attribute)
        why = reason or self._reason_of(call)
        self.gaps[gap_id] = gap(
            link,
            why,
            account=resource["account"],
            region=resource["region"],
            id=resource["id"],
            attribute=attribute,
            call=operation,
            error=error or (call.error if call else None),
            at=f"0#{call.at}" if call else None,
            name=resource["name"],
        )
        return unknown(why, gap_id)

    def _reason_of(self, call: Call | None) -> str:
        return "account_not_collected" if call is None and self.roll_alone else reason_of(call)

    def beyond_reach(self, owner: str, call: Call | None) -> str | None:
        """The reason why what another account owns is not known where nobody asked from here: only its snapshot tells."""
        unasked = call is None or call.outcome == "skipped"
        return "not_supplied" if unasked and owner != self.id else None

    def told(self, link: Link, resource: Json, row: Json, name: str, *, operation: str, call: Call) -> Any:
        """A field of a typed row; what AWS does not document is not known."""
        if STRANGE not in row or (error := row[STRANGE].get(name)) is None:
            return row[name]
        reason = "not_collected" if error["code"] == NOT_IN_EXPORT else "failed"
        return self.unknown_attribute(link, resource, name, operation=operation, call=call, reason=reason, error=error)


def reason_of(call: Call | None) -> str:
    """The reason of a gap that a call without a whole answer leaves; a call that is not there was not collected."""
    return "not_collected" if call is None else _REASONS.get(call.outcome, "not_collected")


def read_account(content: Json, name: str) -> Account:
    """The account of a snapshot whose `format` is known; raises `InputError` where its envelope is not v1's."""
    account = _object(content, "account", name)
    collected = _object(content, "collected", name)
    regions = content.get("regions")
    if not isinstance(regions, list) or not all(isinstance(region, str) for region in regions):
        raise _not_v1(name, "/regions", "a list of region names", regions)
    number, partition = account.get("id"), account.get("partition")
    if not isinstance(number, str) or not re.fullmatch(r"\d{12}", number, re.ASCII):
        raise _not_v1(name, "/account/id", "an account number of 12 digits, as text", number)
    if not isinstance(partition, str) or not re.fullmatch(r"aws[a-z-]{0,20}", partition):
        raise _not_v1(name, "/account/partition", "a partition such as aws or aws-us-gov", partition)
    as_of = epoch_seconds(collected.get("finished_at"))
    if as_of is None:
        raise _not_v1(name, "/collected/finished_at", "a time (RFC 3339)", collected.get("finished_at"))
    organization = content.get("organization")
    if organization is not None and not isinstance(organization, dict):
        raise _not_v1(name, "/organization", "an object or null", organization)
    calls = read_calls(content, name)
    _refuse_another_account(number, calls)
    return Account(
        id=number,
        partition=partition,
        regions=sorted(set(regions)),
        organization=_organization(organization, calls),
        as_of=as_of,
        calls=calls,
        roll_alone=is_roll_alone(collected),
        imported="imported" in collected,
    )


def is_roll_alone(collected: Json) -> bool:
    """Whether the collection (`collected` of a snapshot) was for no region at all: for the organization's list alone."""
    asked = collected.get("asked")
    return isinstance(asked, dict) and asked.get("regions") == []


def _refuse_another_account(number: str, calls: Calls) -> None:
    """Raises `InputError` where AWS said that the credentials were of another account than the snapshot says it is of."""
    for call in calls.of("sts:GetCallerIdentity"):
        for index, page in enumerate(call.pages):
            if page.get("Account") != number:
                raise InputError(
                    expected=f"credentials of the snapshot's account {number}",
                    found=repr(page.get("Account"))[:60],
                    where=f"{calls.name}#{call.at}/pages/{index}/Account",
                    what_to_do="Collect the account again; snapshots cannot be joined by hand.",
                )


def _organization(stated: Json | None, calls: Calls) -> Json | None:
    """What the account's organization is; an id of None where AWS says that it is in none, None where nobody told."""
    if stated is None:
        asked = best(calls.of(DESCRIBE_ORGANIZATION))
        return {"id": None} if asked is not None and asked.outcome == "absent" else None
    return {key: value for key, value in stated.items() if isinstance(value, str)}


def enabled_regions(calls: Calls) -> list[str] | None:
    """The regions in which the account can be used; None where EC2 did not list them all, or listed them in two ways."""
    whole = [call for call in calls.of(DESCRIBE_REGIONS) if call.outcome == "answered" and call.asks_only("AllRegions")]
    told = [_regions_in(call.pages) for call in whole]
    return told[0] if told and all(one == told[0] for one in told) else None


def _regions_in(pages: list[Json]) -> list[str] | None:
    """The regions of an answer that the account can use; None where a row is none that EC2 writes."""
    listed = [row for page in pages for row in (page["Regions"] if isinstance(page.get("Regions"), list) else [None])]
    rows = [row for row in listed if isinstance(row, dict)]
    if len(rows) < len(listed):
        return None
    names = [row.get("RegionName") for row in rows if row.get("OptInStatus") != "not-opted-in"]
    texts = {name for name in names if isinstance(name, str)}
    return sorted(texts) if texts and len(texts) == len(set(names)) else None


def _object(content: Json, key: str, name: str) -> Json:
    value = content.get(key)
    if not isinstance(value, dict):
        raise _not_v1(name, f"/{key}", "an object", value)
    return value


def _not_v1(name: str, pointer: str, expected: str, found: Any) -> InputError:
    shown = repr(found[:60]) if isinstance(found, str) else "nothing" if found is None else type(found).__name__
    return InputError(
        expected=expected,
        found=shown,
        where=f"{name}#{pointer}",
        what_to_do="Collect the account again; this is not a whole trailgate/snapshot/v1.",
    )
