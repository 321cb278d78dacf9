"""Exclusions and event selectors, judged record by record: every one that their texts tell apart is made and looked at.

Shares no code with the product: texts are compared by Python, expressions matched by `re`.
"""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Any, Final

from tests.judge.values import is_unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Json = dict[str, Any]
ABSENT: Final = object()
OPERATORS: Final[dict[str, Callable[[str, str], bool]]] = {
    "equals": lambda value, one: value == one,
    "starts_with": lambda value, one: value.startswith(one),
    "ends_with": lambda value, one: value.endswith(one),
}


def left(document: Json, control: str, model: Json) -> Json:
    """The records that are required with the settings of a document; where some is only a part, each with what is `taken`."""
    if document["origin"]["as_of"] is None:
        return model
    said = [one for one in document["settings"].get("exclusions", []) if one["control"] == control]
    found = {}
    for name, record in model.items():
        taken = [one for one in said if any(excludes(one["fields"], each) for each in made(record, said, []))]
        if not all(any(excludes(one["fields"], each) for one in taken) for each in made(record, said, [])):
            found[name] = {**record, "taken": taken}
    if not any(record["taken"] for record in found.values()):
        return {name: model[name] for name in found or model}
    return found


def answers(selectors: Json, required: Json) -> Json:
    """What a document would say of a trail's selectors, where they are not judged by what whole records are."""
    return {
        name: {"admitted": admitted(selectors, record)[0], "excluding": sorted(one["id"] for one in record["taken"])}
        | ({} if (missed := admitted(selectors, record)[1]) is None else {"counterexample": missed})
        for name, record in required.items()
        if "taken" in record
    }


def admitted(selectors: Json, record: Json) -> tuple[str, Json | None]:
    """Whether selectors that are known, or partly, take each of the records that are left; with one that they do not."""
    there = [one for one in made(record, record["taken"], selectors[selectors["kind"]]) if not is_taken(record, one)]
    sure = [any(takes(selector, one, hopeful=False) for selector in selectors[selectors["kind"]]) for one in there]
    hoped = [any(takes(selector, one, hopeful=True) for selector in selectors[selectors["kind"]]) for one in there]
    if all(sure):
        return "always", None
    if all(hoped):
        return "undecided", None
    missed = nested(there[hoped.index(False)])
    return ("sometimes" if any(hoped) else "never"), missed


def is_taken(record: Json, one: Json) -> bool:
    return any(excludes(exclusion["fields"], one) for exclusion in record["taken"])


def made(record: Json, exclusions: list[Json], selectors: list[Json]) -> Iterator[Json]:
    """Records by dotted path, each way in which these exclusions and selectors tell them apart."""
    mentioned: dict[str, set[Any]] = {"readOnly": set(), "eventSource": set(), "eventCategory": set()}
    for exclusion in exclusions:
        for path, spec in exclusion["fields"].items():
            texts = [spec["is"]] if "is" in spec else spec["one_of"] if "one_of" in spec else [spec["like"].replace(".*", "")]
            mentioned.setdefault(path, set()).update(texts)
    for selector in selectors:
        for path, texts in named(selector):
            mentioned.setdefault(path, set()).update(texts)
    fields = {path: list(may_be(record["fields"].get(path), texts)) for path, texts in mentioned.items()}
    for values in itertools.product(*fields.values()):
        yield {path: value for path, value in zip(fields, values, strict=True) if value is not ABSENT}


def named(selector: Json) -> Iterator[tuple[str, list[str]]]:
    if is_unknown(selector):
        return
    if "excluded_sources" in selector and not is_unknown(selector["excluded_sources"]):
        yield "eventSource", [one for one in selector["excluded_sources"] if not is_unknown(one)]
    for condition in selector.get("fields", []):
        if not is_unknown(condition["field"]):
            values = [one for name in condition if name != "field" and not is_unknown(condition[name]) for one in condition[name]]
            yield condition["field"], [one for one in values if not is_unknown(one)]


def may_be(spec: Json | None, mentioned: set[Any]) -> Iterator[Any]:
    """The values that a field may have, as far as these texts tell them apart."""
    said = spec or {"kinds": ["absent", "string"]}
    known = [said["is"]] if "is" in said else said.get("one_of", [])
    kinds = [] if known else said.get("kinds", ["string"])
    yield from known
    if "absent" in kinds:
        yield ABSENT
    if "boolean" in kinds:
        yield from (True, False)
    texts = sorted(one for one in mentioned if isinstance(one, str))
    for text in dict.fromkeys([*texts, *(f"{one}~" for one in texts), *(f"~{one}" for one in texts), "~"]):
        if "string" in kinds and text not in said.get("not", []) and re.fullmatch(said.get("like", ".*"), text, re.DOTALL):
            yield text


def excludes(fields: Json, one: Json) -> bool:
    """Whether a record holds all of these fields."""
    return all(path in one and allows(spec, one[path]) for path, spec in fields.items())


def allows(spec: Json, value: Any) -> bool:
    if "like" in spec:
        return isinstance(value, str) and re.fullmatch(spec["like"], value, re.DOTALL) is not None
    return value in (spec["one_of"] if "one_of" in spec else [spec["is"]])


def takes(selector: Json, one: Json, *, hopeful: bool) -> bool:
    """Whether a selector takes a record; what is not known of it is for it with `hopeful`, and against it without."""
    if is_unknown(selector):
        return hopeful
    if "fields" not in selector:
        return classic(selector, one, hopeful=hopeful)
    conditions = selector["fields"]
    if not any((is_unknown(each["field"]) or each["field"] == "eventCategory") and each.get("equals") for each in conditions):
        return False
    return all(hopeful if is_unknown(each["field"]) else meets(each, one, hopeful=hopeful) for each in conditions)


def classic(selector: Json, one: Json, *, hopeful: bool) -> bool:
    type_, sources = selector["read_write_type"], selector["excluded_sources"]
    types = ("All", "ReadOnly" if one["readOnly"] else "WriteOnly")
    return (
        (hopeful if is_unknown(selector["management_events"]) else selector["management_events"] is True)
        and (hopeful if is_unknown(type_) else type_ in types)
        and (hopeful if is_unknown(sources) else one["eventSource"] not in sources)
        and (hopeful or is_unknown(sources) or not any(is_unknown(source) for source in sources))
    )


def meets(condition: Json, one: Json, *, hopeful: bool) -> bool:
    """Whether an operator that includes holds, where there is one, and none that excludes matches."""
    value = one.get(condition["field"], ABSENT)
    text = {True: "true", False: "false"}[value] if isinstance(value, bool) else value
    including, excluding = [], []
    for name, wanted in condition.items():
        if name == "field":
            continue
        known = [] if is_unknown(wanted) else [each for each in wanted if not is_unknown(each)]
        sure = not is_unknown(wanted) and len(known) == len(wanted)
        matched = text is not ABSENT and any(OPERATORS[name.removeprefix("not_")](text, each) for each in known)
        if name.startswith("not_"):
            excluding.append(matched or not (sure or hopeful))
        else:
            including.append(matched or (hopeful and not sure))
    return (any(including) or not including) and not any(excluding)


def nested(one: Json) -> Json:
    record: Json = {}
    for path, value in one.items():
        *above, last = path.split(".")
        place = record
        for name in above:
            place = place.setdefault(name, {})
        place[last] = value
    return record
