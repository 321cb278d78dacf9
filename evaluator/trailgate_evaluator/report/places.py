"""The file that an input's name stands for, where a reader of the report makes a link of it."""

from __future__ import annotations

import re
from typing import Final

from trailgate_evaluator.regular import regex

_MEMBER: Final = regex(r"(.+?\.(?:zip|tar|tar\.gz|tgz))[/\\](.*)", re.DOTALL | re.IGNORECASE)
_LEADS_OUT: Final = regex(r"[/\\]|[A-Za-z]:[/\\]|(?:.*[/\\])?\.\.(?:[/\\]|\Z)", re.DOTALL)


def place_of(name: str) -> str:
    """The input's name; of a member of an archive whose name leads out of it, the archive: what was not read is no place."""
    member = _MEMBER.fullmatch(name)
    return member[1] if member is not None and _LEADS_OUT.match(member[2]) else name
