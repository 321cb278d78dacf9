"""Why a control stands where it stands, in one line: the first broken link, its resource, and what is wrong with it."""

from __future__ import annotations

from collections import Counter
from typing import Any

from trailgate_evaluator.plain import one_line, some
from trailgate_evaluator.report.break_words import BREAKS
from trailgate_evaluator.report.gap_words import APART_TITLE, GAPS
from trailgate_evaluator.report.links import CHAIN, LINKS, PLACE, SERVICE, link_at
from trailgate_evaluator.report.names import short_name
from trailgate_evaluator.report.others import hides_what_was_given
from trailgate_evaluator.report.refusal_words import title_of
from trailgate_evaluator.report.sentences import of_break, title_of_weakness
from trailgate_evaluator.report.services import is_of_service, service_of
from trailgate_evaluator.report.sharing_words import in_doubt, unshared
from trailgate_evaluator.report.standing import is_beside
from trailgate_evaluator.report.template_words import retold
from trailgate_evaluator.report.unusable import words_of
from trailgate_evaluator.report.which_records import asked_for

Json = dict[str, Any]


def cause_of(result: Json) -> str | None:
    """`metric filter iam-changes: Filter misses some records`; None of a pass that reaches a person, or where nothing is told.

    Of several breaks the one that stops most records; of those the one that the chain reaches last: what is before it holds.
    """
    if is_beside(result):
        return retold("This plan touches no resource of the chain", result)
    if is_of_service(result):
        return _of_service(result)
    if (found := worst_break(result)) is not None:
        # Where nothing stands at the link, the resource named is the one before it.
        link = CHAIN[found["after"].index(found["id"])] if found["id"] in found["after"] else found["link"]
        sharing = unshared(found["code"], result["resources"].get(found["id"], {}))
        words = BREAKS[found["code"]] if sharing is None else sharing[0]
        return _said(link, found["id"], title_of(found) or words.title, result) + _of_all(found["records"], result)
    if (gap := worst_gap(result)) is not None:
        return _said(gap["link"], gap["id"], title_of_gap(gap, result), result)
    if result["status"] == "pass" and result["effective"] in {"no", "unknown"}:
        return _beside(_weakness(result), result)
    return None


def title_of_gap(gap: Json, result: Json) -> str:
    """What is not known, in a few words: by its reason, the doubt between accounts, a useless input, or `--no-join`."""
    if (given := words_of(gap, result)) is not None:
        return given.title
    if hides_what_was_given(gap, result):
        return APART_TITLE
    return retold((in_doubt(gap) or GAPS[gap["reason"]]).title, result)


def worst_break(result: Json) -> Json | None:
    """The break that is the cause of a fail, with all records of which the same is so.

    It stops most records, and of such the chain reaches it last.
    """
    if not result["breaks"] or result["status"] != "fail":
        return None
    return max(_alike(result), key=lambda one: (len(one["records"]), PLACE[one["link"]]))


def _alike(result: Json) -> list[Json]:
    """The breaks, those of one resource that are told in the same words as one: each record may have its own."""
    breaks: list[Json] = result["breaks"]
    places = Counter((one["link"], one["code"], one["id"]) for one in breaks)
    found: dict[object, Json] = {}
    for number, one in enumerate(breaks):
        place = (one["link"], one["code"], one["id"])
        own = (*place, of_break(one, result)) if places[place] > 1 and one["link"] != SERVICE else number
        first = found.setdefault(own, one)
        if first is not one:
            found[own] = {**first, "records": sorted({*first["records"], *one["records"]})}
    return list(found.values())


def worst_gap(result: Json) -> Json | None:
    """The gap that is the cause of not knowing: it leaves most records open, and of such the chain reaches it first."""
    if not result["gaps"] or result["status"] != "unknown":
        return None
    gaps: list[Json] = result["gaps"]
    return max(gaps, key=lambda one: (len(one["records"]), -PLACE[one["link"]]))


def worst_weakness(result: Json) -> tuple[Json, Json] | None:
    """The weakness that keeps the worst chain of a pass from being effective, and that chain."""
    if result["status"] != "pass" or result["effective"] not in {"no", "unknown"}:
        return None
    told = [
        (weak["effect"] != "no", weak["code"], chain, weak)
        for chain in result["chains"]
        if chain["effective"] in {"no", result["effective"]}
        for weak in chain["weaknesses"]
        if weak["effect"] != "none"
    ]
    if not told:
        return None
    _, _, chain, weak = min(told, key=lambda one: one[:2])
    return weak, chain


def _of_service(result: Json) -> str | None:
    """Why a service is not enabled everywhere, or why that cannot be told."""
    if result["status"] == "pass":
        return None
    titles = [BREAKS[found["code"]].title for found in result["breaks"]] or [GAPS[gap["reason"]].title for gap in result["gaps"]]
    return one_line(f"{LINKS[SERVICE]} {service_of(result)}: {retold(titles[0], result)}", 300)


def _of_all(records: list[str], result: Json) -> str:
    """Which records it is about, where it is not about all of them."""
    total = asked_for(result)
    return "" if len(records) == total else f" ({len(records)} of {total} records: {some(records, 2)})"


def _beside(told: str | None, result: Json) -> str | None:
    """Of a pass that reaches nobody as far as can be seen also the first thing that may, and could not be seen."""
    if told is None or not result["gaps"]:
        return told
    gap = min(result["gaps"], key=lambda one: PLACE[one["link"]])
    return one_line(f"{told}; beside it {_said(gap['link'], gap['id'], GAPS[gap['reason']].title, result)}", 300)


def _weakness(result: Json) -> str | None:
    """The weakness that keeps the worst chain from being effective."""
    if (found := worst_weakness(result)) is None:
        return None
    weak, chain = found
    return _said(link_at(weak["id"], chain), weak["id"], title_of_weakness(weak), result)


def _said(link: str, identity: str | None, title: str, result: Json) -> str:
    name = "" if identity is None else f" {short_name(identity, result['resources'])}"
    return one_line(f"{LINKS[link]}{name}: {retold(title, result)}", 300)
