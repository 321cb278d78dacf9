"""The same rows, whatever they are read from: snapshots, their report, its lines, Parquet, folders and archives of these."""

from __future__ import annotations

import gzip
import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.asking import of_one
from tests.evaluator.query.asking import LIMITS, ROOT, Rows, ask, ask_of
from trailgate_evaluator.cli.app import main
from trailgate_evaluator.errors import InputError
from trailgate_evaluator.evaluation import evaluate_inputs
from trailgate_evaluator.formats.json import render as as_json
from trailgate_evaluator.formats.jsonl import render as as_lines
from trailgate_evaluator.formats.page import Page
from trailgate_evaluator.formats.parquet import render as as_parquet
from trailgate_evaluator.query.answering import Answer, answered, asked
from trailgate_evaluator.query.database import Database, lock
from trailgate_evaluator.query.limits import Watch
from trailgate_evaluator.query.loading import load
from trailgate_evaluator.query.looks import looks
from trailgate_evaluator.query.statement import question
from trailgate_evaluator.query.writing import WRITINGS
from trailgate_evaluator.report.tables import OF_RESULTS, TABLES

ESTATE = ROOT / "fixtures" / "estates" / "collected_central_log_archive" / "snapshots"
WEAK = ROOT / "fixtures" / "snapshots" / "pass_actions_disabled" / "snapshot.json"
ONE = ROOT / "fixtures" / "snapshots" / "pass_whole_chain" / "snapshot.json"
FAILING = ROOT / "fixtures" / "snapshots" / "fail_actions_none" / "snapshot.json"
PLAN = ROOT / "fixtures" / "plans"


@pytest.fixture(scope="module")
def estate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An organization; beside it an account that fails, whose number begins with zeros, and one that reaches nobody."""
    folder = tmp_path_factory.mktemp("estate")
    for path in ESTATE.iterdir():
        shutil.copy(path, folder)
    shutil.copy(WEAK, folder / "weak.json")
    (folder / "failing.json").write_text(FAILING.read_text().replace("111122223333", "000022223333"))
    return folder


@pytest.fixture(scope="module")
def report(estate: Path) -> dict[str, Any]:
    return evaluate_inputs([str(estate)], of_one(join=True))


@pytest.fixture(scope="module")
def stored(report: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("stored") / "report.json"
    path.write_text(as_json(report, Page()))
    return path


def everything(paths: list[Path]) -> dict[str, Rows]:
    """The rows of every table, read in one go."""
    database = Database(LIMITS.memory)
    problems = load(database, TABLES, looks([str(path) for path in paths])[0], of_one(join=True), lambda _name: None)
    assert problems == []
    return {name: database.connection.execute(f"SELECT * FROM {name} ORDER BY ALL").fetchall() for name in TABLES}  # noqa: S608


@pytest.fixture(scope="module")
def from_snapshots(estate: Path) -> dict[str, Rows]:
    return everything([estate])


@pytest.fixture(scope="module")
def from_report(stored: Path) -> dict[str, Rows]:
    return everything([stored])


def parquet_of(table: str, paths: list[Path], to: Path) -> Path:
    question = asked(f"SELECT * FROM {table}", Database(LIMITS.memory), LIMITS)  # noqa: S608 - a name of our tables
    given, _ = looks([str(path) for path in paths])
    database = Database(LIMITS.memory)
    load(database, question.tables, given, of_one(join=True), lambda _name: None)
    with answered(question, database, LIMITS) as answer, to.open("wb") as file:
        WRITINGS["parquet"].write(answer, file)
    return to


OF_VERDICTS = [table.name for table in OF_RESULTS]
OF_RESOURCES = ["trails", "log_groups", "metric_filters", "alarms", "topics", "subscriptions"]


@pytest.mark.parametrize("table", [*OF_VERDICTS, "accounts"])
def test_a_report_tells_what_its_snapshots_tell(
    table: str, from_snapshots: dict[str, Rows], from_report: dict[str, Rows]
) -> None:
    assert from_report[table]
    assert from_report[table] == from_snapshots[table]


@pytest.mark.parametrize("packed", [False, True])
def test_lines_tell_what_the_report_tells(packed: bool, report: Any, from_report: dict[str, Rows], tmp_path: Path) -> None:
    lines = as_lines(report, Page()).encode()
    path = tmp_path / ("report.ndjson.gz" if packed else "lines.json")
    path.write_bytes(gzip.compress(lines) if packed else lines)
    # Closed accounts have no line.
    open_ones = [row for row in from_report["accounts"] if row[5] != "closed"]
    assert everything([path]) == {**from_report, "accounts": open_ones}


def test_lines_keep_the_numbers_of_their_benchmark(tmp_path: Path) -> None:
    made = evaluate_inputs([str(FAILING)], of_one(benchmark="cis_aws_6.0.0"))
    path = tmp_path / "report.jsonl"
    path.write_text(as_lines(made, Page()))
    assert ask("SELECT number FROM results", [path]) == [("5.4",)]
    line = json.loads(path.read_text())
    path.write_text(json.dumps({**line, "benchmark": 6}))
    assert "a line of a report" in ask_of("SELECT number FROM results", [path])[1][0]


def test_parquet_of_every_table_tells_the_same(from_report: dict[str, Rows], stored: Path, tmp_path: Path) -> None:
    database = Database(LIMITS.memory)
    load(database, TABLES, looks([str(stored)])[0], of_one(join=True), lambda _name: None)
    lock(database.connection)
    for table in TABLES:
        found = question(f"SELECT * FROM {table}", database.connection)  # noqa: S608 - a name of our tables
        with (tmp_path / f"any {table}.parquet").open("wb") as file:
            WRITINGS["parquet"].write(Answer(found, database.connection, Watch(LIMITS.seconds)), file)
    assert everything([tmp_path]) == from_report


def test_parquet_that_evaluate_writes_tells_the_same(report: Any, from_report: dict[str, Rows], tmp_path: Path) -> None:
    path = tmp_path / "results.parquet"
    path.write_bytes(as_parquet(report, Page()))
    assert ask("SELECT * FROM results ORDER BY ALL", [path]) == from_report["results"]


@pytest.mark.parametrize("table", OF_RESOURCES)
def test_what_a_report_tells_of_resources_is_what_their_accounts_tell(
    table: str, from_snapshots: dict[str, Rows], from_report: dict[str, Rows]
) -> None:
    """A report tells those that its evidence names; `pointer` is by its sources' numbers, and an estate adds what it knows."""
    names = TABLES[table].names
    kept = [place for place, name in enumerate(names) if name not in {"pointer", "unknowns"}]
    told, stood = ([repr([row[place] for place in kept]) for row in rows[table]] for rows in (from_report, from_snapshots))
    assert told
    assert set(told) <= set(stood)
    for rows in (from_report, from_snapshots):
        keys = [row[names.index("id")] for row in rows[table]]
        assert len(set(keys)) == len(keys)


@pytest.mark.parametrize(
    "name", ["monitoring_account_without_a_link", "copied_to_an_audit_account", "owners_contradict_at_one_time"]
)
def test_accounts_that_are_read_are_joined_as_those_that_are_judged(name: str, tmp_path: Path) -> None:
    """What one account's snapshot tells of another's alarm or log group counts, and so does what two contradict."""
    snapshots = ROOT / "fixtures" / "estates" / name / "snapshots"
    path = tmp_path / "report.json"
    path.write_text(as_json(evaluate_inputs([str(snapshots)], of_one(join=True)), Page()))
    sql = "SELECT id, account, metric_account, log_group, copied_from FROM {} ORDER BY ALL"
    joined = "(SELECT * FROM alarms UNION ALL BY NAME SELECT * FROM log_groups UNION ALL BY NAME SELECT * FROM metric_filters)"
    (told, why), (stood, and_why) = (ask_of(sql.format(joined), [one]) for one in (path, snapshots))
    assert set(told) <= set(stood)
    assert why == and_why
    accounts = "SELECT * FROM accounts ORDER BY ALL"
    assert ask_of(accounts, [path])[0] == ask_of(accounts, [snapshots])[0]


def test_accounts_are_told_by_how_they_were_looked_at(from_snapshots: dict[str, Rows]) -> None:
    states = {row[1]: row[5] for row in from_snapshots["accounts"]}
    assert states["000022223333"] == "collected"
    assert "not_collected" in states.values()


def test_folders_and_archives_hold_any_of_them(stored: Path, tmp_path: Path) -> None:
    folder = tmp_path / "all"
    (folder / "deep").mkdir(parents=True)
    shutil.copy(stored, folder / "deep" / "report.json")
    parquet_of("results", [ONE], folder / "one.parquet")
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        for path in sorted(folder.rglob("*.*")):
            archive.write(path, path.relative_to(folder))
    sql = "SELECT account, control, status FROM results ORDER BY ALL"
    both = sorted([*ask(sql, [stored]), *ask(sql, [ONE])])
    assert sorted(ask(sql, [folder])) == both
    assert sorted(ask(sql, [tmp_path / "all.zip"])) == both


def test_snapshots_are_one_look_and_each_stored_path_another(stored: Path) -> None:
    sql = "SELECT DISTINCT run, input LIKE '%snapshot.json' FROM results ORDER BY ALL"
    assert ask(sql, [ONE, stored, FAILING], join=False) == [(1, True), (2, False)]
    assert ask(sql, [stored, ONE]) == [(1, False), (2, True)]


def test_tables_of_accounts_are_filled_without_a_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    from trailgate_evaluator.query import snapshots

    def judged(*_: object) -> None:
        raise AssertionError("nothing was to be judged")

    monkeypatch.setattr(snapshots, "running", judged)
    assert ask("SELECT count(*) FROM alarms, topics, accounts WHERE accounts.account = topics.account", [ONE]) == [(1,)]


def test_only_tables_that_are_named_are_filled() -> None:
    database = Database(LIMITS.memory)
    load(database, ["accounts"], looks([str(ONE)])[0], of_one(), lambda _name: None)
    counts = {name: database.connection.execute(f"SELECT count(*) FROM {name}").fetchone() for name in TABLES}  # noqa: S608
    assert counts == {name: ((1,) if name == "accounts" else (0,)) for name in TABLES}


def test_what_cannot_be_read_is_told_and_costs_only_itself(tmp_path: Path) -> None:
    files = {
        "broken.json": "{", "other.json": '{"a": 1}', "sarif.json": '{"format": "trailgate/other/v1"}',
        "cut.jsonl": '{"format": 1}\n',
        "notes.parquet": "no parquet", "half.parquet": "PAR1 and no more",
    }  # fmt: skip
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    shutil.copy(ONE, tmp_path / "one.json")
    plan = next(PLAN.glob("*/plan.json"))
    rows, problems = ask_of("SELECT account, status FROM results", [tmp_path, plan, tmp_path / "missing.json"])
    assert rows == [("111122223333", "pass")]
    assert len(problems) == len(files) + 2
    assert any("found a Terraform plan or state" in said and "trailgate evaluate PLAN" in said for said in problems)


def test_an_input_that_a_report_calls_unreadable_is_told_again(tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_text("{")
    made = evaluate_inputs([str(tmp_path / "broken.json"), str(ONE)], of_one())
    (tmp_path / "report.out.json").write_text(as_json(made, Page()))
    (tmp_path / "report.jsonl").write_text(as_lines(made, Page()))
    for name in ("report.out.json", "report.jsonl"):
        rows, problems = ask_of("SELECT count(*) FROM results", [tmp_path / name])
        assert rows == [(1,)]
        assert len(problems) == 1
        assert problems[0].startswith(f"{tmp_path / 'broken.json'}")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"status": "pass", "outcome": "pass"}, "agrees with itself"),
        ({"chains": None}, "of the shape in report.schema.json"),
        ({"fingerprint": "0" * 64}, "agrees with itself"),
    ],
)
def test_an_edited_line_is_told(changed: dict[str, Any], said: str, tmp_path: Path) -> None:
    lines = [json.loads(line) for line in as_lines(evaluate_inputs([str(FAILING)], of_one()), Page()).splitlines()]
    lines[0]["result"] |= changed
    path = tmp_path / "report.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)))
    rows, problems = ask_of("SELECT count(*) FROM results", [path])
    assert rows == [(0,)]
    assert len(problems) == 1
    assert said in problems[0]


@pytest.mark.parametrize("changed", [{"as_of": "x"}, {"as_of": 10**15}, {"subject": {"account": 111122223333}}, {"origin": 5}])
def test_a_line_whose_values_are_of_other_types_is_told(changed: dict[str, Any], tmp_path: Path) -> None:
    line = json.loads(as_lines(evaluate_inputs([str(FAILING)], of_one()), Page()))
    line["result"] |= {
        name: {**line["result"][name], **value} if isinstance(value, dict) else value for name, value in changed.items()
    }
    path = tmp_path / "report.jsonl"
    path.write_text(json.dumps(line))
    rows, problems = ask_of("SELECT account, as_of, origin FROM results", [path])
    assert rows == []
    assert len(problems) == 1
    assert problems[0].startswith(str(path))


def test_a_question_that_parquet_cannot_answer_is_told(tmp_path: Path) -> None:
    results = parquet_of("results", [ONE], tmp_path / "results.parquet")
    with pytest.raises(InputError, match="holds the table breaks, which the query names, found Parquet of results alone"):
        ask("SELECT count(*) FROM results JOIN breaks USING (account)", [results])
    parquet_of("breaks", [ONE], tmp_path / "breaks.parquet")
    assert ask("SELECT count(*) FROM results LEFT JOIN breaks USING (account)", [tmp_path]) == [(1,)]


def test_numbers_of_accounts_that_have_lost_their_zeros_are_refused(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = parquet_of("accounts", [ONE], tmp_path / "accounts.parquet")
    table = pq.read_table(path)
    at = table.schema.get_field_index("account")
    pq.write_table(table.set_column(at, "account", pa.array([111122223333])), path)
    _, problems = ask_of("SELECT * FROM accounts", [path])
    assert "expected text in the column account of accounts, found BIGINT" in problems[0]
    pq.write_table(table.drop_columns(["partition", "state"]), path)
    _, problems = ask_of("SELECT * FROM accounts", [path])
    assert "found those of accounts without partition and state" in problems[0]


@pytest.mark.parametrize("name", ["a*b.parquet", "[x].parquet", "s3:.parquet", 'it\'s "one".parquet'])
def test_a_name_is_a_file_and_no_pattern(name: str, tmp_path: Path) -> None:
    path = parquet_of("accounts", [ONE], tmp_path / name)
    parquet_of("accounts", [FAILING], tmp_path / "acb.parquet")
    assert ask("SELECT count(*) FROM accounts", [path]) == [(1,)]


def test_a_snapshot_is_judged_as_the_options_say() -> None:
    sql = "SELECT count(DISTINCT control), min(number), any_value(broken_code) FROM results"
    assert ask(sql, [FAILING]) == [(1, "4.4", "actions_none")]
    assert ask("SELECT min(number) FROM results", [FAILING], benchmark="cis_aws_6.0.0") == [("5.4",)]


def test_a_newer_snapshot_counts_alone(tmp_path: Path) -> None:
    older = json.loads(ONE.read_text())
    older["collected"]["started_at"] = older["collected"]["finished_at"] = "2026-01-01T00:00:00Z"
    (tmp_path / "older.json").write_text(json.dumps(older))
    shutil.copy(ONE, tmp_path / "newer.json")
    shutil.copy(ONE, tmp_path / "same.json")
    assert [row[0].rpartition("/")[2] for row in ask("SELECT input FROM accounts", [tmp_path])] == ["newer.json"]
    assert ask("SELECT count(*), count(DISTINCT id) FROM alarms", [tmp_path]) == [(1, 1)]


BY_HAND = ROOT / "fixtures" / "exports" / "aws_cli_by_hand_pass"


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    """An export of which some files do not tell their region, a file that nothing knows, and a report of another account."""
    shutil.copytree(BY_HAND, tmp_path / "mixed" / "answers")
    (tmp_path / "mixed" / "answers" / "other.json").write_text('{"a": 1}')
    (tmp_path / "other.json").write_text(FAILING.read_text().replace("111122223333", "000022223333"))
    report = evaluate_inputs([str(tmp_path / "other.json")], of_one())
    (tmp_path / "mixed" / "report.json").write_text(as_json(report, Page()))
    return tmp_path / "mixed"


def test_files_of_an_export_that_nothing_is_made_of_are_told(exported: Path, capfd: pytest.CaptureFixture[str]) -> None:
    sql = "SELECT DISTINCT account FROM results ORDER BY ALL"
    assert main(["query", sql, str(exported), "--control", "4.4", "-f", "csv"]) == 0
    told = capfd.readouterr()
    assert told.out.split() == ["account", "'000022223333", "'111122223333"]
    assert "filters.json: passed over, an answer to logs:DescribeMetricFilters that does not tell in which region" in told.err
    assert "other.json: passed over, nothing that is known here." in told.err
    assert "report.json: passed over" not in told.err


def test_whose_an_export_is_can_be_said(exported: Path, capfd: pytest.CaptureFixture[str]) -> None:
    sql = "SELECT region FROM metric_filters"
    assert main(["query", sql, str(exported / "answers"), "-f", "csv"]) == 0
    assert capfd.readouterr().out.split() == ["region"]
    assert main(["query", sql, str(exported / "answers"), "-f", "csv", "--region", "us-east-1"]) == 0
    told = capfd.readouterr()
    assert told.out.split() == ["region", "us-east-1"]
    assert "filters.json" not in told.err
    alone = exported / "filters.json"
    shutil.copy(BY_HAND / "filters.json", alone)
    assert main(["query", sql, str(alone)]) == 4
    assert "does not tell whose account it is. Give --account ID" in capfd.readouterr().err
    asked_of = ["query", sql, str(alone), "--account", "111122223333", "--region", "us-east-1", "-f", "csv"]
    assert main(asked_of) == 0
    assert capfd.readouterr().out.split() == ["region", "us-east-1"]


@pytest.mark.parametrize(("option", "value"), [("--region", "us-east-1"), ("--account", "111122223333")])
def test_whose_an_export_is_is_refused_where_there_is_none(option: str, value: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["query", "SELECT name FROM alarms", str(ONE), option, value]) == 2
    assert f"Leave {option} out" in capfd.readouterr().err
