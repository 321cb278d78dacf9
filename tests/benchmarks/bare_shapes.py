"""Unpacks and parses records in one of the shapes, each record too, and nothing else: `python -m … SHAPE FOLDER`."""

from __future__ import annotations

import csv
import gzip
import io
import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

import orjson

_MESSAGE: Final = re.compile(rb'(?=\{"messageType":)')


def _own(text: bytes) -> None:
    orjson.loads(text)


def _lines(text: bytes) -> None:
    for line in text.splitlines():
        orjson.loads(line)


def _export(text: bytes) -> None:
    for line in text.splitlines():
        orjson.loads(line[line.index(b" ") :])


def _each(events: Iterable[Any], name: str) -> None:
    for event in events:
        orjson.loads(event[name])


def _firehose(text: bytes) -> None:
    for message in filter(None, _MESSAGE.split(text)):
        _each(orjson.loads(message)["logEvents"], "message")


def _filtered(text: bytes) -> None:
    _each(orjson.loads(text)["events"], "message")


def _lake_rows(text: bytes) -> None:
    _each((row for (row,) in orjson.loads(text)["QueryResultRows"]), "eventJson")


def _lake_csv(text: bytes) -> None:
    _each(csv.DictReader(io.StringIO(text.decode(), newline="")), "eventJson")


def _parquet(path: Path) -> None:
    from pyarrow import parquet

    for batch in parquet.ParquetFile(path).iter_batches():
        rows = batch.to_pylist()
        if "eventJson" in batch.schema.names:
            _each(rows, "eventJson")


_BARE: Final[dict[str, Callable[[bytes], None]]] = {
    "CloudTrail's own files": _own,
    "JSON lines": _lines,
    "an export task's lines of a time and a record": _export,
    "what Firehose writes of a subscription": _firehose,
    "`filter-log-events`": _filtered,
    "CSV of CloudTrail Lake": _lake_csv,
    "`get-query-results` of CloudTrail Lake": _lake_rows,
    "lines of EventBridge": _lines,
}


def read(shape: str, folder: Path) -> None:
    """Reads the files of a folder."""
    for path in sorted(folder.rglob("*.*")):
        if path.suffix == ".parquet":
            _parquet(path)
        elif path.is_file():
            _BARE[shape](gzip.decompress(path.read_bytes()))


if __name__ == "__main__":
    read(sys.argv[1], Path(sys.argv[2]))
