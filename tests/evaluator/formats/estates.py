"""Reports of many accounts, made of a few results by giving each account its own number and input."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from tests.evaluator.report import samples
from trailgate_evaluator.report.build import build

Json = dict[str, Any]
KINDS = (samples.failing, samples.no_trail, samples.passing, samples.weak, samples.unknown, samples.excepted)


def number(place: int) -> str:
    """An account number that begins with zeros, as some do."""
    return f"{12345678 + place * 7919:012}"


def estate(kinds: Sequence[int], *, unreadable: bool = False) -> Json:
    """A report of one control: an account for each of these places in `KINDS`, every third one with a name."""
    made = samples.report(
        *((number(place), KINDS[kind](number(place))) for place, kind in enumerate(kinds)), unreadable=unreadable
    )
    for result in made["results"][::3]:
        result["subject"]["account_name"] = f"team-{result['input']}"
    return made


def of_several(whole: Json, accounts: int) -> Json:
    """The report of one account's several controls, as if so many accounts had given the same."""
    results, inputs = [], []
    for place in range(accounts):
        text = json.dumps(whole["results"]).replace(whole["results"][0]["subject"]["account"], number(place))
        results += [{**result, "input": place} for result in json.loads(text)]
        inputs.append({**whole["inputs"][0], "index": place, "name": f"{number(place)}.json"})
    return build(
        version="0",
        policies=whole["policies"],
        engine=whole["engine"],
        controls=whole["controls"],
        inputs=inputs,
        results=results,
    )
