"""Terraform addresses and references are paths of names and instance keys.

`module.a["x.y"].aws_sns_topic.t[0].arn` is the names module, a, aws_sns_topic, t, arn with the keys
"x.y" and 0 between them. Source: Terraform's address syntax and `configuration` of its JSON output.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple, TypeAlias

from trailgate_evaluator.regular import regex

Key: TypeAlias = str | int | None


class Index(NamedTuple):
    """An instance key or element index between brackets."""

    key: str | int


Step: TypeAlias = str | Index
Steps: TypeAlias = tuple[Step, ...]
ModulePath: TypeAlias = tuple[tuple[str, Key], ...]

_TOKEN: Final = regex(r'\.?([^.\[\]"]+)|\[(\d{1,9})\]|\["((?:[^"\\]|\\.)*)"\]')


@lru_cache(maxsize=65536)
def parse(text: str) -> Steps | None:
    """The steps of an address or reference; None where the text is neither."""
    steps: list[Step] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            return None
        position = match.end()
        name, number, quoted = match.groups()
        if name is not None:
            steps.append(name)
        elif number is not None:
            steps.append(Index(int(number)))
        else:
            steps.append(Index(_unquoted(quoted)))
    return tuple(steps)


def _unquoted(text: str) -> str:
    if "\\" not in text:
        return text
    try:
        decoded = json.loads(f'"{text}"')
    except ValueError:
        return text
    return str(decoded)


def module_path(address: str) -> ModulePath | None:
    """The module instances that an absolute module address walks through; None where it is no such address."""
    steps = parse(address)
    if steps is None:
        return None
    path: list[tuple[str, Key]] = []
    position = 0
    while position < len(steps):
        if steps[position] != "module" or position + 1 >= len(steps):
            return None
        name = steps[position + 1]
        if not isinstance(name, str):
            return None
        position += 2
        key: Key = None
        if position < len(steps) and isinstance(step := steps[position], Index):
            key = step.key
            position += 1
        path.append((name, key))
    return tuple(path)


def split_resource(address: str) -> tuple[str, str]:
    """The module's address and the rest of an absolute resource address: `("module.a[0]", "aws_sns_topic.t")`."""
    position = 0
    while address.startswith("module.", position):
        match = _TOKEN.match(address, position + len("module"))
        if match is None:
            break
        end = match.end()
        key = _TOKEN.match(address, end)
        if key is not None and key.group(1) is None:
            end = key.end()
        if not address.startswith(".", end):
            break
        position = end + 1
    return address[: max(position - 1, 0)], address[position:]


def names(path: ModulePath) -> tuple[str, ...]:
    """The module calls of a path, without the keys of their instances: its place in the configuration."""
    return tuple([name for name, _ in path])


def longest(references: Iterable[object]) -> list[Steps]:
    """The references that no other one continues; Terraform lists each with all of its prefixes."""
    parsed: list[Steps] = []
    prefixes: set[Steps] = set()
    for reference in references:
        steps = parse(reference) if isinstance(reference, str) else None
        if not steps or steps in prefixes:
            continue
        parsed.append(steps)
        prefixes.update(steps[:length] for length in range(1, len(steps)))
    return [steps for steps in dict.fromkeys(parsed) if steps not in prefixes]
