"""Edits of blocks that a configuration has: told as comments, since only their author knows where a value is made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.fix.account.view import label_of
from trailgate_evaluator.fix.repairs import policies
from trailgate_evaluator.fix.writing.hcl import Block, Expression, body, data, joined, json_encoded, resource
from trailgate_evaluator.plain import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trailgate_evaluator.fix.account.change import Change
    from trailgate_evaluator.fix.writing.terraform_words import Words

Json = dict[str, Any]

_FIRING: Final = {
    "statistic": "statistic",
    "operator": "comparison_operator",
    "threshold": "threshold",
    "period": "period",
    "evaluation_periods": "evaluation_periods",
    "datapoints_to_alarm": "datapoints_to_alarm",
    "treat_missing": "treat_missing_data",
}


def edit(words: Words, change: Change) -> Iterator[str]:
    """The comment of one edit, after the blocks that it needs."""
    document = words.document
    match change.kind:
        case "update_trail":
            names = {"multi_region": "is_multi_region_trail", "global_services": "include_global_service_events"}
            arguments: Json = {names[name]: value for name, value in change.patch["trails"][change.target].items()}
        case "start_logging":
            arguments = {"enable_logging": True}
        case "send_to_log_group":
            yield from words.role(change)
            arguments = words.group_arguments(change)
        case "put_event_selectors":
            yield _told(words, change, _selectors(document["trails"][change.target]["selectors"]))
            return
        case "put_metric_filter":
            arguments = _filter(words, change)
        case "change_alarm":
            arguments = _alarm(words, change)
        case "enable_alarm_actions":
            arguments = {"actions_enabled": True}
        case "encrypt_topic":
            yield from _key(document, change)
            arguments = {"kms_master_key_id": Expression(f"aws_kms_key.{label_of(change.parameters['alias'])}.arn")}
        case _:
            statement = policies.as_iam(change.parameters["statement"])
            yield _told(words, change, f"{body({'Statement': [statement]})}", "add to its policy:")
            return
    yield _told(words, change, body(arguments))


def _told(words: Words, change: Change, text: str, does: str = "set:") -> str:
    entry: Json = next(
        (words.document[kind][change.target] for kind in change.patch if change.target in words.document[kind]), {}
    )
    place = entry.get("address", change.target)
    lines = [f"In {place}, {does}", *(f"  {line}" for line in text.rstrip("\n").split("\n"))]
    return "".join(f"# {printable(line)}".rstrip() + "\n" for line in lines)


def _selectors(selectors: Json) -> str:
    """Every selector that the trail needs, in place of those that it has."""
    if selectors["kind"] == "classic":
        return "".join(
            body(
                {
                    "event_selector": Block(
                        {
                            "include_management_events": one["management_events"],
                            "read_write_type": one["read_write_type"],
                            **({"exclude_management_event_sources": one["excluded_sources"]} if one["excluded_sources"] else {}),
                        }
                    )
                }
            )
            for one in selectors["classic"]
        )
    text = ""
    for one in selectors["advanced"]:
        fields = "".join(body({"field_selector": Block(field)}, 1) for field in one["fields"])
        name = body({"name": one["name"]}, 1) if one["name"] else ""
        text += f"advanced_event_selector {{\n{name}{fields}}}\n"
    return text


def _filter(words: Words, change: Change) -> Json:
    document = words.document
    entry = document["metric_filters"][change.target]
    patch = change.patch["metric_filters"][change.target]
    arguments: Json = {}
    if "log_group" in patch:
        arguments["log_group_name"] = words.said(entry["log_group"], "name")
    if "pattern" in patch:
        arguments["pattern"] = document["patterns"][entry["pattern"]]["text"]
    if "transformations" in patch:
        written = entry["transformations"][0]
        arguments["metric_transformation"] = Block(
            {name: written[name] for name in ("name", "namespace", "value") if isinstance(written[name], str)}
        )
    return arguments


def _alarm(words: Words, change: Change) -> Json:
    entry = words.document["alarms"][change.target]
    patch = change.patch["alarms"][change.target]
    arguments: Json = {}
    if "metric" in patch:
        arguments |= {"namespace": entry["metric"]["namespace"], "metric_name": entry["metric"]["name"]}
        arguments["dimensions"] = entry["metric"]["dimensions"]
    if "firing" in patch:
        arguments |= {word: entry["firing"][name] for name, word in _FIRING.items()}
    if "actions" in patch:
        arguments["alarm_actions"] = [
            words.said(action, "arn") if isinstance(action, str) else Expression("…") for action in entry["actions"]
        ]
    return arguments


def _key(document: Json, change: Change) -> Iterator[str]:
    label = label_of(change.parameters["alias"])
    account: str | Expression = change.account
    if change.account.startswith("tf:"):
        yield data("aws_caller_identity", "trailgate_key")
        account = Expression("data.aws_caller_identity.trailgate_key.account_id")
    root = joined(f"arn:{document['subject']['partition']}:iam::", account, ":root")
    policy = policies.of_key(root, change.parameters["statement"])
    yield resource("aws_kms_key", label, {"policy": json_encoded(policy)})
