"""What composite alarm rules and metric math expressions say, as the policies need it."""

from trailgate_evaluator.languages.alarm_rules.composites import Clauses, Literal, parse_composites
from trailgate_evaluator.languages.alarm_rules.expression import Expression, is_metrics_insights, parse_expression
from trailgate_evaluator.languages.alarm_rules.grammar import RuleError, parse_rule

__all__ = [
    "Clauses",
    "Expression",
    "Literal",
    "RuleError",
    "is_metrics_insights",
    "parse_composites",
    "parse_expression",
    "parse_rule",
]
