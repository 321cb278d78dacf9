"""What is said of one record: the answer with all that stands beside it, kind of pattern by kind."""

from __future__ import annotations

from typing import Any, Final

import pytest

from tests.records import model
from trailgate_evaluator.languages.filter_pattern.answers import coverage as module
from trailgate_evaluator.languages.filter_pattern.answers.caches import clear_caches
from trailgate_evaluator.languages.filter_pattern.answers.coverage import Coverage, coverage
from trailgate_evaluator.languages.filter_pattern.answers.samples import SAMPLES
from trailgate_evaluator.languages.filter_pattern.decision.decide import STEPS
from trailgate_evaluator.languages.filter_pattern.decision.record_model import record_model
from trailgate_evaluator.languages.filter_pattern.decision.witness import text_in
from trailgate_evaluator.languages.filter_pattern.syntax.doubts import REFUSING, SETTLED_BY_USE
from trailgate_evaluator.languages.filter_pattern.syntax.errors import BoundReached
from trailgate_evaluator.languages.filter_pattern.syntax.parser import parse

Json = dict[str, Any]
NAMED: Final = model({"eventName": "a", "o.p": "b"}, {"f": ["absent", "string"], "g": ["string"]})
OPEN: Final[Json] = {"unknown": {"like": "[a-z]"}}
REASON: Final = "only matches when the text of the record "


def told(text: str, **specs: Json) -> tuple[Any, ...]:
    """The answer of a record with these fields, and why it is open."""
    found = coverage(text, record_model(specs))
    return found.matched, found.hopeless, found.why


@pytest.mark.parametrize(
    ("text", "matched", "example", "why"),
    [
        ("{ $.eventName = a }", "always", None, None),
        ("{ $.f = x }", "sometimes", {"eventName": "a"}, 'f is "x"'),
        ("{ $.eventName = a && $.f = x }", "sometimes", {"eventName": "a"}, 'f is "x"'),
        ("{ $.o.p = c }", "never", {"eventName": "a", "o": {"p": "b"}}, 'o.p is "c"'),
        ("{ $.f = x && $.eventName = b }", "never", {"eventName": "a"}, 'eventName is "b"'),
        ("{ $.f = x && $.o.p = c }", "never", {"eventName": "a", "o": {"p": "b"}}, 'o.p is "c"'),
        ("{ $.f = x && $.o = c }", "never", {"eventName": "a"}, 'f is "x"'),
        ("{ $.f = x && $.o.p.q = c }", "never", {"eventName": "a"}, 'o.p.q is "c"'),
        ("{ $.f = x && $.o.q = c }", "sometimes", {"eventName": "a"}, 'f is "x"'),
        (
            "{ ($.eventName = a && $.f = x && $.g = y && $.h = z) || ($.eventName = b && $.f NOT EXISTS) }",
            "sometimes", {"eventName": "a"}, 'f is "x"',
        ),
        ("{ $.g = c }", "sometimes", {"eventName": "a", "g": ""}, 'g is "c"'),
        ("{ $.f NOT EXISTS }", "sometimes", {"eventName": "a", "f": ""}, "f is absent"),
    ],
)  # fmt: skip
def test_a_json_pattern_is_told_with_what_it_misses_and_why(
    text: str, matched: str, example: Json | None, why: str | None
) -> None:
    found = coverage(text, NAMED)
    assert (found.matched, found.hopeless, found.doubts) == (matched, False, ())
    assert found.why == (None if why is None else f"only matches when {why}")
    assert (found.blame is None) is (why is None)
    assert found.blame is None or found.blame.words == found.why
    missed = found.counterexample
    assert missed is None if example is None else missed is not None and example.items() <= missed.items(), missed


@pytest.mark.parametrize("selector", ["$.o[0]", "$.o[7]", "$.o[*]", "$.n.m[0]", "$.n[0].m", "$.eventName[0]"])
def test_what_has_properties_or_is_a_text_has_no_elements(selector: str) -> None:
    """That something stands below a place says that it is an object, whatever else a pattern looks at."""
    record = model({"eventName": "a", "o.p": "b", "n.m.l": "c"}, {"f": ["string"]})
    for text, answer in ((f"{{ {selector} = c }}", "never"), (f"{{ {selector} NOT EXISTS || $.f = x }}", "always")):
        assert coverage(text, record, accepted=True).matched == (answer if "*" not in text or answer == "never" else "undecided")


@pytest.mark.parametrize(
    ("text", "matched", "why"),
    [
        ("a", "always", None),
        ("zz", "sometimes", "holds the terms"),
        ("-zz", "sometimes", "does not hold the terms"),
        ("-a", "never", "does not hold the terms"),
        ("?zz ?yy", "sometimes", "holds one of the terms"),
        ("?zz yy", "sometimes", "holds the terms"),
        ("a -zz", "sometimes", "holds the terms, and not those that are excluded"),
        ("?a -zz", "sometimes", "holds the terms, and not those that are excluded"),
        ("", "always", None),
    ],
)
def test_terms_are_told_with_what_they_miss_and_why(text: str, matched: str, why: str | None) -> None:
    found = coverage(text, NAMED)
    assert (found.matched, found.blame, found.hopeless) == (matched, None, False)
    assert found.why == (None if why is None else f"{REASON}{why}")
    assert (found.counterexample is None) is (why is None)


def test_what_is_not_told_of_fields_by_blanks() -> None:
    assert coverage("[a, b]", NAMED) == Coverage(
        matched="undecided", why="unsupported: where the fields of JSON text begin and end depends on its blanks"
    )


def test_an_example_is_laid_over_what_is_known_and_likely_of_the_record() -> None:
    record = model({"eventName": "a", "o.p": "b"}, {"o.q": ["string"], "awsRegion": ["string"]})
    text = "{ $.eventName = a && $.o.r = x && $.o.p = b && $.o.q = * && $.awsRegion = * }"
    found = coverage(text, record)
    assert found.counterexample == {"eventName": "a", "o": {"p": "b", "q": "x"}, "awsRegion": SAMPLES["awsRegion"][0]}
    assert coverage("{ $.o.q = x }", record).counterexample == {"eventName": "a", "o": {"q": ""}}
    typed = coverage("{ $.userIdentity.type = Root }", model({}, {"userIdentity": ["object"]}))
    assert typed.counterexample == {"userIdentity": {"type": "AssumedRole"}}


@pytest.mark.parametrize(
    ("text", "matched", "doubts"),
    [
        ("{ $.eventName = a*c || $.eventName = a }", "always", ()),
        ("{ $.g = *x*y* || $.g != *x*y* }", "always", ()),
        ("{ $.o.p = b && $.h.i[*] NOT EXISTS }", "undecided", ("wildcard_not_exists",)),
    ],
)
def test_a_doubt_that_decides_is_named_with_its_readings(text: str, matched: str, doubts: tuple[str, ...]) -> None:
    found = coverage(text, NAMED)
    assert (found.matched, found.doubts) == (matched, doubts)
    assert (found.why or "doubt: ").startswith("doubt: ")
    assert all(f"{doubt} (" in (found.why or "") for doubt in doubts)


def test_a_pattern_that_aws_may_refuse_is_not_proven_to_match() -> None:
    asks = "{ $.eventName = * && $.x != a:b }"
    never, always, sometimes = "{ $.eventName = a:b }", "{ $.eventName = a || $.x = a:b }", asks
    assert [coverage(one, NAMED).matched for one in (never, always, sometimes)] == ["never", "undecided", "sometimes"]
    assert [coverage(one, NAMED, accepted=True).matched for one in (never, always, sometimes)] == ["never", "always", "sometimes"]
    found = coverage(always, NAMED)
    assert found.doubts == ("unquoted_character",)
    assert (found.why or "").startswith("doubt: unquoted_character (an unquoted value")
    assert (found.counterexample, found.steps) == (None, coverage(always, NAMED, accepted=True).steps)
    costs = " { $.f = * || $.f NOT EXISTS }"
    assert coverage(costs, NAMED).steps == coverage(costs, NAMED, accepted=True).steps > 0
    every = r" { $.['eventName'] = a && $.x = a:b && $.g = %\!% }"
    assert (coverage(every, NAMED).matched, len(parse(every).doubts & REFUSING)) == ("sometimes", len(SETTLED_BY_USE))
    several = coverage(" { $.['eventName'] = a || $.x = a:b }", NAMED)
    assert several.doubts == ("blank_before_brace", "bracket_without_period", "unquoted_character")


def test_what_a_backslash_in_a_term_asks_is_open_even_where_aws_took_it() -> None:
    text = r'"\"zz\""'
    assert [coverage(text, NAMED, accepted=taken).matched for taken in (False, True)] == ["undecided", "undecided"]
    assert coverage(text, NAMED).doubts == ("term_escape",)
    assert coverage(r'-"\"a\""', NAMED).matched in {"never", "undecided"}


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("{ $.f = * && $.g = a }", ("always", False, None)),
        ("{ $.f = a && $.g = a }", ("undecided", False, "unknown constant: f")),
        ("{ $.f = a && $.g = b }", ("never", False, 'only matches when g is "b"')),
        ("{ $.f = a && $.h = b }", ("undecided", True, 'only matches when h is "b"')),
        ("{ $.f != a && $.h = b }", ("undecided", True, 'only matches when f is there and is not "a"')),
        ("{ $.f = * && $.h = b }", ("sometimes", False, 'only matches when h is "b"')),
        ("a", ("always", False, None)),
        ("b", ("undecided", False, "unknown constant: f")),
    ],
)  # fmt: skip
def test_what_hangs_on_an_unknown_is_open_and_hopeless_where_no_value_makes_it_match(text: str, answer: tuple[Any, ...]) -> None:
    found = told(text, f=OPEN, g={"is": "a"}, h={"kinds": ["absent", "string"]})
    assert found[:2] == answer[:2]
    assert answer[2] is None or found[2] == answer[2]


def test_what_hangs_on_several_unknowns_names_each() -> None:
    assert told("{ $.f = a || $.h = a }", f=OPEN, h=OPEN, i=OPEN)[2] == "unknown constant: f, h"


def test_where_one_value_leaves_it_undecided_all_do() -> None:
    found = coverage("{ $.f = a || $.x[*] NOT EXISTS }", record_model({"f": OPEN}))
    assert (found.matched, found.doubts, found.hopeless) == ("undecided", ("wildcard_not_exists",), False)


UNSETTLED: Final = "{ ($.f = a && $.g = x && $.x[*] NOT EXISTS) || ($.f != a && $.g = y) }"


def test_the_steps_of_all_values_count_and_each_has_its_part_of_the_bound() -> None:
    record = {"f": OPEN, "g": {"kinds": ["string"]}}
    for text in (
        "{ $.f = a && $.g = x }",
        "{ $.f = a || $.g = x }",
        "{ ($.f = a && $.g = x) || ($.f != a && $.g = y) }",
        UNSETTLED,
    ):
        found = coverage(text, record_model(record)).steps
        clear_caches()
        assert found == sum(coverage(text, record_model({**record, "f": {"is": value}})).steps for value in ("a", "x")) > 0
    costly = coverage("{ $.f = a && $.g = %a{1000}a{1000}b% }", record_model(record))
    assert (costly.matched, costly.why) == ("undecided", f"bound: more than {STEPS // 2} steps of work")
    assert costly.steps > STEPS // 2


def test_what_is_not_known_of_one_record_is_not_taken_for_that_of_another() -> None:
    letters, digits = (record_model({"f": {"unknown": {"like": like}}}) for like in ("[a-z]", "[0-9]"))
    assert [coverage("{ $.f = a }", one).matched for one in (letters, digits)] == ["undecided", "never"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (f"{{ $.f = {'1' * 80} }}", "bound: a number of more than 64 digits"),
        ("{ " + " || ".join(f"$.f = *{one}*" for one in "abcdefg") + " }", "bound: more than 64 ways to read a constant"),
        ("{ $.g = %a{1000}a{1000}b% }", f"bound: more than {STEPS} steps of work"),
    ],
)
def test_a_bound_that_is_met_is_named(text: str, why: str) -> None:
    model_ = record_model({"f": {"unknown": {}}, "g": {"kinds": ["string"]}})
    for _ in range(2):
        found = coverage(text, model_)
        assert found.matched == "undecided"
        assert (found.why or "").startswith(why), found.why


def test_an_unknown_that_the_pattern_cannot_see_opens_nothing() -> None:
    assert told("{ $.g = a }", f=OPEN, g={"is": "a"}) == ("always", False, None)
    assert coverage("{ $.g = a }", record_model({"f": OPEN, "g": {"is": "a"}})).steps == 0


def test_records_that_differ_where_a_pattern_does_not_look_share_an_answer_unless_their_name_does() -> None:
    one, other, named = (record_model({"f": {"is": f}, "eventName": {"is": n}}) for f, n in (("a", "n"), ("b", "n"), ("a", "m")))
    text = "{ $.g = x }"
    assert coverage(text, one) is coverage(text, other)
    assert coverage(text, named) is not coverage(text, one)
    assert coverage(text, named).counterexample == {"eventName": "m"}


def test_a_matcher_that_does_not_agree_with_an_example_leaves_it_open(monkeypatch: pytest.MonkeyPatch) -> None:
    for answer, text in ((True, "{ $.f = x }"), (False, "{ $.f = x }"), (False, "{ $.eventName = a }")):
        clear_caches()
        monkeypatch.setattr(module, "matches", lambda *_, answer=answer: answer)
        found = coverage(text, NAMED)
        assert found.matched == "undecided", (answer, text)
        assert found.why == "bound: the matcher does not confirm the example record"


def test_a_matcher_that_meets_a_bound_leaves_it_open(monkeypatch: pytest.MonkeyPatch) -> None:
    def bound(*_: object) -> bool:
        raise BoundReached("so many steps")

    clear_caches()
    monkeypatch.setattr(module, "matches", bound)
    found = coverage("{ $.f = x }", NAMED)
    assert (found.matched, found.why, found.counterexample) == ("undecided", "bound: so many steps", None)


def test_caches_are_emptied() -> None:
    caches = [module._coverage, module._prepared, module._sight, text_in, parse]
    coverage("{ $.f = %a% && $.f = *b* }", NAMED)
    clear_caches()
    assert [one.cache_info().currsize for one in caches] == [0] * len(caches)
