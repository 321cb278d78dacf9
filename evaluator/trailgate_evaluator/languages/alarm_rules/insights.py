"""Metrics Insights queries: which metrics one may fetch.

```
query     = 'SELECT' function '(' name ')' 'FROM' source [ 'WHERE' condition { 'AND' condition } ] ...
source    = name | 'SCHEMA' '(' name { ',' name } ')'
name      = word | '"' ... '"'
condition = name '=' text | anything else
```

Keywords are free in letter case, names are not. `FROM namespace` is every metric of that name, whatever its dimensions;
`SCHEMA` is those with the very dimensions named. Of `WHERE` only a chain of ANDs is read, and of that only `=`: what
is left out makes the query wider, never narrower.
Source: the CloudWatch user guide, "Metrics Insights query components and syntax".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from trailgate_evaluator.regular import regex

if TYPE_CHECKING:
    from trailgate_evaluator.languages.alarm_rules.selection import Selection

_TOKEN: Final = regex(
    r"""\s*(?:
        "(?P<quoted>[^"\\]+)"
      | '(?P<text>[^'\\]*)'
      | (?P<word>[A-Za-z0-9_][A-Za-z0-9_.]*)
      | (?P<mark>!=|<=|>=|[(),=<>*])
    )""",
    re.VERBOSE,
)
_NAMES: Final = frozenset(["quoted", "word"])
_FUNCTIONS: Final = frozenset(["AVG", "COUNT", "MAX", "MIN", "SUM"])
_AFTER_WHERE: Final = frozenset(["GROUP", "ORDER", "LIMIT"])
_NOT_A_DIMENSION: Final = ("aws.", "tag.")

Token = tuple[str, str]


def is_metrics_insights(text: str | None) -> bool:
    """Whether an expression is a Metrics Insights query: it begins with SELECT, and names no metric query."""
    return (text or "").lstrip().upper().startswith("SELECT")


def parse_insights(text: str) -> Selection | None:
    """The metrics that a query may fetch; None where the text cannot be read."""
    tokens = _tokens(text)
    if tokens is None:
        return None
    match tokens:
        case [
            ("word", select),
            ("word", function),
            ("mark", "("),
            (name_kind, name),
            ("mark", ")"),
            ("word", from_),
            *rest,
        ] if (select.upper(), from_.upper()) == ("SELECT", "FROM") and function.upper() in _FUNCTIONS and name_kind in _NAMES:
            return _from(name, rest)
        case _:
            return None


def _from(name: str, tokens: list[Token]) -> Selection | None:
    match tokens:
        case [("word", schema), ("mark", "("), *rest] if schema.upper() == "SCHEMA":
            listed = _schema(rest)
            if listed is None:
                return None
            (namespace, *dimensions), rest = listed
            return {"namespace": namespace, "name": name, "dimensions": sorted(dimensions), "equals": _where(rest)}
        case [(kind, namespace), *rest] if kind in _NAMES:
            return {"namespace": namespace, "name": name, "dimensions": None, "equals": _where(rest)}
        case _:
            return None


def _schema(tokens: list[Token]) -> tuple[list[str], list[Token]] | None:
    """The names in the brackets of SCHEMA, and what follows them."""
    names: list[str] = []
    for place in range(0, len(tokens) - 1, 2):
        (kind, text), (mark_kind, mark) = tokens[place : place + 2]
        if kind not in _NAMES or mark_kind != "mark" or mark not in ",)":
            return None
        names.append(text)
        if mark == ")":
            return names, tokens[place + 2 :]
    return None


def _where(tokens: list[Token]) -> dict[str, str]:
    """The dimensions that must have a value, where the conditions are a plain chain of ANDs."""
    if not tokens or tokens[0] != ("word", tokens[0][1]) or tokens[0][1].upper() != "WHERE":
        return {}
    conditions: list[list[Token]] = [[]]
    for kind, text in tokens[1:]:
        keyword = text.upper() if kind == "word" else text if kind == "mark" else ""
        if keyword in _AFTER_WHERE:
            break
        if keyword in {"OR", "NOT", "("}:
            return {}
        if keyword == "AND":
            conditions.append([])
        else:
            conditions[-1].append((kind, text))
    found: dict[str, str] = {}
    for condition in conditions:
        match condition:
            case [(kind, key), ("mark", "="), ("text", value)] if kind in _NAMES and not key.lower().startswith(_NOT_A_DIMENSION):
                found[key] = value
            case _:
                continue
    return found


def _tokens(text: str) -> list[Token] | None:
    tokens: list[Token] = []
    place, end = 0, len(text.rstrip())
    while place < end:
        match = _TOKEN.match(text, place)
        if match is None or match.lastgroup is None:
            return None
        tokens.append((match.lastgroup, match[match.lastgroup]))
        place = match.end()
    return tokens
