"""SQL that is out for files, networks, settings, Python or the clock: all of it is refused, and what slips past is locked out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tests.evaluator.query.asking import LIMITS
from trailgate_evaluator.errors import UsageError
from trailgate_evaluator.query.database import Database, lock
from trailgate_evaluator.query.statement import CHANCE, CLOCKS, SURROUNDINGS, TABLE_FUNCTIONS, _nodes, question

QUERY = [sys.executable, "-m", "trailgate_evaluator.cli.app", "query"]
in_a_variable = [{"secret": "reached"}]

NO_SELECT = [
    "COPY results TO 'x.csv'", "COPY (SELECT 1) TO 'x.csv'", "COPY results FROM 'x.csv'", "ATTACH 'x.db'", "DETACH memory",
    "INSTALL httpfs", "LOAD httpfs", "FORCE INSTALL httpfs FROM 'http://localhost'", "PRAGMA database_list", "PRAGMA version",
    "SET memory_limit = '100GB'", "SET VARIABLE x = 1", "RESET memory_limit",
    "CREATE TABLE x AS SELECT 1", "CREATE VIEW x AS SELECT 1",
    "CREATE MACRO f() AS 1", "CREATE MACRO f() AS TABLE SELECT * FROM read_text('x')", "CREATE SECRET x (TYPE S3)",
    "DROP TABLE results", "ALTER TABLE results ADD COLUMN x INTEGER", "DELETE FROM results", "TRUNCATE results",
    "INSERT INTO results SELECT * FROM results", "UPDATE results SET account = 'x'", "EXPORT DATABASE 'x'", "IMPORT DATABASE 'x'",
    "CALL pragma_version()", "EXPLAIN SELECT 1", "EXPLAIN ANALYZE SELECT 1", "PREPARE x AS SELECT 1", "EXECUTE x", "BEGIN",
    "COMMIT", "CHECKPOINT", "VACUUM", "USE memory", "WITH x AS (DELETE FROM results RETURNING *) SELECT * FROM x",
    "WITH x AS (INSERT INTO results SELECT * FROM results RETURNING *) SELECT * FROM x", "SELECT 1; SELECT 2",
    "SELECT 1; DROP TABLE results", "", " ", "-- nothing", ";",
]  # fmt: skip
ELSEWHERE = [
    "'/etc/passwd'", "'x.csv'", "'x.parquet'", "'x.json'", '"x.csv"', "'https://localhost/x.parquet'", "'s3://x/y.parquet'",
    "read_csv('/etc/passwd')", "read_csv_auto('x')", "read_text('/etc/passwd')", "read_blob('/etc/passwd')", "glob('/etc/*')",
    "read_json('x')", "read_json_auto('x')", "read_ndjson('x')", "read_json_objects('x')", "read_parquet('x')",
    "parquet_scan('x')", "parquet_metadata('x')", "parquet_schema('x')", "parquet_file_metadata('x')", "sniff_csv('/etc/passwd')",
    "read_duckdb('x')", "query('SELECT 1')", "query_table('results')", "json_execute_serialized_sql('x')",
    "python_map_function('x')", "arrow_scan(1, 2, 3)", "pandas_scan(1)", "seq_scan('results')", "in_a_variable", "sys", "json",
    "duckdb_settings()", "duckdb_secrets()", "duckdb_extensions()", "duckdb_tables()", "duckdb_memory()", "duckdb_logs()",
    "pragma_table_info('results')", "pragma_user_agent()", "information_schema.tables", "pg_catalog.pg_tables", "pg_class",
    "sqlite_master", "main.results", "memory.main.results", "system.main.duckdb_settings()", "temp.results", "repeat('x', 1)",
    "test_all_types()", "sql_auto_complete('x')", "which_secret('x', 's3')", "summary('results')", "icu_calendar_names()",
]  # fmt: skip
ANOTHER_ANSWER = [
    "SELECT now()", "SELECT current_date", "SELECT CURRENT_TIMESTAMP", "SELECT localtime", "SELECT today()", "SELECT random()",
    "SELECT uuid()", "SELECT gen_random_uuid()", "SELECT account FROM results ORDER BY random()",
    "SELECT * FROM results USING SAMPLE 1", "SELECT * FROM results TABLESAMPLE 10%", "SELECT age(as_of) FROM results",
    "SELECT current_setting('secret_directory')", "SELECT getenv('HOME')", "SELECT getvariable('x')", "SELECT sleep_ms(1)",
    "SELECT write_log('x')", "SELECT system.main.random()", "SELECT nextval('x')", "SHOW TABLES", "SHOW results",
    "WITH x AS (SELECT now() AS t) SELECT * FROM x", "SELECT (SELECT max(random()) FROM results)",
    "SELECT list_transform([1], lambda x: x + random())", "SELECT * FROM range(3) WHERE range < random()",
    "SELECT ago(INTERVAL 1 DAY)", "SELECT pg_conf_load_time()", "SELECT pg_postmaster_start_time()", "SELECT pg_sleep(1)",
    "SELECT current_schema", "SELECT current_catalog", "SELECT pg_get_viewdef(1)", "SELECT get_block_size('memory')",
    "SELECT json_serialize_plan('SELECT now()', optimize := true)",
    "SELECT json_serialize_plan('SELECT current_setting(''secret_directory'')', optimize := true)",
    "SELECT json_serialize_plan('FROM duckdb_settings()')",
]  # fmt: skip


@pytest.fixture(scope="module")
def empty() -> Database:
    database = Database(LIMITS.memory)
    lock(database.connection)
    return database


_locked: list[Database] = []


def refusal(sql: str) -> str:
    if not _locked:
        _locked.append(Database(LIMITS.memory))
        lock(_locked[0].connection)
    with pytest.raises(UsageError) as refused:
        question(sql, _locked[0].connection)
    return str(refused.value)


@pytest.mark.parametrize("sql", NO_SELECT)
def test_only_one_select_is_a_question(sql: str) -> None:
    assert "expected one SELECT, found" in refusal(sql)


@pytest.mark.parametrize("place", ELSEWHERE)
def test_nothing_but_our_tables_stands_in_from(place: str) -> None:
    for sql in (
        "SELECT * FROM {}",
        "WITH x AS (FROM {}) SELECT count(*) FROM x",
        "SELECT (SELECT count(*) FROM {}) FROM results",
    ):
        assert "expected a table of results, records," in refusal(sql.format(place))


@pytest.mark.parametrize("sql", ANOTHER_ANSWER)
def test_what_would_have_another_answer_tomorrow_is_no_question(sql: str) -> None:
    assert "expected a query whose answer is the same each time, of these inputs alone" in refusal(sql)


@pytest.mark.parametrize("sql", [one for one in NO_SELECT if "'" in one or "httpfs" in one or one.startswith(("SET", "RESET"))])
def test_behind_the_lock_it_would_reach_nothing_either(
    sql: str, empty: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    if "MACRO" in sql or sql.startswith(("SET VARIABLE", "UPDATE")):
        return  # they reach nothing by themselves
    with pytest.raises(duckdb.Error):
        empty.connection.execute(sql).fetchall()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "place",
    ["'/etc/passwd'", "read_csv('/etc/passwd')", "read_text('/etc/passwd')", "read_blob('/etc/passwd')", "glob('/etc/*')",
     "read_parquet('/etc/passwd')", "read_json('/etc/passwd')", "sniff_csv('/etc/passwd')", "in_a_variable",
     "query('SELECT * FROM read_text(''/etc/passwd'')')", "'https://localhost/x.parquet'"],
)  # fmt: skip
def test_behind_the_lock_no_file_and_no_variable_is_a_table(place: str, empty: Database) -> None:
    in_a_variable = [{"secret": "reached"}]  # noqa: F841 - what Python's replacement scans would find
    with pytest.raises(duckdb.Error):
        empty.connection.execute(f"SELECT * FROM {place}").fetchall()  # noqa: S608 - that is what is tried


def test_nothing_can_be_unlocked(empty: Database) -> None:
    for setting in (
        "enable_external_access = true",
        "lock_configuration = false",
        "python_enable_replacements = true",
        "threads = 8",
    ):
        with pytest.raises(duckdb.Error):
            empty.connection.execute(f"SET {setting}")


def test_every_function_that_hangs_on_more_than_its_arguments_is_refused(empty: Database) -> None:
    """But those that hang on the time zone, which is UTC, and on nothing else."""
    told = empty.connection.execute(
        """SELECT DISTINCT function_name FROM duckdb_functions()
           WHERE stability <> 'CONSISTENT' AND NOT regexp_matches(parameter_types::VARCHAR, 'TIME ZONE|TIMESTAMPTZ')"""
    ).fetchall()
    by_zone_alone = {"make_timestamptz", "timezone"}
    raises = {"error"}
    open_ones = {name for (name,) in told} - by_zone_alone - raises
    assert open_ones
    assert open_ones <= CLOCKS | CHANCE | SURROUNDINGS, open_ones - (CLOCKS | CHANCE | SURROUNDINGS)
    assert empty.connection.execute("SELECT current_setting('TimeZone')").fetchone() == ("UTC",)


def test_every_macro_of_duckdbs_that_is_made_of_what_is_refused_is_refused(empty: Database) -> None:
    """A question names the macro alone: what it stands for comes when it is planned, and is not seen."""
    refused = CLOCKS | CHANCE | SURROUNDINGS
    made_of = {
        name: {
            word.lower()
            for one in json.loads(
                empty.connection.execute("SELECT json_serialize_sql(?::VARCHAR)", [f"SELECT {text}"]).fetchall()[0][0]
            )["statements"]
            for node in _nodes(one)
            for word in (node.get("function_name"), *(node.get("column_names") or ()))
            if isinstance(word, str) and word
        }
        for name, text in empty.connection.execute(
            "SELECT function_name, macro_definition FROM duckdb_functions() WHERE function_type = 'macro'"
        ).fetchall()
    }
    reading = {
        name
        for (name,) in empty.connection.execute(
            "SELECT function_name FROM duckdb_functions() WHERE function_type IN ('table', 'table_macro')"
        ).fetchall()
    } - TABLE_FUNCTIONS
    found = {name for name, words in made_of.items() if words & (refused | reading)}
    assert {"ago", "pg_sleep", "current_catalog", "pg_get_viewdef"} <= found
    assert found <= refused, found - refused


def test_no_table_function_that_is_let_in_reads_anything(empty: Database) -> None:
    assert {"unnest", "range", "generate_series", "json_each", "json_tree"} == TABLE_FUNCTIONS
    shown = empty.connection.execute("SELECT count(*) FROM json_each('\"/etc/passwd\"')").fetchone()
    assert shown == (1,)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT " + "(" * 20_000 + "1" + ")" * 20_000,
        "SELECT " + "NOT " * 20_000 + "true",
        "SELECT " + "CASE WHEN true THEN " * 4_000 + "1" + " END" * 4_000,
        "SELECT " + "[" * 20_000 + "1" + "]" * 20_000,
        "SELECT * FROM " + "(SELECT * FROM " * 4_000 + "results" + ")" * 4_000,
        "SELECT '" + "x" * 200_000 + "'",
        "SELECT \x00 1", "SELECT '\ud800'", "SELECT 1 \x1b[2J", "SELECT $1", "SELECT ?",
    ],
    ids=lambda sql: f"{sql[:24]!a}",
)  # fmt: skip
def test_a_text_that_is_out_to_break_the_parser_is_wrong_usage(sql: str) -> None:
    assert refusal(sql).startswith("the query: expected ")


TOO_LARGE = [
    "SELECT count(*) FROM range(100000000) a, range(100000000) b",
    "SELECT repeat('x', 3000000000)",
    "SELECT range(1000000000)",
]
TOO_LONG = [
    "SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range + b.range = -1",
    "WITH RECURSIVE t(a) AS (SELECT 1 UNION ALL SELECT a + 1 FROM t) SELECT count(*) FROM t",
]
# One bound is tight and the other wide: on a machine that is busy a second ends before any memory does.
BOMBS = [
    *((sql, "60", "256", "within 256 MiB of memory") for sql in TOO_LARGE),
    *((sql, "1", "2048", "within 1 seconds") for sql in TOO_LONG),
]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nobody says how much memory a process has")
@pytest.mark.parametrize(("sql", "seconds", "memory", "said"), BOMBS, ids=lambda one: str(one)[:30])
def test_a_bomb_ends_with_what_it_took(sql: str, seconds: str, memory: str, said: str, tmp_path: Path) -> None:
    report = tmp_path / "empty.jsonl"
    report.write_text(" \n{}\n")
    options = ["--timeout", seconds, "--memory", memory, "-o", str(tmp_path / "x.csv")]
    done = subprocess.run([*QUERY, sql, *options, str(report)], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 5, done.stderr
    assert said in done.stderr
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["empty.jsonl"]


def test_what_does_not_stop_ends_with_the_process(tmp_path: Path) -> None:
    """One value can be one piece of work, between which DuckDB does not look up; what was half written goes."""
    script = tmp_path / "stuck.py"
    half = tmp_path / "half"
    half.write_text("half")
    script.write_text(
        "import time\n"
        "from pathlib import Path\n"
        "from trailgate_evaluator.query import limits\n"
        "limits.GRACE = 0.2\n"
        "with limits.bounded(lambda: None, seconds=0.2, memory=64) as watch:\n"
        f"    watch.clear_away.append(Path({json.dumps(str(half))}).unlink)\n"
        "    with watch.at_work():\n"
        "        time.sleep(30)\n"
    )
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, timeout=20, check=False, env={**os.environ}
    )
    assert done.returncode == 5
    assert "expected an answer within 0.2 seconds, found none" in done.stderr
    assert not half.exists()
