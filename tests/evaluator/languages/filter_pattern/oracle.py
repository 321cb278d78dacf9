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

from tests.evaluator.languages.filter_pattern.plainly import NoPatternError, Reading, Test, holds, read, tests_of
from tests.evaluator.languages.filter_pattern.regex_texts import texts_of

Json = dict[str, Any]
Path = tuple[str, ...]
Specs = Mapping[str, Mapping[str, Any]]
Thinking = Callable[[Path], list[Any]]

ABSENT: Final = object()
READINGS: Final[tuple[Reading, ...]] = (
    frozenset(),
    *(frozenset({doubt}) for doubt in ("null_compared", "boolean_compared", "inner_wildcard", "string_escape", "regex_newline")),
    frozenset({"null_compared", "boolean_compared"}),
    frozenset({"null_compared", "boolean_compared", "inner_wildcard", "string_escape", "regex_newline"}),
)
_TEXTS: Final = ("x", "", "X y", "é", "1", "1.5", "-0", "null", "true", "a\nb", "*")
_NUMBERS: Final = (0, 1, -1, 1.5, 10**6)
_THINGS: Final[tuple[Any, ...]] = (None, True, False, {}, [], ["x"], {"x": "x"})


def verdict(text: str, specs: Specs) -> str:
    """What a pattern says of the records that specs allow, by those that are tried: always, sometimes, never, undecided.

    Undecided: another reading of what AWS leaves open, or another value of what is not known, makes another answer.
    """
    return _verdict(text, json.dumps(specs, sort_keys=True))


@lru_cache(maxsize=4096)
def _verdict(text: str, written: str) -> str:
    try:
        pattern = read(text)
    except NoPatternError:
        return "never"
    answers = {
        _said(holds(pattern, record, reading) for record in tried)
        for tried in records_by_unknown(text, json.loads(written))
        for reading in READINGS
    }
    return answers.pop() if len(answers) == 1 else "undecided"


def _said(found: Iterable[bool]) -> str:
    answers = set(found)
    return "sometimes" if len(answers) == 2 else "always" if answers == {True} else "never"


def records_by_unknown(text: str, specs: Specs) -> Iterator[list[Json]]:
    """The records to try, for each value of what is always the same and not known."""
    atoms = list(tests_of(read(text)))
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


def _names(atom: Test) -> Path:
    """The names with which a selector begins."""
    names: list[str] = []
    for step in atom.path:
        if isinstance(step, int):
            break
        names.append(step)
    assert names, "a selector that begins with no name is not tried here"
    return tuple(names)


def _records(atoms: list[Test], specs: Specs) -> Iterator[Json]:
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


def _tree(path: Path, paths: set[Path], atoms: list[Test], own: Thinking, specs: Specs) -> list[Any]:
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


def _telling(atoms: list[Test], path: Path, values: list[Any]) -> list[Any]:
    """One value of each sort: two are of one sort where every atom that passes by says the same of both."""
    passing = [atom for atom in atoms if _names(atom)[: len(path)] == path[: len(_names(atom))]]
    sorts: dict[tuple[bool, ...], Any] = {}
    for value in values:
        record: Any = value
        for name in reversed(path):
            record = {} if record is ABSENT else {name: record}
        said = tuple(holds(atom, record, reading) for atom in passing for reading in READINGS)
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


def _hints(atoms: list[Test], path: Path) -> list[Any]:
    """Values that the comparisons at a place tell apart."""
    found: list[Any] = []
    here = [atom for atom in atoms if atom.kind != "none" and _names(atom) == path]
    for atom in here:
        if atom.kind == "regex":
            found += [f"{before}{one}{after}" for one in texts_of(atom.source) for before in ("", "x") for after in ("", "x")]
        elif atom.kind == "number":
            number = float(atom.source) if "." in atom.source or "e" in atom.source.lower() else int(atom.source)
            found += [number, number + 1, number - 1, number + 0.5, atom.source]
        else:
            plain = [atom.source, atom.source.replace("\\", ""), *(atom.source.replace("*", one) for one in ("", "x"))]
            found += [changed for one in plain for changed in (one, one + "x", "x" + one, one.swapcase(), one[1:], one[:-1])]
    pieces = [atom.source.strip("*") for atom in here if "*" in atom.source]
    found += [f"{one}{between}{other}" for one in pieces for other in pieces for between in ("", "x")]
    return [one for at, one in enumerate(found) if one not in found[:at]]


def _language(source: str, fills: list[str]) -> list[str]:
    """Texts of a regular expression, the shortest and some longer ones; `fills` are tried wherever anything may stand."""
    return [one for one in texts_of(source, fills) if re.fullmatch(source, one, re.DOTALL | re.ASCII)]
