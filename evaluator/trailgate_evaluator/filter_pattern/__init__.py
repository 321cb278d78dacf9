"""What a CloudWatch Logs filter pattern means: parsed, matched against events, decided against required records."""

from __future__ import annotations

from .description import describe
from .errors import PatternError
from .matcher import matches
from .parser import parse
from .printer import print_pattern

__all__ = ["PatternError", "describe", "matches", "parse", "print_pattern"]
