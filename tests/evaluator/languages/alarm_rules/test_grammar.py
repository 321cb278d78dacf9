"""The rule language of composite alarms, by example."""

from __future__ import annotations

import pytest

from trailgate_evaluator.languages.alarm_rules.grammar import MAX_DEPTH, RuleError, parse_rule
from trailgate_evaluator.languages.alarm_rules.rule import And, AtLeast, Constant, InState, Not, Or, Rule

A = InState(alarm="a", state="ALARM")
B = InState(alarm="b", state="OK")
C = InState(alarm="c", state="INSUFFICIENT_DATA")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("ALARM(a)", A),
        ('ALARM("a")', A),
        (' ALARM ( "a" ) ', A),
        ("alarm(a)", A),
        ("((ALARM(a)))", A),
        ("TRUE", Constant(value=True)),
        ("false", Constant(value=False)),
        ("NOT OK(b)", Not(operand=B)),
        ("NOT NOT OK(b)", B),
        ("NOT (OK(b))", Not(operand=B)),
        ("ALARM(a) OR OK(b) AND INSUFFICIENT_DATA(c)", Or(operands=(A, And(operands=(B, C))))),
        ("ALARM(a) AND OK(b) OR INSUFFICIENT_DATA(c)", Or(operands=(And(operands=(A, B)), C))),
        ("(ALARM(a) OR OK(b)) AND INSUFFICIENT_DATA(c)", And(operands=(Or(operands=(A, B)), C))),
        ("ALARM(a) OR OK(b)\n\tOR INSUFFICIENT_DATA(c)", Or(operands=(A, B, C))),
        ("NOT ALARM(a) AND OK(b)", And(operands=(Not(operand=A), B))),
        ("AT_LEAST(1, ALARM, (a))", AtLeast(count=1, operands=(A,))),
        ("AT_LEAST(1, NOT ALARM, (a))", AtLeast(count=1, operands=(Not(operand=A),))),
    ],
)
def test_a_rule_is_read_as_its_tree(text: str, tree: Rule) -> None:
    assert parse_rule(text) == tree


@pytest.mark.parametrize(
    ("reference", "alarm"),
    [
        ("arn:aws:cloudwatch:us-east-1:111122223333:alarm:a", "arn:aws:cloudwatch:us-east-1:111122223333:alarm:a"),
        ('"with (brackets), commas and blanks"', "with (brackets), commas and blanks"),
        (r'"a \"quoted\" word"', 'a "quoted" word'),
        (r'"a\b"', r"a\b"),
        ("OR", "OR"),
        ('"TRUE"', "TRUE"),
        ('"ALARM(x) OR ALARM(y)"', "ALARM(x) OR ALARM(y)"),
        ("ä/b-c.d_e", "ä/b-c.d_e"),
        ('a"b', 'a"b'),
    ],
)
def test_a_reference_is_a_name_or_an_arn_with_or_without_quotes(reference: str, alarm: str) -> None:
    assert parse_rule(f"ALARM({reference})") == InState(alarm=alarm, state="ALARM")


@pytest.mark.parametrize(("threshold", "count"), [("2", 2), ("1%", 1), ("25%", 1), ("50%", 2), ("51%", 3), ("100%", 4), ("4", 4)])
def test_a_threshold_is_a_count_or_a_share_rounded_up(threshold: str, count: int) -> None:
    tree = parse_rule(f"AT_LEAST({threshold}, ALARM, (a, b, c, d))")
    assert isinstance(tree, AtLeast)
    assert tree.count == count


@pytest.mark.parametrize(
    ("text", "kind", "span"),
    [
        ("", "unexpected", (0, 0)),
        ("ALARM", "unexpected", (5, 5)),
        ("ALARM()", "unexpected", (6, 7)),
        ('ALARM("")', "unexpected", (6, 8)),
        ("ALARM(a", "unexpected", (7, 7)),
        ("ALARM(a b)", "unexpected", (8, 9)),
        ("ALARM(a))", "unexpected", (8, 9)),
        ("ALARM(a) ALARM(b)", "unexpected", (9, 14)),
        ("ALARM(a) AND", "unexpected", (12, 12)),
        ("OR ALARM(a)", "unexpected", (0, 2)),
        ("ALARM(a) && ALARM(b)", "unexpected", (9, 11)),
        ("BROKEN(a)", "unexpected", (0, 6)),
        ('"ALARM"(a)', "unexpected", (0, 7)),
        ('ALARM("a)', "bad_token", (6, 9)),
        ("ALARM('a')", "bad_token", (6, 10)),
        (r'ALARM("a\\b")', "ambiguous_escape", (6, 12)),
        ("AT_LEAST(0, ALARM, (a))", "bad_threshold", (9, 10)),
        ("AT_LEAST(2, ALARM, (a))", "bad_threshold", (9, 10)),
        ("AT_LEAST(0%, ALARM, (a))", "bad_threshold", (9, 11)),
        ("AT_LEAST(x, ALARM, (a))", "bad_threshold", (9, 10)),
        ("AT_LEAST(1, ALARM, (a, a))", "repeated_alarm", (9, 10)),
    ],
)
def test_a_text_that_is_no_rule_says_what_is_wrong_and_where(text: str, kind: str, span: tuple[int, int]) -> None:
    error = parse_rule(text)
    assert isinstance(error, RuleError)
    assert (error.kind, error.span) == (kind, span)


def test_brackets_are_read_up_to_the_bound_and_refused_past_it() -> None:
    assert parse_rule("(" * MAX_DEPTH + "TRUE" + ")" * MAX_DEPTH) == Constant(value=True)
    error = parse_rule("(" * 10_000)
    assert isinstance(error, RuleError)
    assert error.kind == "too_deep"


def test_a_long_row_of_negations_is_read_without_recursion() -> None:
    assert parse_rule("NOT " * 2_501 + "ALARM(a)") == Not(operand=A)
