"""What could not be known, as a sentence: what a gap hides, where, and why."""

from __future__ import annotations

from typing import Any, Final

from trailgate_evaluator.plain import one_line, some
from trailgate_evaluator.report.causes import not_at_hand
from trailgate_evaluator.report.export_words import SAYS, of_exports
from trailgate_evaluator.report.gap_words import APART, GAPS, NOT_AT_HAND, SERVICE_BY_ANOTHER, SERVICE_OUTSIDE
from trailgate_evaluator.report.links import LINKS, SERVICE
from trailgate_evaluator.report.names import service_name, short_name
from trailgate_evaluator.report.orders import is_hidden_rule
from trailgate_evaluator.report.others import called, hides_what_was_given
from trailgate_evaluator.report.owners import other_account
from trailgate_evaluator.report.sharing_words import in_doubt
from trailgate_evaluator.report.template_words import of_templates
from trailgate_evaluator.report.unusable import words_of

Json = dict[str, Any]

_NAMES_ANOTHER: Final = {
    "log_group_name": "log group", "cloud_watch_logs_group_arn": "log group", "alarm_actions": "topic", "topic_arn": "topic",
}  # fmt: skip
"""Attributes whose place is that of what they name."""
_BESIDE_THE_IDLE: Final = "The first real change may reach a person by what that hides, though all that is known reaches nobody."
"""What is said of a gap of a pass, which has gaps only then."""
_UNREAD_OF_AN_ALARM: Final = {"rule": "its rule", "queries": "an expression of its metric math", "metric": "its query"}


@of_exports
@of_templates
def of_gap(gap: Json, result: Json, regions: list[str] | None = None) -> str:
    """What could not be known, and why; `regions` where one sentence stands for the same gap in several."""
    resources = result["resources"]
    listed = regions if regions is not None else [gap["region"]] if gap["region"] else []
    places = [region for region in listed if not region.startswith("tf:")]
    subject = _subject(gap, result)
    owner = other_account(gap["account"], result) if gap["id"] else None
    if gap["attribute"] == "copies":
        subject += f" by centralization rule {one_line(str(gap['name']), 100)}"
    elif owner is not None:
        subject += f" of account {called(owner, result)}"
    if gap["link"] == SERVICE and gap["reason"] == "outside_plan":
        return SERVICE_OUTSIDE.format(service=service_name(gap["name"] or "a service"))
    if gap["link"] == SERVICE and gap["reason"] == "made_by_another":
        told = {
            "maker": one_line(gap["address"] or "Another resource", 240),
            "service": service_name(gap["name"] or "a service"),
        }
        return SERVICE_BY_ANOTHER.format(**told, where=f" in {some(places)}" if places else "")
    if (given := words_of(gap, result)) is not None:
        return given.says.format(subject=_subject(gap, result))
    if hides_what_was_given(gap, result):
        return APART.format(account=called(gap["account"], result), subject=_subject(gap, result))
    if (sharing := in_doubt(gap)) is not None:
        return sharing.says.format(name=_name(gap, resources), account=called(str(gap["account"]), result))
    missing = not_at_hand(gap)
    exported = SAYS.get((gap.get("error") or {}).get("code", ""))
    text = (NOT_AT_HAND if missing is not None else exported or GAPS[gap["reason"]].says).format(
        what=_what(gap, subject, places),
        subject=subject,
        where=f" in {some(places, 4)}" if places and gap["id"] is None else "",
        missing=missing,
        name=_name(gap, resources),
        maker=(maker := one_line(gap["name"] or "Another resource", 240)),
        makes="set" if gap["attribute"] else "make",
        tells="tells no more of it" if maker.endswith(")") else "does not tell what it makes",
        unread=_unread(gap, result),
        account=called(str(gap["account"]), result),
        teller=called(str(gap["name"]), result),
    )
    why = _doubt(gap, result)
    if why:
        text += f" Why: {why}."
    return f"{text} {_BESIDE_THE_IDLE}" if result["status"] == "pass" else text


def _unread(gap: Json, result: Json) -> str:
    """What of an alarm keeps its meaning open."""
    if gap["attribute"] == "rule" and is_hidden_rule(gap, result):
        return "its rule is known only after apply"
    return f"{_UNREAD_OF_AN_ALARM.get(gap['attribute'], 'it')} cannot be read"


def _name(gap: Json, resources: Json) -> str:
    """The resource that the gap is about; the filters of a whole group are told by the group."""
    of_group = gap["link"] == "metric_filter" and ":log-group:" in (gap["id"] or "") and ":metric-filter:" not in gap["id"]
    return f"{LINKS['log_group' if of_group else gap['link']]} {short_name(gap['id'], resources)}"


def _what(gap: Json, subject: str, regions: list[str]) -> str:
    place = f" in {some(regions, 4)}" if regions else ""
    if gap["reason"] == "unresolved_local" and gap["name"]:
        subject += f" (local.{one_line(gap['name']).removeprefix('local.')})"
    elif gap["reason"] in {"known_after_apply", "unreadable_expression"} and gap["name"]:
        subject += f" (from {one_line(gap['name'])})"
    if gap["call"]:
        return f"{one_line(gap['call'])}{place} ({subject})"
    return subject if gap["id"] and gap["link"] != SERVICE else f"{subject}{place}"


def _subject(gap: Json, result: Json) -> str:
    """What the gap hides: an attribute of a resource, a resource, or every resource of a kind at some place."""
    link, identity, resources = LINKS[gap["link"]], gap["id"], result["resources"]
    if gap["link"] == SERVICE:
        return "the account's regions" if gap["attribute"] == "regions" else service_name(gap["name"] or link)
    if identity is None:
        link = f"composite {link}" if gap["attribute"] == "composite" else link
        stated = gap["account"] is not None and not gap["account"].startswith("tf:")
        return f"the {link}s of account {called(gap['account'], result)}" if stated else f"the {link}s"
    if gap["reason"] == "place_unknown" and gap["attribute"] in {"region", "account"}:
        return f"{link} {short_name(identity, resources)}"
    whole = gap["reason"] == "outside_plan"
    if gap["reason"] == "place_unknown" and gap["attribute"] in _NAMES_ANOTHER:
        return f"the {_NAMES_ANOTHER[gap['attribute']]} of {link} {short_name(identity, resources)}"
    if gap["attribute"] and not whole:
        return f"{one_line(gap['attribute'])} of {link} {short_name(identity, resources)}"
    if gap["link"] == "metric_filter" and ":metric-filter:" not in identity:
        return f"the metric filters of log group {short_name(identity, resources)}"
    if gap["link"] == "subscription":
        return f"the subscriptions of topic {short_name(identity, resources)}"
    return f"{link} {short_name(identity, resources)}"


def _doubt(gap: Json, result: Json) -> str | None:
    """Why a pattern could not be decided, as its coverage says."""
    if gap["reason"] not in {"pattern_undecided", "pattern_unsupported"}:
        return None
    pattern = result["patterns"].get(result["resources"].get(gap["id"], {}).get("pattern"), {})
    coverage = pattern.get("coverage", {}).get(result["control"], {})
    whys = (coverage.get(record, {}).get("why") for record in gap["records"])
    why = next((why for why in whys if isinstance(why, str) and why), None)
    return None if why is None else one_line(why, 300).rstrip(".")
