"""A snapshot becomes the parts of a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from trailgate_evaluator.document.parts import Parts
from trailgate_evaluator.readers.snapshot.account import enabled_regions, read_account
from trailgate_evaluator.readers.snapshot.alarms import hide_alarms, read_alarms
from trailgate_evaluator.readers.snapshot.keys import read_keys
from trailgate_evaluator.readers.snapshot.links import hide_by_links, hide_monitors, read_links
from trailgate_evaluator.readers.snapshot.log_groups import (
    copyable,
    hide_filters,
    hide_log_groups,
    keyed,
    listed_groups,
    read_log_groups,
    unlisted,
    without_filters,
)
from trailgate_evaluator.readers.snapshot.masks import add_masks
from trailgate_evaluator.readers.snapshot.metric_filters import read_metric_filters
from trailgate_evaluator.readers.snapshot.names import name_of
from trailgate_evaluator.readers.snapshot.origins import exported_by, is_imported, led_back
from trailgate_evaluator.readers.snapshot.other_routes import read_other_routes
from trailgate_evaluator.readers.snapshot.own_subscriptions import own_subscriptions
from trailgate_evaluator.readers.snapshot.services import read_services
from trailgate_evaluator.readers.snapshot.topics import read_topics
from trailgate_evaluator.readers.snapshot.trails import read_trails
from trailgate_evaluator.readers.snapshot.transformers import add_transformers
from trailgate_evaluator.readers.snapshot.wanted import NOTHING, Wanted

if TYPE_CHECKING:
    from trailgate_evaluator.document.parts import Json
    from trailgate_evaluator.inputs import Source


def read_snapshot(source: Source, wanted: Wanted = NOTHING) -> Parts:
    """What a snapshot tells of its account: every resource that an answer shows, a gap for what none does.

    `wanted` is what other accounts' chains reach in this one.

    Raises `InputError` with a pointer where the content is not a whole trailgate/snapshot/v1.
    """
    account = read_account(source.content, source.name)
    pattern_texts: dict[str, str] = {}
    trails = read_trails(account)
    filters = read_metric_filters(account, pattern_texts)
    groups = read_log_groups(account, filters)
    add_transformers(account, groups, filters)
    listed = listed_groups(account)
    add_masks(account, groups, listed, filters)
    alarms = read_alarms(account)
    bare = without_filters(account, listed, filters.values())
    watched = hide_log_groups(account, trails.values(), groups, wanted.groups, bare)
    links = read_links(account)
    hide_alarms(account, watched | wanted.regions)
    hide_monitors(account, watched, links)
    hide_by_links(account, watched, links)
    hide_filters(account, groups.values(), bare)
    topics, subscriptions = read_topics(account, alarms, own_subscriptions(account), wanted.topics)
    regions, name = enabled_regions(account.calls), name_of(account)
    parts = Parts(
        kind="aws_snapshot",
        as_of=account.as_of,
        sources=({"kind": "aws_snapshot", "digest": source.digest, "as_of": account.as_of, **exported_by(source.content)},),
        subject={
            "account": account.id,
            "partition": account.partition,
            "regions": account.regions,
            "enabled_regions": regions,
            "organization": account.organization,
            "touches_chain": True,
            **({} if name is None else {"account_name": name}),
        },
        resources={
            "trails": trails,
            "log_groups": groups,
            "metric_filters": filters,
            "alarms": alarms,
            "topics": topics,
            "subscriptions": subscriptions,
            "services": read_services(account, regions),
        },
        gaps=account.gaps,
        other_routes=tuple(read_other_routes(account, trails.values())),
        pattern_texts=pattern_texts,
        accepted=frozenset(pattern_texts),
        links=links,
        keys=read_keys(account),
        copyable=copyable(listed),
        keyed=keyed(listed),
        unlisted=unlisted(account, wanted.groups, listed),
    )
    return _led_back(parts, source.content) if is_imported(source.content) else parts


def _led_back(parts: Parts, content: Json) -> Parts:
    """The same, where all evidence leads to the files of an export."""
    return replace(
        parts,
        resources=led_back(dict(parts.resources), content),
        gaps=led_back(dict(parts.gaps), content),
        other_routes=tuple(led_back(list(parts.other_routes), content)),
        unlisted=led_back(dict(parts.unlisted), content),
    )
