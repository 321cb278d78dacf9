"""A snapshot that was given and tells nothing is not called one that was not supplied: its name is told, and what is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.estates.accounts import ARCHIVE, AUDIT, MANAGEMENT, MEMBER, estate, later, listed, stopped, without, written
from tests.estates.judging import judged
from trailgate_evaluator.report.advice import advice_of
from trailgate_evaluator.report.cause import cause_of
from trailgate_evaluator.report.findings import of_result
from trailgate_evaluator.report.gap_sentences import of_gap

Json = dict[str, Any]


def _cut(path: Path) -> None:
    path.write_text(path.read_text()[:200])


def _not_whole(path: Path) -> None:
    content = json.loads(path.read_text())
    content["regions"] = None
    path.write_text(json.dumps(content))


def _undated(path: Path) -> None:
    content = json.loads(path.read_text())
    del content["collected"]["finished_at"]
    path.write_text(json.dumps(content))


def _contradicted(path: Path) -> None:
    content = json.loads(path.read_text())
    path.with_name("other.json").write_text(json.dumps({**content, "regions": []}))


SPOILT: dict[str, tuple[Callable[[Path], None], str]] = {
    "cut": (_cut, "unreadable"),
    "not_whole": (_not_whole, "unreadable"),
    "undated": (_undated, "unreadable"),
    "contradicted": (_contradicted, "contradicting"),
}


def _result(report: Json, account: str) -> Json:
    found: list[Json] = [one for one in report["results"] if one["subject"]["account"] == account]
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize("name", sorted(SPOILT))
def test_a_snapshot_that_tells_nothing_is_named_where_it_is_missed(name: str, tmp_path: Path) -> None:
    spoil, why = SPOILT[name]
    paths = written(tmp_path, estate(group=ARCHIVE))
    spoil(tmp_path / f"{ARCHIVE}.json")
    paths = sorted(str(path) for path in tmp_path.glob("*.json"))
    result = _result(judged(paths), MEMBER)
    assert result["status"] == "unknown"
    assert result["unusable"] == [{"account": ARCHIVE, "input": str(tmp_path / f"{ARCHIVE}.json"), "why": why}]
    said = [*(of_gap(gap, result) for gap in result["gaps"]), *advice_of(result), str(cause_of(result))]
    said += [one.sentence for one in of_result(result, "x")]
    assert said
    assert not [one for one in said if "not supplied" in one or "Supply the snapshot" in one]
    (advice,) = advice_of(result)
    assert [one for one in said if "iven" not in one and one != advice] == []
    assert f"{ARCHIVE}.json" in advice


def test_what_was_not_given_is_still_not_supplied(tmp_path: Path) -> None:
    result = _result(judged(written(tmp_path, without(estate(group=ARCHIVE), ARCHIVE))), MEMBER)
    assert "unusable" not in result
    assert advice_of(result) == [
        f"Supply the snapshot of account {ARCHIVE} together with this one: that account alone shows what it holds."
    ]


def test_an_account_on_the_list_whose_file_cannot_be_read_was_given(tmp_path: Path) -> None:
    made = estate()
    made[MANAGEMENT] = listed(made[MANAGEMENT], [{"Id": one, "State": "ACTIVE"} for one in (MANAGEMENT, MEMBER, AUDIT)])
    paths = [*written(tmp_path, made), str(tmp_path / f"acme-{AUDIT}.json")]
    Path(paths[-1]).write_text("{")
    result = _result(judged(paths), AUDIT)
    assert cause_of(result) == "trail: Given, and could not be read"
    assert f"acme-{AUDIT}.json was given for account {AUDIT}, and could not be read" in of_gap(result["gaps"][0], result)


def test_braces_in_a_files_name_are_its_own(tmp_path: Path) -> None:
    paths = written(tmp_path, without(estate(group=ARCHIVE), ARCHIVE))
    odd = tmp_path / f"{{subject}}{{0}}-{ARCHIVE}.json"
    odd.write_text("{")
    result = _result(judged([*paths, str(odd)]), MEMBER)
    assert odd.name in of_gap(result["gaps"][0], result)


def test_one_that_counts_is_not_named_for_an_older_one_that_does_not(tmp_path: Path) -> None:
    made = estate(group=ARCHIVE)
    written(tmp_path, made)
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / f"{ARCHIVE}.json").write_text("{")
    report = judged([str(tmp_path)])
    assert {one["status"] for one in report["results"]} == {"pass"}
    assert not [one for one in report["results"] if "unusable" in one]


def test_nor_is_one_whose_trail_is_contradicted(tmp_path: Path) -> None:
    made = estate(group=ARCHIVE)
    made[MEMBER], made[MANAGEMENT] = stopped(later(made[MEMBER], 1)), later(made[MANAGEMENT], 1)
    report = judged(written(tmp_path, made))
    assert not [one for one in report["results"] if "unusable" in one]
