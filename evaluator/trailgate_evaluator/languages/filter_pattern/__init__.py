"""What a CloudWatch Logs filter pattern means: parsed, matched against events, decided against required records."""

from __future__ import annotations

from trailgate_evaluator.languages.filter_pattern.answers.description import describe
from trailgate_evaluator.languages.filter_pattern.matching.matcher import matches
from trailgate_evaluator.languages.filter_pattern.syntax.errors import PatternError
from trailgate_evaluator.languages.filter_pattern.syntax.parser import parse, parses
from trailgate_evaluator.languages.filter_pattern.syntax.printer import print_pattern

__all__ = ["PatternError", "describe", "matches", "parse", "parses", "print_pattern"]
