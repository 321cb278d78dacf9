"""Mutants of the decision that no test can kill, by place and change, each with the reason."""

from __future__ import annotations

from typing import Final

# ruff: noqa: E501 - a key is a line of the source, whole

_NEVER_REACHED = "what mypy proves is never reached"
_NO_MORE_DOUBTS = "no reading has more doubts than there are"
_OBJECTS = "what is missed may always be an object or an array where it may be a string or number, so that part of an opposite decides nothing"
_LABEL = "a label that only has to be another one"
_ONE_END = "read the first way, a text has a * at one end or at both, so that one part is asked for"
_FASTER = "only faster: the same is worked out without it"
_NOT_STRICT = "zip is not strict where nothing is said, and where None is"

ALIKE: Final[dict[str, str]] = {
    r"\S+: (.*zip\(.*), strict=False\)(.*)  ->  \1,(?: strict=None| )\)\2": _NOT_STRICT,
    r"\S+: case _: return None  ->  ": "where nothing is returned, None is",
    r"\S+: case _: pass  ->  ": "where no case is met, nothing is done",
    r"\S+: case _: assert_never\(.*\)  ->  ": _NEVER_REACHED,
    r"\S+: assert_never\(.*\)  ->  assert_never\(None\)": _NEVER_REACHED,
}
"""Patterns of changes, whole lines before and after."""

EQUIVALENT: Final[dict[str, str]] = {
    "conditions.condition: return Condition(path=path, kept=kept, lost=lost, texts=tuple(dict.fromkeys(text for text, _, _ in found)))"
    "  ->  return Condition(path=path, kept=kept, lost=lost, )": "an example has another text, which a search finds",
    **{
        f'answers.sql._DuckDb._like: return " AND ".join(parts) or "true"  ->  return "{other}".join(parts) or "true"': _ONE_END
        for other in ("XX AND XX", " and ")
    },
    "answers.sql._DuckDb._like: parts = [self._starts(text, first)] if first else []"
    "  ->  parts = [self._starts(text, first)] if (first) or True else []": "every text starts with the empty one",
    **{
        f"answers.sql._is_near: return -_WIDEST < number < _WIDEST  ->  return {other}": "no whole number of 64 bits is as wide"
        for other in ("-_WIDEST <= number < _WIDEST", "-_WIDEST < number <= _WIDEST")
    },
    'answers.sql._whole_bound: return f"{operator} {_WIDEST if bound > 0 else -_WIDEST}"'
    '  ->  return f"{operator} {_WIDEST if bound >= 0 else -_WIDEST}"': "a bound beyond all whole numbers is not 0",
    'answers.sql._whole_bound: return f"{operator} {_WIDEST if bound > 0 else -_WIDEST}"'
    '  ->  return f"{operator} {_WIDEST if bound > 1 else -_WIDEST}"': "nor 1",
    'matching.matcher._ordered: return (number < bound) == (operator in {"<", "<="})'
    '  ->  return (number <= bound) == (operator in {"<", "<="})': "equal numbers are told before",
    'matching.matcher._plain: text = format(number, "f")  ->  text = format(number, "F")': "both write a number that is finite alike",
    'matching.matcher._plain: text = text.rstrip("0").rstrip(".") if "." in text else text'
    '  ->  text = text.rstrip("XX0XX").rstrip(".") if "." in text else text': "no number has an X",
    'matching.matcher._plain: text = text.rstrip("0").rstrip(".") if "." in text else text'
    '  ->  text = text.rstrip("0").rstrip("XX.XX") if "." in text else text': "no number has an X",
    "answers.suggestion._exchanged: return None if not kept else kept[0] if len(kept) == 1 else And(parts=_flat(kept, And), span=condition.span)"
    "  ->  return None if (not kept) and False else kept[0] if len(kept) == 1 else And(parts=_flat(kept, And), span=condition.span)": (
        "what is left out stands in one part of a conjunction, so that another is kept"
    ),
    "decision.shape._place: place.kinds &= {Kind.OBJECT}  ->  place.kinds = {Kind.OBJECT}": (
        "no record has anything else there and something below it"
    ),
    "decision.shape._narrow: place.kinds &= spec.kinds  ->  place.kinds = spec.kinds": (
        "fields come in the order of their paths, so that anything may stand there before"
    ),
    "decision.terms._Terms._without: return [] if texts.items() <= self._bases[-1].items() else [{**self._bases[-1], **texts}]"
    "  ->  return [] if texts.items() < self._bases[-1].items() else [{**self._bases[-1], **texts}]": "the same record once more",
    "decision.terms._Terms._held: text = term.literal if sets[-1] is free and term.literal is not None else self._some_text(sets)"
    "  ->  text = term.literal if sets[-1] is not free and term.literal is not None else self._some_text(sets)": (
        "whatever text is found that holds a literal, what is told is whether its record holds the term"
    ),
    'decision.pieces.within: return all(any(are_in(pieces, _BETWEEN.join(each)) for pieces in outer if _BETWEEN not in "".join(pieces)) for each in inner)'
    '  ->  return all(any(are_in(pieces, _BETWEEN.join(each)) for pieces in outer if _BETWEEN not in "XXXX".join(pieces)) for each in inner)': (
        "whether it is in one of them is asked"
    ),
    "decision.automaton.Automaton.step: found = self._steps.get(key)  ->  found = None": "a step is worked out again",
    "decision.machines._Order.missing: return 0  ->  return 1": "in every state alike, so that none comes before another by it",
    "decision.witness._Product._walk: missing = sum(table.missing(state) for table, state in zip(tables, after, strict=True))"
    "  ->  missing = sum(table.missing(state) for table, state in zip(tables, after, strict=None))": (
        "there is a state for each table"
    ),
    "decision.machines._Unwanted.start: return None if self._automaton.always(self._automaton.start) else self._automaton.start"
    "  ->  return None if (self._automaton.always(self._automaton.start)) and False else self._automaton.start": (
        "no character leads on, and nothing is accepted: the same is found one step later"
    ),
    "decision.witness._Product.search: found, finished = self._walk(_PATIENCE // (each + 1) + _FEW)"
    "  ->  found, finished = self._walk(_PATIENCE / (each + 1) + _FEW)": "whole steps are counted up to it",
    "answers.covering.of_parts: return replace(open_ or answers[0], steps=steps)"
    "  ->  return replace(open_ or answers[1], steps=steps)": (
        "where none is open and none missed, all are matched always, and one says as much as another"
    ),
    "decision.unknown_constants._texts: texts = list(islice(_split(list(like), sets, work), MOST_TEXTS + 1))"
    "  ->  texts = list(islice(_split(list(like), sets, work), MOST_TEXTS + 2))": (
        "one text more is made before it is said that there are too many"
    ),
    "decision.record_model.language_of: parsed = RegexParser(source, 0).parse()  ->  parsed = RegexParser(source, 1).parse()": (
        "where a mistake stands: a spec that is refused is shown whole"
    ),
    "decision.value_test.ValueTest.inverse: return ValueTest(_SETTLED - self.kinds, _inverse(self.strings), _inverse(self.numbers))"
    "  ->  return ValueTest(_SETTLED - self.kinds, _inverse(self.numbers))": _OBJECTS,
    "decision.value_test.doubts_of: return frozenset({WILDCARD_NOT_EXISTS}) if _wild(atom) else frozenset()"
    "  ->  return frozenset({WILDCARD_NOT_EXISTS}) if (_wild(atom)) or True else frozenset()": (
        "a doubt that changes no question is not one that tells"
    ),
    "decision.value_test.ValueTest.holds: if kind not in {Kind.STRING, Kind.NUMBER} or text is None:"
    "  ->  if kind not in {Kind.STRING, Kind.NUMBER} and text is None:": "strings and numbers have a text, and nothing else has",
    "decision.decide._Question._reading_by_reading: for count in range(len(doubts) + 1):"
    "  ->  for count in range(len(doubts) + 2):": _NO_MORE_DOUBTS,
    "decision.readings.Readings._tells: for count in range(len(others) + 1):  ->  for count in range(len(others) + 2):": _NO_MORE_DOUBTS,
    "decision.prepared._variants: readings = [frozenset({*chosen, *more}) for count in range(len(both) + 1) for more in combinations(both, count)]"
    "  ->  readings = [frozenset({*chosen, *more}) for count in range(len(both) + 2) for more in combinations(both, count)]": (
        _NO_MORE_DOUBTS
    ),
    'decision.ends.ends_of: first = _letters(repeats[1:]) if repeats[:1] and repeats[0].one is Anchor.START else ""'
    '  ->  first = _letters(repeats[1:]) if repeats[:2] and repeats[0].one is Anchor.START else ""': "only whether there is one is asked",
    'decision.ends._letters: found += "".join(repeat.one.characters) * repeat.least'
    '  ->  found += "XXXX".join(repeat.one.characters) * repeat.least': "one character stands between no two",
    **{
        "decision.settling._below: return Below(((), ()), {}, {}, work.spent, reached.bound)"
        f"  ->  return Below({left}, {settled}, {records}, work.spent, reached.bound)": "of what met a bound nothing else is read"
        for left, settled, records in (("None", "{}", "{}"), ("((), ())", "None", "{}"), ("((), ())", "{}", "None"))
    },
    **{
        f"decision.settling._fixed_below: fixed = None if below is None else below.fixed(())  ->  fixed = {fixed}": _FASTER
        for fixed in ("None", "None if (below is None) or True else below.fixed(())")
    },
    "decision.settling._fixed_below: if fixed is None or any(len(demand.path) > 1 for demand in demands):"
    "  ->  if fixed is None or any(len(demand.path) >= 1 for demand in demands):": _FASTER,
    "decision.decide._Question._group_of: step = demand.path[0] if demand.path else None"
    "  ->  step = demand.path[0] if (demand.path) or True else None": "a demand on the record itself is settled before any search",
    'decision.decide._Question._group_of: return step.name if isinstance(step, Name) and not self._prepared.together else "$"'
    '  ->  return step.name if isinstance(step, Name) and not self._prepared.together else "XX$XX"': _LABEL,
    **{
        'decision.formula.Formulas.any_of: return self._join("or", nodes, neutral=FALSE, absorbing=TRUE)'
        f"  ->  return self._join({kind}, nodes, neutral=FALSE, absorbing=TRUE)": _LABEL
        for kind in ("None", '"XXorXX"', '"OR"')
    },
    "decision.formula.Formulas.branch: alone = [part for part in key[1] if not isinstance(self._keys[part], tuple)]  ->  alone = None": (
        "a demand alone has fewer demands than any formula, so the other way of choosing finds it too"
    ),
    "decision.formula.Formulas.branch: node = min(alone) if alone else min(key[1], key=lambda part: (len(self._demands[part]), part))"
    "  ->  node = min(alone) if (alone) and False else min(key[1], key=lambda part: (len(self._demands[part]), part))": (
        "a demand alone has fewer demands than any formula, so the other way of choosing finds it too"
    ),
    "decision.formula.Formulas.branch: needed = False  ->  needed = None": "both are false",
    "decision.formula.Search._find: break  ->  return": (
        "what led to a state that failed is not remembered to fail, and is found to fail again: the same answers"
    ),
    "decision.formula.Search._without_impossible: return self._formulas.replaced(node, impossible) if impossible else node"
    "  ->  return self._formulas.replaced(node, impossible) if (impossible) or True else node": (
        "with nothing to replace the formula is the same one"
    ),
}
