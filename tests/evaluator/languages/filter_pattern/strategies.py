"""Random patterns, records and shapes for the laws."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from trailgate_evaluator.languages.filter_pattern.syntax.json_parser import REGEXES, all_of, any_of
from trailgate_evaluator.languages.filter_pattern.syntax.regex_parser import RegexParser
from trailgate_evaluator.languages.filter_pattern.syntax.syntax import (
    Compare,
    Condition,
    Index,
    Is,
    JsonPattern,
    Name,
    NotExists,
    Number,
    Regex,
    Selector,
    Text,
    Wildcard,
    atoms_of,
)

WORDS = ("a", "ab", "b", "ba", "", "1", "null", "true", "a*b", "1.5")
_TEXTS = st.sampled_from(["a", "ab", "b", "a*", "*b", "*a*", "*", "1", "1*", "ba", "a*b", "null", "tr*", "", "1.5"])
_REGEXES = st.sampled_from(["a", "^a", "b$", "^a?b+$", "[ab]{2}", "a|1", r"^\d", ".", "^.$", r"\D"])
_NUMBERS = st.sampled_from(["1", "1.0", "2", "0", "-1", "1.5", "10"])

selectors = st.sampled_from(
    [
        Selector(steps=(Name(name="x"),)),
        Selector(steps=(Name(name="y"),)),
        Selector(steps=(Name(name="x"), Name(name="a"))),
        Selector(steps=(Name(name="x"), Index(index=0))),
        Selector(steps=(Name(name="x"), Index(index=1))),
        Selector(steps=(Name(name="t"),)),
        Selector(steps=(Name(name="c"),)),
        Selector(steps=()),
    ]
)
wild_selectors = st.sampled_from(
    [
        Selector(steps=(Name(name="x"), Wildcard.ELEMENT)),
        Selector(steps=(Name(name="x"), Wildcard.PROPERTY)),
        Selector(steps=(Name(name="x"), Wildcard.PROPERTY, Name(name="a"))),
        Selector(steps=(Wildcard.PROPERTY,)),
    ]
)


def regex(source: str) -> Regex:
    return RegexParser(source, 0).parse()


def _atoms(selector: st.SearchStrategy[Selector], *, absence: bool = True) -> st.SearchStrategy[Condition]:
    values = st.one_of(
        _TEXTS.map(lambda source: Text(source=source)), _REGEXES.map(regex), _NUMBERS.map(lambda n: Number(source=n))
    )
    kinds: list[st.SearchStrategy[Condition]] = [
        st.builds(Compare, selector=selector, operator=st.sampled_from(["=", "!="]), value=values),
        st.builds(
            Compare,
            selector=selector,
            operator=st.sampled_from(["<", ">", "<=", ">="]),
            value=_NUMBERS.map(lambda n: Number(source=n)),
        ),
        st.builds(Is, selector=selector, what=st.sampled_from(["NULL", "TRUE", "FALSE"])),
    ]
    if absence:
        kinds.append(st.builds(NotExists, selector=selector))
    return st.one_of(*kinds)


def _joined(children: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    parts = st.lists(children, min_size=2, max_size=3)
    return st.one_of(parts.map(all_of), parts.map(any_of))


conditions: st.SearchStrategy[Condition] = st.recursive(_atoms(selectors), _joined, max_leaves=6)
wild_conditions: st.SearchStrategy[Condition] = st.tuples(
    st.recursive(_atoms(selectors), _joined, max_leaves=4),
    _atoms(wild_selectors, absence=False),
    _atoms(wild_selectors, absence=False),
    st.booleans(),
).map(
    lambda drawn: (
        all_of([any_of([drawn[0], drawn[1]]), drawn[2]]) if drawn[3] else any_of([all_of([drawn[0], drawn[1]]), drawn[2]])
    )
)


def _few_regexes(condition: Condition) -> bool:
    return sum(isinstance(atom, Compare) and isinstance(atom.value, Regex) for atom in atoms_of(condition)) <= REGEXES


patterns = conditions.filter(_few_regexes).map(lambda condition: JsonPattern(condition=condition))

scalars: st.SearchStrategy[Any] = st.one_of(
    st.none(), st.booleans(), st.sampled_from(WORDS), st.sampled_from([0, 1, 2, -1, 1.5, 10, 0.5, 1.25, 11])
)
values: st.SearchStrategy[Any] = st.one_of(
    scalars, st.dictionaries(st.sampled_from(["a", "b"]), scalars, max_size=2), st.lists(scalars, max_size=3)
)
records: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {"c": st.just("ab")}, optional={"x": values, "y": values, "z": scalars, "t": st.sampled_from(WORDS)}
)
