"""What the HTML page shows before the accounts themselves: the answer, what to do first, and a row for each account."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any, Final

from trailgate_evaluator.plain import one_line
from trailgate_evaluator.report.answer import are_named_alike, looks, numbers, worst_of
from trailgate_evaluator.report.cause import cause_of
from trailgate_evaluator.report.names import account_name, account_number, assumption
from trailgate_evaluator.report.numbers import in_order, in_short, label, several, titled
from trailgate_evaluator.report.shared import TO_MEND, Shared, first_of, place_of, shared_causes
from trailgate_evaluator.report.standing import GOOD, counted_of, standing_of, worst_first

Json = dict[str, Any]

_MOST_TOLD: Final = 60
"""Causes told before the accounts; what is rarer stands in their rows."""


class Estate:
    """The accounts of a report in the order of the page, each with a number, and the causes that they share."""

    def __init__(self, report: Json) -> None:
        self.report = report
        self.looks = looks(report)
        self.numbers = numbers(report)
        self._shared = [one for one in shared_causes(report) if len(one.accounts()) > 1][:_MOST_TOLD]
        self._place = {id(result): number for number, one in enumerate(self._shared, 1) for result in one.results}
        self._number = {place_of(results[0]): number for number, results in enumerate(self.looks, 1)}
        self._in_one_folder = len({PurePath(entry["name"]).parent for entry in report["inputs"]}) == 1
        self._plain = are_named_alike(self.looks, report)
        self._columns = in_order(report["controls"], report["controls"], report["benchmark"])

    def causes(self) -> list[Json]:
        """Each cause once, with the accounts that it stops and what to do; none of an account alone."""
        return [self._told(number, one) for number, one in enumerate(self._shared, 1)]

    def rows(self) -> list[Json]:
        """A row for each account, the worst first."""
        return [self._row(number, results) for number, results in enumerate(self.looks, 1)]

    def _told(self, number: int, one: Shared) -> Json:
        numbers_ = list(dict.fromkeys(self._number[place_of(result)] for result in one.results))
        each = one.about_each(self.report) if several(self.report) else [(subject, None) for subject in one.accounts()]
        return {
            "number": number,
            "standing": one.standing,
            "told": one.told,
            "sentence": one.sentence,
            "advice": one.order(),
            "once": one.once(),
            "count": len(each),
            "verdicts": len(one.results),
            "controls": one.about(self.report) if several(self.report) else None,
            "accounts": [
                (place, account_number(subject["account"]), account_name(subject), about)
                for place, (subject, about) in zip(numbers_, each, strict=True)
            ],
        }

    def _row(self, number: int, results: list[Json]) -> Json:
        worst = worst_first(results)[0]
        subject = worst["subject"]
        first, way = first_of(worst), self._place.get(id(worst))
        alike = {cause_of(result) for result in results if standing_of(result) == standing_of(worst)}
        rest = [result for result in results if standing_of(result) in TO_MEND - {standing_of(worst)}]
        codes = sorted({code for result in results for code in codes_of(result)})
        return {
            "number": number,
            "standing": worst_of(results),
            "good": worst_of(results) in GOOD,
            "account": account_number(subject["account"]),
            "name": account_name(subject),
            "assumed": assumption(subject),
            "input": None if self._plain else one_line(self._named(self.report["inputs"][worst["input"]]["name"]), 120),
            "cause": cause_of(worst),
            "controls": self._alike(worst, results),
            "more": max(0, len(alike) - 1) if standing_of(worst) in TO_MEND else 0,
            "rest": counted_of(rest) if rest else None,
            "way": way,
            "ways": sorted({self._place[id(result)] for result in results if id(result) in self._place} - {way}),
            "advice": None if first is None else first.advice,
            "codes": " ".join(codes),
            "cells": self._cells(results) if several(self.report) else [],
        }

    def _named(self, name: str) -> str:
        """The name of an input without the folder that all are in."""
        return PurePath(name).name if self._in_one_folder else name

    def _alike(self, worst: Json, results: list[Json]) -> str | None:
        """The controls that stand where they stand by the same cause as the worst one, where several are asked for."""
        if not several(self.report):
            return None
        same = {one["control"] for one in results if standing_of(one) == standing_of(worst) and cause_of(one) == cause_of(worst)}
        return in_short([label(control, self.report) for control in self._columns if control in same])

    def _cells(self, results: list[Json]) -> list[Json]:
        found = {result["control"]: standing_of(result) for result in results}
        return [
            {"label": label(control, self.report), "title": titled(control, self.report), "standing": found[control]}
            for control in self._columns
            if control in found
        ]


def codes_of(result: Json) -> list[str]:
    """The codes of what is broken, unknown and weak, the names under which other formats list them."""
    weak = {one["code"] for chain in result["chains"] for one in chain["weaknesses"]}
    return sorted({one["code"] for one in result["breaks"]} | {one["reason"] for one in result["gaps"]} | weak)
