"""What is said of each finding: one sentence and one advice, written once for every format."""

from __future__ import annotations

from typing import Any, Final

from trailgate_evaluator.plain import one_line, some
from trailgate_evaluator.report.break_words import BREAKS
from trailgate_evaluator.report.causes import because, not_at_hand, of_cause
from trailgate_evaluator.report.dates import day
from trailgate_evaluator.report.exclusions import excluded
from trailgate_evaluator.report.gap_words import APART, GAPS, NOT_AT_HAND, SERVICE_BY_ANOTHER, SERVICE_OUTSIDE
from trailgate_evaluator.report.links import LINKS, SERVICE
from trailgate_evaluator.report.names import kind_and_name, service_name, short_name
from trailgate_evaluator.report.orders import is_hidden_rule
from trailgate_evaluator.report.others import called, hides_what_was_given
from trailgate_evaluator.report.owners import account_in, other_account
from trailgate_evaluator.report.refusal_words import refusal
from trailgate_evaluator.report.services import in_regions, is_of_service, verdict
from trailgate_evaluator.report.sharing_words import in_doubt, unshared
from trailgate_evaluator.report.standing import is_beside
from trailgate_evaluator.report.weakness_words import WEAKNESSES

Json = dict[str, Any]

_MOST_NAMED: Final = 6
_LONGEST_CLAUSE: Final = 160
"""Longer ones are the whole pattern, which blames nothing."""

_WITHOUT: Final = {
    "alarm_other_dimensions": "No alarm watches the metric {after} with the dimensions that metric filter {name} gives it."
}
"""What is said instead where the resource named is the filter, because no alarm is there to name."""

_OPEN: Final = {
    "never",
    "delivered",
    "gap",
    "unknown",
    "default",
    "child",
    "filters",
    "state",
    "treat_missing",
    "datapoints_to_alarm",
    "undecided",
}
"""What the detail of a weakness holds that only may be there."""

_OF_NOT_KNOWING: Final = frozenset({"topic_policy_unclear", "topic_key_unread"})
"""Weaknesses whose title says itself that something is not known."""

_NAMES_ANOTHER: Final = {
    "log_group_name": "log group", "cloud_watch_logs_group_arn": "log group", "alarm_actions": "topic", "topic_arn": "topic",
}  # fmt: skip
"""Attributes whose place is that of what they name."""
_BEHIND_ACTIONS: Final = frozenset({"topic", "subscription"})
_NO_CONSTANTS: Final = (
    " A plan's JSON does not show constant ARNs beside what the alarm's actions refer to: if there are any, give the sources "
    "(--source DIR)."
)

_BESIDE_THE_IDLE: Final = "The first real change may reach a person by what that hides, though all that is known reaches nobody."
"""What is said of a gap of a pass, which has gaps only then."""

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
        refused=refusal(found["detail"].get("refused")),
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
    if found["link"] in _BEHIND_ACTIONS and any(map(_has_actions_by_reference, (resources.get(one) for one in found["after"]))):
        text += _NO_CONSTANTS
    return text


def _sources(detail: Json) -> str:
    """The services that a trail leaves out, by what their events say of their source."""
    return some(sorted(map(str, detail["sources"])), _MOST_NAMED) if "sources" in detail else "their service"


def _has_actions_by_reference(resource: Json | None) -> bool:
    """Whether an alarm's actions are a set of which the plan shows no more than what it refers to."""
    return resource is not None and resource.get("resolved_by", {}).get("actions") == "reference"


_UNREAD_OF_AN_ALARM: Final = {"rule": "its rule", "queries": "an expression of its metric math", "metric": "its query"}


def of_gap(gap: Json, result: Json, regions: list[str] | None = None) -> str:
    """What could not be known, and why; `regions` where one sentence stands for the same gap in several."""
    resources = result["resources"]
    places = regions if regions is not None else [gap["region"]] if gap["region"] else []
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
    if hides_what_was_given(gap, result):
        return APART.format(account=called(gap["account"], result), subject=_subject(gap, result))
    if (sharing := in_doubt(gap)) is not None:
        return sharing.says.format(name=_name(gap, resources), account=called(str(gap["account"]), result))
    missing = not_at_hand(gap)
    text = (NOT_AT_HAND if missing is not None else GAPS[gap["reason"]].says).format(
        what=_what(gap, subject, places),
        subject=subject,
        missing=missing,
        name=_name(gap, resources),
        maker=(maker := one_line(gap["name"] or "Another resource", 240)),
        makes="set" if gap["attribute"] else "make",
        tells="tells no more of it" if maker.endswith(")") else "does not tell what it makes",
        unread=_unread(gap, result),
        account=called(str(gap["account"]), result),
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


def is_unsure(weak: Json) -> bool:
    """Whether it only may be so."""
    floods = weak["code"] == "filter_matches_everything"
    told = weak["effect"] == "unknown" and (floods or bool(weak["detail"].keys() & _OPEN))
    return told and WEAKNESSES[weak["code"]].unsure is not None


def title_of_weakness(weak: Json) -> str:
    """What it is in a few words, without the resource."""
    title = WEAKNESSES[weak["code"]].title
    return f"{title} (perhaps)" if is_unsure(weak) and weak["code"] not in _OF_NOT_KNOWING else title


def of_weakness(weak: Json, result: Json) -> str:
    """Why a link that satisfies the law may still reach nobody."""
    resources = result["resources"]
    words = WEAKNESSES[weak["code"]]
    detail = weak["detail"]
    unsure = words.unsure if is_unsure(weak) else None
    if weak["code"] == "filter_matches_everything" and weak["effect"] == "unknown" and "undecided" not in detail:
        unsure = _FLOODS_FROM_ELSEWHERE
    told = {key: one_line(str(detail.get(key, "unknown")), 60) for key in ("bytes", "protocol", "region")}
    told["there"] = f" in {told['region']}" if "region" in detail else ""
    told["unknown"] = _not_known(detail.get("unknown"))
    told["unread"] = "its status tells of no delivery yet" if "never" in detail else "its status was not read"
    told["moved"] = f"the statistic {one_line(detail['statistic'], 60)}" if detail.get("statistic") else "the expression"
    told["call"] = _call(detail.get("record"))
    told["fault"] = _fault_of_key(detail)
    told |= _apart(detail, result) | _copied(detail, result)
    told |= {"filters": _filters(detail, resources), "late": how_long(detail.get("seconds"))}
    text = (unsure or words.says).format(name=short_name(weak["id"], resources), **told) + _reason(weak["code"], detail)
    cause = because(detail)
    return text if cause is None else f"{text.partition(': ')[0].rstrip('.')}. {of_cause(cause)}"


def _apart(detail: Json, result: Json) -> dict[str, str]:
    """Whose other snapshot tells of a link, how far it lies from which, and what the two say differently."""
    answers = [one for one in detail.get("answers", ()) if isinstance(one, dict)]
    seconds, whose = detail.get("seconds", 0), answers[0].get("by") if answers else detail.get("account")
    other = detail.get("from")
    return {
        "by": called(whose, result) if isinstance(whose, str) else "unknown",
        "other": f"that of account {called(other, result)}" if isinstance(other, str) else "the account's own",
        "hours": f"{seconds / 3600:,.0f}" if isinstance(seconds, int | float) else "some",
        "attributes": some(sorted(str(one.get("attribute")).replace("_", " ") for one in answers), _MOST_NAMED),
    }


def _copied(detail: Json, result: Json) -> dict[str, str]:
    """By which rule a log group is the copy of which."""
    group = str(detail.get("from"))
    owner = account_in(group)
    account = "" if owner is None else f" of account {called(owner, result)}"
    return {"rule": one_line(str(detail.get("rule")), 100), "copied": f"{short_name(group, {})}{account}"}


_FLOODS_FROM_ELSEWHERE: Final = (
    "Metric filter {name}, on another log group, writes all that it gets there into the same metric; how much that is cannot be "
    "told, and where it never ends the alarm never rests."
)
_FIELDS: Final = {"firing": "how it goes off", "value": "the metric's value", "default": "the default value"}


def _not_known(fields: object) -> str:
    """Which of an alarm's settings are not known."""
    if not isinstance(fields, list) or not fields:
        return ""
    named = [_FIELDS.get(field, field.replace("_", " ")) for field in sorted(map(str, fields))]
    return f", because {some(named, _MOST_NAMED)} {'are' if len(named) > 1 else 'is'} not known"


def _call(record: object) -> str:
    """The call of a record that a filter should not match, by service and name."""
    if not isinstance(record, dict):
        return "unknown"
    return one_line(f"{record.get('eventSource')} {record.get('eventName')}", 120)


def _reason(code: str, detail: Json) -> str:
    """Why a policy turns CloudWatch away, where the law saw one cause; what of a key nobody can judge."""
    keys, state = detail.get("keys_never_there"), detail.get("state")
    if isinstance(keys, list) and keys:
        named = some(sorted(map(str, keys)), _MOST_NAMED)
        verb = "keys that never come" if len(keys) > 1 else "a key that never comes"
        return f" Its policy has a condition on {named}, {verb} with CloudWatch's requests."
    if code != "topic_key_unread":
        return ""
    spec = detail.get("spec")
    return "".join(
        f" The key's {kind} is {one_line(value, 60)}."
        for kind, value in (("state", state), ("spec", spec))
        if isinstance(value, str)
    )


def _fault_of_key(detail: Json) -> str:
    """What is wrong with a key that CloudWatch cannot use: its spec, its state, or else its policy."""
    if isinstance(spec := detail.get("spec"), str):
        return f"its spec is {one_line(spec, 60)}, and SNS encrypts with symmetric keys (SYMMETRIC_DEFAULT) alone"
    if isinstance(state := detail.get("state"), str):
        return f"its state is {one_line(state, 60)}"
    return "its policy does not allow it"


def _filters(detail: Json, resources: Json) -> str:
    """The other filters that write into a metric."""
    names = [short_name(one, resources) for one in detail.get("filters", ())]
    if not names:
        return "metric filters that could not be seen"
    return f"metric filter{'s' if len(names) > 1 else ''} {some(names, _MOST_NAMED)}"


def how_long(seconds: object) -> str:
    """A number of seconds in the largest unit that counts it whole."""
    if not isinstance(seconds, int) or seconds <= 0:
        return "one whole period"
    for unit, length in (("week", 604_800), ("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds % length == 0:
            many = seconds // length
            return f"{'an' if unit == 'hour' else 'a'} {unit}" if many == 1 else f"{many} {unit}s"
    return f"{seconds} seconds"


def of_result(result: Json) -> str:
    """The verdict in one sentence, with the numbers and names that matter, what is excluded, and what an older text says."""
    return " ".join(filter(None, (_verdict(result), *excluded(result), of_older_text(result))))


def of_older_text(result: Json) -> str | None:
    """That an older text of the benchmark gives another verdict, where one does."""
    older = result.get("older_text")
    if older is None:
        return None
    asks = "less" if result["status"] == "pass" else "more"
    would = {"pass": "it passes", "fail": "it fails", "unknown": "that cannot be told"}[older["status"]]
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


def of_error(error: Json) -> str:
    """Why an input could not be read: what was expected and what was found."""
    return f"Expected {one_line(error['expected'])}, found {one_line(error['found']).rstrip('.')}."


def of_exception(exception: Json) -> str:
    """Who excepted the control, why, and until when."""
    kind = {"attestation": "Attested", "waiver": "Waived"}[exception["kind"]]
    reason = one_line(str(exception["reason"])).rstrip(".")
    until = f"until {day(exception['expires'])}"
    if exception["expired"]:
        return f"{kind} by {one_line(str(exception['owner']))} {until}, which is over, so it counts for nothing: {reason}."
    return f"{kind} by {one_line(str(exception['owner']))} {until}: {reason}."


def of_changes(changes: Json, resources: Json) -> str:
    """What a plan does to the verdict, and which links of the chain it takes away and makes."""
    verdict = {
        "fixes": "This plan makes the control pass.",
        "breaks": "This plan makes the control no longer pass.",
        "none": "This plan does not change the verdict.",
        "unknown": "Whether this plan changes the verdict cannot be told.",
    }[changes["verdict"]]
    done = [
        f" It {does} {some([kind_and_name(one, resources) for one in changes[which]], _MOST_NAMED)}."
        for which, does in (("removed", "removes"), ("added", "adds"))
        if changes[which]
    ]
    return verdict + "".join(done)


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
