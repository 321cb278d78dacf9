"""Edits of blocks that a configuration has: told as comments, since only their author knows where a value is made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from trailgate_evaluator.errors import UnwritableError
from trailgate_evaluator.fix.repairs import policies
from trailgate_evaluator.fix.writing import terraform_access
from trailgate_evaluator.fix.writing.hcl import Block, body, traversal
from trailgate_evaluator.fix.writing.terraform_words import unsaid
from trailgate_evaluator.plain import one_line, printable
from trailgate_evaluator.readers.terraform.plan_json.addresses import Index, Steps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trailgate_evaluator.fix.account.change import Change
    from trailgate_evaluator.fix.writing.terraform_scope import Address
    from trailgate_evaluator.fix.writing.terraform_words import Said, Words

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
    """The comments of one edit, after the blocks that it needs."""
    made: Json = {}
    if change.kind == "send_to_log_group":
        made, _, blocks = terraform_access.role(words, change)
        yield from blocks
    elif change.kind == "encrypt_topic":
        made["kms_master_key_id"], block = terraform_access.key(words, change)
        yield block
    place = _place(words, change)
    if change.kind in {"put_topic_policy", "put_key_policy"}:
        statement = body({"Statement": [policies.as_iam(change.parameters["statement"])]})
        yield _comment(f"To the policy of {_named(words, change)}, add:", statement)
    elif change.kind == "put_event_selectors":
        yield from _selectors(words, change)
    elif place is None or not place.module:
        yield from _here(words, change, _arguments(words, change, made))
    else:
        yield from _in_module(words, change, place, made)
    waits = ", ".join(module.text for module in words.waits())
    if waits:
        yield _comment(f"It depends on {waits}.", "")


class _Added(Struct, frozen=True):
    """What is added to a list that the block has, since the plan does not tell what else is in it."""

    value: Said


def _here(words: Words, change: Change, arguments: Json) -> Iterator[str]:
    """Edits of the code in which the block stands."""
    plain = {name: value for name, value in arguments.items() if not isinstance(value, _Added)}
    if plain:
        yield _comment(f"In {_named(words, change)},{_alone(words, change)} set:", body(plain))
    for name, value in arguments.items():
        if isinstance(value, _Added):
            does = f"{_alone(words, change)} add to {name}:"
            yield _comment(f"In {_named(words, change)},{does}", body({name: [value.value]}))


def _alone(words: Words, change: Change) -> str:
    """A word of warning where the block makes several instances, and only one is meant."""
    place = _place(words, change)
    return " for this instance alone," if place is not None and isinstance(place.own[-1], Index) else ""


def _in_module(words: Words, change: Change, place: Address, made: Json) -> Iterator[str]:
    """Edits of the calls whose arguments make the values, else of the module's own code, each in its own words."""
    inner = words.within(place.module)
    own = _arguments(inner, change, {name: inner.given(name, value) for name, value in made.items()})
    calls = {name: words.scope.argument(place, _path(name)) for name in own}
    rest = {name: value for name, value in own.items() if calls[name] is None}
    for name, found in calls.items():
        if found is not None:
            yield _call(words, change, made, name, found)
    yield from _here(words, change, rest)
    called = place.called()
    if inner.asked and rest and called is not None:
        yield _comment(f"Give {called.text} these variables:", body(inner.asked))


def _call(words: Words, change: Change, made: Json, name: str, found: tuple[Address, str]) -> str:
    """The edit of the call of a module, in the words of the code that makes the call."""
    call, variable = found
    outer = words.within(call.module)
    value = _arguments(outer, change, {each: outer.given(each, known) for each, known in made.items()})[name]
    does = "has this in it" if isinstance(value, _Added) else "becomes this"
    told = traversal((*call.module, *call.own))
    return _comment(
        f"In the call of {'the module' if told is None else told.text}, change {one_line(variable)}, of which "
        f"{_named(words, change)} makes its {name}, so that it {does}:",
        body({name: [value.value] if isinstance(value, _Added) else value}),
    )


def _path(name: str) -> Steps:
    return (name, Index(0), "value") if name == "metric_transformation" else (name,)


def _arguments(words: Words, change: Change, made: Json) -> Json:
    """The arguments that an edit sets."""
    match change.kind:
        case "update_trail":
            names = {"multi_region": "is_multi_region_trail", "global_services": "include_global_service_events"}
            return {names[name]: value for name, value in change.patch["trails"][change.target].items()}
        case "start_logging":
            return {"enable_logging": True}
        case "put_metric_filter":
            return _filter(words, change)
        case "change_alarm":
            return _alarm(words, change)
        case "enable_alarm_actions":
            return {"actions_enabled": True}
        case _:
            return made


def _place(words: Words, change: Change) -> Address | None:
    entry = _entry(words, change)
    return words.address(change.target) if entry else None


def _entry(words: Words, change: Change) -> Json:
    found = (words.document[kind][change.target] for kind in change.patch if change.target in words.document[kind])
    return next(found, {})


def _named(words: Words, change: Change) -> str:
    """The address of the block for a person; one that Terraform could not have is refused."""
    told = str(_entry(words, change).get("address", change.target))
    if not told.startswith("arn:") and words.address(change.target) is None and change.kind != "put_key_policy":
        raise unsaid(told)
    return one_line(told, 1000)


def _comment(says: str, text: str) -> str:
    lines = [one_line(says, 2000), *(f"  {line}" for line in text.rstrip("\n").split("\n"))]
    return "".join(f"# {printable(line)}".rstrip() + "\n" for line in lines if line.strip())


def _selectors(words: Words, change: Change) -> Iterator[str]:
    """The one selector that changes or comes; what stands beside it stays."""
    selectors = words.document["trails"][change.target]["selectors"]
    kind = selectors["kind"]
    block = "event_selector" if kind == "classic" else "advanced_event_selector"
    wanted: Json = change.parameters
    for number, one in enumerate(selectors[kind]):
        if wanted.get("add") and number < len(selectors[kind]) - 1:
            continue
        if number not in {wanted.get("record_all", number), wanted.get("changed", number)}:
            continue
        yield _comment(
            f"In {_named(words, change)}, have as {block} number {number + 1}, whose data resources and the other {block} "
            "blocks stay:",
            body({block: Block(_classic(one))}) if kind == "classic" else _advanced(block, one),
        )


def _classic(one: Json) -> Json:
    excluded = {"exclude_management_event_sources": one["excluded_sources"]} if one["excluded_sources"] else {}
    return {
        "include_management_events": one["management_events"],
        "read_write_type": one["read_write_type"],
        **excluded,
    }


def _advanced(block: str, one: Json) -> str:
    fields = "".join(body({"field_selector": Block(field)}, 1) for field in one["fields"])
    name = body({"name": one["name"]}, 1) if one["name"] else ""
    return f"{block} {{\n{name}{fields}}}\n"


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
        known = {name: written[name] for name in ("name", "namespace", "value") if isinstance(written[name], str)}
        arguments["metric_transformation"] = Block({n: value for n, value in known.items() if not value.startswith("tf:")})
    return arguments


def _alarm(words: Words, change: Change) -> Json:
    entry = words.document["alarms"][change.target]
    patch = change.patch["alarms"][change.target]
    arguments: Json = {}
    if "metric" in patch:
        metric = entry["metric"]
        arguments |= {"namespace": words.value(metric["namespace"]), "metric_name": words.value(metric["name"])}
        arguments["dimensions"] = {name: words.value(value) for name, value in metric["dimensions"].items()}
    if "firing" in patch:
        arguments |= {word: entry["firing"][name] for name, word in _FIRING.items()}
    if "actions" in patch:
        try:
            arguments["alarm_actions"] = [words.said(action, "arn") for action in map(_text, entry["actions"])]
        except UnwritableError:
            arguments["alarm_actions"] = _Added(words.said(_text(entry["actions"][-1]), "arn"))
    return arguments


def _text(action: Any) -> str:
    """The action, if it is known."""
    if not isinstance(action, str):
        raise unsaid("an action that the plan does not know")
    return action
