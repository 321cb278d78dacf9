"""Why a link that satisfies the law may still reach nobody, as a sentence, and whether it only may be so."""

from __future__ import annotations

from typing import Any, Final

from trailgate_evaluator.plain import one_line, some
from trailgate_evaluator.report.answers import CODE, of_answers
from trailgate_evaluator.report.causes import because, of_cause
from trailgate_evaluator.report.export_words import of_exports
from trailgate_evaluator.report.names import short_name
from trailgate_evaluator.report.others import called
from trailgate_evaluator.report.owners import account_in
from trailgate_evaluator.report.template_words import of_templates
from trailgate_evaluator.report.weakness_words import WEAKNESSES

Json = dict[str, Any]

_MOST_NAMED: Final = 6

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
_FLOODS_FROM_ELSEWHERE: Final = (
    "Metric filter {name}, on another log group, writes all that it gets there into the same metric; how much that is cannot be "
    "told, and where it never ends the alarm never rests."
)
_EVALUATION_UNTOLD: Final = (
    "Whether AWS evaluates alarm {name} cannot be told: what exported it may leave out that its evaluation fails, that it warms "
    "up, or that it looks at whole periods of the clock alone."
)
_WITHIN: Final = (
    "The answers that tell of {name} and of what follows on it lie up to {hours} hours apart, so that at no one time all links "
    "were seen."
)
_FIELDS: Final = {"firing": "how it goes off", "value": "the metric's value", "default": "the default value"}


def is_unsure(weak: Json) -> bool:
    """Whether it only may be so."""
    floods = weak["code"] == "filter_matches_everything"
    told = weak["effect"] == "unknown" and (floods or bool(weak["detail"].keys() & _OPEN))
    return told and WEAKNESSES[weak["code"]].unsure is not None


def title_of_weakness(weak: Json) -> str:
    """What it is in a few words, without the resource."""
    title = WEAKNESSES[weak["code"]].title
    return f"{title} (perhaps)" if is_unsure(weak) and weak["code"] not in _OF_NOT_KNOWING else title


@of_exports
@of_templates
def of_weakness(weak: Json, result: Json) -> str:
    """Why a link that satisfies the law may still reach nobody."""
    resources = result["resources"]
    words = WEAKNESSES[weak["code"]]
    detail = weak["detail"]
    if weak["code"] == CODE:
        return of_answers(detail["answers"], weak["id"], result)
    unsure = words.unsure if is_unsure(weak) else None
    if weak["code"] == "filter_matches_everything" and weak["effect"] == "unknown" and "undecided" not in detail:
        unsure = _FLOODS_FROM_ELSEWHERE
    if weak["code"] == "alarm_not_evaluated" and "gap" in detail:
        unsure = _EVALUATION_UNTOLD
    if weak["code"] == "snapshots_apart" and "within" in detail:
        unsure = _WITHIN
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
    """Whose other snapshot tells of a link, and how far it lies from which."""
    seconds, whose = detail.get("seconds", 0), detail.get("account")
    other = detail.get("from")
    return {
        "by": called(whose, result) if isinstance(whose, str) else "unknown",
        "other": f"that of account {called(other, result)}" if isinstance(other, str) else "the account's own",
        "hours": f"{seconds / 3600:,.0f}" if isinstance(seconds, int | float) else "some",
    }


def _copied(detail: Json, result: Json) -> dict[str, str]:
    """By which rule a log group is the copy of which."""
    group = str(detail.get("from"))
    owner = account_in(group)
    account = "" if owner is None else f" of account {called(owner, result)}"
    return {"rule": one_line(str(detail.get("rule")), 100), "copied": f"{short_name(group, {})}{account}"}


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
