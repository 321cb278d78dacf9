"""The text of a CloudFormation template, YAML or JSON, as plain values in the long form of its functions, with their lines.

PyYAML's events are read one by one, so that neither depth nor aliases cost more than they are allowed to. Numbers stay what
CloudFormation makes of them, and dates the texts that they are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_BYTES: Final = 1 << 20
"""The most bytes that AWS takes of a template: one of more is none that could be deployed."""
MAX_DEPTH: Final = 128
MAX_VALUES: Final = 200_000
"""The most values that a template may have when its aliases are written out."""

_YAML: Final = "tag:yaml.org,2002:"
_INT: Final = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_FLOAT: Final = re.compile(r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?|[-+]?[0-9]+[eE][-+]?[0-9]+")
_TRUE: Final = frozenset({"true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON"})
_FALSE: Final = frozenset({"false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF"})
_NULL: Final = frozenset({"", "~", "null", "Null", "NULL"})
_PLAIN_NAMES: Final = frozenset({"Ref", "Condition"})
_WHAT_TO_DO: Final = "Correct the template; `aws cloudformation validate-template` refuses it, too."


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateText:
    """The values of a template, and the line of each by its JSON pointer."""

    content: dict[str, Any]
    lines: dict[str, int]


@dataclass(slots=True)
class _Open:
    """A mapping or sequence that is being read; `wraps` is the function whose short form its tag is."""

    value: Any
    pointer: str
    wraps: str | None
    anchor: str | None
    key: str | None = None
    merged: list[Any] = field(default_factory=list)


def parse_template(data: bytes, name: str) -> TemplateText:
    """The template that the text is; raises `InputError` with the line where it is none that can be read."""
    if len(data) > MAX_BYTES:
        raise InputError(
            expected=f"a template of at most {MAX_BYTES >> 20} MiB, which is the most that AWS takes",
            found="more",
            where=name,
            what_to_do="Split it into nested stacks.",
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise InputError(
            expected="a template as UTF-8", found="bytes that are not", where=name, what_to_do="Write the file as UTF-8."
        ) from problem
    return _Reading(name, is_json=text.lstrip()[:1] == "{").of(text)


def parse_values(data: bytes, name: str) -> Any:
    """Any other YAML or JSON by the same limits, such as the values of parameters; raises `InputError`."""
    text = data.decode("utf-8-sig", "replace")
    return _Reading(name, is_json=text.lstrip()[:1] in {"{", "["}).value_of(text)


class _Reading:
    def __init__(self, name: str, *, is_json: bool) -> None:
        self._name = name
        self._is_json = is_json
        self._lines: dict[str, int] = {}
        self._anchors: dict[str, tuple[Any, int, int]] = {}
        self._open: list[_Open] = []
        self._values = 0
        self._root: Any = None
        self._line = 1

    def of(self, text: str) -> TemplateText:
        """The template that the text is."""
        if not isinstance(self.value_of(text), dict):
            raise InputError(
                expected="a template: a mapping with Resources",
                found="a list" if isinstance(self._root, list) else "text that is none",
                where=self._name,
                what_to_do="Give the template itself.",
            )
        return TemplateText(content=self._root, lines=self._lines)

    def value_of(self, text: str) -> Any:
        """The value that the text is."""
        import yaml

        documents = 0
        for event in self._events(text):
            self._line = event.start_mark.line + 1
            match event:
                case yaml.DocumentStartEvent():
                    documents += 1
                    if documents > 1:
                        raise self._error("one YAML document", "another behind it (---)")
                case yaml.AliasEvent():
                    self._alias(str(event.anchor))
                case yaml.ScalarEvent():
                    self._scalar(event)
                case yaml.MappingStartEvent():
                    self._start({}, event)
                case yaml.SequenceStartEvent():
                    self._start([], event)
                case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                    self._end()
                case _:
                    pass
        return self._root

    def _events(self, text: str) -> Iterator[Any]:
        import yaml

        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        # JSON lets tabs stand where YAML does not; within its strings there are none.
        given = text.replace("\t", " ") if self._is_json else text
        try:
            yield from yaml.parse(given, Loader=loader)
        except yaml.MarkedYAMLError as problem:
            mark = problem.problem_mark or problem.context_mark
            self._line = 1 if mark is None else mark.line + 1
            found = f"text that is none ({problem.problem or problem.context})"
            if "\t" in _indent(given, self._line):
                found = "a tab, which YAML does not let stand for blanks"
            raise self._error("JSON" if self._is_json else "YAML", found) from problem
        except (yaml.YAMLError, ValueError, RecursionError) as problem:
            self._line = 1
            raise self._error("YAML", f"text that is none ({str(problem).splitlines()[0][:120]})") from problem

    def _error(self, expected: str, found: str) -> InputError:
        return InputError(expected=expected, found=found, where=f"{self._name}, line {self._line}", what_to_do=_WHAT_TO_DO)

    def _start(self, value: Any, event: Any) -> None:
        if len(self._open) >= MAX_DEPTH:
            raise self._error(f"a template of at most {MAX_DEPTH} levels", "more")
        wraps = self._function(event.tag)
        pointer = self._next_pointer()
        inner = pointer if wraps is None else f"{pointer}/{_escaped(wraps)}"
        self._lines.setdefault(pointer, self._line)
        self._open.append(_Open(value, inner, wraps, event.anchor))

    def _end(self) -> None:
        done = self._open.pop()
        if done.merged:
            for one in done.merged:
                for key, value in one.items():
                    done.value.setdefault(key, value)
        value = done.value if done.wraps is None else {done.wraps: _argument(done.wraps, done.value)}
        self._keep(done.anchor, value)
        self._place(value)

    def _scalar(self, event: Any) -> None:
        wraps = self._function(event.tag)
        explicit = None if wraps is not None or event.tag in (None, "!") else event.tag.removeprefix(_YAML)
        plain = event.implicit[0] and not event.style and wraps is None
        top = self._open[-1] if self._open else None
        if top is not None and isinstance(top.value, dict) and top.key is None:
            self._key(top, event.value)
            self._keep(event.anchor, event.value)
            return
        value: Any = _resolved(event.value) if plain else event.value
        if explicit in {"int", "float", "bool", "null"}:
            value = _resolved(event.value)
        if wraps is not None:
            value = {wraps: _argument(wraps, event.value)}
        self._lines.setdefault(self._next_pointer(), self._line)
        self._keep(event.anchor, value)
        self._place(value)

    def _key(self, top: _Open, key: str) -> None:
        if key in top.value or (key == "<<" and top.merged):
            raise self._error("each key once", f"{key[:60]!r} a second time")
        top.key = key
        self._lines[self._next_pointer()] = self._line

    def _alias(self, anchor: str) -> None:
        kept = self._anchors.get(anchor)
        if kept is None:
            raise self._error(f"an anchor &{anchor[:40]} before *{anchor[:40]}", "none")
        value, size, depth = kept
        self._values += size
        if self._values > MAX_VALUES:
            raise self._error(f"at most {MAX_VALUES} values with aliases written out", "more")
        if len(self._open) + depth > MAX_DEPTH:
            raise self._error(f"a template of at most {MAX_DEPTH} levels", "more")
        top = self._open[-1] if self._open else None
        if top is not None and isinstance(top.value, dict) and top.key is None:
            if not isinstance(value, str):
                raise self._error("a text for a key", "an alias of something else")
            self._key(top, value)
            return
        self._lines.setdefault(self._next_pointer(), self._line)
        self._place(value)

    def _keep(self, anchor: str | None, value: Any) -> None:
        if anchor is not None:
            self._anchors[anchor] = (value, *_size(value))

    def _place(self, value: Any) -> None:
        self._values += 1
        if self._values > MAX_VALUES:
            raise self._error(f"at most {MAX_VALUES} values", "more")
        if not self._open:
            self._root = value
            return
        top = self._open[-1]
        if isinstance(top.value, list):
            top.value.append(value)
            return
        if top.key is None:
            raise self._error("a text for a key", "a mapping or list")
        if top.key == "<<" and not self._is_json:
            listed = value if isinstance(value, list) else [value]
            if not all(isinstance(one, dict) for one in listed):
                raise self._error("a mapping to merge (<<)", "something else")
            top.merged += listed
        else:
            top.value[top.key] = value
        top.key = None

    def _next_pointer(self) -> str:
        if not self._open:
            return ""
        top = self._open[-1]
        return f"{top.pointer}/{len(top.value) if isinstance(top.value, list) else _escaped(top.key or '')}"

    def _function(self, tag: str | None) -> str | None:
        """The long name of the function whose short form a tag is; None for YAML's own tags."""
        if tag is None or tag == "!" or tag.startswith(_YAML):
            if tag is not None and tag.startswith(_YAML) and tag.removeprefix(_YAML) in {"binary", "omap", "pairs", "set"}:
                raise self._error("values that CloudFormation takes", f"the tag !!{tag.removeprefix(_YAML)}")
            return None
        called = tag.removeprefix("!").removeprefix("Fn::")
        return called if called in _PLAIN_NAMES else f"Fn::{called}"


def _indent(text: str, line: int) -> str:
    """What stands before the first sign of a line."""
    found = text.splitlines()[line - 1 : line]
    return found[0][: len(found[0]) - len(found[0].lstrip())] if found else ""


def _argument(function: str, value: Any) -> Any:
    """What a function is given: `!GetAtt A.B` is the list of its two names."""
    return value.split(".", 1) if function == "Fn::GetAtt" and isinstance(value, str) else value


def _resolved(text: str) -> Any:
    if text in _NULL:
        return None
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    if _INT.fullmatch(text) and len(text) < 16:  # noqa: PLR2004 - longer ones are no numbers that a double holds
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) and len(text) < 32 else text  # noqa: PLR2004 - the same


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")


def _size(value: Any) -> tuple[int, int]:
    """How many values it has, counted no further than the limit, and how deep they nest."""
    count, depth, level = 0, 0, [value]
    while level:
        depth += 1
        count += len(level)
        if count > MAX_VALUES:
            break
        level = [
            inner for one in level if isinstance(one, dict | list) for inner in (one.values() if isinstance(one, dict) else one)
        ]
    return count, depth
