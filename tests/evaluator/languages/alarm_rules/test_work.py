"""How much work rules cost at AWS's limits: comparisons and tokens are counted, not seconds."""

from __future__ import annotations

import pytest

from trailgate_evaluator.languages.alarm_rules import normal_form, parse_composites
from trailgate_evaluator.languages.alarm_rules.grammar import MAX_LENGTH, RuleError, parse_rule

Rules = dict[str, str]
CHILDREN = 100  # alarms that a rule of AWS's may name
ALARMS = 5_000  # composite alarms of one account and region, as many as the default quota of metric alarms


def work_of(rules: Rules, monkeypatch: pytest.MonkeyPatch) -> tuple[int, int]:
    """Comparisons spent on all rules, and the number of rules that came out."""
    spent = 0
    real = normal_form.Budget.spend

    def counted(self: normal_form.Budget, comparisons: int) -> None:
        nonlocal spent
        spent += comparisons if self._whole is None else 0
        real(self, comparisons)

    with monkeypatch.context() as patched:
        patched.setattr(normal_form.Budget, "spend", counted)
        found = parse_composites(rules, lambda name: name)
    return spent, sum(clauses is not None for clauses in found.values())


def any_of(names: list[str], operator: str = " OR ") -> str:
    return operator.join(f"ALARM({name})" for name in names)


def wide(count: int) -> Rules:
    """Every rule names as many alarms as a rule may."""
    return {f"c{n}": any_of([f"a{n}-{m}" for m in range(CHILDREN)]) for n in range(count)}


def narrow(count: int) -> Rules:
    """Every rule asks for all of its alarms, whose negation is one wide clause."""
    return {f"c{n}": any_of([f"a{n}-{m}" for m in range(CHILDREN)], " AND ") for n in range(count)}


def chained(count: int) -> Rules:
    """Every rule names the one before it."""
    return {f"c{n:05}": f"ALARM(c{n - 1:05}) OR ALARM(a{n % CHILDREN})" if n else "ALARM(a)" for n in range(count)}


def hostile(count: int) -> Rules:
    """Every rule multiplies out as far as it may."""
    pairs = " OR ".join(f"(ALARM(a{n}) AND ALARM(b{n}) AND ALARM(c{n}))" for n in range(30))
    return {f"c{n}": f"{pairs} OR ALARM(d{n})" for n in range(count)}


@pytest.mark.parametrize("rules", [wide, narrow])
def test_twice_as_many_rules_are_twice_the_work(rules: object, monkeypatch: pytest.MonkeyPatch) -> None:
    made = rules(40), rules(80)  # type: ignore[operator]
    (first, all_first), (second, all_second) = (work_of(one, monkeypatch) for one in made)
    assert (all_first, all_second) == (40, 80)
    assert 0 < second <= 2.5 * first


@pytest.mark.parametrize("rules", [hostile, chained])
def test_rules_that_multiply_out_cost_no_more_in_all_than_the_bound(rules: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(normal_form, "MAX_WORK_IN_ALL", 200_000)
    spent, made = work_of(rules(1_000), monkeypatch)  # type: ignore[operator]
    assert made < 1_000
    assert spent <= 200_000 + 1_000 * 2 * 600  # each rule may still begin, and ends at its first step


def test_a_rule_of_the_greatest_length_is_read_and_a_longer_one_is_none() -> None:
    rule = any_of([f"a{n}" for n in range(700)])[:MAX_LENGTH]
    longest = rule[: rule.rindex(" OR ")].ljust(MAX_LENGTH)
    assert not isinstance(parse_rule(longest), RuleError)
    error = parse_rule(longest + " ")
    assert isinstance(error, RuleError)
    assert (error.kind, error.span) == ("too_long", (MAX_LENGTH, MAX_LENGTH + 1))
    assert parse_composites({"c": longest + " "}, lambda name: name) == {"c": None}


def test_the_order_of_an_answer_does_not_decide_which_rules_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(normal_form, "MAX_WORK_IN_ALL", 40_000)
    rules = wide(ALARMS // 100)
    found = parse_composites(rules, lambda name: name)
    assert 0 < sum(clauses is not None for clauses in found.values()) < len(rules)
    assert parse_composites(dict(reversed(rules.items())), lambda name: name) == found
