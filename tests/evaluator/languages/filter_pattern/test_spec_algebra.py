"""What two specs allow at once, and what one leaves, value by value; told by the slow judge, which reads specs for itself."""

from __future__ import annotations

from typing import Any, Final

import pytest

from tests.evaluator.languages.filter_pattern.oracle import ABSENT
from tests.evaluator.languages.filter_pattern.oracle import allows as is_allowed
from tests.evaluator.languages.filter_pattern.test_specs import SPECS
from trailgate_evaluator.languages.filter_pattern.decision.languages import Exactly, NumberOrder, TextSet
from trailgate_evaluator.languages.filter_pattern.decision.record_model import Spec, record_model
from trailgate_evaluator.languages.filter_pattern.decision.spec_algebra import FREE, allows, both, kind_of, others
from trailgate_evaluator.languages.filter_pattern.decision.value_test import Kind
from trailgate_evaluator.languages.filter_pattern.syntax.errors import BoundReached

Json = dict[str, Any]

VALUES: Final[tuple[Any, ...]] = (
    "",
    "a",
    "ab",
    "abc",
    "axb",
    "b",
    "bc",
    "x",
    "12",
    "1",
    "1.50",
    0,
    1,
    1.5,
    2.5,
    True,
    False,
    None,
    {},
    [],
    ABSENT,
)
KINDS: Final[dict[Kind, Any]] = {
    Kind.STRING: "a", Kind.NUMBER: -0.5, Kind.TRUE: True, Kind.FALSE: False, Kind.NULL: None, Kind.OBJECT: {}, Kind.ARRAY: [],
}  # fmt: skip


def spec_of(said: Json) -> Spec:
    """The spec that is said."""
    return dict(record_model({"f": said}).fields)["f"]


def takes(spec: Spec | None, value: Any) -> bool:
    """Whether the value, or its absence, may stand there."""
    if spec is None:
        return False
    return Kind.ABSENT in spec.kinds if value is ABSENT else allows(spec, value)


def test_each_json_value_has_its_kind() -> None:
    assert {kind: kind_of(value) for kind, value in KINDS.items()} == {kind: kind for kind in KINDS}


@pytest.mark.parametrize("said", SPECS, ids=str)
def test_what_two_specs_allow_is_what_each_allows(said: Json) -> None:
    one = spec_of(said)
    for other in SPECS:
        found = both(one, spec_of(other))
        for value in VALUES:
            assert takes(found, value) == (is_allowed(said, value) and is_allowed(other, value)), (other, value)
        assert found is None or found.kinds
        assert found is None or found.unknown is one.unknown


@pytest.mark.parametrize("said", SPECS, ids=str)
def test_what_the_other_one_allows_as_well_is_the_spec_itself(said: Json) -> None:
    one = spec_of(said)
    assert both(one, one) == one
    assert both(one, FREE) == one
    found = both(FREE, one)
    assert found is not None
    assert (found.kinds, set(found.strings), set(found.numbers)) == (one.kinds, set(one.strings), set(one.numbers))
    assert (found.constants, found.unknown) == (one.constants, False)


def test_what_is_left_of_listed_values_is_listed() -> None:
    listed = spec_of({"one_of": ["a", "ab", 1, True, None], "absent": True})
    assert both(listed, spec_of({"like": "ab.*"})) == spec_of({"is": "ab"})
    assert both(spec_of({"kinds": ["boolean", "null", "absent"]}), listed) == spec_of({"one_of": [None, True], "absent": True})
    assert both(listed, spec_of({"kinds": ["absent", "object"]})) == spec_of({"kinds": ["absent"]})
    assert both(spec_of({"is": "ab"}), spec_of({"like": "a"})) is None


def test_the_same_sets_in_another_order_are_the_same_spec() -> None:
    """That of two orders the first is kept, lets what was decided of it be remembered."""
    first, second = TextSet(Exactly("b"), negated=True), TextSet(Exactly("a"), negated=True)
    one = Spec(kinds=frozenset({Kind.STRING}), strings=(first, second))
    assert both(one, spec_of({"not": ["a"]})) is one
    assert both(spec_of({"not": ["a"]}), one) == Spec(kinds=one.kinds, strings=(second, first))


def test_of_kinds_that_are_gone_nothing_is_said() -> None:
    """So that what is the same is said the same: what was decided of it is remembered."""
    text, number = TextSet(Exactly("a"), negated=True), TextSet(Exactly("1"), negated=True)
    one = Spec(kinds=frozenset({Kind.STRING, Kind.NUMBER, Kind.NULL}), strings=(text,), numbers=(number,))
    assert both(one, spec_of({"kinds": ["null", "object"]})) == spec_of({"kinds": ["null"]})
    assert both(spec_of({"kinds": ["null", "object"]}), one) == spec_of({"kinds": ["null"]})


def test_numbers_that_exclude_each_other_leave_the_other_kinds() -> None:
    above, below = (TextSet(NumberOrder("1", frozenset({side}))) for side in (1, -1))
    kinds = frozenset({Kind.NUMBER, Kind.NULL})
    assert both(Spec(kinds=kinds, numbers=(above,)), Spec(kinds=kinds, numbers=(below,))) == Spec(kinds=frozenset({Kind.NULL}))
    found = both(Spec(kinds=kinds, numbers=(above,)), Spec(kinds=kinds))
    assert found == Spec(kinds=kinds, numbers=(above,))
    assert allows(Spec(kinds=kinds, numbers=(above,)), 1.50)
    assert not allows(Spec(kinds=kinds, numbers=(above,)), 1.0)


def test_languages_that_cost_too_much_are_not_said_to_have_nothing_in_common() -> None:
    one, other = spec_of({"like": "[ab]*a[ab]{12}"}), spec_of({"like": "[ab]*b[ab]{12}"})
    assert both(one, other) == Spec(kinds=one.kinds, strings=tuple(sorted(one.strings + other.strings, key=str)))
    assert both(spec_of({"like": "[ab]*a[ab]{8}"}), spec_of({"like": "[ab]*b[ab]{8}"})) is None


def test_a_number_of_too_many_digits_is_not_said_to_be_another() -> None:
    with pytest.raises(BoundReached):
        allows(spec_of({"is": 1}), 10**80 + 1)


@pytest.mark.parametrize("said", SPECS, ids=str)
def test_what_a_spec_leaves_are_other_values_of_its_kinds_and_absence(said: Json) -> None:
    """A spec of kinds leaves all other kinds; one that allows every text says no more than that there is one."""
    spec = spec_of(said)
    left = others(spec)
    alike = {kind_of(value) for value in VALUES if value is not ABSENT and is_allowed(said, value)} | {Kind.ABSENT}
    alike |= {Kind.TRUE, Kind.FALSE} if alike & {Kind.TRUE, Kind.FALSE} else set()
    of_values = spec.strings or spec.numbers or spec.constants
    for value in VALUES:
        kind = Kind.ABSENT if value is ABSENT else kind_of(value)
        expected = not is_allowed(said, value) and (not of_values or kind in alike)
        assert any(takes(one, value) for one in left) == expected, value


@pytest.mark.parametrize(("said", "count"), [({"kinds": ["string"]}, 1), ({"not": ["a", "b"]}, 2), ({"one_of": ["a", 1]}, 1)])
def test_each_set_is_left_by_a_spec_of_its_own(said: Json, count: int) -> None:
    assert len(others(spec_of(said))) == count
    string, number = others(spec_of(said))[0].strings, others(spec_of(said))[0].numbers
    assert len(string) == (said != {"kinds": ["string"]})
    assert len(number) == ("one_of" in said)
