"""The records of a made-up trail in the shapes in which other services hand them out: exports, what Firehose writes, tables."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from tests.benchmarks.trail_files import ACCOUNT, EACH, Maker
from trailgate_evaluator.trace.record_columns import _NAMES, _TEXTS

Json = dict[str, Any]

_BEGIN: Final = datetime(2026, 11, 1, tzinfo=UTC)
_ID: Final = "38850000-0000-4000-8000-"
_FIREHOSE: Final = 400
"""So many events has one message of a subscription, about 600 kB."""


def write_shape(shape: str, folder: Path, records: int, seed: int = 7) -> None:
    """Files of so many records under `folder`, in one of `SHAPES`: a file for every five minutes."""
    folder.mkdir(parents=True, exist_ok=True)
    maker = Maker(seed)
    for number, first in enumerate(range(0, records, EACH)):
        begin = _BEGIN + timedelta(minutes=5 * number)
        count = min(EACH, records - first)
        made = [maker.record(begin + timedelta(seconds=300 * place // count), "us-east-1") for place in range(count)]
        SHAPES[shape](folder, number, made)


def _compact(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))


def _packed(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(text.encode(), 6, mtime=0))


def _own(folder: Path, number: int, made: list[Json]) -> None:
    _packed(folder / f"{number:06}.json.gz", _compact({"Records": made}))


def _lines(folder: Path, number: int, made: list[Json]) -> None:
    _packed(folder / f"{number:06}.jsonl.gz", "".join(f"{_compact(one)}\n" for one in made))


def _export(folder: Path, number: int, made: list[Json]) -> None:
    text = "".join(f"{one['eventTime'][:-1]}.000Z {_compact(one)}\n" for one in made)
    _packed(folder / f"stream_{number}" / "000000.gz", text)


def _events(made: list[Json]) -> list[Json]:
    return [
        {"id": f"{place:056}", "timestamp": 1793524360000 + place, "message": _compact(one)} for place, one in enumerate(made)
    ]


def _firehose(folder: Path, number: int, made: list[Json]) -> None:
    head = {
        "messageType": "DATA_MESSAGE",
        "owner": ACCOUNT,
        "logGroup": "org-trail",
        "logStream": f"{ACCOUNT}_CloudTrail_us-east-1",
        "subscriptionFilters": ["all"],
    }
    groups = [made[first : first + _FIREHOSE] for first in range(0, len(made), _FIREHOSE)]
    text = "".join(_compact({**head, "logEvents": _events(group)}) for group in groups)
    _packed(folder / f"all-1-2026-11-01-00-00-00-{_ID}{number:012}.gz", text)


def _filtered(folder: Path, number: int, made: list[Json]) -> None:
    stream = f"{ACCOUNT}_CloudTrail_us-east-1"
    events = [{"logStreamName": stream, **one, "ingestionTime": one["timestamp"] + 900} for one in _events(made)]
    _packed(folder / f"{number:06}.json.gz", json.dumps({"events": events, "searchedLogStreams": []}, indent=4))


def _lake_csv(folder: Path, number: int, made: list[Json]) -> None:
    text = io.StringIO()
    rows = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
    rows.writerow(["eventID", "eventTime", "eventJson"])
    rows.writerows([one["eventID"], one["eventTime"], _compact(one)] for one in made)
    _packed(folder / f"result_{number}.csv.gz", text.getvalue())


def _lake_rows(folder: Path, number: int, made: list[Json]) -> None:
    rows = [[{"eventJson": _compact(one)}] for one in made]
    _packed(folder / f"{number:06}.json.gz", json.dumps({"QueryStatus": "FINISHED", "QueryResultRows": rows}, indent=4))


def _bridge(folder: Path, number: int, made: list[Json]) -> None:
    events = (
        {
            "version": "0", "id": one["eventID"], "detail-type": "AWS API Call via CloudTrail", "source": "aws.iam",
            "account": ACCOUNT, "time": one["eventTime"], "region": "us-east-1", "resources": [], "detail": one,
        }
        for one in made
    )  # fmt: skip
    _packed(folder / f"{number:06}.jsonl.gz", "".join(f"{_compact(one)}\n" for one in events))


def _parquet(folder: Path, number: int, made: list[Json]) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    table = pa.table({"eventJson": list(map(_compact, made)), "eventID": [one["eventID"] for one in made]})
    parquet.write_table(table, folder / f"{number:06}.parquet")


def _athena(folder: Path, number: int, made: list[Json]) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    names = [name for name in _NAMES if name in made[0] or name in {"errorCode", "errorMessage", "additionalEventData"}]
    rows = [{name.lower(): _column(name, one.get(name)) for name in names} for one in made]
    rows[0]["useridentity"] = {**rows[0]["useridentity"], "username": None, "invokedby": None}
    schema = pa.Table.from_pylist(rows).schema
    for name in ("errorcode", "errormessage", "additionaleventdata"):
        schema = schema.set(schema.get_field_index(name), pa.field(name, pa.string()))
    parquet.write_table(pa.Table.from_pylist(rows, schema), folder / f"{number:06}.parquet")


def _column(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in _TEXTS:
        return _compact(value)
    if isinstance(value, bool):
        return str(value).lower()
    return _lowered(value)


def _lowered(value: Any) -> Any:
    return {name.lower(): _lowered(one) for name, one in value.items()} if isinstance(value, dict) else value


SHAPES: Final[dict[str, Callable[[Path, int, list[Json]], None]]] = {
    "CloudTrail's own files": _own,
    "JSON lines": _lines,
    "an export task's lines of a time and a record": _export,
    "what Firehose writes of a subscription": _firehose,
    "`filter-log-events`": _filtered,
    "CSV of CloudTrail Lake": _lake_csv,
    "`get-query-results` of CloudTrail Lake": _lake_rows,
    "lines of EventBridge": _bridge,
    "Parquet with the whole record": _parquet,
    "Parquet with the columns of Athena's table": _athena,
}
