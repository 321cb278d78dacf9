"""What a reader knows of one account, before it is indexed: the parts of a document.

All readers (snapshots, Terraform plans, CloudFormation templates) return `Parts`; `trailgate_evaluator.document.assemble`
makes the document of them. Shapes and words: docs/document.md.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Final, Literal

from msgspec import Struct, field

from trailgate_evaluator.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Json = dict[str, Any]
Kind = Literal["aws_snapshot", "terraform_plan", "terraform_state", "cloudformation_template"]
Link = Literal["trail", "log_group", "metric_filter", "metric", "alarm", "topic", "subscription", "service"]

LINK_OF: Final[Mapping[str, Link]] = {
    "trails": "trail",
    "log_groups": "log_group",
    "metric_filters": "metric_filter",
    "alarms": "alarm",
    "topics": "topic",
    "subscriptions": "subscription",
    "services": "service",
}
"""Kind of resource in a document → the link that it is."""
RESOURCE_KINDS: Final = tuple(LINK_OF)

SETTLED_BY: Final[Mapping[str, tuple[str, ...]]] = {
    "denied": ("permission",),
    "failed": ("snapshot",),
    "skipped": ("snapshot",),
    "truncated": ("snapshot",),
    "not_visible": ("snapshot",),
    "not_supplied": ("snapshot",),
    "not_collected": ("snapshot",),
    "account_not_collected": ("snapshot",),
    "left_organization": ("snapshot",),
    "outside_plan": ("baseline",),
    "known_after_apply": ("apply",),
    "unreadable_expression": ("source", "apply"),
    "unresolved_local": ("source", "graph"),
    "deferred": ("apply",),
    "partial_plan": ("apply",),
    "plan_errored": ("apply",),
    "place_unknown": ("variable",),
    "name_contested": ("apply",),
    "may_be_refused": ("apply",),
    "may_be_deleted": ("apply",),
    "made_by_another": ("apply",),
    "pending_confirmation": ("baseline",),
    "role_unknown": ("role",),
    "delegation_unknown": ("baseline",),
}
"""Which kind of answer settles a gap, by its reason, where the reader knows no better."""


class Parts(Struct, frozen=True, kw_only=True):
    """Everything a reader knows of one account; nothing derived.

    `sources` are `{"kind", "digest", "as_of"}`; `subject` is the document's. `resources` has every
    kind of `RESOURCE_KINDS`, each a mapping from id to resource. `gaps` maps gap id to gap
    (see `gap`). `pattern_texts` maps a pattern's id to its text; `accepted` are the ids of those that stand in an account,
    so that AWS cannot have refused them. `other_routes` were seen, and are judged by nothing. `links` are the observability
    links of a snapshot (`readers.snapshot.links`), `keys` its KMS keys (`readers.snapshot.keys`), `copyable` its log groups
    that a centralization rule can copy and `keyed` whether each has a customer's key, None where a plan does not tell,
    and `unlisted` why those are not told of that other accounts ask for (`readers.snapshot.log_groups`); none of them stands in
    a document.
    Times are epoch seconds.
    """

    kind: Kind
    as_of: int | None
    sources: tuple[Json, ...]
    subject: Json
    resources: Mapping[str, Mapping[str, Json]]
    gaps: Mapping[str, Json] = field(default_factory=dict)
    pattern_texts: Mapping[str, str] = field(default_factory=dict)
    accepted: frozenset[str] = frozenset()
    other_routes: tuple[Json, ...] = ()
    links: Mapping[str, Any] = field(default_factory=dict)
    keys: Mapping[str, Json] = field(default_factory=dict)
    copyable: Mapping[str, bool] = field(default_factory=dict)
    keyed: Mapping[str, bool | None] = field(default_factory=dict)
    unlisted: Mapping[str, Json] = field(default_factory=dict)


def unknown(reason: str, gap_id: str, candidates: Iterable[str] | None = None) -> Json:
    """A value that cannot be known, to stand in the value's place; `candidates` is a closed list."""
    value: Json = {"reason": reason, "gap": gap_id}
    if candidates is not None:
        value["candidates"] = sorted(set(candidates))
    return {"unknown": value}


def is_unknown(value: object) -> bool:
    """Whether the value is one that cannot be known."""
    return isinstance(value, dict) and "unknown" in value


def attribute_gap_id(resource_id: str, attribute: str) -> str:
    """The id of the gap that tells why an attribute of a resource is unknown."""
    return f"{resource_id}#{attribute}"


def gap(
    link: Link,
    reason: str,
    *,
    account: str | None,
    region: str | None,
    scope: str | None = None,
    id: str | None = None,  # noqa: A002 - the document's own word
    attribute: str | None = None,
    call: str | None = None,
    error: Json | None = None,
    at: str | None = None,
    candidates: Iterable[str] | None = None,
    address: str | None = None,
    name: str | None = None,
    settled_by: Iterable[str] | None = None,
) -> Json:
    """A gap as the document writes it: with a scope a hidden resource, without one an attribute's."""
    return {
        "link": link,
        "reason": reason,
        "scope": scope,
        "account": account,
        "region": region,
        "id": id,
        "attribute": attribute,
        "call": call,
        "error": error,
        "at": at,
        "candidates": None if candidates is None else sorted(set(candidates)),
        "address": address,
        "name": name,
        "settled_by": list(SETTLED_BY.get(reason, ()) if settled_by is None else settled_by),
    }


def trail_scope(account: str) -> str:
    """Trails of the account may be hidden."""
    return f"trail|{account}"


def log_group_scope(group_id: str) -> str:
    """Whether the log group exists is hidden."""
    return f"log_group|{group_id}"


def metric_filter_scope(group_id: str) -> str:
    """Metric filters on the log group may be hidden."""
    return f"metric_filter|{group_id}"


def alarm_scope(account: str, region: str) -> str:
    """Alarms of the account and region may be hidden."""
    return f"alarm|{account}|{region}"


def composite_scope(account: str, region: str) -> str:
    """Composite alarms of the account and region may be hidden; they watch no metric, and may tell of alarms that do."""
    return f"composite|{account}|{region}"


def topic_scope(topic_id: str) -> str:
    """Whether the topic exists is hidden."""
    return f"topic|{topic_id}"


def subscription_scope(topic_id: str) -> str:
    """Subscriptions of the topic may be hidden."""
    return f"subscription|{topic_id}"


ANY_MEMBER: Final = "any_member"
"""The role of a member of which nobody tells whether it is a delegated administrator, too."""


def role_of(subject: Mapping[str, Any]) -> str | None:
    """The role of the account in its organization, as far as it is told.

    A member may be a delegated administrator, too, unless its management account's own word is that it is not.
    """
    organization = subject.get("organization")
    if not isinstance(organization, dict):
        return None
    if organization.get("id") is None:
        return "outside"
    manager = organization.get("management_account")
    if not isinstance(manager, str):
        return None
    if manager == subject["account"]:
        return "management"
    return "member" if subject.get("delegated") is False else ANY_MEMBER


REGIONS_SCOPE: Final = "regions"
"""In which regions the account can be used is hidden."""
PLAN_SCOPE: Final = "plan"
"""Nothing that the plan makes may come to stand."""


def place(account: str, region: str) -> str:
    """The key of an account and region in the index."""
    return f"{account}|{region}"


def metric_key(account: str, region: str, namespace: str, name: str, dimensions: Mapping[str, str]) -> str:
    """The key of one metric: `ACCOUNT|REGION|NAMESPACE|NAME|DIMENSIONS`, dimensions sorted."""
    joined = ",".join([f"{key}={value}" for key, value in sorted(dimensions.items())]) if dimensions else ""
    return f"{account}|{region}|{namespace}|{name}|{joined}"


def pattern_id(text: str) -> str:
    """The id of a filter pattern: `p` and the SHA-256 of its text, whole, since what a pattern means hangs on its id."""
    return "p" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def keep_pattern(texts: dict[str, str], text: str) -> str:
    """The id of a pattern, kept in `texts`. Raises `InputError` where another text stands under it."""
    found = pattern_id(text)
    refuse_two_texts(found, texts.setdefault(found, text), text)
    return found


def joined_patterns(one: Mapping[str, str], other: Mapping[str, str]) -> dict[str, str]:
    """The texts of both. Raises `InputError` where they have different ones under one id."""
    for found in one.keys() & other.keys():
        refuse_two_texts(found, one[found], other[found])
    return {**one, **other}


def refuse_two_texts(found: str, text: str, other: str) -> None:
    """Raises `InputError` unless the two texts of one id are the same: no pattern may borrow another's meaning."""
    if text != other:
        raise InputError(
            expected="one text for each pattern id",
            found=f"two: {text[:200]!r} and {other[:200]!r}",
            where=f"patterns/{found}",
            what_to_do="Nothing is judged by such an input: one of the two would be given the meaning of the other.",
        )
