"""Many records are counted by what anybody looks at in them, and come to just what each of them by itself comes to."""

from __future__ import annotations

import gzip
import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.asking import of_one
from trailgate_evaluator.engine import Engine, open_engine
from trailgate_evaluator.errors import InputError
from trailgate_evaluator.evaluation.choices import Choices
from trailgate_evaluator.evaluation.documents import DocumentMaker
from trailgate_evaluator.inputs import read_one
from trailgate_evaluator.languages.filter_pattern import describe
from trailgate_evaluator.languages.filter_pattern.answers.requirements import Requirements
from trailgate_evaluator.trace.backtest import Backtest, backtest
from trailgate_evaluator.trace.duplicates import Duplicates
from trailgate_evaluator.trace.record_files import RecordFile, record_files
from trailgate_evaluator.trace.record_pieces import exact
from trailgate_evaluator.trace.tracer import Tracer

ROOT = Path(__file__).parents[3]
Json = dict[str, Any]
PATTERNS = {
    "by name": "{ ($.eventName = PutUserPolicy) || ($.eventName = DeleteUserPolicy) }",
    "by errors and addresses": '{ ($.errorCode = "*Denied*") && ($.sourceIPAddress != "10.*") && ($.userIdentity.arn = "*a*") }',
    "by numbers": "{ ($.requestParameters.n > 1.5) || ($.n = 1) || ($.requestParameters.n = 1e2) }",
    "by places": '{ ($.requestParameters.list[1].x = "y") || ($.userIdentity.type IS NULL) || ($.readOnly IS TRUE) }',
    "by wildcards": '{ $.requestParameters.list[*].x = "y" }',
    "by what is lacking": "{ ($.requestParameters.deep.deeper NOT EXISTS) && ($.eventName = %P.*Policy%) }",
    "by its text": '"Denied" -"1.50"',
}
VALUES: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    1,
    1.5,
    10**25,
    100,
    "",
    "1",
    "y",
    "é",
    "\ud800",
    [],
    {},
    [1, {"x": "y"}],
    {"deeper": None},
    {"n": 2},
)


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with open_engine("wasm") as opened:
        yield opened


def document(engine: Engine, pattern: str, choices: Choices) -> Json:
    snapshot = ROOT / "fixtures" / "snapshots" / "pass_needs_more_records" / "snapshot.json"
    made = DocumentMaker(engine, choices).documents(read_one(str(snapshot))).after
    known = Requirements(controls={})
    return {**made, "patterns": {name: {**one, **_meaning(pattern, known)} for name, one in made["patterns"].items()}}


def _meaning(pattern: str, known: Requirements) -> Json:
    described = describe(pattern, known)
    return {name: described[name] for name in ("text", "valid", "line_break_text") if name in described}


def records(seed: int, count: int) -> list[Json]:
    """Records that have much in common, and values of every kind where patterns and controls look."""
    choose = random.Random(seed)  # noqa: S311 - the same each time
    made: list[Json] = []
    for number in range(count):
        record: Json = {
            "eventVersion": "1.09",
            "eventName": choose.choice(["PutUserPolicy", "DeleteUserPolicy", "PutRolePolicy", "GetUser", "StopLogging"]),
            "eventSource": choose.choice(["iam.amazonaws.com", "cloudtrail.amazonaws.com"]),
            "eventTime": f"2026-11-{choose.randrange(1, 4):02}T{choose.randrange(24):02}:00:{choose.randrange(60):02}Z",
            "eventID": f"{choose.randrange(count):036}",
            "awsRegion": choose.choice(["us-east-1", "eu-central-1"]),
            "eventType": "AwsApiCall",
            "recipientAccountId": "111122223333",
            "sourceIPAddress": f"10.0.0.{number}" if choose.random() < 0.5 else f"1.2.3.{number}",
            "userIdentity": {"type": "IAMUser", "arn": choose.choice(["arn:a", "arn:b"])},
            "requestParameters": {"n": choose.choice(VALUES), "list": [0, {"x": choose.choice("xyz")}]},
            "readOnly": choose.random() < 0.3,
        }
        if choose.random() < 0.3:
            record["errorCode"] = "AccessDenied"
        for place in ("n", "eventTime", "userIdentity", "readOnly", "errorCode", "requestParameters", "eventName", "awsRegion"):
            if choose.random() < 0.06:
                record[place] = choose.choice(VALUES)
        if choose.random() < 0.1:
            del record[choose.choice(sorted(record.keys() - {"eventName"}))]
        made.append(record if choose.random() < 0.97 or not made else made[choose.randrange(len(made))])
    return made


def write(folder: Path, made: list[Json], seed: int) -> None:
    """The records in files of every shape."""
    third = len(made) // 3
    compact = {"separators": (",", ":")}
    text = json.dumps({"Records": made[:third]}, **compact)  # type: ignore[arg-type]
    (folder / "1.json.gz").write_bytes(gzip.compress(text.replace("1.5", "1.50").encode()))
    (folder / "2.jsonl").write_text("\n".join(json.dumps(one, **compact) for one in made[third : 2 * third]))  # type: ignore[arg-type]
    (folder / "3.json").write_text(json.dumps({"Records": made[2 * third :]}, indent=1))
    broken = bytearray(text.encode())
    broken[random.Random(seed).randrange(len(broken))] ^= 0x55  # noqa: S311 - the same each time
    (folder / "4.json").write_bytes(bytes(broken))


def one_by_one(tracer: Tracer, folder: Path) -> Json:
    """What the records come to where each is judged by itself."""
    counted = Backtest(tracer)
    for file in record_files(str(folder)):
        assert isinstance(file, RecordFile)
        try:
            for number, record in enumerate(file.records()):
                counted.take(record, file.name, number)
        except InputError as problem:
            counted.take_file(problem)
    return counted.answer()


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize("bounds", ["as they are", "small"])
def test_records_counted_together_come_to_what_they_come_to_one_by_one(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pattern: str, bounds: str
) -> None:
    if bounds == "small":
        monkeypatch.setattr("trailgate_evaluator.trace.tallies._MOST", 24)
        monkeypatch.setattr("trailgate_evaluator.trace.tallies._SUSPICIOUS", 12)
        monkeypatch.setattr("trailgate_evaluator.trace.projection.MANY", 3)
        monkeypatch.setattr("trailgate_evaluator.trace.projection._MOST", 4)
        module = sys.modules[Backtest.__module__]
        monkeypatch.setattr(module, "_MOST_WAITING", 7)
        monkeypatch.setattr("trailgate_evaluator.trace.counting._MOST_KINDS", 9)
    choices = of_one() if bounds == "small" else Choices()
    tracer = Tracer(engine, document(engine, PATTERNS[pattern], choices))
    seed = sorted(PATTERNS).index(pattern)
    write(tmp_path, records(seed, 240), seed)
    counted = backtest(tracer, record_files(str(tmp_path)))
    assert counted == one_by_one(tracer, tmp_path)
    assert counted["records"] >= 240
    assert counted["duplicates"]


def test_records_whose_values_are_equal_and_of_two_kinds_all_count(engine: Engine, tmp_path: Path) -> None:
    tracer = Tracer(engine, document(engine, PATTERNS["by name"], Choices()))
    (made, *_) = records(1, 1)
    values = [True, True, True, 1, True, True, 1, 1, True]
    write_lines(tmp_path, [{**made, "readOnly": value, "eventID": str(number)} for number, value in enumerate(values)])
    counted = backtest(tracer, record_files(str(tmp_path)))
    assert counted["records"] == len(values) == counted["not_required"] + counted["required"]["records"]
    assert counted == one_by_one(tracer, tmp_path)


def test_what_waits_is_bounded_though_new_kinds_of_records_come_all_the_time(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules[Backtest.__module__], "_MOST_WAITING", 50)
    counted = Backtest(Tracer(engine, document(engine, PATTERNS["by name"], Choices())))
    (made, *_) = records(1, 1)
    names = ["ListRoles" if n % 9 else f"Call{n}" for n in range(400)]
    times = [f"2026-11-01T00:{n // 60:02}:{n % 60:02}Z" for n in range(400)]
    write_lines(
        tmp_path,
        [{**made, "eventID": time, "eventName": name, "eventTime": time} for name, time in zip(names, times, strict=True)],
    )
    counted.take_file(RecordFile(str(tmp_path / "lines.jsonl")))
    assert sum(len(tally.times) for tally in counted._tallies._known.values()) <= 50
    counted.close()


def write_lines(folder: Path, made: list[Json]) -> None:
    (folder / "lines.jsonl").write_text("\n".join(map(json.dumps, made)))


def test_a_file_is_read_in_pieces_as_it_is_read_whole(tmp_path: Path) -> None:
    choose = random.Random(5)  # noqa: S311 - the same each time
    text = json.dumps({"Records": [{"eventVersion": "1", **one} for one in records(9, 30)]}, separators=(",", ":")).encode()
    lines = b"\n".join(b"2026-11-01T00:00:00.000Z " + json.dumps(one).encode() for one in records(8, 30)) + b"\n"
    path = tmp_path / "file.json"
    told = set()
    for turn in range(600):
        changed = bytearray(text if turn % 2 else lines)
        for _ in range(choose.randrange(3)):
            place = choose.randrange(len(changed))
            changed[place : place + choose.randrange(3)] = choose.choice(
                [b"", b"}", b"]", b'"', b",", b"\xff", b'{"eventVersion":', b"\n"]
            )
        packed = gzip.compress(bytes(changed), 1)
        path.write_bytes(
            packed[: choose.randrange(len(packed))] if turn % 10 == 0 else packed if turn % 3 == 0 else bytes(changed)
        )
        found = _values(RecordFile(str(path)), in_pieces=True)
        assert found == _values(RecordFile(str(path)), in_pieces=False)
        told.add(found[1])
    assert len(told) > 5


def _values(file: RecordFile, *, in_pieces: bool) -> tuple[list[str], str | None]:
    """The values as Python writes them, and how reading ended."""
    found: list[str] = []
    try:
        if in_pieces:
            found.extend(repr(value if text is None else exact(text)) for value, text in file.pieces())
        else:
            found.extend(repr(value) for value in file.records())
    except InputError as problem:
        return found, f"{problem.expected} {problem.found} {problem.where}"
    return found, None


def test_what_lies_twice_is_told_whatever_fits_into_memory() -> None:
    choose = random.Random(3)  # noqa: S311 - the same each time
    times = [f"2026-11-{day:02}T{hour:02}:00:00Z" for day in range(1, 9) for hour in range(24)]
    made = [
        {
            "eventID": str(choose.randrange(400)),
            "eventTime": choose.choice([*times, None, 7]),
            "userIdentity": {"n": choose.choice(VALUES)},
        }
        for _ in range(6_000)
    ]
    made += choose.sample(made, 2_000)
    whole, little = Duplicates(), Duplicates(most_held=50)
    assert [little.has(one) for one in made] == (said := [whole.has(one) for one in made])
    assert 2_000 <= sum(said) < 6_000
    assert sum(map(len, little._held.values())) < 200
    little.close()


def test_numbers_that_are_written_differently_are_two_records() -> None:
    texts = [b'{"eventID":"1","userIdentity":{"n":%s}}' % number for number in (b"1.0", b"1.00", b"1e0", b"1", b"1.0")]
    met = Duplicates()
    assert [met.has(json.loads(text), text) for text in texts] == [False, False, False, False, True]


def test_no_room_for_what_was_met_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(**_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.TemporaryFile", full)
    met = Duplicates(most_held=2)
    made = [{"eventID": str(number), "eventTime": f"2026-11-0{number}T00:00:00Z"} for number in range(9)]
    with pytest.raises(InputError, match="No space left"):
        list(map(met.has, made))


def test_records_that_look_alike_are_recorded_alike_whichever_comes_first(engine: Engine) -> None:
    tracer = Tracer(engine, document(engine, PATTERNS["by name"], of_one()))
    met: dict[Any, Json] = {}
    for record in [one for seed in range(4) for one in records(seed, 100)]:
        recorded = tracer.recorded(record)
        assert met.setdefault(tracer.sight.kind_of(record), recorded) == recorded
