"""YAML as plain values, without what can surprise: no key twice, no aliases, no tags, bounded depth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import yaml

from trailgate_evaluator.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Hashable

MAX_DEPTH: Final = 16
MAX_NODES: Final = 50_000
"""The most values and keys; each takes a kilobyte or two while YAML is read, and a statement has a dozen."""


class _Refused(yaml.YAMLError):
    def __init__(self, expected: str, found: str, mark: Any) -> None:
        super().__init__(expected)
        self.expected, self.found, self.mark = expected, found, mark


class _StrictLoader(yaml.SafeLoader):
    """PyYAML's safe loader, stricter."""

    _depth = 0
    _nodes = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        event: yaml.Event = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent):
            raise _Refused("every value written out", f"an alias, *{event.anchor}", event.start_mark)
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise _Refused(f"at most {MAX_NODES} keys and values", "more", event.start_mark)
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise _Refused(f"at most {MAX_DEPTH} levels", "more", event.start_mark)
        node = super().compose_node(parent, index)
        self._depth -= 1
        return node

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002 - PyYAML's
        seen: set[Hashable] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, str):
                raise _Refused("keys that are text", f"the key {str(key)[:40]!r}", key_node.start_mark)
            if key in seen:
                raise _Refused("every key once", f"the key {key[:40]!r} twice", key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep)


def parse_yaml(data: bytes, name: str) -> object:
    """The one value of a YAML file; raises `InputError` with the line where it is not strict YAML in UTF-8."""
    try:
        text = data.decode("utf-8-sig")
        return yaml.load(text, Loader=_StrictLoader)  # noqa: S506 - a subclass of the safe loader
    except _Refused as problem:
        raise _error(problem.expected, problem.found, name, problem.mark) from problem
    except yaml.MarkedYAMLError as problem:
        raise _error("YAML", problem.problem or "text that is none", name, problem.problem_mark) from problem
    except (yaml.YAMLError, ValueError, OverflowError, LookupError, AttributeError, TypeError) as problem:
        found = (
            "bytes that are not UTF-8"
            if isinstance(problem, UnicodeError)
            else (str(problem).splitlines() or ["a value that cannot be read"])[0][:120]
        )
        raise _error("YAML in UTF-8", found, name, None) from problem


def _error(expected: str, found: str, name: str, mark: yaml.Mark | None) -> InputError:
    return InputError(
        expected=expected,
        found=found,
        where=name if mark is None else f"{name}, line {mark.line + 1}, column {mark.column + 1}",
        what_to_do="Correct the settings; docs/settings.md has an example.",
    )
