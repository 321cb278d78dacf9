"""What an account looks at in a record, and nothing else: two records that look alike have one fate.

The fields that decide are those that filter patterns, dimensions and event selectors mention. Each is reduced to what is asked of
it, so that a million records of thousands of people and addresses fall into a handful of kinds.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.languages.filter_pattern import parse
from trailgate_evaluator.languages.filter_pattern.answers.trial import readings_of, trial
from trailgate_evaluator.languages.filter_pattern.matching.matcher import holds
from trailgate_evaluator.languages.filter_pattern.syntax.errors import BoundReached
from trailgate_evaluator.languages.filter_pattern.syntax.syntax import Atom, Index, JsonPattern, Name, Wildcard, atoms_of
from trailgate_evaluator.trace.fields import ABSENT, at, selected_at, steps_of, text_at

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping

    from trailgate_evaluator.languages.filter_pattern.syntax.doubts import Reading
    from trailgate_evaluator.languages.filter_pattern.syntax.syntax import Step

    Look = Callable[[dict[str, Any]], Hashable]

Json = dict[str, Any]
Path = tuple[str | int, ...]

_MOST: Final = 1 << 16
"""The most values of one field whose reading is kept; beyond them it is worked out again."""
_CATEGORIES: Final = ("Data", "Insight", "Management", "NetworkActivity")
_LONGEST: Final = 1 << 12
"""The most characters of a value that is kept."""


class Sight:
    """The eyes of one document: `kind_of(record)` is equal for records that the account cannot tell apart."""

    def __init__(self, document: Mapping[str, Any], regions: Iterable[str] = ()) -> None:
        """`document` is a whole `trailgate/document/v1`; `regions` are those in which services without one write records."""
        used = {one["pattern"] for one in document["metric_filters"].values() if isinstance(one["pattern"], str)}
        self.patterns: dict[str, str] = {
            name: entry["text"] for name, entry in document["patterns"].items() if name in used and entry["valid"]
        }
        self.selected = _selector_literals(document)
        self.dimensions = _dimension_paths(document)
        self.looks: list[tuple[Path | None, Look]] = [
            *_looks_of_patterns(self.patterns.values()),
            *((steps_of(field), _literal_look(field, literals)) for field, literals in sorted(self.selected.items())),
            *_looks_of_trails(document["trails"].values(), regions),
            *((steps_of(path), _dimension_look(path, _dimension_values(document))) for path in self.dimensions),
        ]
        """Each with the steps to the one field that it looks at, None of one that looks at several, or at the whole record."""

    def kind_of(self, record: Json) -> Hashable:
        """What the account sees of a record."""
        return tuple([look(record) for _, look in self.looks])

    def fields(self) -> list[str]:
        """The dotted paths that event selectors and dimensions mention."""
        return sorted({*self.selected, *self.dimensions})


def _looks_of_patterns(texts: Iterable[str]) -> Iterator[tuple[Path | None, Look]]:
    """One look for each selector of all patterns together, and one for each pattern that sees the whole record."""
    asked: dict[tuple[Step, ...], list[tuple[Atom, Reading]]] = {}
    for text in sorted(texts):
        pattern = parse(text)
        if not isinstance(pattern, JsonPattern):
            yield None, _whole_look(text)
            continue
        for atom in atoms_of(pattern.condition):
            asked.setdefault(atom.selector.steps, []).extend((atom, reading) for reading in readings_of(pattern))
    for steps, questions in asked.items():
        answers = _answers_to(list(dict.fromkeys(questions)))
        if any(isinstance(step, Wildcard) for step in steps):
            yield None, answers
        else:
            yield _path(steps), _remembered(_path(steps), answers)


def _path(steps: tuple[Step, ...]) -> Path:
    return tuple(step.name if isinstance(step, Name) else step.index for step in steps if isinstance(step, Name | Index))


def _remembered(steps: Path, answers: Look) -> Look:
    """The answers to the questions about one field, worked out once for each value that it takes."""
    known: dict[Hashable, Hashable] = {}
    first = steps[0] if len(steps) == 1 and isinstance(steps[0], str) else None

    def look(record: Json) -> Hashable:
        value = record.get(first, ABSENT) if first is not None else at(record, steps)
        if type(value) is str and len(value) > _LONGEST:
            return answers(record)
        key: Hashable = value if type(value) is str else (type(value), None if isinstance(value, dict | list) else value)
        found = known.get(key)
        if found is None:
            if len(known) >= _MOST:
                known.clear()
            found = known[key] = answers(record)
        return found

    return look


def _answers_to(questions: list[tuple[Atom, Reading]]) -> Look:
    numbers: dict[tuple[bool | str, ...], int] = {}

    def answers(record: Json) -> Hashable:
        found = tuple(_holds(atom, record, reading) for atom, reading in questions)
        return numbers.setdefault(found, len(numbers) + 1) if len(numbers) < _MOST else found

    return answers


def _holds(atom: Atom, record: Json, reading: Reading) -> bool | str:
    try:
        return holds(atom, record, reading)
    except BoundReached as reached:
        return reached.bound


def _whole_look(text: str) -> Look:
    def look(record: Json) -> Hashable:
        matched: bool | str = trial(text, record)["matched"]
        return matched

    return look


def _literal_look(field: str, literals: list[str]) -> Look:
    """How a field stands to each literal that a selector compares it with: equal, starting, ending."""
    known: dict[Any, Hashable] = {None: None, ABSENT: ABSENT}

    def look(record: Json) -> Hashable:
        value = selected_at(record, field)
        if value in known:
            return known[value]
        found = tuple([(value == one, value.startswith(one), value.endswith(one)) for one in literals])
        if len(known) < _MOST and len(value) <= _LONGEST:
            known[value] = found
        return found

    return look


def _dimension_look(path: str, known: frozenset[str]) -> Look:
    """The value of a dimension, as far as any alarm names it."""

    def look(record: Json) -> Hashable:
        value = text_at(record, path)
        return value if value is None or value in known else ABSENT

    return look


def _looks_of_trails(trails: Iterable[Json], asked: Iterable[str]) -> Iterator[tuple[Path, Look]]:
    """How a trail classes what it records, and, where some trail is not one of all regions and services, where it arises.

    An empty text is one that is not there, unlike any other that is none of these.
    """
    yield ("readOnly",), _literal_look("readOnly", ["", "false", "true"])
    yield ("eventCategory",), _literal_look("eventCategory", ["", *_CATEGORIES])
    every = list(trails)
    regions = {*asked, *(region for trail in every for region in (trail["region"], *trail.get("delivery_elsewhere", {})))}
    if every:
        yield ("awsRegion",), _literal_look("awsRegion", sorted(region for region in regions if isinstance(region, str)))
    if any(trail.get("global_services") is not True for trail in every):
        yield ("eventSource",), lambda record: text_at(record, "eventSource")


def _selector_literals(document: Mapping[str, Any]) -> dict[str, list[str]]:
    """{field: the literals that advanced event selectors compare it with}; classic selectors look at the source."""
    found: dict[str, set[str]] = {"eventSource": set()}
    for trail in document["trails"].values():
        for selector in _known_list(trail["selectors"], "advanced"):
            for condition in _known_list(selector, "fields"):
                if isinstance(condition.get("field"), str):
                    found.setdefault(condition["field"], set()).update(_texts(condition))
        for selector in _known_list(trail["selectors"], "classic"):
            found["eventSource"].update(_texts(selector))
    return {field: sorted(literals) for field, literals in found.items()}


def _known_list(value: Any, key: str) -> list[Json]:
    inside = value.get(key) if isinstance(value, dict) else None
    return [one for one in inside if isinstance(one, dict)] if isinstance(inside, list) else []


def _texts(of: Mapping[str, Any]) -> Iterator[str]:
    lists = (values for values in of.values() if isinstance(values, list))
    return (text for text in chain.from_iterable(lists) if isinstance(text, str))


def _dimension_paths(document: Mapping[str, Any]) -> list[str]:
    paths: set[str] = set()
    for one in document["metric_filters"].values():
        for transformation in _known_list(one, "transformations"):
            dimensions = transformation["dimensions"]
            if isinstance(dimensions, dict):
                paths.update(path for path in dimensions.values() if isinstance(path, str))
    return sorted(path.removeprefix("$.") for path in paths)


def _dimension_values(document: Mapping[str, Any]) -> frozenset[str]:
    """Every text in the dimensions of every alarm's metrics."""
    found: set[str] = set()
    for alarm in document["alarms"].values():
        metrics = [alarm.get("metric"), *(query.get("metric") for query in (alarm.get("queries") or {}).values())]
        for metric in metrics:
            waiting = [metric.get("dimensions")] if isinstance(metric, dict) else []
            while waiting:
                match waiting.pop():
                    case str(text):
                        found.add(text)
                    case dict(values):
                        waiting.extend(values.values())
                    case list(values):
                        waiting.extend(values)
    return frozenset(found)
