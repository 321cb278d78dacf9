"""A command line that needs no Typer: `evaluate` with nothing but known options, each with a value that it plainly has.

Loading Typer and describing forty options to it takes a tenth of a first verdict. What is not that plain, such as help, a
mistake or a value that begins with a dash, is left to Typer, which reads it or says what is wrong.
The table is made of Typer's own description of the command (`make tables`), and tests hold both readings against each other.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import orjson

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

TABLE: Final = Path(__file__).with_name("plain_line.json")
"""By option its `parameter` and what it `takes`: a `flag` nothing, `text` and `texts` (which may be repeated) anything, else one
of a list; `defaults` by parameter; of the variables of the environment that give one in its place those that give `texts`, with
blanks between, `flags`, and `others`. Options of other types are not in it."""
_IS_SET: Final = {"1": True, "0": False}
"""The plainest that a variable says of a flag."""
COMMAND: Final = "evaluate"
COMPLETION: Final = "_TRAILGATE_COMPLETE"
"""Where a shell asks for what may come next."""


def plain_line(words: Sequence[str]) -> dict[str, Any] | None:
    """The parameters of `cli.judging.judge` that these arguments give; None where Typer has to read them."""
    if not words or words[0] != COMMAND or os.name == "nt":  # on Windows Typer puts files in the place of *
        return None
    table = orjson.loads(TABLE.read_bytes())
    given: dict[str, Any] = {**table["defaults"], "inputs": []}
    once = set[str]()
    left = iter(words[1:])
    for word in left:
        if word == "-" or not word.startswith("-"):
            given["inputs"].append(word)
            continue
        name, equals, value = word.partition("=")
        option = table["options"].get(name)
        if option is None or (equals and not name.startswith("--")):
            return None
        if not _takes(option, value if equals else None, left, given, once):
            return None
    return given if given["inputs"] and _is_plain(table, given) else None


def _is_plain(table: dict[str, Any], given: dict[str, Any]) -> bool:
    """Whether the environment is, of which `given` takes what the command line does not give."""
    for parameter, variable in table["texts"].items():
        given[parameter] = given[parameter] or os.environ.get(variable, "").split()
    for parameter, variable in table["flags"].items():
        if (said := os.environ.get(variable)) is not None:
            if said not in _IS_SET:
                return False
            given[parameter] = given[parameter] or _IS_SET[said]
    return not any(name in os.environ for name in (COMPLETION, *table["others"]))


def _takes(option: dict[str, Any], value: str | None, left: Iterator[str], given: dict[str, Any], once: set[str]) -> bool:
    """Whether the option plainly has its value, which is then `given`; those that are given `once` are not given again."""
    parameter, takes = option["parameter"], option["takes"]
    if takes == "flag":
        given[parameter] = True
        return value is None
    value = next(left, None) if value is None else value
    if value is None or (value.startswith("-") and value != "-"):
        return False
    if takes == "texts":
        given[parameter].append(value)
        return True
    if parameter in once or (takes != "text" and value not in takes):
        return False
    once.add(parameter)
    given[parameter] = value
    return True
