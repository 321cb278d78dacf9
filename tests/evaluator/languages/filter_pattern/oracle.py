"""A slow judge of what a pattern matches of the records that specs allow: it makes records, and matches each.

It shares no code with the decision: specs are read here once more, by their own words and Python's `re`, and a value is
thought of for whatever the atoms of the pattern can tell apart. What it finds is certain; that it finds nothing is proof only
as far as its values reach.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import product
from typing import Any, Final

from trailgate_evaluator.languages.filter_pattern.matching.matcher import matches
from trailgate_evaluator.languages.filter_pattern.syntax.doubts import (
    BOOLEAN_COMPARED,
    INNER_WILDCARD,
    NULL_COMPARED,
    REGEX_NEWLINE,
    STRING_ESCAPE,
    Reading,
)
from trailgate_evaluator.languages.filter_pattern.syntax.errors import PatternError
from trailgate_evaluator.languages.filter_pattern.syntax.parser import parse
from trailgate_evaluator.languages.filter_pattern.syntax.syntax import (
    And,
    Atom,
    CharacterClass,
    Compare,
    Condition,
    JsonPattern,
    Name,
    Number,
    Or,
    Regex,
    Repeat,
)

Json = dict[str, Any]
Path = tuple[str, ...]
Specs = Mapping[str, Mapping[str, Any]]
Thinking = Callable[[Path], list[Any]]

ABSENT: Final = object()
READINGS: Final[tuple[Reading, ...]] = (
    frozenset(),
    *(frozenset({doubt}) for doubt in (NULL_COMPARED, BOOLEAN_COMPARED, INNER_WILDCARD, STRING_ESCAPE, REGEX_NEWLINE)),
    frozenset({NULL_COMPARED, BOOLEAN_COMPARED}),
    frozenset({NULL_COMPARED, BOOLEAN_COMPARED, INNER_WILDCARD, STRING_ESCAPE, REGEX_NEWLINE}),
)
_TEXTS: Final = ("x", "", "X y", "é", "1", "1.5", "-0", "null", "true", "a\nb", "*")
_NUMBERS: Final = (0, 1, -1, 1.5, 10**6)
_THINGS: Final[tuple[Any, ...]] = (None, True, False, {}, [], ["x"], {"x": "x"})
_MOST: Final = 300
_LETTERS: Final = 6


def verdict(text: str, specs: Specs) -> str:
    """What a pattern says of the records that specs allow, by those that are tried: always, sometimes, never, undecided.

    Undecided: another reading of what AWS leaves open, or another value of what is not known, makes another answer.
    """
    return _verdict(text, json.dumps(specs, sort_keys=True))


@lru_cache(maxsize=4096)
def _verdict(text: str, written: str) -> str:
    try:
        pattern = parse(text)
    except PatternError:
        return "never"
    assert isinstance(pattern, JsonPattern), text
    answers = {
        _said(matches(pattern, record, reading) for record in tried)
        for tried in records_by_unknown(pattern, json.loads(written))
        for reading in READINGS
    }
    return answers.pop() if len(answers) == 1 else "undecided"


def _said(found: Iterable[bool]) -> str:
    answers = set(found)
    return "sometimes" if len(answers) == 2 else "always" if answers == {True} else "never"


def records_by_unknown(pattern: JsonPattern, specs: Specs) -> Iterator[list[Json]]:
    """The records to try, for each value of what is always the same and not known."""
    atoms = list(_atoms(pattern.condition))
    unknown = [path for path, spec in specs.items() if "unknown" in spec]
    choices = [_telling(atoms, _path(path), values_of(specs[path], _hints(atoms, _path(path)))) for path in unknown]
    for values in product(*choices):
        known = {path: {"is": value} for path, value in zip(unknown, values, strict=True)}
        yield list(_records(atoms, {**specs, **known}))


def allows(spec: Mapping[str, Any], value: Any) -> bool:
    """Whether a spec allows a value, or its absence."""
    if value is ABSENT:
        return bool(spec.get("absent")) or "absent" in spec.get("kinds", ())
    if "kinds" in spec:
        return _kind(value) in spec["kinds"]
    if "is" in spec or "one_of" in spec:
        return any(_same(value, one) for one in (spec["one_of"] if "one_of" in spec else [spec["is"]]))
    like = (spec["unknown"] or {}).get("like") if "unknown" in spec else spec.get("like")
    return (
        isinstance(value, str)
        and (like is None or re.fullmatch(like, value, re.DOTALL | re.ASCII) is not None)
        and value not in spec.get("not", ())
    )


def belongs(record: Mapping[str, Any], specs: Specs) -> bool:
    """Whether a record is one that the specs allow."""
    return all(allows(spec, at(record, _path(path))) for path, spec in specs.items())


def at(value: Any, path: Path) -> Any:
    """What stands at a path; ABSENT where nothing does."""
    for name in path:
        if not isinstance(value, Mapping) or name not in value:
            return ABSENT
        value = value[name]
    return value


def _same(one: Any, other: Any) -> bool:
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)


def _kind(value: Any) -> str:
    if value is None:
        return "null"
    for types, kind in ((bool, "boolean"), (str, "string"), (dict, "object"), (list, "array")):
        if isinstance(value, types):
            return kind
    return "number"


def _path(path: str) -> Path:
    return tuple(path.split("."))


def _atoms(condition: Condition) -> Iterator[Atom]:
    if isinstance(condition, And | Or):
        for part in condition.parts:
            yield from _atoms(part)
    else:
        yield condition


def _names(atom: Atom) -> Path:
    """The names with which a selector begins."""
    names: list[str] = []
    for step in atom.selector.steps:
        if not isinstance(step, Name):
            break
        names.append(step.name)
    assert names, "a selector that begins with a wildcard is not tried here"
    return tuple(names)


def _records(atoms: list[Atom], specs: Specs) -> Iterator[Json]:
    paths = {_path(path) for path in specs} | {_names(atom) for atom in atoms}
    roots = sorted({path[0] for path in paths})

    def own(path: Path) -> list[Any]:
        spec = specs.get(".".join(path))
        return values_of(spec or {}, _hints(atoms, path))

    trees = [_telling(atoms, (root,), _tree((root,), paths, atoms, own, specs)) for root in roots]
    for values in product(*trees):
        record = {root: value for root, value in zip(roots, values, strict=True) if value is not ABSENT}
        if belongs(record, specs):
            yield record


def _tree(path: Path, paths: set[Path], atoms: list[Atom], own: Thinking, specs: Specs) -> list[Any]:
    """Values for a place: those that it may have itself, and objects of what may stand below it."""
    below = sorted({one[: len(path) + 1] for one in paths if len(one) > len(path) and one[: len(path)] == path})
    found = own(path)
    if below and allows(specs.get(".".join(path), {"kinds": ["object"]}), {}):
        parts = [_telling(atoms, one, _tree(one, paths, atoms, own, specs)) for one in below]
        for values in product(*parts):
            named = zip(below, values, strict=True)
            found.append({one[-1]: value for one, value in named if value is not ABSENT})
    within = {tuple(name[len(path) :]): spec for said, spec in specs.items() if (name := _path(said))[: len(path)] == path}
    return [one for one in found if all(allows(spec, one if not name else at(one, name)) for name, spec in within.items())]


def _telling(atoms: list[Atom], path: Path, values: list[Any]) -> list[Any]:
    """One value of each sort: two are of one sort where every atom that passes by says the same of both."""
    passing = [JsonPattern(condition=atom) for atom in atoms if _names(atom)[: len(path)] == path[: len(_names(atom))]]
    sorts: dict[tuple[bool, ...], Any] = {}
    for value in values:
        record: Any = value
        for name in reversed(path):
            record = {} if record is ABSENT else {name: record}
        said = tuple(matches(atom, record, reading) for atom in passing for reading in READINGS)
        sorts.setdefault(said, value)
    return list(sorts.values())


def values_of(spec: Mapping[str, Any], hints: list[Any]) -> list[Any]:
    """Values that a spec allows; of a field of which nothing is said, all that are thought of."""
    if "is" in spec or "one_of" in spec:
        said = [*(spec["one_of"] if "one_of" in spec else [spec["is"]])]
        return [*said, *([ABSENT] if spec.get("absent") else [])]
    like = (spec["unknown"] or {}).get("like") if "unknown" in spec else spec.get("like")
    texts = [hint for hint in hints if isinstance(hint, str)]
    made = _language(like, texts) if like is not None else []
    every = [*made, *hints, *_TEXTS, *_NUMBERS, *_THINGS, ABSENT]
    return every if not spec else [value for value in every if allows(spec, value)]


def _hints(atoms: list[Atom], path: Path) -> list[Any]:
    """Values that the comparisons at a place tell apart."""
    found: list[Any] = []
    for atom in atoms:
        if not isinstance(atom, Compare) or _names(atom) != path:
            continue
        value = atom.value
        if isinstance(value, Regex):
            found += [f"{before}{one}{after}" for one in _made(value, []) for before in ("", "x") for after in ("", "x")]
        elif isinstance(value, Number):
            number = float(value.source) if "." in value.source or "e" in value.source.lower() else int(value.source)
            found += [number, number + 1, number - 1, number + 0.5, value.source]
        else:
            plain = [value.source, value.source.replace("\\", ""), *(value.source.replace("*", one) for one in ("", "x"))]
            found += [changed for one in plain for changed in (one, one + "x", "x" + one, one.swapcase(), one[1:], one[:-1])]
    pieces = [
        atom.value.source.strip("*")
        for atom in atoms
        if isinstance(atom, Compare) and _names(atom) == path and "*" in atom.value.source
    ]
    found += [f"{one}{between}{other}" for one in pieces for other in pieces for between in ("", "x")]
    return [one for at, one in enumerate(found) if one not in found[:at]]


def _language(source: str, fills: list[str]) -> list[str]:
    """Texts of a regular expression, the shortest and some longer ones; `fills` are tried wherever anything may stand."""
    pattern = parse("{ $.a = %" + source + "% }")
    assert isinstance(pattern, JsonPattern)
    assert isinstance(pattern.condition, Compare)
    assert isinstance(pattern.condition.value, Regex)
    return [one for one in _made(pattern.condition.value, fills) if re.fullmatch(source, one, re.DOTALL | re.ASCII)]


def _made(regex: Regex, fills: list[str]) -> list[str]:
    found: list[str] = []
    for repeats in regex.alternatives:
        texts = [""]
        for repeat in repeats:
            ways = _ways(repeat, fills)
            texts = [text + way for text in texts for way in ways][:_MOST]
        found += texts
    return found


def _ways(repeat: Repeat, fills: list[str]) -> list[str]:
    one = repeat.one
    if not isinstance(one, CharacterClass):
        return [""]
    some = "xA0- é\n" if one.negated else "".join(sorted(one.characters))
    letters = [letter for letter in some if one.dot or (letter in one.characters) != one.negated]
    counts = sorted({repeat.least, repeat.least + 1, repeat.most if repeat.most is not None else repeat.least + 2})
    counts = [count for count in counts if repeat.most is None or count <= repeat.most]
    told = [letter for letter in "".join(fills) if letter != "*" and (letter in one.characters) != one.negated][:_LETTERS]
    made = [letter * count for count in counts for letter in dict.fromkeys((letters[0], letters[-1], *told))]
    pieces = [part for text in fills for part in (text, *text.split("*"))] if one.dot and repeat.most is None else []
    return list(dict.fromkeys([*made, *(piece for piece in pieces if len(piece) >= repeat.least)]))
