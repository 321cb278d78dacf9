"""HTML of very many accounts: an index, and a page for each account, that together say what one page would."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from trailgate_evaluator.formats.html import document
from trailgate_evaluator.formats.html_estate import Estate
from trailgate_evaluator.regular import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trailgate_evaluator.formats.page import Page

Json = dict[str, Any]

MOST_ON_A_PAGE: Final = 500
"""Inputs up to which one page holds all of them; browsers take seconds to open more."""
_NAME: Final = regex(r"[^0-9A-Za-z-]+")


def is_split(report: Json) -> bool:
    """Whether the report is of too many inputs for one page."""
    return len(report["inputs"]) > MOST_ON_A_PAGE


def index(report: Json, page: Page, folder: str, names: list[str]) -> bytes:
    """The index, whose rows lead to the pages of these `names` in the folder beside it."""
    at = {number: f"{quote(folder)}/{name}" for number, name in enumerate(names, 1)}
    return document(report, page, Estate(report), at=at).encode("utf-8", "replace")


def pages(report: Json, page: Page, home: str, names: list[str]) -> Iterator[tuple[str, bytes]]:
    """(name, content) of the page of each account, in the order of the index; each leads back `home`."""
    for name, results in zip(names, Estate(report).looks, strict=True):
        entry = {**report["inputs"][results[0]["input"]], "index": 0}
        own = {**report, "inputs": [entry], "results": [{**one, "input": 0} for one in results]}
        own["summary"] = {**report["summary"], "unreadable": 0}
        made = document(own, page, Estate(own), home=f"../{quote(home)}", whole=False)
        yield name, made.encode("utf-8", "replace")


def names_of(report: Json) -> list[str]:
    """What the page of each account is called, in the order of the index: by its number, and its input's where there are more."""
    looks = Estate(report).looks
    called = [
        _NAME.sub("-", str(results[0]["subject"]["account"] or "account")).strip("-")[:80] or "account" for results in looks
    ]
    often = Counter(called)
    return [
        f"{name}.html" if often[name] == 1 else f"{name}-input-{results[0]['input'] + 1}.html"
        for name, results in zip(called, looks, strict=True)
    ]
