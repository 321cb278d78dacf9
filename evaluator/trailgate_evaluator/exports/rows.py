"""What exports have in common that are rows of a tool's own: each row is a page, so that evidence leads to the row itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.export_codes import MAY_BE_MORE, NOT_TOLD
from trailgate_evaluator.exports.answer import Answer
from trailgate_evaluator.pointers import escaped
from trailgate_evaluator.regular import regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Json = dict[str, Any]
Row = tuple[str, Json]
"""A row as AWS's API has it, and where in the file it stands."""

FILTER_LACKS: Final = frozenset({"metric_filter.scope", "metric_filter.transformed", "metric_filter.system_dimensions"})
"""What a tool that knows an older API, or has columns of its own, leaves out of a metric filter."""
ALARM_LACKS: Final = frozenset(
    {
        "metric_alarm.criteria",
        "metric_alarm.evaluation_state",
        "metric_alarm.time_zone",
        "metric_alarm.updated",
        "metric_alarm.wall_clock",
        "metric_alarm.warm_up",
    }
)
"""The same of an alarm."""
GROUP_LACKS: Final = frozenset({"log_group.class", "log_group.inherited", "log_group.key", "log_group.protection"})
"""The same of a log group."""
TOPIC_LACKS: Final = frozenset({"topic.max_message_size"})
_ARN: Final = regex(r"arn:(aws[a-z-]*):[^:]*:([^:]*):(\d{12}|):(.+)", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where answers of a tool come from: its file, the account and the tool's name as people know it."""

    file: str
    account: str | None
    tool: str
    at: int | None = None

    def listing(
        self,
        call: str,
        key: str,
        rows: Iterable[Row],
        *,
        region: str | None,
        pointer: str,
        why: str | None,
        request: Mapping[str, Any] | None = None,
        lacks: frozenset[str] = frozenset(),
    ) -> Answer:
        """A listing under `key`; `why` says why what is not in it may be hidden, None where it is all there is.

        `pointer` is where the listing stands, for one without rows.
        """
        found = tuple(rows)
        return self.answer(
            call,
            pages=tuple({key: [row]} for _, row in found) or ({key: []},),
            pointers=tuple(f"{at}=" for at, _ in found) or (pointer,),
            region=region,
            request=request or {},
            lacks=lacks,
            error=None if why is None else {"code": MAY_BE_MORE, "message": why},
            outcome="answered" if why is None else "truncated",
        )

    def answer(self, call: str, *, pages: tuple[Json, ...], pointers: tuple[str, ...], region: str | None, **more: Any) -> Answer:
        """An answer of this tool's; `more` are fields of `Answer`."""
        service, _, operation = call.partition(":")
        request = more.pop("request", {})
        return Answer(
            service=service,
            operation=operation,
            request=request,
            file=self.file,
            pointers=pointers,
            pages=pages,
            region=region,
            account=self.account,
            at=self.at,
            source=self.tool,
            **more,
        )

    def untold(self, call: str, *, request: Mapping[str, Any], region: str | None, pointer: str, why: str) -> Answer:
        """A question to which the tool has no answer, and does not say why."""
        return self.answer(
            call,
            pages=(),
            pointers=(pointer,),
            region=region,
            request=request,
            outcome="failed",
            error={"code": NOT_TOLD, "message": why},
        )


def pointer(*keys: str | int) -> str:
    """A JSON pointer."""
    return "".join(f"/{escaped(str(key))}" for key in keys)


def within(value: Any, *keys: str) -> Json:
    """The object that lies below these keys; an empty one where there is none."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def renamed(row: Mapping[str, Any], names: Mapping[str, str]) -> Json:
    """The row's members by other names, without what is not told (null)."""
    return {told: row[name] for name, told in names.items() if row.get(name) is not None}


def arn_parts(arn: Any) -> tuple[str, str, str] | None:
    """Partition, region and account of an ARN; None of anything else."""
    found = _ARN.fullmatch(arn) if isinstance(arn, str) else None
    return None if found is None else (found[1], found[2], found[3])
