"""The rows that one result has in each table of verdicts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct, field

from trailgate_evaluator.report import orders, sentences
from trailgate_evaluator.report.break_words import BREAKS
from trailgate_evaluator.report.cause import cause_of, title_of_gap, worst_break, worst_gap, worst_weakness
from trailgate_evaluator.report.links import PLACE, link_at
from trailgate_evaluator.report.names import account_name, short_name
from trailgate_evaluator.report.numbers import number_of
from trailgate_evaluator.report.standing import is_beside, standing_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

Json = dict[str, Any]

_BEST: Final = ("yes", "unknown", "no")


class Told(Struct, frozen=True, kw_only=True):
    """One result with what a report says of all: `shared` has the report's `tool`, `policies` and `engine`.

    `entry` is the result's own of the report's `inputs`; `controls` the report's, {} where it has none; `run` as in the tables.
    """

    run: int
    entry: Json
    result: Json
    shared: Mapping[str, Any]
    controls: Mapping[str, Json] = field(default_factory=dict)
    benchmark: str | None = None


def rows_of(table: str, told: Told) -> Iterator[Json]:
    """The result's rows in that table of verdicts, in the report's order: {column: value}, as `shape.Type` says.

    Raises:
        KeyError: there is no such table of verdicts, or the result is none.
    """
    whose = {
        "run": told.run,
        "input": told.entry["name"],
        "account": told.result["subject"]["account"],
        "account_name": account_name(told.result["subject"]),
        "control": told.result["control"],
    }
    for row in _ROWS[table](told):
        yield {**whose, **row}


def _verdict(told: Told) -> Iterator[Json]:
    result, control = told.result, told.controls.get(told.result["control"], {})
    link, code, resource = broken(result)
    exception, changes = result["exception"] or {}, result["changes"] or {}
    yield {
        "number": number_of(control, told.benchmark), "title": control.get("title"), "severity": control.get("severity"),
        "partition": result["subject"]["partition"], "status": result["status"], "effective": result["effective"],
        "outcome": result["outcome"], "outcome_by": result["outcome_by"], "standing": standing_of(result),
        "broken_link": link, "broken_code": code, "broken_resource": resource, "cause": cause_of(result),
        "sentence": sentences.of_result(result),
        **{f"records_{state}": len(result["records"][state]) for state in ("carried", "missing", "unknown")},
        **{f"exception_{name}": exception.get(name) for name in ("kind", "owner", "reason", "expires", "expired")},
        "status_before": changes.get("before"), "change": changes.get("verdict"), "origin": result["origin"],
        "as_of": result.get("as_of"), "account_by": result["subject"].get("account_by"),
        "touches_chain": result["subject"]["touches_chain"], "fingerprint": result["fingerprint"],
        "input_digest": told.entry["digest"], "policies_digest": told.shared["policies"]["digest"],
        "engine": "{name} {version}".format(**told.shared["engine"]), "tool": "{name} {version}".format(**told.shared["tool"]),
    }  # fmt: skip


def broken(result: Json) -> tuple[str | None, str | None, str | None]:
    """The link, the code and the resource of what `cause_of` says; nothing where all is well, or of a plan beside the chain."""
    if is_beside(result):
        return None, None, None
    if (found := worst_break(result)) is not None:
        return found["link"], found["code"], found["id"]
    if (gap := worst_gap(result)) is not None:
        return gap["link"], gap["reason"], gap["id"]
    if (weak := worst_weakness(result)) is not None:
        return link_at(weak[0]["id"], weak[1]), weak[0]["code"], weak[0]["id"]
    return None, None, None


def _records(told: Told) -> Iterator[Json]:
    states = {name: state for state, names in told.result["records"].items() for name in names}
    carrying: dict[str, list[str | None]] = {}
    for chain in told.result["chains"]:
        for name in chain["records"]:
            carrying.setdefault(name, []).append(chain["effective"])
    for name, state in sorted(states.items()):
        found = carrying.get(name, [])
        yield {
            "record": name,
            "state": state,
            "chains": len(found),
            "effective": next((one for one in _BEST if one in found), None),
        }


def _links(told: Told) -> Iterator[Json]:
    resources = told.result["resources"]
    for number, chain in enumerate(told.result["chains"], 1):
        about = {"chain": number, "value": chain["value"], "effective": chain["effective"], "records": chain["records"]}
        for step in chain["links"]:
            entry = resources.get(step["id"], {})
            yield {
                **about, "place": PLACE[step["link"]] + 1, "link": step["link"], "resource": step["id"],
                "name": _name(step["id"], told.result), "owner": _text(entry.get("account")),
                "region": _text(entry.get("region")), "through": step.get("through"), "pointer": step["at"],
            }  # fmt: skip


def _breaks(told: Told) -> Iterator[Json]:
    result = told.result
    for found in result["breaks"]:
        yield {
            "link": found["link"], "code": found["code"], **_named(found, result), "records": found["records"],
            "after": found["after"], "detail": found["detail"], "pointer": found["at"], "title": BREAKS[found["code"]].title,
            "sentence": sentences.of_break(found, result), "advice": orders.of_break(found, result),
            "fingerprint": found["fingerprint"],
        }  # fmt: skip


def _gaps(told: Told) -> Iterator[Json]:
    result = told.result
    for gap in result["gaps"]:
        error = gap["error"] or {}
        yield {
            "link": gap["link"], "reason": gap["reason"], **_named(gap, result), "attribute": gap["attribute"],
            "owner": gap["account"], "region": gap["region"], "call": gap["call"], "error_code": error.get("code"),
            "error_message": error.get("message"), "records": gap["records"], "settled_by": gap["settled_by"],
            "candidates": gap["candidates"] or [], "address": gap["address"], "pointer": gap["at"],
            "title": title_of_gap(gap, result), "sentence": sentences.of_gap(gap, result), "advice": orders.of_gap(gap, result),
            "fingerprint": gap["fingerprint"],
        }  # fmt: skip


def _weaknesses(told: Told) -> Iterator[Json]:
    result = told.result
    for number, chain in enumerate(result["chains"], 1):
        for weak in chain["weaknesses"]:
            about = {**weak, "link": link_at(weak["id"], chain), "records": chain["records"]}
            yield {
                "chain": number, "link": about["link"], "code": weak["code"], "effect": weak["effect"],
                **_named(weak, result), "records": chain["records"], "detail": weak["detail"], "pointer": weak["at"],
                "title": sentences.title_of_weakness(about), "sentence": sentences.of_weakness(about, result),
                "advice": orders.of_weakness(about, result), "fingerprint": weak["fingerprint"],
            }  # fmt: skip


def _named(found: Json, result: Json) -> Json:
    return {"resource": found["id"], "name": _name(found["id"], result)}


def _name(identity: str | None, result: Json) -> str | None:
    return None if identity is None else short_name(identity, result["resources"])


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


_ROWS: Final[dict[str, Callable[[Told], Iterator[Json]]]] = {
    "results": _verdict,
    "records": _records,
    "links": _links,
    "breaks": _breaks,
    "gaps": _gaps,
    "weaknesses": _weaknesses,
}
