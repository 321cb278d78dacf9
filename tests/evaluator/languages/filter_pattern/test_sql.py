"""The predicate of a pattern is true of just the records that the pattern matches, in DuckDB itself, or it is refused by name."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.evaluator.languages.filter_pattern import strategies
from trailgate_evaluator.cli.app import main
from trailgate_evaluator.languages.filter_pattern import PatternError, matches, parse
from trailgate_evaluator.languages.filter_pattern.answers.sql import Dialect, NotInSqlError, predicate
from trailgate_evaluator.languages.filter_pattern.matching.json_text import compact
from trailgate_evaluator.languages.filter_pattern.syntax.syntax import JsonPattern, Pattern

SUITE = Path(__file__).parents[4] / "fixtures" / "patterns" / "match.json"
CASES = [one for one in json.loads(SUITE.read_text("utf-8"))["cases"] if not isinstance(one["event"], str)]
# What Athena (Trino) has and DuckDB does not, by what its manual says of it: enough to run its predicates here.
MACROS = """
CREATE MACRO json_format(value) AS CAST(value AS VARCHAR);
CREATE MACRO json_extract_scalar(text, path) AS CASE WHEN json_type(text, path) IN ('OBJECT', 'ARRAY', 'NULL') THEN NULL
    ELSE json_extract_string(text, path) END;
CREATE MACRO regexp_like(text, expression) AS regexp_matches(text, expression);
"""
HOSTILE = ["'", "''", "' OR '1'='1", "'; DROP TABLE records; --", "%", "_", "a\\", "é😀", "\n", "x'||'y", "$.a", "*", "--", "/*"]


@pytest.fixture(scope="module")
def engine() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(MACROS)
    return connection


def asked(engine: duckdb.DuckDBPyConnection, said: str, records: list[Any]) -> list[bool | str]:
    """What the predicate is of each record; "fails" where it stops at one."""
    texts = [compact(one) for one in records]
    try:
        query = (
            f"SELECT {_path_of_ours(said)} FROM (SELECT unnest(?) AS record, generate_subscripts(?, 1) AS place) ORDER BY place"  # noqa: S608 - it is what is tested
        )
        return [found for (found,) in engine.execute(query, [texts, texts]).fetchall()]
    except duckdb.Error as problem:
        if "trailgate" not in str(problem):
            raise
        return ["fails"] if len(records) == 1 else [asked(engine, said, [one])[0] for one in records]


def _path_of_ours(said: str) -> str:
    """Athena's paths as DuckDB writes them."""
    return re.sub(r'\["([^"]*)"\]', r'."\1"', said)


def has_fraction(value: Any) -> bool:
    if isinstance(value, dict | list):
        return any(map(has_fraction, value.values() if isinstance(value, dict) else value))
    return isinstance(value, float) or (type(value) is int and abs(value) >= 1 << 63)


def agree(engine: duckdb.DuckDBPyConnection, pattern: Pattern, records: list[Any], dialect: Dialect) -> None:
    said = predicate(pattern, dialect)
    for record, found in zip(records, asked(engine, said, records), strict=True):
        assert found == matches(pattern, record) or (found == "fails" and has_fraction(record)), (said, record)


@pytest.mark.parametrize("dialect", ["duckdb", "athena"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_suite_is_told_by_sql_as_by_the_matcher(
    engine: duckdb.DuckDBPyConnection, case: dict[str, Any], dialect: Dialect
) -> None:
    with suppress(NotInSqlError):
        agree(engine, parse(case["pattern"]), [case["event"]], dialect)


@pytest.mark.parametrize("dialect", ["duckdb", "athena"])
def test_generated_patterns_are_true_of_the_same_generated_records(engine: duckdb.DuckDBPyConnection, dialect: Dialect) -> None:
    told = 0

    @settings(max_examples=50, deadline=None)
    @given(strategies.patterns, st.lists(strategies.records, min_size=5, max_size=25))
    def hold(pattern: JsonPattern, records: list[Any]) -> None:
        nonlocal told
        try:
            agree(engine, pattern, records, dialect)
            told += 1
        except NotInSqlError:
            assert dialect == "athena"

    hold()
    assert told > 10


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("dialect", ["duckdb", "athena"])
def test_quotes_and_signs_of_sql_are_text(engine: duckdb.DuckDBPyConnection, text: str, dialect: Dialect) -> None:
    records = [{"a": one, one: "x"} for one in [*HOSTILE, "b"]]
    escaped = text.replace('"', "")
    for pattern in (f'{{ $.a = "{escaped}" }}', f'{{ $.a != "{escaped}*" }}', f'{{ $.a = "*{escaped}*" }}', f'"{escaped}"'):
        with suppress(NotInSqlError, PatternError):
            agree(engine, parse(pattern), records, dialect)


@pytest.mark.parametrize("dialect", ["duckdb", "athena"])
@pytest.mark.parametrize("bound", ["1e30", "-1e30", "9223372036854775808", "-9223372036854775809", "2.5", "-2.5"])
def test_a_bound_that_no_whole_number_reaches_is_one_all_the_same(
    engine: duckdb.DuckDBPyConnection, bound: str, dialect: Dialect
) -> None:
    records = [{"a": one} for one in (0, 2, 3, -2, -3, 10**17, -(10**17), "5", None)]
    for operator in ("<", "<=", ">", ">="):
        agree(engine, parse(f"{{ $.a {operator} {bound} }}"), records, dialect)


@pytest.mark.parametrize("dialect", ["duckdb", "athena"])
@pytest.mark.parametrize(
    "number", ["1.5", "1.50", "100", "-1", "1e2", "1e30", "1e99999999", "-1e99999999", "1e9999999999999999999"]
)
def test_numbers_of_any_size_compare_as_the_matcher_compares_them(
    engine: duckdb.DuckDBPyConnection, number: str, dialect: Dialect
) -> None:
    records = [{"a": one} for one in (1, -1, 100, 10**17, "1.5", "1.50", "100", number, None, True)]
    for operator in ("=", "!=", "<", "<=", ">", ">="):
        agree(engine, parse(f"{{ $.a {operator} {number} }}"), records, dialect)


@pytest.mark.parametrize("dialect", ["duckdb", "athena"])
@pytest.mark.parametrize(
    "pattern", ["", '""', '" "', "a", "?a ?b", '?a ?"b c"', "a b", "a -b", "-a", '"\\"a\\""', "?zz ?yy", "?%a.b%", "%a.b% -c"]
)
def test_terms_occur_in_the_text_of_a_record(engine: duckdb.DuckDBPyConnection, pattern: str, dialect: Dialect) -> None:
    records = [{}, {"a": 1}, {"b": 1}, {"x": "b c"}, {"x": "a b"}, {"a": "b", "c": 0}, {"x": "AB"}, {"y": 'say "a"'}]
    try:
        agree(engine, parse(pattern), records, dialect)
    except NotInSqlError:
        assert (dialect, "%" in pattern) == ("athena", True)


ASKED = [one["pattern"] for one in CASES] + [
    "",
    '" "',
    '""',
    "?a",
    "a -b",
    "{ $.a < 1e9999999999999999999 }",
    "{ $.a >= 1 || $.b = 1.5 && $.c = *d* && $.e = * }",
]
WORD = re.compile(
    "AND|OR|NOT|CASE|WHEN|THEN|ELSE|END|IN|IS|NULL|CAST|AS|VARCHAR|BOOLEAN|DECIMAL|true|false|record|coalesce|error|contains|"
    "starts_with|ends_with|json_type|json_extract_string|regexp_matches|substr|strpos|json_format|json_extract|"
    "json_extract_scalar|regexp_like"
)


@pytest.mark.parametrize("dialect", ["duckdb", "athena"])
def test_a_predicate_has_no_other_words_than_these_and_writes_each_one_way(dialect: Dialect) -> None:
    told = 0
    for pattern in ASKED:
        with suppress(NotInSqlError, PatternError):
            said = re.sub(r"'(?:[^']|'')*'", "", predicate(parse(pattern), dialect))
            assert all(WORD.fullmatch(word) for word in re.findall(r"[A-Za-z_]+", said)), said
            told += 1
    assert told > 100


@pytest.mark.parametrize(
    ("pattern", "dialect", "said"),
    [
        ("", "duckdb", "true"),
        ('""', "athena", "(true)"),
        ("?a ?b", "duckdb", "(contains(CAST(record AS VARCHAR), 'a') OR contains(CAST(record AS VARCHAR), 'b'))"),
        ("{ $.a IS NULL && $.b NOT EXISTS }", "duckdb",
         """(coalesce(json_type(record, '$."a"') = 'NULL', false) AND (json_type(record, '$."b"') IS NULL))"""),
    ],
)  # fmt: skip
def test_a_predicate_is_as_short_as_what_it_means(pattern: str, dialect: Dialect, said: str) -> None:
    assert predicate(parse(pattern), dialect) == said


NO_NAMES_APART = "a selector with an index or *, of which Athena's paths tell no names apart"


@pytest.mark.parametrize(
    ("pattern", "dialect", "what"),
    [
        ("{ $.a[*] = 1 }", "duckdb", "a selector with *, which leads to several values"),
        ("{ $.* = 1 }", "duckdb", "a selector with *, which leads to several values"),
        ("[ip, user, ...]", "duckdb", "a pattern of fields between blanks, which is for lines that are no JSON"),
        ("{ $.a[0] = 1 }", "athena", NO_NAMES_APART),
        ("{ $.* = 1 }", "athena", NO_NAMES_APART),
        ("{ $.a = %b% }", "athena", "the regular expression %b%, which Athena's engine may read otherwise"),
        ("%b%", "athena", "the regular expression %b%, which Athena's engine may read otherwise"),
        ("{ $.['a.\"b'] = 1 }", "duckdb", "the name 'a.\"b' in a selector"),
        ("{ $.['a.\"b'] = 1 }", "athena", "the name 'a.\"b' in a selector"),
        ("{ $.['0'] = 1 }", "athena", "the name '0' in a selector"),
        ("{ $.a = %b{3000}c% }", "duckdb", "a regular expression of more than 3000 states"),
        ('{ $.a = "b\0" }', "duckdb", "a text with the character 0 or half a surrogate pair"),
        ('"b\ud800"', "athena", "a text with the character 0 or half a surrogate pair"),
    ],
)
def test_what_sql_cannot_say_is_refused_by_name(pattern: str, dialect: Dialect, what: str) -> None:
    with pytest.raises(NotInSqlError) as refused:
        predicate(parse(pattern), dialect)
    assert refused.value.what == str(refused.value) == what


def test_a_pattern_that_sql_cannot_say_is_an_answer_of_its_own(capfd: pytest.CaptureFixture[str]) -> None:
    code = main(["pattern", "--sql", "athena", "%b%"])
    said = capfd.readouterr()
    assert (code, said.out) == (3, "")
    assert "no predicate of athena means the same: the regular expression %b%, which Athena's engine may read" in said.err


def test_the_predicate_is_printed_and_what_is_in_doubt_is_said(
    engine: duckdb.DuckDBPyConnection, capfd: pytest.CaptureFixture[str]
) -> None:
    assert (
        main(["pattern", "--sql", "duckdb", '{ ($.eventName = "Put*") && ($.errorCode NOT EXISTS) && ($.eventType != "x") }'])
        == 0
    )
    said = capfd.readouterr()
    assert "null_compared" in said.err
    records = [
        {"eventName": "PutUserPolicy", "eventType": "y"},
        {"eventName": "PutUserPolicy", "eventType": "y", "errorCode": None},
    ]
    assert asked(engine, said.out, records) == [True, False]


@pytest.mark.parametrize(
    "options", [["--sql", "mysql", "x"], ["--sql", "duckdb", "--file", "x"], ["--sql", "duckdb", "x", "--test", "-"]]
)
def test_other_engines_and_options_are_wrong_usage(options: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["pattern", *options]) == 2
    capfd.readouterr()


def test_an_invalid_pattern_is_told_as_without_sql(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["pattern", "--sql", "duckdb", "{ $.a = }"]) == 1
    capfd.readouterr()
