"""Records that are told by their text come to just what they come to where each is parsed, however odd their text is."""

from __future__ import annotations

import json
import os
import random
import sys
from collections.abc import Iterator
from hashlib import blake2b
from importlib import import_module
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from tests.asking import of_one
from tests.evaluator.trace.hostile_records import file_of, text_of
from tests.evaluator.trace.hostile_shapes import PARQUET, SHAPES, write_shape
from tests.evaluator.trace.test_tallies import PATTERNS, document, records
from trailgate_evaluator.engine import Engine, open_engine
from trailgate_evaluator.evaluation.choices import Choices
from trailgate_evaluator.trace.backtest import Backtest
from trailgate_evaluator.trace.record_files import RecordFile, record_files
from trailgate_evaluator.trace.scan.scanner import TEXT, Scanner
from trailgate_evaluator.trace.tracer import Tracer

Json = dict[str, Any]
TOLD = sorted(PATTERNS.keys() - {"by places", "by wildcards", "by its text"})
"""Those of which all that they look at stands at one field."""
SEED, TURNS = int(os.environ.get("SEED", "0")), 2
HOSTILITIES = {"as CloudTrail writes them": 0.0, "odd": 0.05, "hostile": 0.4}


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with open_engine("wasm") as opened:
        yield opened


def counted(tracer: Tracer, folder: Path, *, scanned: bool) -> tuple[Json, int]:
    """What the records come to, and how many of them were told by their text."""
    count = Backtest(tracer)
    told = 0
    take = count._take_rows

    def take_rows(rows: Any, *rest: Any) -> None:
        nonlocal told
        told += len(rows)
        take(rows, *rest)

    count._take_rows = take_rows  # type: ignore[method-assign,assignment]
    if not scanned:
        count._looks = None
    for file in record_files(str(folder)):
        count.take_file(file)
    answer = count.answer()
    count.close()
    return answer, told


@pytest.mark.parametrize("case", list(product(TOLD, HOSTILITIES, ["as they are", "small"])), ids=" / ".join)
def test_records_told_by_their_text_come_to_what_they_come_to_parsed(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: tuple[str, str, str]
) -> None:
    pattern, hostility, bounds = case
    monkeypatch.setattr(sys.modules[Backtest.__module__], "_MANY_BYTES", 0)
    monkeypatch.setattr("trailgate_evaluator.trace.scan.scanner._TRIED", 1 << 40)
    if bounds == "small":
        monkeypatch.setattr("trailgate_evaluator.trace.scan.scanner._SUSPICIOUS", 8)
        monkeypatch.setattr("trailgate_evaluator.trace.scan.value_classes.MANY", 3)
        monkeypatch.setattr(sys.modules[Backtest.__module__], "_MOST_WAITING", 7)
        monkeypatch.setattr("trailgate_evaluator.trace.counting._MOST_KINDS", 9)
        monkeypatch.setattr("trailgate_evaluator.inputs.packing._PART", 997)
        monkeypatch.setattr("trailgate_evaluator.trace.record_pieces.AHEAD", 64)
    tracer = Tracer(engine, document(engine, PATTERNS[pattern], of_one() if bounds == "small" else Choices()))
    choose = random.Random(f"{pattern} {hostility} {bounds}")  # noqa: S311 - the same each time
    told = 0
    for turn in range(2):
        odd = HOSTILITIES[hostility]
        made = [text_of({"eventVersion": "1", **one}, choose, odd if choose.random() < 0.5 else 0) for one in records(turn, 200)]
        folder = tmp_path / str(turn)
        folder.mkdir()
        for number in range(4):
            (folder / f"{number}.json.gz").write_bytes(file_of(choose.choices(made, k=choose.randrange(1, 150)), choose, odd / 4))
        found, so_many = counted(tracer, folder, scanned=True)
        parsed, _ = counted(tracer, folder, scanned=False)
        assert found == parsed
        assert json.dumps(found) == json.dumps(parsed)
        told += so_many
    assert told > 20 or bounds == "small"  # where all is forgotten over and over, hardly any is


SMALL = {
    "trailgate_evaluator.inputs.packing._PART": 1009,
    "trailgate_evaluator.trace.record_pieces.AHEAD": 400,
    "trailgate_evaluator.trace.scan.told_pieces.AHEAD": 400,
    "trailgate_evaluator.trace.scan.told_list.AHEAD": 400,
    "trailgate_evaluator.trace.json_values._OPENING": 100,
    "trailgate_evaluator.trace.scan.told_pieces.ENOUGH": 1500,
    "trailgate_evaluator.trace.scan.told_list.ENOUGH": 1500,
    "trailgate_evaluator.trace.scan.told_csv.ENOUGH": 1500,
    "trailgate_evaluator.trace.scan.told_list.SOME": 600,
    "trailgate_evaluator.trace.scan.told_pieces.SOME": 600,
    "trailgate_evaluator.trace.scan.told_texts._AT_ONCE": 7,
    "trailgate_evaluator.trace.scan.scanner._FIRST_LOOK": 64,
}


for one in SMALL:  # a module that is loaded while another's bound is small would keep it
    import_module(one.rpartition(".")[0])


@pytest.mark.parametrize("case", list(product([*SHAPES, PARQUET], HOSTILITIES, ["as they are", "small"])), ids=" / ".join)
def test_records_in_other_shapes_come_to_what_each_by_itself_comes_to(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: tuple[str, str, str]
) -> None:
    shape, hostility, bounds = case
    monkeypatch.setattr(sys.modules[Backtest.__module__], "_MANY_BYTES", 0)
    monkeypatch.setattr("trailgate_evaluator.trace.scan.scanner._TRIED", 1 << 40)
    for name, value in SMALL.items() if bounds == "small" else ():
        monkeypatch.setattr(name, value)
    tracer = Tracer(engine, document(engine, PATTERNS["by errors and addresses"], of_one()))
    choose = random.Random(f"{SEED} {shape} {hostility} {bounds}")  # noqa: S311 - the same each time
    told = 0
    for turn in range(TURNS):
        odd = HOSTILITIES[hostility]
        made = [text_of({"eventVersion": "1", **one}, choose, odd if choose.random() < 0.5 else 0) for one in records(turn, 150)]
        folder = tmp_path / str(turn)
        folder.mkdir()
        for _ in range(3):
            write_shape(folder, shape, choose.choices(made[: choose.choice([12, 150])], k=choose.randrange(1, 250)), choose, odd)
        found, so_many = counted(tracer, folder, scanned=True)
        with monkeypatch.context() as patch:
            patch.setattr(RecordFile, "told", lambda file, _: ((one, None) for one in file.records()))
            slowly, _ = counted(tracer, folder, scanned=False)
        assert json.dumps(found, indent=1) == json.dumps(slowly, indent=1)
        told += so_many
    assert told or hostility == "hostile"


@pytest.mark.parametrize("shape", ["Records", "lines", "tail", "events", "messages", "rows", "CSV"])
def test_records_of_one_long_file_are_told_though_its_first_part_is_short(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shape: str
) -> None:
    """The program is made from so many bytes on, and a first part, less what stands before the records, may have fewer."""
    monkeypatch.setattr("trailgate_evaluator.inputs.packing._PART", 1 << 17)
    tracer = Tracer(engine, document(engine, PATTERNS["by name"], of_one()))
    made = [{**one, "eventID": str(number)} for number, one in enumerate(records(1, 20) * 200)]
    texts = [json.dumps({"eventVersion": "1", **one}, separators=(",", ":")) for one in made]
    events = [{"id": "1", "message": text} for text in texts]
    quoted = [text.replace('"', '""') for text in texts]
    (tmp_path / ("1.csv" if shape == "CSV" else "1.json")).write_text(
        {
            "CSV": "eventJson\n" + "".join(f'"{text}"\n' for text in quoted),
            "Records": '{"Records":[' + ",".join(texts) + "]}",
            "lines": "\n".join(texts),
            "tail": "\n".join(f"2026-11-01T00:00:00.123000+00:00 a_stream {text}" for text in texts),
            "events": json.dumps({"events": events}, indent=4),
            "rows": json.dumps({"QueryResultRows": [[{"eventJson": text}] for text in texts]}),
            "messages": "".join(
                json.dumps({"messageType": "DATA_MESSAGE", "logEvents": events[at : at + 100]}, separators=(",", ":"))
                for at in range(0, len(events), 100)
            ),
        }[shape]
    )
    found, told = counted(tracer, tmp_path, scanned=True)
    assert found["records"] == 4_000
    assert told > 3_000


def test_what_identifies_a_record_is_the_same_digest() -> None:
    scanner = Scanner([], ("eventName",))
    program = scanner._program
    choose = random.Random(1)  # noqa: S311 - the same each time
    for size in [*range(1, 700, 3), 127, 128, 129, 256, 4096, 40_000]:
        data = choose.randbytes(size)
        program.memory[0x20000 : 0x20000 + size] = data
        program.call("digest", 0x20000, size, 0x50000)
        assert bytes(program.memory[0x50000:0x50010]) == blake2b(data, digest_size=16).digest()
    assert TEXT > 0x50010
