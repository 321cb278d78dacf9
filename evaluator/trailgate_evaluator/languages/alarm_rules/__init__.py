"""What composite alarm rules, metric math and queries of alarms say, as the policies need it."""

from trailgate_evaluator.languages.alarm_rules.composites import Clauses, Literal, parse_composites
from trailgate_evaluator.languages.alarm_rules.computed import computed, fetched
from trailgate_evaluator.languages.alarm_rules.expression import Expression, parse_expression
from trailgate_evaluator.languages.alarm_rules.grammar import RuleError, parse_rule
from trailgate_evaluator.languages.alarm_rules.insights import is_metrics_insights, parse_insights
from trailgate_evaluator.languages.alarm_rules.promql import metric_names
from trailgate_evaluator.languages.alarm_rules.selection import Selection, named

__all__ = [
    "Clauses",
    "Expression",
    "Literal",
    "RuleError",
    "Selection",
    "computed",
    "fetched",
    "is_metrics_insights",
    "metric_names",
    "named",
    "parse_composites",
    "parse_expression",
    "parse_insights",
    "parse_rule",
]
