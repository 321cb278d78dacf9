"""Texts of records in the shapes in which services hand them out, as these write them, or as nobody should."""

from __future__ import annotations

import csv
import gzip
import io
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

Json = dict[str, Any]

_NO_RECORDS: Final = (
    *(
        "",
        "x",
        "null",
        "7",
        "[]",
        "{}",
        '{"a":1}',
        '{"eventName":1}',
        '[{"a":"b"}]',
        "START RequestId: 1\n",
        '{"eventName":"x"}x',
    ),
    *('{"eventName":"x","eventID":"1"} {"eventName":"y","eventID":"2"}', '{"events":[{"a":1}],"eventName":"x","eventID":"3"}'),
    *(
        '{"detail":{"eventName":"x","eventID":"4"}}',
        '{"message":"x","eventName":"x"}',
        '{"digestS3Bucket":"x"}',
        "\x00",
        "\ufeff{}",
    ),
    *(
        '{"eventCategory":"Insight","eventName":"x"}',
        '{ "eventName" : "x", "eventID" : "5" }',
        '{"a":' * 120 + "1" + "}" * 120,
    ),
)
"""What may stand where a record's text should."""
_DAMAGE: Final = (b"", b"}", b"]", b'"', b",", b"\xff", b"{", b"\\", b"\n", b'{"eventVersion":', b'""', b"\r", b"\\u0041", b"\\n")


def _with_others(texts: list[str], choose: random.Random, hostility: float) -> list[str]:
    return [choose.choice(_NO_RECORDS) if choose.random() < hostility / 4 else one for one in texts]


def _dumped(value: Any, choose: random.Random, hostility: float) -> str:
    """JSON as AWS writes it, or with blanks, or with each character beyond ASCII as an escape."""
    odd = choose.random() < hostility
    return json.dumps(
        value,
        separators=(",", ":") if not odd else choose.choice([(", ", ": "), (" ,", " :\n")]),
        indent=choose.choice([None, 1]) if odd else None,
        ensure_ascii=choose.random() < 0.5,
    )


def lines(texts: list[str], choose: random.Random, hostility: float) -> str:
    """A record a line, or records one behind the other."""
    end = choose.choice(["\n", "\n", "\r\n", "\n\n", ""])
    return "".join(
        f"{one}{end if choose.random() > hostility / 4 else choose.choice(['', ' ', chr(9), ',', '  x '])}"
        for one in _with_others(texts, choose, hostility)
    )


def stamped(texts: list[str], choose: random.Random, hostility: float) -> str:
    """A time and a record a line, as an export task writes them."""
    stamps = ("2026-11-01T00:00:00.000Z ", "2026-11-01T00:00:00.000Z  ", "2026-11-01T00:00:00.123456+00:00 a/stream ")
    odd = (
        "",
        "2026-11-01T00:00:00Z",
        "2026-11-01T25:00:00Z\t\t",
        "2026-11-01T00:00:00.Z ",
        "2026-11-01T00:00:00-0530 ",
        "2026-11-01T00:00:00.000Z [x] ",
        "2026-11-01T00:00:00+0:00 ",
    )
    return "".join(
        f"{choose.choice(stamps) if choose.random() > hostility / 4 else choose.choice(odd)}{one}\n"
        for one in _with_others(texts, choose, hostility)
    )


def _events(texts: list[str], choose: random.Random, hostility: float) -> list[Json]:
    made: list[Json] = []
    for number, text in enumerate(texts):
        event: Json = {"id": f"{number:056}", "timestamp": 1793524360000, "message": text}
        if choose.random() < hostility / 4:
            event |= choose.choice(
                [
                    {"eventName": "x"}, {"message": None}, {"message": 7, "@message": text}, {"detail": {"eventName": "z"}},
                    {"eventJson": "x"}, {"x": [{"y": 1.50}]}, {"detail": 1}, {"CloudTrailEvent": text},
                ]
            )  # fmt: skip
        if choose.random() < hostility / 8:
            event = choose.choice([{}, {"message": text}, {"x": {"message": text}}])
        made.append(event)
    return made


def subscription(texts: list[str], choose: random.Random, hostility: float) -> str:
    """Messages of a subscription one after another, as Firehose writes them."""
    said = []
    texts = _with_others(texts, choose, hostility)
    while texts:
        head: Json = {"messageType": "DATA_MESSAGE", "owner": "111122223333", "logGroup": "g", "subscriptionFilters": ["a", "b"]}
        count = choose.randrange(1, 40)
        message: Json = {**head, "logEvents": _events(texts[:count], choose, hostility)}
        texts = texts[count:]
        if choose.random() < hostility / 4:
            message |= choose.choice(
                [{"messageType": "CONTROL_MESSAGE"}, {"more": 1}, {"Records": []}, {"logEvents": []}, {"eventName": "x"}]
            )
        said.append(_dumped(message, choose, hostility / 4))
    return choose.choice(["", "", "\n", " "]).join(said)


def listed(texts: list[str], choose: random.Random, hostility: float) -> str:
    """What `filter-log-events` answers."""
    events: list[Any] = [*_events(_with_others(texts, choose, hostility), choose, hostility)]
    if choose.random() < hostility / 2:
        events[choose.randrange(len(events))] = choose.choice([None, [], [1], {"message": {}}, 7, [{"eventJson": texts[0]}]])
    answer: Any = {"events": events, "searchedLogStreams": [], "nextToken": "x"}
    indent = choose.choice([None, 4])
    text = json.dumps(answer if choose.random() > hostility else events, indent=indent, ensure_ascii=choose.random() < 0.5)
    return text if choose.random() < 0.8 else text + text


def rows(texts: list[str], choose: random.Random, hostility: float) -> str:
    """What `get-query-results` of CloudTrail Lake answers."""
    made: list[Any] = []
    for text in _with_others(texts, choose, hostility):
        row: list[Any] = [{choose.choice(["eventJson", "eventJson", "@message", "eventjson"]): text}]
        if choose.random() < hostility / 4:
            row = choose.choice(
                [
                    [{"eventTime": "x"}, *row], [*row, *row], [{"eventJson": 7}], [{"EventJson": text}], [{"message": text}],
                    [{"field": "@message", "value": text}], [{"eventJson": text, "x": "y"}], [*row, 7],
                    row[0], [[*row]], [{}], [],
                ]
            )  # fmt: skip
        made.append(row)
    answer = {"QueryStatus": "FINISHED", "QueryStatistics": {"BytesScanned": 1}, "QueryResultRows": made}
    return json.dumps(answer, indent=choose.choice([None, 4]), ensure_ascii=choose.random() < 0.5)


def bridged(texts: list[str], choose: random.Random, hostility: float) -> str:
    """Events of EventBridge, a line each or one behind the other."""
    end = choose.choice(["\n", "\n", ""])
    said = []
    for text in texts:
        more = (
            choose.choice(['"message":"x",', '"detail":1,', '"eventName":"x",', '"Records":[],'])
            if choose.random() < hostility / 4
            else ""
        )
        said.append('{"version":"0","resources":[],%s"detail":%s}%s' % (more, text, end))  # noqa: UP031 - braces
    return "".join(text if choose.random() > hostility / 4 else choose.choice(texts) + end for text in said)


def table(texts: list[str], choose: random.Random, hostility: float) -> str:
    """CSV as CloudTrail Lake writes it."""
    made = io.StringIO()
    rows = csv.writer(
        made,
        quoting=csv.QUOTE_ALL if choose.random() > hostility / 2 else csv.QUOTE_MINIMAL,
        lineterminator=choose.choice(["\n", "\n", "\r\n"]),
    )
    place = choose.randrange(3)
    others = [f"c{number}" for number in range(choose.randrange(3))]
    rows.writerow([*others[:place], choose.choice(["eventJson", "eventjson", "@message"]), *others[place:]])
    for text in _with_others(texts, choose, hostility):
        odd = choose.random() < hostility / 8
        cells = [choose.choice(["a\nb", 'a"b', "", "é", "a\rb"]) if odd else "x" for _ in others]
        row = [*cells[:place], text, *cells[place:]]
        rows.writerow(row if choose.random() > hostility / 8 else choose.choice([[], row[:-1], [*row, "x"], [""]]))
    return made.getvalue()


SHAPES: Final[dict[str, tuple[str, Callable[[list[str], random.Random, float], str]]]] = {
    "lines": (".jsonl", lines),
    "lines with times": (".json", stamped),
    "messages of a subscription": (".json", subscription),
    "a list of log events": (".json", listed),
    "rows of CloudTrail Lake": (".json", rows),
    "events of EventBridge": (".json", bridged),
    "CSV": (".csv", table),
}


PARQUET: Final = "Parquet"


def write_shape(folder: Path, shape: str, texts: list[str], choose: random.Random, hostility: float) -> None:
    """A file of these texts in one of `SHAPES`, perhaps packed, or with something wrong in it; or in Parquet."""
    if shape == PARQUET:
        _write_parquet(folder / f"{len(list(folder.iterdir())):06}.parquet", texts, choose, hostility)
        return
    suffix, made = SHAPES[shape]
    data = made(texts, choose, hostility).encode("utf-8", "surrogatepass")
    if choose.random() < hostility:
        data = b"\xef\xbb\xbf" + data
    for _ in range(choose.randrange(3) if choose.random() < hostility / 2 else 0):
        place = choose.randrange(len(data))
        data = data[:place] + choose.choice(_DAMAGE) + data[place + choose.randrange(3) :]
    if choose.random() < hostility / 4:
        data = data[: choose.randrange(len(data))]
    name = folder / f"{len(list(folder.iterdir())):06}{suffix}"
    if choose.random() < 0.5:
        name.write_bytes(data)
        return
    half = choose.randrange(len(data) + 1)
    name.with_name(f"{name.name}.gz").write_bytes(gzip.compress(data[:half], 1) + gzip.compress(data[half:], 1))


def _write_parquet(path: Path, texts: list[str], choose: random.Random, hostility: float) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    whole: list[str | None] = list(_with_others(texts, choose, hostility))
    if choose.random() < hostility:
        whole[choose.randrange(len(whole))] = None
    kind = choose.choice([pa.string(), pa.large_string(), pa.dictionary(pa.int32(), pa.string())])
    column = pa.array(whole).cast(kind)
    if choose.random() < hostility / 2:  # bytes that are no text
        raw = [b"{\xff}" if one is None else one.encode() for one in whole]
        column = pa.array(raw, pa.binary()).view(pa.string())
    parquet.write_table(pa.table({"eventJson": column}), path, row_group_size=choose.choice([7, 1000]))
