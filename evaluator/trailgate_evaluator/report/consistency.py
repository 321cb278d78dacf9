"""Whether a report agrees with itself: whoever edits one verdict by hand would have to edit all that it follows from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.report.advice import can_be_mended
from trailgate_evaluator.report.fingerprint import fingerprint
from trailgate_evaluator.report.links import CHAIN, SERVICE
from trailgate_evaluator.report.outcome import OF_EFFECTIVE, OF_EXCEPTION, is_lost, summary
from trailgate_evaluator.report.services import is_of_service

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]

_EFFECTS: Final = ("no", "unknown", "yes")


_ORIGINS: Final = {"listed_account": "aws_snapshot"}
"""Of an account without a snapshot the one tells that has the organization's list."""


def contradictions(report: Json) -> Iterator[str]:
    """What contradicts what, each as a phrase with its place; nothing for a report that is as it was made."""
    yield from _of_inputs(report)
    for place, result in enumerate(report["results"]):
        for said in contradictions_of(result):
            yield f"results[{place}]: {said}"
    counted = summary(report["results"], sum(entry["error"] is not None for entry in report["inputs"]))
    for outcome, count in report["summary"].items():
        if counted[outcome] != count:
            yield f"summary: {count} {outcome} where the results make {counted[outcome]}"


def contradictions_of(result: Json) -> Iterator[str]:
    """What in one result contradicts what, each as a phrase."""
    yield from (*_of_status(result), *_of_effective(result), *_of_outcome(result), *_of_remedy(result), *_of_prints(result))


def _of_inputs(report: Json) -> Iterator[str]:
    """Inputs stand in order, and those that could be read have one result of each control and account."""
    entries: list[Json] = report["inputs"]
    if [entry["index"] for entry in entries] != list(range(len(entries))):
        yield "inputs: not numbered in order"
        return
    seen: set[tuple[int, str | None, str]] = set()
    for place, result in enumerate(report["results"]):
        key = (result["input"], result["subject"]["account"], result["control"])
        if result["input"] >= len(entries) or entries[result["input"]]["error"] is not None:
            yield f"results[{place}]: of an input that is not there or could not be read"
            continue
        if result["control"] not in report["controls"]:
            yield f"results[{place}]: of a control that the report does not have"
        if key in seen:
            yield f"results[{place}]: the second of one control, input and account"
        seen.add(key)
        entry = entries[result["input"]]
        if result["origin"] != _ORIGINS.get(entry["kind"], entry["kind"]) or entry["digest"] not in {
            source["digest"] for source in result["sources"]
        }:
            yield f"results[{place}]: made of another input than inputs[{result['input']}]"
    told = {(number, control) for number, _, control in seen}
    for entry in entries:
        judged = entry["error"] is None and "not_judged" not in entry
        if judged and any((entry["index"], control) not in told for control in report["controls"]):
            yield f"inputs[{entry['index']}]: read, and without a result"


def _of_status(result: Json) -> Iterator[str]:
    """The status is that of the worst record, and the evidence is about the records that it is about."""
    records, status = result["records"], result["status"]
    listed = [name for kind in ("carried", "unknown", "missing") for name in records[kind]]
    if sorted(listed) != sorted(result["model"]["records"]):
        yield "records are not those that the control requires, each once"
    worst = "fail" if records["missing"] else "unknown" if records["unknown"] else "pass"
    if status != worst:
        yield f"status {status} where the records make it {worst}"
    held = {name for chain in result["chains"] if chain["value"] == "holds" for name in chain["records"]}
    if held != set(records["carried"]):
        yield "records carried that are not those of the chains that hold"
    if not {name for chain in result["chains"] if chain["value"] != "holds" for name in chain["records"]} <= set(
        records["unknown"]
    ):
        yield "a chain that may hold, of records that are not unknown"
    if {name for found in result["breaks"] for name in found["records"]} != set(records["missing"]):
        yield "breaks that are not those of the missing records"
    told = {name for gap in result["gaps"] for name in gap["records"]}
    if not told <= _left_open(result) or (records["unknown"] and not result["gaps"]):
        yield "gaps that are not those of the unknown records"


def _left_open(result: Json) -> set[str]:
    """The records of which gaps may tell: of a pass those that nobody is seen to hear of, where others may hear all the same."""
    if result["status"] != "pass":
        return set(result["records"]["unknown"])
    if result["effective"] != "unknown":
        return set()
    return {name for chain in result["chains"] if chain["effective"] == "no" for name in chain["records"]}


def _of_effective(result: Json) -> Iterator[str]:
    """A chain is as effective as its worst weakness lets it be, a pass as its worst chain and what may stand beside it.

    Of a service that is enabled or not that is not asked.
    """
    if is_of_service(result):
        yield from _of_service(result)
        return
    for number, chain in enumerate(result["chains"]):
        effects = {weak["effect"] for weak in chain["weaknesses"]}
        worst = next((effect for effect in _EFFECTS if effect in effects), "yes")
        if chain["effective"] != (worst if chain["value"] == "holds" else None):
            yield f"chains[{number}]: effective {chain['effective']} where its weaknesses make it {worst}"
        if chain["value"] == "holds" and [step["link"] for step in chain["links"]] != list(CHAIN):
            yield f"chains[{number}]: holds without every link"
    told = {name for gap in result["gaps"] for name in gap["records"]}
    held = [
        "unknown" if chain["effective"] == "no" and set(chain["records"]) <= told else chain["effective"]
        for chain in result["chains"]
        if chain["value"] == "holds"
    ]
    expected = min(held, key=_place, default="yes") if result["status"] == "pass" else None
    if result["effective"] != expected:
        yield f"effective {result['effective']} where the chains make it {expected}"


def _of_service(result: Json) -> Iterator[str]:
    for number, chain in enumerate(result["chains"]):
        if chain["effective"] is not None or [step["link"] for step in chain["links"]] != [SERVICE]:
            yield f"chains[{number}]: not of a service alone"
    if result["effective"] is not None:
        yield f"effective {result['effective']} of a control that asks for no chain"


def _place(effect: str | None) -> int:
    return _EFFECTS.index(effect) if effect in _EFFECTS else len(_EFFECTS)


def _of_outcome(result: Json) -> Iterator[str]:
    """The outcome is what its reason makes of the status."""
    status, outcome, exception, changes = (result[name] for name in ("status", "outcome", "exception", "changes"))
    match result["outcome_by"]:
        case "law":
            holds = outcome == status
        case "effective":
            short = status == "pass" and result["effective"] in {"no", "unknown"}
            holds = short and outcome == OF_EFFECTIVE[result["effective"]]
        case "regression":
            lost = changes is None or is_lost(changes)
            wanted = "unknown" if changes is not None and changes["verdict"] == "unknown" else "pass"
            holds = not lost and outcome == wanted and _may_be_as_before(result)
        case _:
            stands = exception is not None and not exception["expired"]
            holds = stands and outcome == OF_EXCEPTION.get(exception["kind"]) and result["effective"] != "yes"
    if not holds:
        yield f"outcome {outcome} by {result['outcome_by']}, which status {status} does not give"


def _may_be_as_before(result: Json) -> bool:
    """Whether a comparison with the state before may have spoken: of a fail, a pass that is none, or what no plan touches."""
    untouched = result["status"] == "unknown" and (result["changes"] or {}).get("verdict") == "none"
    return result["status"] == "fail" or untouched or result["effective"] in {"no", "unknown"}


def _of_remedy(result: Json) -> Iterator[str]:
    """Changes are told only of what changes could mend."""
    if result.get("remedy") is not None and not can_be_mended(result):
        yield f"a remedy, of status {result['status']} and effective {result['effective']}"


def _of_prints(result: Json) -> Iterator[str]:
    """Every fingerprint is that of what it stands at."""
    control, subject = result["control"], result["subject"]
    expected: list[tuple[Json, tuple[str | None, ...]]] = [(result, ())]
    expected += [(found, (found["link"], found["code"], found["id"])) for found in result["breaks"]]
    expected += [(weak, ("weakness", weak["code"], weak["id"])) for chain in result["chains"] for weak in chain["weaknesses"]]
    names = ("link", "reason", "id", "attribute", "call", "account", "region")
    expected += [(gap, ("gap", *(gap[name] for name in names))) for gap in result["gaps"]]
    for found, about in expected:
        if found["fingerprint"] != fingerprint(control, subject, *about):
            yield f"fingerprint {found['fingerprint'][:16]}… of something else"
