"""What is said of each finding and verdict: one sentence, written once for every format; of gaps and weaknesses see beside."""

from __future__ import annotations

from typing import Any, Final

from trailgate_evaluator.plain import one_line, some
from trailgate_evaluator.report.answers import behind_break
from trailgate_evaluator.report.break_words import BREAKS
from trailgate_evaluator.report.dates import day
from trailgate_evaluator.report.exclusions import excluded
from trailgate_evaluator.report.gap_sentences import of_gap
from trailgate_evaluator.report.names import kind_and_name, service_name, short_name
from trailgate_evaluator.report.others import called
from trailgate_evaluator.report.refusal_words import refusal
from trailgate_evaluator.report.services import in_regions, is_of_service, verdict
from trailgate_evaluator.report.sharing_words import unshared
from trailgate_evaluator.report.standing import is_beside
from trailgate_evaluator.report.template_words import of_templates, retold
from trailgate_evaluator.report.unread import of_unread
from trailgate_evaluator.report.weakness_sentences import how_long, is_unsure, of_weakness, title_of_weakness

__all__ = [
    "EFFECTS",
    "how_long",
    "is_unsure",
    "of_break",
    "of_changes",
    "of_error",
    "of_exception",
    "of_gap",
    "of_older_text",
    "of_result",
    "of_unread",
    "of_weakness",
    "title_of_weakness",
]

Json = dict[str, Any]

_MOST_NAMED: Final = 6
_LONGEST_CLAUSE: Final = 160
"""Longer ones are the whole pattern, which blames nothing."""

_WITHOUT: Final = {
    "alarm_other_dimensions": "No alarm watches the metric {after} with the dimensions that metric filter {name} gives it."
}
"""What is said instead where the resource named is the filter, because no alarm is there to name."""

_BEHIND_ACTIONS: Final = frozenset({"topic", "subscription"})
_NO_CONSTANTS: Final = (
    " A plan's JSON does not show constant ARNs beside what the alarm's actions refer to: if there are any, give the sources "
    "(--source DIR)."
)

EFFECTS: Final = {
    "no": "The control passes, yet the first real change would reach nobody.",
    "unknown": "The control passes; whether the first real change would reach a person cannot be told.",
    "yes": "The first real change would reach a person.",
}
_ASKED: Final = {
    "no": "That is all the benchmark asks for, yet the first real change would reach nobody, and --require effective was given.",
    "unknown": "That is all the benchmark asks for, yet whether the first real change would reach a person cannot be told, and "
    "--require effective was given.",
}
"""What is said of a pass that does not count as one."""


@of_templates
def of_break(found: Json, result: Json) -> str:
    """What stops these records at this link."""
    resources = result["resources"]
    before = next(reversed(found["after"]), None)
    after = short_name(before, resources)
    name = after if found["id"] is None else short_name(found["id"], resources)
    if (sharing := unshared(found["code"], resources.get(found["id"], {}))) is not None:
        return sharing[0].says.format(name=name, account=called(sharing[1], result))
    says = _WITHOUT[found["code"]] if found["id"] in found["after"] and found["code"] in _WITHOUT else BREAKS[found["code"]].says
    text = says.format(
        name=name,
        after=after,
        refused=refusal(found, result),
        sources=_sources(found["detail"]),
        service=service_name(found["detail"].get("service", "the service")),
        regions=in_regions(found["records"]),
        by=called(str(found["detail"].get("by", "unknown")), result),
    )
    clause = found["detail"].get("clause")
    if isinstance(clause, dict):
        clause = clause.get("text")
    if isinstance(clause, str) and 0 < len(clause) <= _LONGEST_CLAUSE:
        text += f" The clause to blame is {one_line(clause, 200)}."
    text += behind_break(found, result)
    if found["link"] in _BEHIND_ACTIONS and any(map(_has_actions_by_reference, (resources.get(one) for one in found["after"]))):
        text += _NO_CONSTANTS
    return text


def _sources(detail: Json) -> str:
    """The services that a trail leaves out, by what their events say of their source."""
    return some(sorted(map(str, detail["sources"])), _MOST_NAMED) if "sources" in detail else "their service"


def _has_actions_by_reference(resource: Json | None) -> bool:
    """Whether an alarm's actions are a set of which the plan shows no more than what it refers to."""
    return resource is not None and resource.get("resolved_by", {}).get("actions") == "reference"


def of_result(result: Json) -> str:
    """The verdict in one sentence, with the numbers and names that matter, and what it rests on, excludes, or was before."""
    beside = (*excluded(result), of_role(result), of_older_text(result), of_unread(result))
    return " ".join(filter(None, (retold(_verdict(result), result), *beside)))


def of_role(result: Json) -> str | None:
    """Whose word it is in which role the account is, where the input does not tell it and the control asks by it."""
    given = result.get("role_given")
    return None if given is None else f"Role as given by --role: {given.replace('_', ' ')}."


def of_older_text(result: Json) -> str | None:
    """That an older text of the benchmark gives another verdict, where one does."""
    older = result.get("older_text")
    if older is None:
        return None
    asks = "less" if result["status"] == "pass" else "more"
    would = {"pass": "it passes", "fail": "it fails", "unknown": "it cannot be told whether it passes"}[older["status"]]
    return f"The text asks for {asks} since {one_line(older['since'])}: by {one_line(older['benchmark'])} {would}."


def _verdict(result: Json) -> str:
    if is_of_service(result):
        return verdict(result)
    records = result["records"]
    total = sum(len(names) for names in records.values())
    if is_beside(result):
        return "This plan touches no resource of the chain, so it proves nothing and breaks nothing."
    match result["status"]:
        case "pass":
            if result["effective"] == "yes":
                return f"{_all(total)} to a confirmed subscription. {_effect(result)}"
            return f"{_all(total)} to a subscription. {_effect(result)}"
        case "fail":
            return f"{_how_many(records['missing'], total).capitalize()} can go unnoticed: {some(records['missing'], 4)}."
        case _:
            return f"Cannot tell for {_how_many(records['unknown'], total)}: {some(records['unknown'], 4)}."


def of_error(error: Json, name: str | None = None) -> str:
    """Why an input could not be read: what was expected and what was found, and where in the input of that name."""
    where = "" if name is None else str(error["where"]).removeprefix(name).lstrip(", ")
    place = f" ({one_line(where)})" if where else ""
    return f"Expected {one_line(error['expected'])}, found {one_line(error['found']).rstrip('.')}{place}."


def of_exception(exception: Json) -> str:
    """Who excepted the control, why, and until when."""
    kind = {"attestation": "Attested", "waiver": "Waived"}[exception["kind"]]
    reason = one_line(str(exception["reason"])).rstrip(".")
    until = f"until {day(exception['expires'])}"
    if exception["expired"]:
        return f"{kind} by {one_line(str(exception['owner']))} {until}, which is over, so it counts for nothing: {reason}."
    return f"{kind} by {one_line(str(exception['owner']))} {until}: {reason}."


def of_changes(changes: Json, resources: Json, origin: str | None = None) -> str:
    """What a plan, or a template, does to the verdict, and which links of the chain it takes away and makes."""
    verdict = {
        "fixes": "This plan makes the control pass.",
        "breaks": "This plan makes the control no longer pass.",
        "none": "This plan does not change the verdict.",
        "unknown": "Whether this plan changes the verdict cannot be told.",
    }[changes["verdict"]]
    if changes.get("rolled_back"):
        stays = {"pass": ": the control passes there as before", "fail": ": the control fails there as before"}
        told = "AWS will refuse this template, and CloudFormation rolls it back, so that the account stays as it was"
        return f"{told}{stays.get(changes['before'], '')}."
    if opens(changes):
        verdict = "This plan leaves it open whether the control still passes."
    done = [
        f" It {does} {some([kind_and_name(one, resources) for one in changes[which]], _MOST_NAMED)}."
        for which, does in (("removed", "removes"), ("added", "adds"))
        if changes[which]
    ]
    return retold(verdict, {"origin": origin}) + "".join(done)


def opens(changes: Json) -> bool:
    """Whether a plan makes of a pass what cannot be told."""
    return bool(changes["verdict"] == "unknown" and changes["before"] == "pass")


def _effect(result: Json) -> str:
    if result["outcome"] not in {"pass", result["status"]}:
        return _ASKED.get(result["effective"], "")
    return EFFECTS.get(result["effective"], "")


def _all(total: int) -> str:
    return f"All {total} required records lead" if total != 1 else "The one required record leads"


def _how_many(names: list[str], total: int) -> str:
    if total == 1:
        return "the one required record"
    return f"{len(names)} of {total} required records" if len(names) != total else f"all {total} required records"
