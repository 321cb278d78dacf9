"""What a decision says, in the judge's words, and how documents are changed and looked at."""

from __future__ import annotations

import copy
import zlib
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, settings

from tests.judge.floods import with_floods
from tests.judge.index import index_of
from tests.judge.judge import CONTROL, Verdict

if TYPE_CHECKING:
    from trailgate_evaluator.engine import Engine

Json = dict[str, Any]
RANK = {"fail": 0, "unknown": 1, "pass": 2}
KINDS = ("trails", "log_groups", "metric_filters", "alarms", "topics", "subscriptions")


SHARE = 4
"""One in so many examples is tried in a usual run, the same each time; all with `--whole`, as `make fuzz` has it."""


def examples(count: int) -> settings:
    """So many accounts, or a share of them; whole documents are larger and slower to draw than Hypothesis likes."""
    return settings(max_examples=count // SHARE, suppress_health_check=list(HealthCheck))


def is_tried(*parts: object) -> bool:
    """Whether one of many cases, told by what it is, belongs to the share that is tried."""
    return zlib.crc32(repr(parts).encode()) % SHARE == 0


def decided(engine: Engine, document: Json) -> Json:
    """The engine's decision on the one control."""
    decision: Json = engine.decide(document)[CONTROL]
    return decision


def verdict(decision: Json) -> Verdict:
    return Verdict(
        status=decision["status"],
        effective=decision["effective"],
        carried=frozenset(decision["records"]["carried"]),
        unknown=frozenset(decision["records"]["unknown"]),
        missing=frozenset(decision["records"]["missing"]),
    )


def changed(document: Json) -> Json:
    """A copy to change; `reindexed` it when that is done."""
    return copy.deepcopy(document)


def reindexed(document: Json) -> Json:
    with_floods(document)["index"] = index_of(document)
    return document


def values_by_record(decision: Json) -> dict[str, int]:
    names = {"missing": 0, "unknown": 1, "carried": 2}
    return {record: value for name, value in names.items() for record in decision["records"][name]}
