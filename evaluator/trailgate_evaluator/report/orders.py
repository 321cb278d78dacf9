"""What to do about one finding: its code's advice, turned to whoever can follow it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

from trailgate_evaluator.export_codes import DIFFER, EXPORT_CODES, NOT_IN_EXPORT
from trailgate_evaluator.regular import regex
from trailgate_evaluator.report.break_words import BREAKS
from trailgate_evaluator.report.causes import because
from trailgate_evaluator.report.export_words import beside, command, of_exports, tools_of, with_presumption
from trailgate_evaluator.report.gap_words import GAPS
from trailgate_evaluator.report.links import SERVICE
from trailgate_evaluator.report.others import called, hides_what_was_given, is_left_out
from trailgate_evaluator.report.owners import account_in, other_account, owner_of_key
from trailgate_evaluator.report.refusal_words import remedy
from trailgate_evaluator.report.rules_words import rules_unread
from trailgate_evaluator.report.sharing_words import in_doubt, unshared
from trailgate_evaluator.report.template_words import ORIGIN, of_templates, settled_in_template
from trailgate_evaluator.report.unusable import words_for, words_of
from trailgate_evaluator.report.weakness_words import WEAKNESSES

if TYPE_CHECKING:
    from trailgate_evaluator.report.words import Words

Json = dict[str, Any]
Origin = Literal["snapshot", "plan", "outside"]

_PLANS: Final = frozenset({"terraform_plan", ORIGIN})

_ASKED_AGAIN: Final = frozenset({"denied", "failed", "skipped", "truncated", "not_collected"})
"""Reasons for which a call has no whole answer."""
_ONLY_THE_OWNER: Final = frozenset({"denied", "skipped", "not_visible", "not_supplied", "not_collected"})
"""Reasons why another account's resource was not read that no permission or repetition here mends."""

_KEYS_NEVER_THERE: Final = (
    "Ask for aws:SourceOrgID, aws:SourceAccount or aws:SourceArn of CloudWatch's requests instead, and spare the services of AWS "
    "in a Deny (aws:PrincipalIsAWSService)."
)
_KEY_STATE: Final = "Bring the key back into the state Enabled, or encrypt the topic with another key."
_KEY_SPEC: Final = (
    "Encrypt the topic with a symmetric encryption key (SYMMETRIC_DEFAULT): SNS takes no other, and what kind a key is "
    "cannot be changed."
)
_KEY_POLICY: Final = "State plainly in the key's policy that cloudwatch.amazonaws.com may use it."
_DELIVERED_SINCE: Final = (
    "Look whether the error still stands (get-trail-status in the trail's region); where it does, repair the trail's CloudWatch "
    "Logs role."
)
_NEVER_DELIVERED: Final = (
    "Collect again after the trail has recorded something; where it still tells of no delivery, check that its role may write to "
    "the log group."
)
_FOLLOWS_FROM_REST: Final = "Let the composite alarm's rule follow from ALARM alone, and from no state in which nothing happens."
_NOT_EVALUATED: Final = "Collect again; where AWS still reports it, read the alarm's StateReason."
_COMPOSITES: Final = (
    "Put this answer beside the others: `aws cloudwatch describe-alarms --alarm-types CompositeAlarm --region {region} "
    "--output json > composite-alarms.json`."
)
_NEWER: Final = (
    "Put an answer of a current AWS command line beside the others, and what it says of itself: `aws --version > "
    "aws-version.txt`. What wrote these may leave members out."
)
_ONE_IS_OLD: Final = "Leave out the answer that is not true any more, or say in manifest.json what each was asked (`request`)."
_AT_ONE_TIME: Final = "Export the account again, all of it at about the same time (or allow more with --max-spread)."
_WITH_LEAVE: Final = "Ask {command}{region} with credentials that may, and put the answer beside the others."
_COLLECT: Final = "Collect again with a current trailgate, with leave to read it."
_ALL_TOPICS: Final = (
    "Collect it again with `trailgate collect --all-topics`, which asks about topics that only other accounts name."
)
_WRITE: Final = (
    "Write it so that the plan tells it (a constant, or a reference to a planned resource), or judge a snapshot after apply."
)
_NAME_IN_RULE: Final = "Name the alarms in the rule by name or ARN, ALARM(name), or give the alarm itself an action."
_OFF_REGION: Final = (
    "AWS turned the collector away from the whole region: enable the region for the account, or use credentials that it accepts, "
    "and collect again."
)

_ENTER: Final = (
    "Let the role be there and trust whoever collects (docs/collecting.md has its two policies), and run the same command again."
)

_BY_SOURCE: Final = (
    "Give the plan file itself in place of its JSON (trailgate evaluate tfplan), or its sources (--source DIR): JSON shows what "
    "an expression refers to, not which of it is meant, and no dynamic block. Else judge the state after apply."
)

_TRAIL_ELSEWHERE: Final = (
    "Where the trail is managed elsewhere, lay the plan over the account's snapshot (--baseline snapshot.json). Else "
)

_ABOUT_ANOTHER: Final = frozenset({"trail_other_account", "alarm_other_account"})
"""Breaks whose advice is for this account, though the resource that is named is another's."""
_MENDED_UNREAD: Final = frozenset({"topic_policy_unclear", "other_data_in_metric"})
"""Weaknesses that a change in the plan takes away, whatever it is that the plan does not tell."""
_BEYOND: Final = "beyond the limits"
_FUNCTION: Final = regex(r"([a-z][a-z0-9_:]*)\(\)")

OF_SEVERAL: Final = "snapshots_apart"
"""A weakness of several accounts' snapshots together: there is no one owner to turn to."""

_OF_A_TOPIC: Final = {"topic_policy_unclear": "policy", "topic_key_unread": "key", "subscription_filtered": "filter_policy"}
"""What nobody is asked of a topic that only other accounts name, by the weakness that this is."""

_OF_THE_KEY: Final = frozenset({"topic_key_refuses", "topic_key_unread"})


@of_exports
@of_templates
def of_break(found: Json, result: Json) -> str:
    """What mends the break, by whoever manages the resource that is named."""
    words = BREAKS[found["code"]]
    corrected = remedy(found, result)
    if corrected is not None:
        return corrected
    resource = result["resources"].get(found["id"], {})
    if (sharing := unshared(found["code"], resource)) is not None:
        return _addressed(sharing[0].advice, other_account(sharing[1], result), result)
    owner = None if found["code"] in _ABOUT_ANOTHER else other_account(resource.get("account"), result)
    advice = _addressed(_WIDEN if _blames_other_fields(found) else _by_manager(words, resource), owner, result)
    if may_stand_elsewhere(found, result):
        return f"{_TRAIL_ELSEWHERE}{advice[0].lower()}{advice[1:]}"
    return advice if owner is not None else with_presumption(advice, found, result)


def _blames_other_fields(found: Json) -> bool:
    """Whether a filter never matches for a clause that is not about the names of calls."""
    clause = found.get("detail", {}).get("clause")
    clause = clause.get("text") if isinstance(clause, dict) else clause
    return found["code"] == "filter_matches_never" and isinstance(clause, str) and "eventName" not in clause


def whose_break(found: Json, result: Json) -> str | None:
    """The account in which the break is mended for all whose chains come there; None where each mends it for itself."""
    sharing = unshared(found["code"], result["resources"].get(found["id"], {}))
    if sharing is not None:
        return sharing[1]
    return None if found["link"] == SERVICE or found["code"] in _ABOUT_ANOTHER else account_in(found["id"])


def may_stand_elsewhere(found: Json, result: Json) -> bool:
    """Whether a plan that never had a trail says that there is none: a workspace may hold a part of the chain alone."""
    if found["code"] != "trail_none" or result["origin"] not in _PLANS or len(result["sources"]) > 1:
        return False
    removed = (result["changes"] or {}).get("removed", [])
    return not any(":cloudtrail:" in one or "aws_cloudtrail." in one for one in removed)


@of_exports
@of_templates
def of_gap(gap: Json, result: Json) -> str:
    """What settles the gap; for another account's resource that account's own snapshot."""
    if (given := settled_in_template(gap, result)) is not None:
        return given
    if (useless := words_of(gap, result)) is not None:
        return useless.advice
    if hides_what_was_given(gap, result):
        return _supply(gap["account"], result)
    return _of_gap(gap, other_account(gap["account"], result), result)


def _of_gap(gap: Json, owner: str | None, result: Json) -> str:  # noqa: C901 - a case for each kind of gap
    if (sharing := in_doubt(gap)) is not None:
        return _addressed(sharing.advice, owner, result, _IS_TOLD if rules_unread(gap) else _OWNS)
    reason = gap["reason"]
    imported = bool(tools_of(gap["account"], result)) or (gap.get("error") or {}).get("code") in EXPORT_CODES
    if imported and (told := _of_export(gap)) is not None:
        return told
    if owner is not None and owner in _supplied(result):
        return _addressed(_ALL_TOPICS if _is_unasked_topic(gap) else _advice(gap), owner, result)
    if owner is not None and reason in _ONLY_THE_OWNER:
        return _supply(owner, result)
    if owner is not None and reason == "outside_plan":
        return (
            f"Check the missing part in account {called(owner, result)}, which holds it: a baseline shows the plan's own account."
        )
    if reason == "skipped" and gap.get("error") is not None:
        return _OFF_REGION
    if gap.get("call") == "sts:AssumeRole" and reason == "denied":
        return _ENTER
    words = GAPS[reason]
    if result["origin"] != "aws_snapshot" and words.planned is not None:
        return words.planned
    if reason == "unsupported_alarm" and gap.get("attribute") == "rule" and is_hidden_rule(gap, result):
        return _NAME_IN_RULE if result["origin"] == ORIGIN else _BY_SOURCE
    if reason == "unsupported_alarm" and gap.get("attribute") == "rule":
        return _NAME_IN_RULE
    return _advice(gap)


def _of_export(gap: Json) -> str | None:
    """What settles what an export does not tell: one more answer, beside the others; None where something else does."""
    code, call = (gap.get("error") or {}).get("code"), gap.get("call")
    if call == "cloudwatch:DescribeAlarms" and gap.get("attribute") == "composite":
        return _COMPOSITES.format(region=gap["region"])
    if code == DIFFER:
        return _ONE_IS_OLD
    if gap.get("attribute") == "masks":
        return _beside("logs:DescribeLogGroups", gap)
    if code == NOT_IN_EXPORT or (call is None and code in EXPORT_CODES):
        return _NEWER
    if call is None or call.startswith("sts:") or gap["reason"] not in _ASKED_AGAIN:
        return None
    if gap["reason"] == "denied":
        return _WITH_LEAVE.format(command=command(call), region=f" in {gap['region']}" if gap["region"] else "")
    return _beside(call, gap)


def _beside(call: str, gap: Json) -> str:
    return f"{beside([call], gap['region'])}."


def is_hidden_rule(gap: Json, result: Json) -> bool:
    """Whether a composite's rule is one that the plan shows only after apply."""
    rule = result["resources"].get(gap.get("id"), {}).get("rule")
    return bool(result["origin"] in _PLANS and rule == "")


def _advice(gap: Json) -> str:
    """What settles a gap, the cheapest first: sources that are not given, before an apply."""
    if gap["reason"] == "known_after_apply" and "source" in (gap.get("settled_by") or ()):
        return _BY_SOURCE
    if gap["reason"] == "unreadable_expression" and isinstance(gap.get("name"), str):
        return _of_expression(gap["name"])
    return GAPS[gap["reason"]].advice


def _of_expression(name: str) -> str:
    """What settles an expression that cannot be worked out, by what stands in the way."""
    if name.startswith("the name of the workspace"):
        return "Give the plan file itself (trailgate evaluate tfplan), which tells it, or judge the state after apply."
    if name.startswith("the sources of "):
        return (
            "Give --source DIR after `terraform init` there, so that the sources of every module are in it, or judge the state "
            "after apply."
        )
    if name.startswith(("the file ", "the folder ")):
        what = name.split(" ")[1]
        return f"Give --source DIR with that {what} in it as it was when the plan was made, or judge the state after apply."
    if _BEYOND in name:
        return "Write the expression more simply (docs/inputs.md has the limits of one), or judge the state after apply."
    if (function := _FUNCTION.match(name)) is not None:
        return (
            f"Write the expression without {function[1]}(), which trailgate does not work out here (docs/terraform.md lists the "
            "functions that it does), or judge the state after apply."
        )
    return "Write the expression so that it does not need what is named, or judge the state after apply."


@of_exports
@of_templates
def of_weakness(weak: Json, result: Json) -> str:
    """What takes the weakness away: by reading what was not read, or by a change, in the account that owns the resource."""
    words, code, detail = WEAKNESSES[weak["code"]], weak["code"], weak["detail"]
    resource = result["resources"].get(weak["id"], {})
    account = (owner_of_key(resource) if code in _OF_THE_KEY else None) or resource.get("account")
    owner = None if code == OF_SEVERAL else other_account(account, result)
    cause = because(detail)
    if cause is not None:
        return settled_in_template(cause, result) or _advice(cause)
    if untold(weak, resource):
        if owner is not None and owner not in _supplied(result):
            return _supply(owner, result)
        unasked = bool(_supplied(result)) and _is_unasked(resource.get(_OF_A_TOPIC.get(code, "")))
        return _addressed(_ALL_TOPICS if unasked else _reading(words, code, resource, result), owner, result)
    return _addressed(_by_cause(weak, detail) or _by_manager(words, resource), owner, result)


def _is_unasked(value: object) -> bool:
    """Whether an attribute is not known because nobody asked."""
    return isinstance(value, dict) and value.get("unknown", {}).get("reason") == "not_collected"


def whose_weakness(weak: Json, result: Json) -> str | None:
    """The account in which something is to be done against the weakness; None where it is of several accounts together."""
    if weak["code"] == OF_SEVERAL:
        return None
    resource = result["resources"].get(weak["id"], {})
    return (owner_of_key(resource) if weak["code"] in _OF_THE_KEY else None) or account_in(weak["id"])


def untold(weak: Json, resource: Json) -> bool:
    """Whether the weakness is that something was not read, or that the input does not tell it."""
    detail = weak["detail"]
    if weak["code"] == "topic_key_unread":
        return "gap" in detail or (detail.keys().isdisjoint({"state", "spec"}) and _is_unread(resource.get("key")))
    if weak["code"] == "other_data_in_metric":
        return not detail.get("filters")
    return "gap" in detail or "unknown" in detail


def _is_unread(key: object) -> bool:
    policy = key.get("policy", {"unknown": {}}) if isinstance(key, dict) else {"unknown": {}}
    spec = key.get("spec") if isinstance(key, dict) else None
    return any(isinstance(part, dict) and "unknown" in part for part in (policy, spec))


def _reading(words: Words, code: str, resource: Json, result: Json) -> str:
    """How it gets known: by the collector, by the configuration, or by a snapshot beside the plan."""
    snapshots = any(source["kind"] == "aws_snapshot" for source in result["sources"])
    match told_by(resource, result):
        case "snapshot":
            return words.unread or _COLLECT
        case "plan" if code == "muted" and snapshots:
            return words.unread or _COLLECT
        case "plan":
            return words.advice if code in _MENDED_UNREAD else _WRITE
        case _:
            return words.unread or _COLLECT if snapshots else GAPS["outside_plan"].advice


def told_by(resource: Json, result: Json) -> Origin:
    """Where the input tells of a resource: in a snapshot, in a plan, or it only names what is outside of it."""
    place = str(resource.get("at") or "").partition("#")[0]
    kind = result["sources"][int(place)]["kind"] if place.isdecimal() and int(place) < len(result["sources"]) else None
    if kind == "aws_snapshot":
        return "snapshot"
    return "plan" if isinstance(resource.get("address"), str) else "outside"


def _by_cause(weak: Json, detail: Json) -> str | None:
    """What helps against one cause, and not against the others of its code."""
    code = weak["code"]
    if "keys_never_there" in detail:
        return _KEYS_NEVER_THERE
    if code in _OF_THE_KEY and "state" in detail:
        return _KEY_STATE
    if code in _OF_THE_KEY and "spec" in detail:
        return _KEY_SPEC
    if code == "topic_key_unread":
        return _KEY_POLICY
    if code == OF_SEVERAL and "within" in detail:
        return _AT_ONE_TIME
    if code == "delivery_error" and weak["effect"] == "unknown":
        return _DELIVERED_SINCE
    if code == "delivery_stale" and "never" in detail:
        return _NEVER_DELIVERED
    if code == "rests_in_alarm" and "child" in detail:
        return _FOLLOWS_FROM_REST
    if code == "alarm_not_evaluated" and weak["effect"] == "unknown":
        return _NOT_EVALUATED
    return None


def _by_manager(words: Words, resource: Json) -> str:
    return words.planned if words.planned is not None and isinstance(resource.get("address"), str) else words.advice


_WIDEN: Final = (
    "Widen the clause to blame until it matches these records; `trailgate pattern 'PATTERN'` suggests the smallest change."
)
"""What mends a filter that never matches for another reason than the names of calls."""
_OWNS: Final = "which owns it"
_IS_TOLD: Final = "which is told the rules"
"""Why advice turns to another account."""
_ADDRESS: Final = regex(rf"In account [0-9]+(?: \(.*?\))?, (?:{_OWNS}|{_IS_TOLD}): ")


def unaddressed(advice: str) -> str:
    """The advice without the words that address it to the owner of a resource."""
    return _ADDRESS.sub("", advice, count=1) if _ADDRESS.match(advice) else advice


def _addressed(advice: str, owner: str | None, result: Json, why: str = _OWNS) -> str:
    return advice if owner is None else f"In account {called(owner, result)}, {why}: {advice}"


def _supply(owner: str, result: Json) -> str:
    if (given := words_for(owner, result)) is not None:
        return given.advice
    if is_left_out(owner, result):
        return (
            f"Leave out --no-join: by it each is judged alone, though the snapshot of account {called(owner, result)} was given."
        )
    return (
        f"Supply the snapshot of account {called(owner, result)} together with this one: that account alone shows what it holds."
    )


def _supplied(result: Json) -> set[str]:
    """The other accounts of which snapshots were given, as far as the chains of this one come there."""
    return {source["account"] for source in result["sources"] if "account" in source}


def _is_unasked_topic(gap: Json) -> bool:
    return gap["reason"] == "not_collected" and gap["link"] in {"topic", "subscription"}
