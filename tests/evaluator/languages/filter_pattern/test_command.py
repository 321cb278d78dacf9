"""`trailgate pattern` from the outside."""

from __future__ import annotations

import gzip
import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.records import named
from trailgate_evaluator.cli import pattern as command
from trailgate_evaluator.cli.app import main
from trailgate_evaluator.languages.filter_pattern.answers.requirements import requirements

UNKNOWN = {"unknown": {"reason": "not_supplied"}}
THINGS = named(
    ["CreateThing", "DeleteThing"],
    {"eventSource": "things.example.com", "recipientAccountId": UNKNOWN},
    {"errorCode": ["absent", "string"]},
)
REQUIRED = requirements({"a-control": THINGS})
BOTH = "{ $.eventName = *Thing }"
ONE = "{ $.eventName = CreateThing }"


@pytest.fixture(autouse=True)
def _required(monkeypatch: pytest.MonkeyPatch) -> None:
    of_law = command._one_control
    monkeypatch.setattr(command, "_required", lambda *_: REQUIRED)
    monkeypatch.setattr(
        command, "_one_control", lambda one, benchmark: one if one in REQUIRED.controls else of_law(one, benchmark)
    )


def _stdin(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))


def _lines(capfdbinary: pytest.CaptureFixture[bytes]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capfdbinary.readouterr().out.splitlines()]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([BOTH], 0),
        ([ONE], 0),
        (["{ $.eventName == x }"], 1),
        ([BOTH, "--require", "a-control"], 0),
        ([ONE, "--require", "a-control"], 1),
        (["{ $.eventName = C*g || $.eventName = DeleteThing }", "--require", "a-control"], 3),
        (["{", "--require", "a-control"], 1),
        ([BOTH, "--require", "no-control"], 2),
        ([BOTH, "--file", "x"], 2),
        ([], 2),
        ([BOTH, "--format", "xml"], 2),
        (["--", "-DeleteThing"], 0),
        (["--file", "no such file"], 4),
        ([BOTH, "--test", "no such file"], 4),
        ([BOTH, "--account", "1234"], 2),
        ([BOTH, "--account", "111122223333"], 0),
        ([BOTH, "--partition", "AWS"], 2),
    ],
)
def test_the_exit_code_says_what_was_asked(arguments: list[str], code: int) -> None:
    assert main(["pattern", *arguments]) == code


def test_a_pattern_is_read_from_standard_input(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    _stdin(monkeypatch, BOTH + "\n")
    assert main(["pattern", "-", "--format", "json"]) == 0
    assert _lines(capfdbinary)[0]["pattern"] == BOTH


def test_words_name_the_records_the_reason_and_the_suggestion(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    main(["pattern", "{ $.eventName = *Thing && $.errorCode NOT EXISTS }"])
    said = capfdbinary.readouterr().out.decode()
    assert "a-control: does not cover every record" in said
    assert "sometimes (2): CreateThing DeleteThing" in said
    assert "only matches when errorCode is absent" in said
    assert '"errorCode": "AccessDenied"' in said
    assert 'suggestion: { $.eventName = "*Thing" }' in said


def test_an_invalid_pattern_is_shown_with_the_place_and_a_suggestion(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    main(["pattern", "{ $.a == 1 }"])
    said = capfdbinary.readouterr().out.decode().splitlines()
    assert said[1:3] == ["  { $.a == 1 }", "        ^~"]
    assert said[3] == "suggestion: { $.a = 1 }"


def test_many_patterns_are_answered_line_by_line_with_their_other_keys(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    file = tmp_path / "patterns.jsonl"
    file.write_text("\n".join([json.dumps({"pattern": BOTH, "id": 7}), "", json.dumps({"pattern": ONE}), "{bad", "[]"]))
    assert main(["pattern", "--file", str(file), "--require", "a-control"]) == 4
    first, second = _lines(capfdbinary)
    assert (first["id"], first["controls"]["a-control"]["covers"]) == (7, "yes")
    assert second["controls"]["a-control"]["covers"] == "no"


@pytest.mark.parametrize(
    ("records", "matched", "code"),
    [
        ({"eventName": "CreateThing"}, [True], 0),
        ({"Records": [{"eventName": "CreateThing"}, {"eventName": "x"}]}, [True, False], 1),
        ([{"eventName": "CreateThing"}], [True], 0),
    ],
)
def test_records_are_tried(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes], records: object, matched: list[bool], code: int
) -> None:
    file = tmp_path / "records.json"
    file.write_text(json.dumps(records))
    assert main(["pattern", ONE, "--test", str(file), "--format", "jsonl"]) == code
    assert [found["matched"] for found in _lines(capfdbinary)] == matched


def test_records_in_json_lines_are_tried(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    file = tmp_path / "records.jsonl"
    file.write_text('{"eventName": "CreateThing"}\n{"eventName": "Other"}\n')
    assert main(["pattern", ONE, "--test", str(file), "--format", "jsonl"]) == 1
    assert [found["why"] for found in _lines(capfdbinary)] == [None, 'only matches when eventName is "CreateThing"']


@pytest.mark.parametrize("content", ["", "\n \n", "[]", '{"Records": []}'])
def test_a_file_without_a_record_or_a_pattern_proves_nothing(tmp_path: Path, content: str) -> None:
    file = tmp_path / "empty"
    file.write_text(content)
    assert main(["pattern", BOTH, "--test", str(file)]) == 4
    if not content.strip():
        assert main(["pattern", "--file", str(file), "--require", "a-control"]) == 4


@pytest.mark.parametrize(
    ("record", "matched"),
    [
        ('{"n": 1e999}', True),
        ('{"n": 5.0000000000000000000001}', True),
        ('{"n": 5}', False),
        ('{"n": 1' + "0" * 3000 + "}", True),
    ],
)
def test_numbers_of_records_are_exact(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes], record: str, *, matched: bool
) -> None:
    file = tmp_path / "record.json"
    file.write_text(record)
    main(["pattern", "{ $.n > 5 }", "--test", str(file), "--format", "jsonl"])
    assert [found["matched"] for found in _lines(capfdbinary)] == [matched]


@pytest.mark.parametrize("value", ["1e999", "1" * 5000, "[" * 100_000])
def test_a_line_that_json_readers_would_not_keep_is_refused(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes], value: str
) -> None:
    file = tmp_path / "patterns.jsonl"
    file.write_text('{"pattern": "", "other": ' + value + "}\n" + json.dumps({"pattern": BOTH}))
    assert main(["pattern", "--file", str(file)]) == 4
    assert [found["pattern"] for found in _lines(capfdbinary)] == [BOTH]


def test_records_in_a_gzip_file_are_tried(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    file = tmp_path / "records.json.gz"
    file.write_bytes(gzip.compress(json.dumps({"Records": [{"eventName": "CreateThing"}]}).encode()))
    assert main(["pattern", ONE, "--test", str(file), "--format", "jsonl"]) == 0
    assert [found["matched"] for found in _lines(capfdbinary)] == [True]
    file.write_bytes(file.read_bytes()[:-9])
    assert main(["pattern", ONE, "--test", str(file)]) == 4
    assert "cut off" in capfdbinary.readouterr().err.decode()


def test_a_record_that_no_alternative_asks_for_blames_none_of_them(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    file = tmp_path / "record.json"
    file.write_text('{"eventName": "Other"}')
    pattern = "{ $.eventName = CreateThing || $.eventName = DeleteThing }"
    assert main(["pattern", pattern, "--test", str(file), "--format", "jsonl"]) == 1
    (found,) = _lines(capfdbinary)
    assert found["why"] == "no alternative holds for eventName Other"


def test_no_event_name_and_no_control_stands_in_the_code() -> None:
    law = json.loads((Path(__file__).parents[4] / "fixtures/patterns/designed.json").read_text(encoding="utf-8"))["model"]
    package = Path(command.__file__).parents[1]
    for source in [*(package / "languages" / "filter_pattern").rglob("*.py"), *(package / "cli").glob("pattern*.py")]:
        text = source.read_text(encoding="utf-8")
        assert not [name for name in law if name in text], source


@pytest.mark.parametrize(
    ("pattern", "code"),
    [
        ("foo", 1), ('"1.10"', 0), ('"1.1]"', 1), ('"1234567890123456789012.10"', 0), ("1e3", 0), ('"1E+3"', 1), ('"-0"', 0),
        ("[a, b]", 1), ("{ $.a = 1.5 }", 0), ("{ $.b[0] = 1.1 }", 0), ("{ $.z = 0 }", 0), ('"{}]"', 0), ('"ü"', 0),
    ],
)  # fmt: skip
def test_numbers_of_a_record_are_exact_and_written_as_they_came(
    pattern: str, code: int, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    _stdin(
        monkeypatch, '{"a": 1.5, "b": [1.10, {"c": 1e3}, [], {}], "n": 1234567890123456789012.10, "z": -0, "x": "ü", "t": true}'
    )
    assert main(["pattern", pattern, "--test", "-"]) == code
    assert "internal error" not in capfd.readouterr().err


def test_a_deep_record_of_exact_numbers_is_text_like_any_other(monkeypatch: pytest.MonkeyPatch) -> None:
    _stdin(monkeypatch, "[" * 400 + "1.50" + "]" * 400)
    assert main(["pattern", '"[1.50]"', "--test", "-"]) in {0, 1}


def test_the_control_that_is_required_is_told_and_the_others_in_a_line_each(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    others = {name: named([f"{name}Thing"], {"eventSource": "things.example.com"}) for name in ("Create", "Delete", "Update")}
    every = requirements({"a-control": THINGS, **{f"of-{name.lower()}": records for name, records in others.items()}})
    monkeypatch.setattr(command, "_required", lambda *_: every)
    both = "{ $.eventName = CreateThing || $.eventName = DeleteThing }"
    main(["pattern", both])
    assert "of-create: covers every record" in capsys.readouterr().out
    monkeypatch.setattr(command, "_one_control", lambda one, _: one)
    main(["pattern", both, "--require", "of-update"])
    told = capsys.readouterr().out
    assert told.index("of-update: does not cover every record") < told.index(
        "covers every record of a-control, of-create, of-delete"
    )
    assert "of-create:" not in told
