"""PyYAML's events, read one by one into plain values in the long form of a template's functions, with their lines.

Neither depth nor aliases cost more than they are allowed to. Numbers stay what CloudFormation makes of them, and dates the texts
that they are.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.errors import InputError
from trailgate_evaluator.inputs.template_limits import MAX_DEPTH, MAX_VALUES, size_of
from trailgate_evaluator.inputs.template_scalars import NOT_TAKEN, YAML, argument, function_of, resolved
from trailgate_evaluator.pointers import escaped

if TYPE_CHECKING:
    from collections.abc import Iterator

_WHAT_TO_DO: Final = "Correct the template; `aws cloudformation validate-template` refuses it, too."


@dataclass(slots=True)
class _Open:
    """A mapping or sequence that is being read; `wraps` is the function whose short form its tag is."""

    value: Any
    pointer: str
    wraps: str | None
    anchor: str | None
    key: str | None = None
    merged: list[Any] = field(default_factory=list)


class Reading:
    """Reads one text; `of` and `value_of` raise `InputError` with the line where it cannot be read."""

    def __init__(self, name: str, *, is_json: bool) -> None:
        self._name = name
        self._is_json = is_json
        self.lines: dict[str, int] = {}
        self._anchors: dict[str, tuple[Any, int, int]] = {}
        self._open: list[_Open] = []
        self._values = 0
        self._root: Any = None
        self._line = 1

    def of(self, text: str) -> dict[str, Any]:
        """The template that the text is."""
        if not isinstance(self.value_of(text), dict):
            raise InputError(
                expected="a template: a mapping with Resources",
                found="a list" if isinstance(self._root, list) else "text that is none",
                where=self._name,
                what_to_do="Give the template itself.",
            )
        return self._root  # type: ignore[no-any-return]

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
        inner = pointer if wraps is None else f"{pointer}/{escaped(wraps)}"
        self.lines.setdefault(pointer, self._line)
        self._open.append(_Open(value, inner, wraps, event.anchor))

    def _end(self) -> None:
        done = self._open.pop()
        if done.merged:
            for one in done.merged:
                for key, value in one.items():
                    done.value.setdefault(key, value)
        value = done.value if done.wraps is None else {done.wraps: argument(done.wraps, done.value)}
        self._keep(done.anchor, value)
        self._place(value)

    def _scalar(self, event: Any) -> None:
        wraps = self._function(event.tag)
        explicit = None if wraps is not None or event.tag in (None, "!") else event.tag.removeprefix(YAML)
        plain = event.implicit[0] and not event.style and wraps is None
        top = self._open[-1] if self._open else None
        if top is not None and isinstance(top.value, dict) and top.key is None:
            self._key(top, event.value)
            self._keep(event.anchor, event.value)
            return
        value: Any = resolved(event.value) if plain else event.value
        if explicit in {"int", "float", "bool", "null"}:
            value = resolved(event.value)
        if wraps is not None:
            value = {wraps: argument(wraps, event.value)}
        self.lines.setdefault(self._next_pointer(), self._line)
        self._keep(event.anchor, value)
        self._place(value)

    def _key(self, top: _Open, key: str) -> None:
        if key in top.value or (key == "<<" and top.merged):
            raise self._error("each key once", f"{key[:60]!r} a second time")
        top.key = key
        self.lines[self._next_pointer()] = self._line

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
        self.lines.setdefault(self._next_pointer(), self._line)
        self._place(value)

    def _keep(self, anchor: str | None, value: Any) -> None:
        if anchor is not None:
            self._anchors[anchor] = (value, *size_of(value))

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
        return f"{top.pointer}/{len(top.value) if isinstance(top.value, list) else escaped(top.key or '')}"

    def _function(self, tag: str | None) -> str | None:
        """The long name of the function whose short form a tag is; None for YAML's own tags."""
        if tag is None or tag == "!" or tag.startswith(YAML):
            if tag is not None and tag.startswith(YAML) and tag.removeprefix(YAML) in NOT_TAKEN:
                raise self._error("values that CloudFormation takes", f"the tag !!{tag.removeprefix(YAML)}")
            return None
        return function_of(tag)


def _indent(text: str, line: int) -> str:
    """What stands before the first sign of a line."""
    found = text.splitlines()[line - 1 : line]
    return found[0][: len(found[0]) - len(found[0].lstrip())] if found else ""
