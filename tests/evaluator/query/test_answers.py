"""Answers in each format, as a user gets them: account numbers whole, the same bytes again, errors in a line."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import signal
import subprocess
import sys
import time
from itertools import permutations
from pathlib import Path
from typing import Final

import pytest

from trailgate_evaluator.cli.app import main

ROOT: Final = Path(__file__).resolve().parents[3]
PASS: Final = "fixtures/snapshots/pass_whole_chain/snapshot.json"
ESTATE: Final = "fixtures/estates/log_archive/snapshots"
TYPES: Final = """SELECT '000011112222' AS account, 1 AS n, 1.5::DECIMAL(3,1) AS d, 0.1::DOUBLE AS f, 'nan'::DOUBLE AS nan,
  true AS yes, NULL AS nothing, ['a', 'b,c'] AS texts, [1, 2] AS numbers, '{"a": [1]}'::JSON AS j,
  TIMESTAMP '2026-11-02 09:00:00' AS t,
  DATE '2026-11-02' AS day, {'k': 'v'} AS s, 170141183460469231731687303715884105727::HUGEINT AS huge, '=1+1' AS formula,
  chr(27) || '[2J' || chr(10) || 'x' AS steering, '00'::BLOB AS bytes, INTERVAL 1 DAY AS span"""
ORDERED: Final = "SELECT * FROM results ORDER BY ALL"


@pytest.fixture(autouse=True)
def at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def told(capfdbinary: pytest.CaptureFixture[bytes], *args: str) -> tuple[int, bytes, str]:
    code = main(["query", *args])
    out, err = capfdbinary.readouterr()
    return code, out, err.decode()


def test_json_has_each_value_as_what_it_is(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    code, out, err = told(capfdbinary, TYPES, PASS, "-f", "json")
    (row,) = json.loads(out)
    assert (code, err) == (0, "trailgate: 1 row\n")
    assert row == {
        "account": "000011112222", "n": 1, "d": 1.5, "f": 0.1, "nan": "nan", "yes": True, "nothing": None, "texts": ["a", "b,c"],
        "numbers": [1, 2], "j": {"a": [1]}, "t": "2026-11-02T09:00:00Z", "day": "2026-11-02", "s": {"k": "v"},
        "huge": 170141183460469231731687303715884105727, "formula": "=1+1", "steering": "\x1b[2J\nx", "bytes": "3030",
        "span": "1 day, 0:00:00",
    }  # fmt: skip
    assert b"\x1b" not in out
    assert told(capfdbinary, "SELECT 1 WHERE false", PASS, "-f", "json")[1] == b"[]\n"


def test_csv_keeps_zeros_and_starts_no_formula(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    _, out, _ = told(capfdbinary, TYPES, PASS, "-f", "csv")
    ((names), (cells)) = list(csv.reader(io.StringIO(out.decode(), newline="")))
    row = dict(zip(names, cells, strict=True))
    assert row["account"] == "'000011112222"
    assert row["formula"] == "'=1+1"
    assert (row["n"], row["d"], row["yes"], row["nothing"]) == ("1", "1.5", "true", "")
    assert (row["texts"], row["j"], row["t"]) == ('["a","b,c"]', '{"a":[1]}', "2026-11-02T09:00:00Z")
    assert row["steering"] == "\ufffd[2J\nx"


def test_a_table_is_plain_text_with_its_numbers_to_the_right(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    sql = "SELECT * FROM (VALUES ('a', 1, ['x', 'y']), ('::error::bcd', 1000, [])) t(name, n, list)"
    _, out, err = told(capfdbinary, sql, PASS)
    assert out.decode() == ("name             n  list\n------------  ----  ----\na                1  x, y\n: :error::bcd  1000\n")
    assert err == "trailgate: 2 rows\n"
    assert b"\x1b" not in told(capfdbinary, TYPES, PASS)[1]


def test_parquet_is_read_by_others_with_its_types(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = tmp_path / "x.parquet"
    sql = f"SELECT * EXCLUDE (span) FROM ({TYPES})"  # noqa: S608 - ours
    code, out, err = told(capfdbinary, sql, PASS, "-o", str(path))
    assert (code, out, err) == (0, b"", f"trailgate: 1 row; written to {path}\n")
    table = pq.read_table(path)
    assert table.schema.field("account").type == pa.string()
    assert table.schema.field("t").type == pa.timestamp("us")
    assert table.to_pylist()[0]["account"] == "000011112222"
    code, out, _ = told(capfdbinary, "SELECT account FROM accounts", PASS, "-f", "parquet")
    assert pq.read_table(io.BytesIO(out)).to_pylist() == [{"account": "111122223333"}]
    _, out, _ = told(capfdbinary, "SELECT account, NULL AS x FROM accounts WHERE false", PASS, "-f", "parquet")
    assert pq.read_table(io.BytesIO(out)).to_pylist() == []


def test_one_answer_goes_to_several_places(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    sql, rows, odd = "SELECT account FROM accounts", str(tmp_path / "a.csv"), str(tmp_path / "b.data")
    code, out, err = told(capfdbinary, sql, PASS, "-o", rows, "-o", f"json={odd}", "-o", "-")
    assert (code, err) == (0, f"trailgate: 1 row; written to {rows} and {odd}\n")
    assert out.decode().splitlines()[-1] == "111122223333"
    assert Path(rows).read_text(encoding="utf-8").splitlines() == ["account", "'111122223333"]
    assert json.loads(Path(odd).read_text(encoding="utf-8")) == [{"account": "111122223333"}]


@pytest.mark.parametrize("endings", list(permutations(("csv", "json", "parquet"))), ids="-".join)
def test_places_get_the_answer_in_whatever_order_their_formats_come(endings: tuple[str, ...], tmp_path: Path) -> None:
    places = [part for number in range(2) for one in endings for part in ("-o", str(tmp_path / f"{number}.{one}"))]
    assert main(["query", "SELECT account FROM accounts", PASS, *places]) == 0
    for one in endings:
        assert (tmp_path / f"0.{one}").read_bytes() == (tmp_path / f"1.{one}").read_bytes()


@pytest.mark.parametrize(
    ("outputs", "said"),
    [(("a.csv", "./a.csv"), "two answers for"), (("a.csv", "b.data"), "b.data"), (("xml=a",), "xml=a")],
)
def test_places_that_cannot_be_meant_are_refused(
    outputs: tuple[str, ...],
    said: str,
    tmp_path: Path,
    capfdbinary: pytest.CaptureFixture[bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    code, _, err = told(capfdbinary, "SELECT 1", PASS, *(part for output in outputs for part in ("-o", output)))
    assert (code, list(tmp_path.iterdir())) == (2, [])
    assert said in err


def test_the_same_question_has_the_same_bytes_in_another_process(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    unordered = "SELECT control, count(*) AS n, list(account) AS who, any_value(cause) FROM results GROUP BY control"
    endings = (".txt", ".csv", ".json", ".parquet")
    for ending in endings:
        assert told(capfdbinary, unordered, ESTATE, "-o", str(tmp_path / f"here{ending}"), "--control", "*")[0] == 0
    source = (
        "import sys; from trailgate_evaluator.cli.app import main\n"
        f"for ending in {endings!r}: main(['query', {unordered!r}, {ESTATE!r}, '-o', sys.argv[1] + ending, '--control', '*'])"
    )
    surroundings = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Pacific/Auckland"}
    subprocess.run([sys.executable, "-c", source, str(tmp_path / "there")], env=surroundings, timeout=60, check=True)
    for ending in endings:
        made = (tmp_path / f"here{ending}").read_bytes()
        assert made
        assert (tmp_path / f"there{ending}").read_bytes() == made


def test_a_terminal_gets_no_parquet() -> None:
    main_end, terminal = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "trailgate_evaluator.cli.app", "query", "SELECT 1", PASS, "-f", "parquet"],
        stdout=terminal, stderr=subprocess.PIPE, text=True, timeout=60, check=False,
    )  # fmt: skip
    os.close(terminal)
    os.close(main_end)
    assert done.returncode == 2
    assert "found parquet for a terminal. Write -o answer.parquet." in done.stderr


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ([], "expected SQL or the name of a query, then inputs, found neither"),
        (["SELECT 1"], "expected inputs to ask, found none"),
        (["results", PASS], 'Ask it: "FROM results".'),
        (["SELECT error('x')", PASS], "found x. Ask otherwise: for these rows there is no answer to it."),
        (["alarms_nobody_recieves", PASS], "Did you mean 'alarms_nobody_receives'?"),
        (["--show", "alarm"], "Did you mean 'alarms'?"),
        (["--show", "alarms", "--list"], "found more than one of them"),
        (["SELECT 1", PASS, "--list"], "found more than one of them"),
        (["SELECT 1", PASS, "-o", "x.docx"], "expected a file name that ends in one of .txt, .csv, .json, .parquet"),
        (["SELECT 1", PASS, "-o", "no/x.csv"], "no folder no"),
        (["SELECT 1", PASS, "-o", PASS], "expected a place of its own for the answer"),
        (["SELECT 1 AS a, 2 AS a", PASS, "-f", "json"], "expected a name of its own for each column, as JSON needs"),
        (["SELECT 1 AS a, 2 AS a", PASS, "-f", "parquet"], "as Parquet needs"),
        (["SELECT INTERVAL 1 DAY AS a", PASS, "-f", "parquet"], "Make the column a text with ::VARCHAR."),
        (
            ["SELECT (repeat('[', 9000) || repeat(']', 9000))::JSON AS a", PASS, "-f", "json"],
            "one that nests too deep to be told",
        ),
        (["SELECT * FROM alarm", PASS], "Did you mean alarms?"),
        (["SELECT 1", PASS, "--timeout", "0"], "should be greater than or equal to 0.1"),
        (["SELECT status::INTEGER FROM results", PASS], "Could not convert string 'pass' to INT"),
    ],
)
def test_wrong_usage_says_what_was_meant(args: list[str], said: str, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    code, out, err = told(capfdbinary, *args)
    assert (code, out) == (2, b"")
    assert said in err
    assert err.startswith("trailgate: ")


def test_the_place_of_a_mistake_is_marked_in_its_line(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    _, _, err = told(capfdbinary, "SELECT account,\n  standng\nFROM results", PASS)
    assert 'found Referenced column "standng" not found' in err
    assert "\n\nLINE 2:   standng\n          ^^^^^^^\n" in err
    _, _, err = told(capfdbinary, "SELECT * FRM results", PASS)
    assert "\n\nLINE 1: SELECT * FRM results\n" in err


def test_an_input_that_cannot_be_read_is_told_and_the_others_are_asked(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    (tmp_path / "broken.json").write_text("{")
    code, out, err = told(capfdbinary, "SELECT account FROM accounts", PASS, str(tmp_path))
    assert code == 4
    assert b"111122223333" in out
    assert "broken.json, line 1, column 2: expected a whole JSON object" in err
    assert err.endswith("trailgate: 1 row\n")


@pytest.mark.parametrize("what", ["report", "snapshot"])
def test_a_report_is_asked_through_a_pipe(what: str) -> None:
    program = [sys.executable, "-m", "trailgate_evaluator.cli.app"]
    given = (ROOT / PASS).read_bytes()
    if what == "report":
        given = subprocess.run([*program, "evaluate", PASS, "-f", "json"], capture_output=True, timeout=60, check=False).stdout
    asked = [*program, "query", "SELECT status FROM results", "-", "-f", "csv"]
    done = subprocess.run(asked, input=given, capture_output=True, timeout=60, check=False)
    assert done.returncode == (0 if what == "report" else 4), done.stderr
    assert (done.stdout == b"status\r\npass\r\n") is (what == "report")
    assert (b"Give the snapshot's file" in done.stderr) is (what == "snapshot")


def test_without_what_it_needs_it_says_what_to_install() -> None:
    for lacking, args in (("duckdb", ["-f", "csv"]), ("pyarrow", ["-f", "parquet"])):
        source = (
            f"import sys; sys.modules['{lacking}'] = None; from trailgate_evaluator.cli.app import main; "
            f"sys.exit(main(['query', 'SELECT 1', {PASS!r}, *{args!r}]))"
        )
        done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 2
        extra = {"duckdb": "sql", "pyarrow": "parquet"}[lacking]
        assert done.stderr.count("\n") == 1
        assert f"Install trailgate with its extra: trailgate[{extra}]." in done.stderr


def test_list_and_show_need_no_duckdb_and_tell_every_query_and_table(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    source = "import sys; sys.modules['duckdb'] = None; from trailgate_evaluator.cli.app import main; main(['query', '--list'])"
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    names = [line.split()[0].decode() for line in done.stdout.splitlines() if line.startswith(b"  ")]
    assert {"results", "subscriptions", "log_metric_filter_iam_policy"} <= set(names)
    for name in names:
        code, out, _ = told(capfdbinary, "--show", name)
        assert code == 0
        assert out.startswith((b"-- ", f"{name}: a row is ".encode()))


def test_a_file_that_is_not_whole_is_not_there(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    path = tmp_path / "answer.csv"
    path.write_text("before")
    sql = "SELECT if(range = 5000, error('no more'), range) FROM range(10000)"
    code, _, err = told(capfdbinary, sql, PASS, "-o", str(path))
    assert code == 2
    assert "no more" in err
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


def test_a_reader_that_takes_its_time_takes_none_of_the_answers() -> None:
    program = [sys.executable, "-m", "trailgate_evaluator.cli.app", "query", "--timeout", "2", "-f", "csv"]
    sql = "SELECT repeat('x', 1000) FROM range(1000)"
    with subprocess.Popen([*program, sql, PASS], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as asked:
        assert asked.stdout is not None
        asked.stdout.read(1)
        time.sleep(3)
        assert asked.stdout.read().count(b"\n") == 1001
    assert asked.returncode == 0


def test_ctrl_c_within_a_statement_of_ours_is_ctrl_c(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "from trailgate_evaluator.query import database\nimport os, signal, threading\n"
        "def rows(self, memory):\n"
        "    self.connection = database.connect(memory)\n"
        "    threading.Timer(1, lambda: os.kill(os.getpid(), signal.SIGINT)).start()\n"
        "    endless = 'WITH RECURSIVE t(a) AS (SELECT 1 UNION ALL SELECT a + 1 FROM t) SELECT count(*) FROM t'\n"
        "    database.execute(self.connection, endless)\n"
        "database.Database.__init__ = rows\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "trailgate_evaluator.cli.app", "query", "SELECT 1", PASS],
        capture_output=True, text=True, timeout=60, check=False, env={**os.environ, "PYTHONPATH": str(tmp_path)},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (130, "trailgate: interrupted.\n")


ENDLESS = [
    "WITH RECURSIVE t(a) AS (SELECT 1 UNION ALL SELECT a + 1 FROM t) SELECT count(*) FROM t",
    "SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range + b.range = -1",  # one piece of work to DuckDB
    "SELECT * FROM range(1000000000000)",
]


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["ctrl-c", "end"])
@pytest.mark.parametrize("endless", ENDLESS, ids=["rounds", "one-piece", "rows"])
def test_a_signal_to_end_ends_a_question_at_once_and_leaves_nothing(
    endless: str, number: signal.Signals, code: int, tmp_path: Path
) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "from trailgate_evaluator.query import limits\nimport threading, os\n"
        "begun = limits.bounded\n"
        "def bounded(interrupt, **limited):\n"
        "    bounded.calls += 1\n"
        f"    if bounded.calls == 2: threading.Timer(1, lambda: os.kill(os.getpid(), {int(number)})).start()\n"
        "    return begun(interrupt, **limited)\n"
        "bounded.calls = 0\nlimits.bounded = bounded\n"
    )
    out = tmp_path / "out"
    out.mkdir()
    options = ["-o", str(out / "x.csv"), "--timeout", "600"]
    done = subprocess.run(
        [sys.executable, "-m", "trailgate_evaluator.cli.app", "query", endless, PASS, *options],
        capture_output=True, text=True, timeout=60, check=False, env={**os.environ, "PYTHONPATH": str(tmp_path)},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (code, "trailgate: interrupted.\n")
    assert list(out.iterdir()) == []
