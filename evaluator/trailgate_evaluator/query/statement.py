"""A question in SQL, taken apart before anything is read: one SELECT over our tables, whose answer is the same each time."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from trailgate_evaluator.errors import UsageError
from trailgate_evaluator.regular import regex
from trailgate_evaluator.report.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duckdb import DuckDBPyConnection

Json = dict[str, Any]

WHERE: Final = "the query"
LONGEST: Final = 100_000
"""The most characters of a question."""

TABLE_FUNCTIONS: Final = frozenset({"unnest", "range", "generate_series", "json_each", "json_tree"})
"""What may stand in FROM beside tables: it makes rows of values, and reads nothing."""
_QUERIES: Final = frozenset({"SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE"})
_PLACES: Final = frozenset({
    "BASE_TABLE", "SUBQUERY", "JOIN", "TABLE_FUNCTION", "EMPTY", "EXPRESSION_LIST", "PIVOT", "SHOW_REF", "COLUMN_DATA", "CTE",
})  # fmt: skip
_SHOWN: Final = frozenset({"DESCRIBE", "SUMMARY"})

CLOCKS: Final = frozenset({
    "now", "today", "current_date", "current_time", "current_timestamp", "current_localtime", "current_localtimestamp",
    "localtime", "localtimestamp", "get_current_time", "get_current_timestamp", "transaction_timestamp",
    "ago", "pg_conf_load_time", "pg_postmaster_start_time",
})  # fmt: skip
CHANCE: Final = frozenset({"random", "setseed", "uuid", "gen_random_uuid", "uuidv4", "uuidv7"})
SURROUNDINGS: Final = frozenset({
    "getenv", "current_setting", "getvariable", "current_query", "current_query_id", "current_connection_id",
    "current_transaction_id", "txid_current", "current_database", "current_schema", "current_schemas", "in_search_path",
    "nextval", "currval", "setval", "write_log", "sleep_ms", "pg_sleep", "stats", "vector_type", "pg_timezone_names",
    "current_catalog", "format_type", "get_block_size", "pg_get_constraintdef", "pg_get_viewdef",
    "json_serialize_plan", "json_execute_serialized_sql",
})  # fmt: skip
"""Also what is made of these: DuckDB's own macros, and what works out SQL that stands in a text."""
_BARE: Final = CLOCKS | {"current_catalog", "current_schema"}
"""What SQL calls without parentheses, as if it were a column."""
_REFUSED: Final = {
    **dict.fromkeys(CLOCKS, "write the time itself, as TIMESTAMP '2026-11-29 00:00:00'"),
    **dict.fromkeys(CHANCE, "order by a column, or take a hash of one"),
    **dict.fromkeys(SURROUNDINGS, "ask the tables"),
}
_SPOKEN: Final = {"MULTI": "PIVOT without a list of the values that become columns"}
_MARKED: Final = regex(r"(?m)^LINE (\d+):(?= )")


class Question(Struct, frozen=True, kw_only=True):
    """One SELECT that may be asked: our tables in it in their order, and the answer's columns (name, type as DuckDB has it)."""

    sql: str
    tables: tuple[str, ...]
    columns: tuple[tuple[str, str], ...]


def question(sql: str, connection: DuckDBPyConnection) -> Question:
    """The question that the text is; `connection` has our tables, empty, and is locked.

    Raises:
        UsageError: it is no SQL, not one SELECT, names what is not there, or asks what would have another answer tomorrow.
    """
    import duckdb

    if len(sql) > LONGEST:
        raise UsageError(
            expected=f"a query of at most {LONGEST} characters", found=f"{len(sql)}", where=WHERE, what_to_do="Ask for less."
        )
    if not _is_utf8(sql):
        raise UsageError(expected="UTF-8", found="other bytes", where=WHERE, what_to_do="Write the query in UTF-8.")
    try:
        statements = connection.extract_statements(sql)
    except duckdb.Error as problem:
        raise wrong(problem) from problem
    if len(statements) != 1:
        found = "none" if not statements else f"{len(statements)}"
        raise UsageError(expected="one SELECT", found=found, where=WHERE, what_to_do="Ask one question at a time.")
    answered = connection.execute("SELECT json_serialize_sql(?::VARCHAR)", [sql]).fetchone()
    parsed = json.loads(answered[0]) if answered else {}
    if parsed.get("error") or len(parsed.get("statements", [])) != 1:
        raise _no_select(_SPOKEN.get(statements[0].type.name, statements[0].type.name))
    nodes = list(_nodes(parsed["statements"][0]))
    own = {one["key"].lower() for node in nodes for one in _ctes(node)}
    for node in nodes:
        _check(node, own)
    try:
        # On a line of its own: marks keep their place in their line.
        connection.execute(f"EXPLAIN\n{sql}").fetchall()
        answer = connection.sql(sql)
        columns = tuple(zip(map(str, answer.columns), map(str, answer.types), strict=True))
    except duckdb.Error as problem:
        if not isinstance(problem, duckdb.ProgrammingError | duckdb.DataError | duckdb.NotSupportedError):
            raise
        raise wrong(problem, lines_before=1) from problem
    named = {node["table_name"].lower() for node in nodes if node.get("type") == "BASE_TABLE"}
    return Question(sql=sql, tables=tuple(name for name in TABLES if name in named), columns=columns)


def wrong(problem: Exception, lines_before: int = 0) -> UsageError:
    """What DuckDB says is wrong, with the place marked as it marks it."""
    import duckdb

    text = str(problem).strip()
    _, separator, said = text.partition(" Error: ")
    text = said if separator else text
    text = _MARKED.sub(lambda found: _renumbered(found, lines_before), text)
    said, _, mark = text.partition("\n\nLINE ")
    said = " ".join(said.split())[:600].rstrip(".!")
    hint = "`trailgate query --list` names the tables, and `--show TABLE` its columns."
    if isinstance(problem, duckdb.InvalidInputException):  # by error(): what is wrong, and what to do
        said, _, told = said.partition(". ")
        hint = f"{told}." if told else "Ask otherwise: for these rows there is no answer to it."
    return UsageError(
        expected="SQL that can be answered",
        found=said,
        where=WHERE,
        what_to_do=f"{hint}\n\nLINE {mark}" if mark else hint,
    )


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _renumbered(found: re.Match[str], lines_before: int) -> str:
    number = str(max(1, int(found[1]) - lines_before))
    return f"LINE {number}:".ljust(len(found[0]))


def _nodes(value: object) -> Iterator[Json]:
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            yield one
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)


def _ctes(node: Json) -> list[Json]:
    found = node.get("cte_map")
    return found["map"] if isinstance(found, dict) else []


def _check(node: Json, own: set[str]) -> None:
    if "cte_map" in node and node["type"] not in _QUERIES:
        raise _no_select(str(node["type"]).removesuffix("_NODE").removesuffix("_QUERY"))
    if node.get("sample") is not None:
        raise _refused("a sample", "order by a column and take a LIMIT")
    if "sample" in node and "type" in node and "cte_map" not in node:
        _check_place(node, own)
    name = node.get("function_name")
    if isinstance(name, str):
        _check_function(name.lower(), node)
    named = node.get("column_names")
    if node.get("type") == "COLUMN_REF" and isinstance(named, list) and len(named) == 1 and named[0].lower() in _BARE:
        raise _refused(named[0].lower(), _REFUSED[named[0].lower()])


def _check_place(node: Json, own: set[str]) -> None:
    """What stands in FROM."""
    if node["type"] not in _PLACES:
        raise _refused(str(node["type"]).lower(), "ask the tables")
    if node["type"] == "TABLE_FUNCTION":
        name = str(node["function"].get("function_name"))
        if name.lower() not in TABLE_FUNCTIONS:
            raise _not_there(f"{name}()", "a query reads our tables and nothing else")
    if node["type"] == "SHOW_REF" and node.get("show_type") not in _SHOWN:
        raise _refused("SHOW", "use `trailgate query --list`")
    if node["type"] == "BASE_TABLE":
        name = str(node["table_name"])
        place = ".".join(part for part in (node.get("catalog_name"), node.get("schema_name"), name) if part)
        if place != name or (name.lower() not in TABLES and name.lower() not in own):
            raise _not_there(place, _meant(name))


def _check_function(name: str, node: Json) -> None:
    if name in _REFUSED:
        raise _refused(f"{name}()", _REFUSED[name])
    if name == "age" and len(node.get("arguments") or node.get("children") or ()) == 1:
        raise _refused("age() of one time, which asks the clock", "give it two")


def _meant(name: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name.lower()[:100], list(TABLES), n=1)
    return f"did you mean {near[0]}?" if near else "a query reads our tables and nothing else"


def _not_there(name: str, why: str) -> UsageError:
    return UsageError(
        expected=f"a table of {', '.join(TABLES)}",
        found=name[:200],
        where=WHERE,
        what_to_do=f"{why[:1].upper()}{why[1:]}{'' if why.endswith('?') else '.'}",
    )


def _refused(what: str, instead: str) -> UsageError:
    return UsageError(
        expected="a query whose answer is the same each time, of these inputs alone",
        found=what,
        where=WHERE,
        what_to_do=f"{instead[:1].upper()}{instead[1:]}.",
    )


def _no_select(found: str) -> UsageError:
    return UsageError(
        expected="one SELECT",
        found=found.replace("_", " ")[:100],
        where=WHERE,
        what_to_do="A query asks, and changes nothing; nothing was read.",
    )
