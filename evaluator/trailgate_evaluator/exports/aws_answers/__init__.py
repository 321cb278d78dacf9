"""Answers of AWS's API, as the AWS command line prints them and people save them, by whatever name."""

from __future__ import annotations

from typing import Final

SAVED: Final = "answers of AWS"
"""What they are called among the tools."""
