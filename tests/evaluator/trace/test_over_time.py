"""Backtests over time: bins that hang on no order, times in ALARM, and the answer in Parquet, HTML and JSON."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from tests.aws.cloudtrail_records import named
from tests.conformance.test_real_records import OTHERS
from trailgate_evaluator.cli.app import main
from trailgate_evaluator.trace.backtest_html import backtest_html
from trailgate_evaluator.trace.backtest_parquet import COLUMNS, ROWS
from trailgate_evaluator.trace.over_time import MOST_BINS, WIDTHS, OverTime, binned, shares, width_of

ROOT = Path(__file__).parents[3]
ACCOUNT = str(ROOT / "fixtures" / "controls" / "fail_trail_no_reads" / "snapshot.json")
START = datetime(2025, 11, 1, tzinfo=UTC)
ASKED = ("--control", "4.1", "--control", "4.4")
Json = dict[str, Any]

counts = st.lists(st.tuples(st.integers(0, 4_000_000), st.sampled_from("ab"), st.integers(1, 9)), max_size=40)


def filled(came: list[tuple[int, str, int]]) -> OverTime[str]:
    made: OverTime[str] = OverTime()
    for minute, key, times in came:
        made.add(minute * 60, key, times)
    return made


@given(counts, counts, st.randoms())
def test_bins_are_the_same_in_whatever_order_and_from_however_many_runs(
    one: list[tuple[int, str, int]], other: list[tuple[int, str, int]], order: Any
) -> None:
    width = width_of(0, 4_000_000 * 60)
    whole = filled([*one, *other]).by(width)
    mixed = [*one, *other]
    order.shuffle(mixed)
    merged = filled(one)
    merged.merge(filled(other))
    assert filled(mixed).by(width) == merged.by(width) == whole
    for key in "ab":
        expected: Counter[int] = Counter()
        for minute, of, times in (*one, *other):
            expected[minute * 60] += times if of == key else 0
        assert whole.get(key, {}) == binned({second: times for second, times in expected.items() if times}, width)


def test_many_years_by_the_minute_are_held_in_few_bins() -> None:
    made: OverTime[str] = OverTime()
    for number in range(50_000):
        made.add(number * 7 * 3600, "a", 1)
    assert len(made._bins) <= 4096
    assert sum(made.by(width_of(0, 50_000 * 7 * 3600))["a"].values()) == 50_000


@given(st.integers(0, 253_402_300_799), st.integers(0, 253_402_300_799))
def test_a_picture_has_few_bins_whatever_the_span(one: int, other: int) -> None:
    first, last = sorted((one, other))
    width = width_of(first, last)
    assert last // width - first // width + 1 <= MOST_BINS
    assert width in WIDTHS


@given(st.sets(st.integers(0, 200), max_size=20), st.sampled_from([7, 10, 60]))
def test_no_second_of_a_span_is_lost(ends: set[int], width: int) -> None:
    edges = sorted(ends)
    spans = list(zip(edges[::2], edges[1::2], strict=False))
    expected = Counter(second // width * width for begin, end in spans for second in range(begin, end))
    assert dict(shares(spans, width)) == expected


def stamp(at: timedelta) -> str:
    return (START + at).strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A year: a change of an IAM policy each day, two at once each tenth, and a call that the trail does not write."""
    made = []
    for day in range(365):
        for copy in range(2 if day % 10 == 0 else 1):
            at = stamp(timedelta(days=day, minutes=6 * copy))
            made.append({**named("4.4", "PutUserPolicy"), "eventTime": at, "eventID": f"{day}-{copy}"})
    (read,) = [one for one, _ in OTHERS.values() if one["eventName"] == "DescribeTable"]
    read = {**read, "eventTime": stamp(timedelta(days=100)), "eventID": "read"}
    path = tmp_path_factory.mktemp("records") / "records.json"
    path.write_text(json.dumps({"Records": [*made, read]}))
    return path


@pytest.fixture(scope="module")
def answered(records: Path) -> Path:
    """The folder with the answer in every format."""
    names = ("b.html", "b.parquet", "b.json", "b.txt")
    outputs = [part for name in names for part in ("-o", f"{'text=' if name == 'b.txt' else ''}{records.parent / name}")]
    assert main(["trace", ACCOUNT, "--record", str(records), *ASKED, *outputs]) == 1
    return records.parent


@pytest.fixture(scope="module")
def counted(answered: Path) -> Json:
    found: Json = json.loads((answered / "b.json").read_text())
    return found


def test_each_alarm_tells_when_it_fired_and_what_it_saw(counted: Json) -> None:
    assert counted["account"] == "111122223333"
    assert counted["course"]["bin"] == 86_400
    (alarm,) = [one for one in counted["course"]["alarms"] if one["name"] == "cis-4.4"]
    assert (alarm["required"], alarm["matched"], alarm["controls"]) == (402, 402, {"iam-policy-change-alarm": 402})
    assert alarm["fired"] + alarm["unseen"] == 402
    assert alarm["unseen"] == 37
    assert alarm["episodes"][0]["from"] == stamp(timedelta(minutes=5))
    assert len(alarm["timeline"]) == 365
    assert alarm["timeline"][0] == {"at": stamp(timedelta()), "in_alarm": 1200, "matched": 2, "required": 2, "unseen": 1}


def test_each_control_and_cause_tells_when(counted: Json) -> None:
    control = counted["controls"]["iam-policy-change-alarm"]
    assert sum(part["carried"] for part in control["timeline"]) == control["carried"] == 402
    (cause,) = counted["causes"]
    assert cause["first"] == cause["last"] == stamp(timedelta(days=100))
    (lost,) = counted["controls"][cause["controls"][0]]["timeline"]
    assert (lost["at"], lost["lost"], lost["carried"]) == (stamp(timedelta(days=100)), 1, 0)


def test_the_same_stands_in_columns(answered: Path, counted: Json) -> None:
    table = parquet.read_table(answered / "b.parquet").to_pylist()
    assert set(table[0]) == set(COLUMNS)
    assert list(dict.fromkeys(one["row"] for one in table)) == list(ROWS)
    by_row = {row: [one for one in table if one["row"] == row] for row in ROWS}
    assert {one["control"]: one["carried"] for one in by_row["control"]} == {
        name: one["carried"] for name, one in counted["controls"].items()
    }
    (alarm,) = [one for one in by_row["alarm"] if one["name"] == "cis-4.4"]
    times = [one for one in by_row["in_alarm"] if one["alarm"] == alarm["alarm"]]
    assert len(times) == alarm["fired"]
    assert alarm["share_in_alarm"] == pytest.approx(alarm["in_alarm"] / alarm["periods"])
    parts = [one for one in by_row["alarm_time"] if one["alarm"] == alarm["alarm"]]
    assert sum(one["records"] for one in parts) == alarm["records"] == 402
    assert [one["event_id"] for one in by_row["record"]] == ["read"]
    assert [(one["why"], one["calls"]) for one in by_row["cause"]] == [("Trail records writes only", ["DescribeTable"])]


def test_a_year_is_a_small_page_that_says_in_words_what_its_pictures_show(answered: Path) -> None:
    page = (answered / "b.html").read_text()
    assert len(page) < 120_000
    assert "<script" not in page
    assert "style=" not in page
    words = " ".join(re.sub("<[^>]+>", " ", page).split())
    assert "2025-11-01 00:00 to 2026-10-31 00:01 UTC; a bar is one day" in words
    assert "402 required records of 4.4, 37 of them while it was in ALARM already" in words
    labels = re.findall(r'aria-label="([^"]*)"', page)
    assert any(label.startswith("cis-4.4: fired 365 times; in ALARM for ") for label in labels)
    for path in re.findall(r'<path class="told" d="([^"]*)"', page):
        assert path.count("M") <= MOST_BINS


def test_places_are_told_once_and_standard_output_has_the_text(
    records: Path, answered: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "b.html"
    assert main(["trace", ACCOUNT, "--record", str(records), *ASKED, "-o", str(place), "-o", "-"]) == 1
    told = capfd.readouterr()
    assert told.out.startswith("403 records read")
    assert "402 of 403 required records would have told a person" in told.err
    assert f"written to {place}" in told.err
    assert place.read_text() == (answered / "b.html").read_text()
    assert (answered / "b.txt").read_text().startswith("403 records read")


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (("--record", "PutUserPolicy", "-o", "b.html"), "expected text or json of one record that is followed, found html"),
        (("--record", "RECORDS", "-o", "b.sarif"), "one of text, json, html, parquet"),
        (("--record", "RECORDS", "-o", "RECORDS"), "a place of its own"),
        (("--record", "RECORDS", "-o", "no/such/folder/b.html"), "no folder no/such/folder"),
    ],
)
def test_what_cannot_be_written_is_refused(
    arguments: tuple[str, ...], found: str, records: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(records.parent)
    code = main(["trace", ACCOUNT, *(str(records) if one == "RECORDS" else one for one in arguments)])
    assert (code, found in " ".join(capfd.readouterr().err.split())) == (2, True)


def test_nothing_over_no_time(counted: Json) -> None:
    """Records without a time, and none at all, are a page, too."""
    course: Json = {"from": None, "to": None, "bin": None, "undated": 3, "unwritten": 0, "alarms": []}
    controls = {name: {**one, "timeline": []} for name, one in counted["controls"].items()}
    page = backtest_html({**counted, "account": None, "course": course, "controls": controls})
    assert "Without an eventTime that can be read, moving no alarm: 3." in page
    assert "<svg" not in page
