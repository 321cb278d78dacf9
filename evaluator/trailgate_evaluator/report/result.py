"""One decision and its document as one result of the report: ordered, self-contained, with stable ids."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.report import model
from trailgate_evaluator.report.causes import why_untold
from trailgate_evaluator.report.fingerprint import fingerprint
from trailgate_evaluator.report.links import KINDS, LINKS, PLACE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Json = dict[str, Any]

_GAP_FIELDS: Final = (
    "link", "reason", "account", "region", "id", "attribute", "call", "error", "at", "candidates", "address", "name",
    "settled_by",
)  # fmt: skip

_OF_THE_LAW: Final = frozenset({"named", "never", "ordinary", "ordinary_undecided", "sought"})
"""What a pattern's entry has for the law alone."""


def result(control: str, input_index: int, document: Json, decision: Json, required: Json | None = None) -> Json:
    """The result of one control on one document, with `outcome` as the law alone has it.

    `document` is a `trailgate/document/v1`, `decision` what Rego says of this control. Arrays of the
    decision are sets; here they are sorted. `resources` holds the document's entry of every id named.
    `required` are the records that the control requires, as `model.told` tells them, where the result is to tell them.
    """
    subject = {key: document["subject"].get(key) for key in ("account", "partition", "touches_chain")}
    subject |= {key: document["subject"][key] for key in ("account_by", "account_name") if key in document["subject"]}
    entry: Json = {
        "control": control,
        "input": input_index,
        "subject": subject,
        "origin": document["origin"]["kind"],
        "as_of": document["origin"]["as_of"],
        "sources": document["origin"]["sources"],
        "fingerprint": fingerprint(control, subject),
        "status": decision["status"],
        "effective": decision["effective"],
        "outcome": decision["status"],
        "outcome_by": "law",
        "records": {name: sorted(decision["records"][name]) for name in ("carried", "unknown", "missing")},
        "chains": sorted((_chain(control, subject, chain, document) for chain in decision["chains"]), key=_chain_order),
        "breaks": sorted((_break(control, subject, found) for found in decision["breaks"]), key=_break_order),
        "gaps": sorted((_gap(control, subject, gap) for gap in decision["gaps"]), key=_gap_order),
        "changes": decision["changes"],
        "exception": decision["exception"],
        "exceptions": sorted(decision.get("exceptions", []), key=lambda one: (one["kind"], one["id"] or "", one["state"])),
        "exclusions": sorted((_exclusion(one) for one in decision.get("exclusions", [])), key=lambda one: one["id"]),
        "model": model.told({}) if required is None else required,
        "older_text": None,
    }
    entry["other_routes"] = [
        {**{name: told for name, told in route.items() if name != "pattern"}, "records": route["records"][control]}
        for route in document.get("other_routes", ())
        if control in route["records"]
    ]
    entry["resources"] = _named(entry, document)
    entry["patterns"] = _patterns(entry, document["patterns"])
    return entry


def _chain(control: str, subject: Json, chain: Json, document: Json) -> Json:
    links = chain["links"]
    weaknesses = [
        {
            **weak,
            "detail": weak["detail"] | why_untold(weak, document),
            "fingerprint": fingerprint(control, subject, "weakness", weak["code"], weak["id"]),
        }
        for weak in chain["weaknesses"]
    ]
    return {
        **chain,
        "records": sorted(chain["records"]),
        "links": [{"link": link, **links[link]} for link in LINKS if link in links],
        "weaknesses": sorted(weaknesses, key=lambda weak: (weak["code"], weak["id"] or "")),
    }


def _chain_order(chain: Json) -> tuple[Any, ...]:
    return ([step["id"] for step in chain["links"]], chain["value"], chain["records"])


def _break(control: str, subject: Json, found: Json) -> Json:
    return {
        **found,
        "records": sorted(found["records"]),
        "after": [found["after"][link] for link in LINKS if link in found["after"]],
        "fingerprint": fingerprint(control, subject, found["link"], found["code"], found["id"]),
    }


def _break_order(found: Json) -> tuple[Any, ...]:
    return (PLACE[found["link"]], found["code"], found["id"] or "", found["after"], found["records"])


def _gap(control: str, subject: Json, gap: Json) -> Json:
    about = ("gap", *(gap[name] for name in ("link", "reason", "id", "attribute", "call", "account", "region")))
    return {
        **{name: gap[name] for name in _GAP_FIELDS},
        "candidates": None if gap["candidates"] is None else sorted(gap["candidates"]),
        "records": sorted(gap["records"]),
        "settled_by": sorted(gap["settled_by"]),
        "fingerprint": fingerprint(control, subject, *about),
    }


def _gap_order(gap: Json) -> tuple[Any, ...]:
    return (PLACE[gap["link"]], gap["reason"], *(gap[name] or "" for name in ("id", "attribute", "call", "at")))


def _exclusion(one: Json) -> Json:
    """An exclusion that names the control: whose it is, of what, and of which records it takes something."""
    fields = {path: model.in_order(spec) for path, spec in one["fields"].items()}
    return {**one, "fields": fields, "records": sorted(one["records"]), "whole": sorted(one["whole"])}


def _named(entry: Json, document: Json) -> Json:
    """The document's entry of every id that chains, breaks, weaknesses and gaps name, sorted by id."""
    found: Json = {}
    for identity in sorted(set(_ids(entry))):
        for kind in KINDS:
            if identity in document.get(kind, {}):
                found[identity] = document[kind][identity]
                break
    return found


def _ids(entry: Json) -> Iterator[str]:
    for chain in entry["chains"]:
        yield from _known(step["id"] for step in chain["links"])
        yield from _known(step.get("through") for step in chain["links"])
        yield from _known(weak["id"] for weak in chain["weaknesses"])
    for found in entry["breaks"]:
        yield from _known([found["id"], *found["after"]])
    for gap in entry["gaps"]:
        yield from _known([gap["id"], *(gap["candidates"] or [])])


def _known(identities: Iterable[str | None]) -> Iterator[str]:
    return (identity for identity in identities if identity is not None)


def _patterns(entry: Json, patterns: Mapping[str, Json]) -> Json:
    """The patterns of the filters named, with this control's coverage alone."""
    control = entry["control"]
    wanted = {one["pattern"] for one in entry["resources"].values() if isinstance(one.get("pattern"), str)}
    never = {record: {"matched": "never"} for records in entry["records"].values() for record in records}
    return {
        name: {
            **{key: value for key, value in patterns[name].items() if key not in _OF_THE_LAW},
            "coverage": {
                control: never if control in patterns[name].get("never", ()) else patterns[name]["coverage"].get(control, {})
            },
        }
        for name in sorted(wanted & patterns.keys())
    }
