"""PromQL queries: which names of metrics one may fetch.

Not a parser: every word outside braces that no bracket follows may be a name, and so is every name in braces. That is
wider than PromQL, never narrower. A selector without a name, or with an expression for one, may fetch anything.
Sources: Prometheus, "Querying basics"; the CloudWatch user guide, "PromQL querying" (`{"name"}`, `__name__`, `@datapoint.@name`).
"""

from __future__ import annotations

import re
from typing import Final

from trailgate_evaluator.regular import regex

_NAME_LABELS: Final = frozenset(["__name__", "@datapoint.@name"])
_TOKEN: Final = regex(
    r"""\s*(?:
        (?P<comment>\#[^\n]*)
      | (?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`)
      | (?P<word>[A-Za-z_:][A-Za-z0-9_:]*)
      | (?P<number>[0-9][0-9A-Za-z_.:]*|\.[0-9]+)
      | (?P<mark>=~|!~|!=|==|<=|>=|[-+*/%^=<>(){}\[\],:@.])
    )""",
    re.VERBOSE,
)

Token = tuple[str, str]


def metric_names(query: str) -> list[str] | None:
    """The names of the metrics that a query may fetch, sorted; None where it may fetch any, or cannot be read."""
    tokens = _tokens(query)
    if tokens is None:
        return None
    found: set[str] = set()
    place = 0
    while place < len(tokens):
        kind, text = tokens[place]
        if (kind, text) == ("mark", "{"):
            closing = next((n for n in range(place, len(tokens)) if tokens[n] == ("mark", "}")), None)
            if closing is None:
                return None
            within = _names_within(tokens[place + 1 : closing])
            if within is None or (not within and (place == 0 or tokens[place - 1][0] != "word")):
                return None
            found |= within
            place = closing
        elif kind == "word" and tokens[place + 1 : place + 2] != [("mark", "(")]:
            found.add(text)
        place += 1
    return sorted(found)


def _names_within(tokens: list[Token]) -> set[str] | None:
    """The names in a selector's braces; None where one is an expression or has an escape."""
    found: set[str] = set()
    parts: list[list[Token]] = [[]]
    for token in tokens:
        if token == ("mark", ","):
            parts.append([])
        else:
            parts[-1].append(token)
    for part in parts:
        match part:
            case [("string", name)]:
                found.add(name[1:-1])
            case [(_, label), ("mark", operator), ("string", value)] if label.strip("\"'`") in _NAME_LABELS:
                if operator != "=":
                    return None
                found.add(value[1:-1])
            case _:
                continue
    return None if any("\\" in name for name in found) else found


def _tokens(text: str) -> list[Token] | None:
    tokens: list[Token] = []
    place, end = 0, len(text.rstrip())
    while place < end:
        match = _TOKEN.match(text, place)
        if match is None or match.lastgroup is None:
            return None
        if match.lastgroup != "comment":
            tokens.append((match.lastgroup, match[match.lastgroup]))
        place = match.end()
    return tokens
