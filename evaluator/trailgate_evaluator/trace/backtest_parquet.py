"""A backtest in columns: rows of several kinds in one table, told apart by `row`. It needs the extra `parquet`."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.report.break_words import BREAKS
from trailgate_evaluator.report.gap_words import GAPS
from trailgate_evaluator.report.weakness_words import WEAKNESSES
from trailgate_evaluator.trace.fields import utf8

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]

_TITLES: Final = {code: words.title for words_of in (BREAKS, GAPS, WEAKNESSES) for code, words in words_of.items()}
COLUMNS: Final[dict[str, str]] = {
    "row": "text", "account": "text", "control": "text", "number": "text", "alarm": "text", "name": "text", "kind": "text",
    "region": "text", "begins": "time", "ends": "time", "records": "integer", "carried": "integer", "lost": "integer",
    "unknown": "integer", "effective": "integer", "excluded": "integer", "periods": "integer", "in_alarm": "integer",
    "share_in_alarm": "number", "fired": "integer", "matched": "integer", "unseen": "integer", "fate": "text", "link": "text",
    "code": "text", "resource": "text", "why": "text", "calls": "texts", "controls": "texts", "event_id": "text", "who": "text",
    "error_code": "text", "at": "text",
}  # fmt: skip
"""The columns, each with what is in it; what a row does not have is null."""
ROWS: Final = ("control", "control_time", "alarm", "alarm_control", "alarm_time", "in_alarm", "cause", "record")
"""The kinds of rows, in their order: a control, a part of its time; an alarm, the records of a control that it saw, a part of its
time, a time in ALARM; what stopped records; a record that would have told nobody."""


def backtest_parquet(counted: Json) -> bytes:
    """The whole file."""
    import pyarrow as pa
    from pyarrow import parquet

    types = {
        "text": pa.string(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "time": pa.timestamp("us", tz="UTC"),
        "texts": pa.list_(pa.string()),
    }
    schema = pa.schema([pa.field(name, types[kind]) for name, kind in COLUMNS.items()])
    told = list(rows(counted))
    columns = [pa.array([one.get(name) for one in told], type=types[kind]) for name, kind in COLUMNS.items()]
    made = io.BytesIO()
    parquet.write_table(pa.Table.from_arrays(columns, schema=schema), made, compression="zstd")
    return made.getvalue()


def rows(counted: Json) -> Iterator[Json]:
    """The rows, in the order of `ROWS`, each with the columns that it has."""
    width = counted["course"]["bin"]
    controls, alarms = counted["controls"], counted["course"]["alarms"]
    for row in (*_controls(controls, width), *_alarms(alarms, controls, width), *_missed(counted)):
        yield {
            "account": counted["account"],
            **{name: utf8(value) if isinstance(value, str) else value for name, value in row.items()},
        }


def _controls(controls: Json, width: int | None) -> Iterator[Json]:
    for control, one in controls.items():
        counts = {name: one[name] for name in ("records", "carried", "lost", "unknown", "effective", "excluded")}
        yield {"row": "control", "control": control, "number": one["number"], **counts}
    for control, one in controls.items():
        for part in one["timeline"]:
            fates = {name: part[name] for name in ("carried", "lost", "unknown")}
            about = {"row": "control_time", "control": control, "number": one["number"], **_part(part, width)}
            yield {**about, "records": sum(fates.values()), **fates}


def _alarms(alarms: list[Json], controls: Json, width: int | None) -> Iterator[Json]:
    whose = [({"alarm": one["id"], "name": one["name"], "kind": one["kind"], "region": one["region"]}, one) for one in alarms]
    for about, one in whose:
        counts = {name: one[name] for name in ("periods", "in_alarm", "fired", "matched", "unseen")}
        share = one["in_alarm"] / one["periods"] if one["periods"] else None
        yield {"row": "alarm", **about, **counts, "records": one["required"], "share_in_alarm": share, "why": one["cannot_tell"]}
    for about, one in whose:
        for control, records in one["controls"].items():
            number = controls[control]["number"] if control in controls else None
            yield {"row": "alarm_control", **about, "control": control, "number": number, "records": records}
    for about, one in whose:
        for part in one["timeline"]:
            counts = {"matched": part["matched"], "records": part["required"], "unseen": part["unseen"]}
            yield {
                "row": "alarm_time",
                **about,
                **_part(part, width),
                "share_in_alarm": part["in_alarm"] / (width or 1),
                **counts,
            }
    for about, one in whose:
        for part in one["episodes"]:
            yield {"row": "in_alarm", **about, "begins": _time(part["from"]), "ends": _time(part["to"])}


def _missed(counted: Json) -> Iterator[Json]:
    for one in counted["causes"]:
        yield {
            "row": "cause", "fate": one["where"], "link": one["link"], "code": one["code"], "resource": one["id"],
            "why": _TITLES[one["code"]], "records": one["records"], "calls": one["calls"], "controls": one["controls"],
            "begins": _time(one["first"]), "ends": _time(one["last"]),
        }  # fmt: skip
    for one in counted["not_told"]:
        cause = one["cause"] or {"link": None, "code": None, "id": None}
        yield {
            "row": "record", "fate": one["where"], "link": cause["link"], "code": cause["code"], "resource": cause["id"],
            "why": _TITLES.get(cause["code"]), "records": 1, "calls": [utf8(one["eventName"])], "event_id": one["eventID"],
            "begins": _time(one["eventTime"]), "who": one["who"], "error_code": one["errorCode"], "at": one["at"],
        }  # fmt: skip


def _part(part: Json, width: int | None) -> Json:
    begins = _time(part["at"])
    return {"begins": begins, "ends": None if begins is None else _later(begins, width or 0)}


def _later(begins: datetime, seconds: int) -> datetime | None:
    try:
        return begins + timedelta(seconds=seconds)
    except OverflowError:
        return None


def _time(text: str | None) -> datetime | None:
    """A time that a record has; None of what is none."""
    try:
        found = None if text is None else datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found is None or found.tzinfo is not None else None
