"""A second judge of documents, for tests: slow, plain, written from the design and sharing no code with the product.

Trails, log groups and metric filters stand here, what follows in `alarms`, the numbers in `values`.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tests.judge.alarms import Alarms
from tests.judge.builder import CONTROL, NEAR
from tests.judge.excluded import admitted, left
from tests.judge.values import (
    HOLDS,
    HOLDS_NO,
    HOLDS_UNKNOWN,
    HOLDS_YES,
    MAY,
    NOT,
    Json,
    Worth,
    agreed,
    best,
    has_unknown,
    is_unknown,
    made,
    sure,
    worst,
)

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["CONTROL", "Judge", "Verdict", "judge"]

FIRST_DELIVERY: Final = 3600
"""In seconds: CloudTrail delivers within some five minutes, so a trail that has not after an hour may be broken."""
LIKE: Final[dict[str, Callable[[str, list[str]], bool]]] = {
    "equals": lambda value, wanted: value in wanted,
    "starts_with": lambda value, wanted: value.startswith(tuple(wanted)),
    "ends_with": lambda value, wanted: value.endswith(tuple(wanted)),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    status: str
    effective: str | None
    carried: frozenset[str]
    unknown: frozenset[str]
    missing: frozenset[str]


def judge(document: Json, model: Json, control: str = CONTROL) -> Verdict:
    """The verdict on a document; `model` is the control's required records, as the policies tell them."""
    required = left(document, control, model)
    judged = {record: Judge(document, required, record, control).value() for record in required}
    all_of_them = worst(judged.values())
    status = ("fail", "unknown", "pass")[all_of_them.holds]
    return Verdict(
        status=status,
        effective=("no", "unknown", "yes")[all_of_them.reaches] if status == "pass" else None,
        carried=frozenset(record for record, value in judged.items() if value.holds == 2),
        unknown=frozenset(record for record, value in judged.items() if value.holds == 1),
        missing=frozenset(record for record, value in judged.items() if value.holds == 0),
    )


def worlds(lists: Json, texts: list[str]) -> list[Json]:
    """The lists of a condition's operators, with each value that is not known as any of these texts."""
    choices = []
    for wanted in lists.values():
        known = [] if is_unknown(wanted) else [one for one in wanted if not is_unknown(one)]
        choices.append([[*known, text] for text in texts] if has_unknown(wanted) else [known])
    return [dict(zip(lists, chosen, strict=True)) for chosen in itertools.product(*choices)]


def takes(lists: Json, value: str | None) -> bool:
    """Whether some operator that includes matches a field, if there is one, and none that excludes; nothing matches no field."""
    matched = {name: value is not None and LIKE[name.removeprefix("not_")](value, wanted) for name, wanted in lists.items()}
    including = [found for name, found in matched.items() if name in LIKE]
    return (any(including) or not including) and not any(found for name, found in matched.items() if name not in LIKE)


class Judge:
    def __init__(self, document: Json, model: Json, record: str, control: str = CONTROL) -> None:
        self.document = document
        self.record = record
        self.control = control
        self.required = model[record]
        said = self.required["fields"].items()
        self.fields = {path: spec.get("is", spec) for path, spec in said if "is" in spec or "unknown" in spec}
        self.alarms = Alarms(document, self.fields, self.matched, self.flooded)

    def value(self) -> Worth:
        found = best([self.hidden_trail(), *(self.trail(trail) for trail in self.document["trails"].values())])
        told = worst([found, MAY]) if "plan" in self.alarms.scopes else found
        return MAY if told == NOT and self.required.get("doubtful") else told

    # Trails

    def hidden_trail(self) -> Worth:
        scope = f"trail|{self.document['subject']['account']}"
        gaps = [gap for gap in self.document["gaps"].values() if gap["scope"] == scope]
        if any(gap["candidates"] is None for gap in gaps):
            return MAY
        return worst([MAY, best(self.log_group(group) for gap in gaps for group in gap["candidates"])])

    def trail(self, trail: Json) -> Worth:
        own = trail["account"] == self.document["subject"]["account"]
        steps = [
            made(trail),
            HOLDS if own else sure(trail["organization"], trail["organization"] is True),
            sure(trail["multi_region"], trail["multi_region"] is True),
            sure(trail["logging"], trail["logging"] is True),
            HOLDS if not self.required["global_service"] else sure(trail["global_services"], trail["global_services"] is True),
            self.selected(trail["selectors"]),
            self.delivered(trail),
        ]
        group = trail["log_group"]
        if is_unknown(group):
            own = agreed([self.log_group(one) for one in group["unknown"].get("candidates", [])])
        else:
            own = NOT if group is None else self.log_group(group)
        return worst([*steps, best([own, *map(self.copy, trail.get("copies", []))])])

    def copy(self, group: Any) -> Worth:
        """A group that the trail's own is copied to; one that may be is no more than the best that it could be."""
        if not is_unknown(group):
            return self.log_group(group)
        candidates = group["unknown"].get("candidates", [])
        return worst([MAY, best(map(self.log_group, candidates)) if candidates else MAY])

    def selected(self, selectors: Json) -> Worth:
        """Whether the selectors admit the record whatever its free fields are, as a read and as a write where it may be both."""
        if is_unknown(selectors):
            return MAY
        if "taken" in self.required and selectors["kind"] != "default":
            return {"always": HOLDS, "undecided": MAY}.get(admitted(selectors, self.required)[0], NOT)
        read_only = self.required["recorded_as"]["readOnly"]
        classes = ("true", "false") if read_only == "both" else (read_only,)
        return worst(self.selected_as(selectors, one) for one in classes)

    def selected_as(self, selectors: Json, read_only: str) -> Worth:
        match selectors["kind"]:
            case "default":
                return HOLDS
            case "classic":
                return worst(
                    best(self.classic(one, read_only, source) for one in selectors["classic"])
                    for source in self.sources(selectors["classic"])
                )
            case _:
                found = best(self.advanced(one, read_only) for one in selectors["advanced"])
                return MAY if found == NOT and self.jointly(selectors["advanced"], read_only) else found

    def sources(self, selectors: list[Json]) -> list[str]:
        """The sources that the record may have, as far as selectors tell them apart."""
        if "eventSource" in self.fields:
            return [self.fields["eventSource"]]
        listed = [one["excluded_sources"] for one in selectors if not is_unknown(one["excluded_sources"])]
        return ["any.amazonaws.com", *(source for sources in listed for source in sources if isinstance(source, str))]

    def classic(self, one: Json, read_only: str, source: str) -> Worth:
        sources = one["excluded_sources"]
        known_out = not is_unknown(sources) and source in sources
        return worst(
            [
                sure(one["management_events"], one["management_events"] is True),
                sure(
                    one["read_write_type"], one["read_write_type"] in ("All", "ReadOnly" if read_only == "true" else "WriteOnly")
                ),
                NOT if known_out else MAY if has_unknown(sources) else HOLDS,
            ]
        )

    def advanced(self, selector: Json, read_only: str) -> Worth:
        fields = self.fields | {"eventCategory": "Management", "readOnly": read_only}
        return worst([HOLDS, *(self.met(condition, fields.get(condition["field"])) for condition in selector["fields"])])

    def met(self, condition: Json, value: Any) -> Worth:
        """Whether a condition holds in every such record, whatever the values are that are not known of it."""
        told = [all(world) for world in self.kept(condition, value)]
        return HOLDS if told and all(told) else MAY if any(told) else NOT

    def kept(self, condition: Json, value: Any) -> list[list[bool]]:
        """For each way in which a condition may be meant, whether it holds of each value that such a record may have there."""
        lists = {name: wanted for name, wanted in condition.items() if name != "field"}
        spec = self.required["fields"].get(condition["field"], {"kinds": ["absent", "string"]})
        named = [one for wanted in lists.values() if not is_unknown(wanted) for one in wanted if not is_unknown(one)]
        named += [*spec.get("not", []), *([value] if isinstance(value, str) else [])]
        texts = {"~", "&", *named, *(f"{one}~" for one in named), *(f"~{one}" for one in named)}
        there: list[str | None] = [value]
        if not isinstance(value, str):
            some = "not" in spec or "string" in spec.get("kinds", ())
            there = [*(texts - set(spec.get("not", ())) if some else ()), *([None] if "absent" in str(spec) else [])]
        return [[takes(world, one) for one in there] for world in worlds(lists, sorted(texts))] if lists and there else []

    def jointly(self, selectors: list[Json], read_only: str) -> bool:
        """Whether several selectors, each of which takes some of these records, may take all of them together."""
        fields = self.fields | {"eventCategory": "Management", "readOnly": read_only}
        takers = []
        for one in selectors:
            told = [(each, self.kept(each, fields.get(each["field"]))) for each in one["fields"]]
            parting = [each for each, worlds_ in told if not any(all(world) for world in worlds_)]
            if parting and all(not worlds_ or any(any(world) for world in worlds_) for _, worlds_ in told):
                takers.append(any(name in each for each in parting for name in LIKE))
        return len(takers) > 1 and not all(takers)

    def delivered(self, trail: Json) -> Worth:
        """CloudTrail's own word on its delivery of these records, of every region in which they may arise."""
        home, elsewhere = trail["delivery"], trail.get("delivery_elsewhere", {})
        if home is None:
            return HOLDS_YES
        arising = self.required["fields"].get("awsRegion", {})
        if "unknown" in arising:
            return self.delivered_by(trail, home)
        if isinstance(arising.get("is"), str):
            regions = {arising["is"]}
        else:
            enabled = arising.get("one_of", {*elsewhere, NEAR})
            regions = {trail["region"], *({*elsewhere, NEAR} & set(enabled))}
        told: Json = {NEAR: {"unknown": {}}, **elsewhere, trail["region"]: home}
        return worst([self.delivered_by(trail, told.get(region, home)) for region in sorted(regions)])

    def delivered_by(self, trail: Json, delivery: Any) -> Worth:
        """What one region tells: an error, silence for too long, or nothing amiss."""
        if is_unknown(delivery):
            return HOLDS_UNKNOWN
        source, _, _ = trail["at"].partition("#")
        now, latest = self.document["origin"]["sources"][int(source)]["as_of"], delivery["latest"]
        limit = self.document["settings"]["stale_after_hours"] * 3600
        if delivery["error"]:
            return HOLDS_UNKNOWN if latest is not None and (now is None or now - latest <= limit) else HOLDS_NO
        quiet = self.write_only(trail["selectors"])
        if latest is None:
            started = delivery["started"]
            fresh = started is not None and now is not None and now - started <= FIRST_DELIVERY
            return HOLDS_YES if fresh and not quiet else HOLDS_UNKNOWN
        stale = now is not None and now - latest > limit and not quiet
        return HOLDS_UNKNOWN if stale else HOLDS_YES

    def write_only(self, selectors: Json) -> bool:
        if selectors.get("kind") == "classic":
            return not any(one["read_write_type"] == "All" for one in selectors["classic"] if one["management_events"])
        return selectors.get("kind") == "advanced" and not any(self.reads(one) for one in selectors["advanced"])

    def reads(self, selector: Json) -> bool:
        """Whether a selector lets management events of type read through."""
        fields = {"eventCategory": "Management", "readOnly": "true"}
        told = [condition for condition in selector["fields"] if condition["field"] in fields]
        lists = [{name: one[name] for name in one if name != "field"} for one in told]
        return all(takes(each, fields[one["field"]]) for one, each in zip(told, lists, strict=True))

    # Log groups and filters

    def log_group(self, group: str) -> Worth:
        if group in self.document["log_groups"]:
            kind = self.document["log_groups"][group]["class"]
            step = worst([made(self.document["log_groups"][group]), sure(kind, kind == "STANDARD")])
        else:
            step = MAY if f"log_group|{group}" in self.alarms.scopes else NOT
        ways = [self.alarms.hidden_filter(group), self.together_on(group), *self.filters_on(group)]
        return worst([step, best(ways)])

    def filters_on(self, group: str) -> list[Worth]:
        return [worst([placed, self.matched(one), self.led(one)]) for one, placed in self.placed_on(group)]

    def together_on(self, group: str) -> Worth:
        """Whether several filters that each match a part of the record, and lead somewhere, may match all of it."""
        told = self.document["log_groups"].get(group, {}).get("jointly", {})
        parts = [self.led(one) for one, _ in self.placed_on(group) if self.matches_a_part(one) and self.led(one).holds]
        return worst([MAY, best(parts)]) if self.record in told.get(self.control, []) and len(parts) > 1 else NOT

    def placed_on(self, group: str) -> list[tuple[Json, Worth]]:
        """The filters that are on a group, or may be, and how sure that is."""
        found = []
        for one in self.document["metric_filters"].values():
            at = one["log_group"]
            if is_unknown(at):
                placed = MAY if group in (at["unknown"].get("candidates") or [group]) else NOT
            else:
                placed = HOLDS if at == group else NOT
            if placed.holds:
                found.append((one, placed))
        return found

    def led(self, one: Json) -> Worth:
        """The best way from what the filter writes."""
        return best(self.alarms.metric(one, transformation) for transformation in one["transformations"])

    def matches_a_part(self, one: Json) -> bool:
        if made(one) == NOT or is_unknown(one["pattern"]) or self.may_be_transformed(one):
            return False
        return bool(self.told(self.document["patterns"][one["pattern"]])["matched"] == "sometimes")

    def told(self, pattern: Json) -> Json:
        """What a pattern says of the record, or of all of the control's at once."""
        never: Json = {"matched": "never"}
        found: Json = never if self.control in pattern.get("never", []) else pattern["coverage"][self.control][self.record]
        return found

    def seen(self, one: Json) -> Worth:
        """Whether the filter is made, and sees the events of its log group, whatever they are, as CloudTrail wrote them."""
        admits = MAY if is_unknown(one["scope"]) else {False: NOT, None: MAY}.get(one.get("admits", True), HOLDS)
        masks = self.document["log_groups"].get(one["log_group"], {}).get("masks") if isinstance(one["log_group"], str) else None
        kept = MAY if one.get("masked") or is_unknown(masks) or self.may_be_transformed(one) else HOLDS
        return worst([made(one), admits, kept])

    def matched(self, one: Json) -> Worth:
        """Whether the filter always matches the record."""
        seen = self.seen(one)
        if is_unknown(one["pattern"]):
            return worst([seen, MAY])
        pattern = self.document["patterns"][one["pattern"]]
        if not pattern["valid"]:
            refused = pattern["line_break_text"] or self.document["origin"]["kind"] == "terraform_plan"
            return NOT if refused else worst([seen, MAY])
        if self.may_be_transformed(one):
            return worst([seen, MAY])
        told = self.told(pattern)
        matched = "never" if told.get("covers") == "no" else told["matched"]
        return worst([seen, {"always": HOLDS, "undecided": MAY}.get(matched, NOT), self.flooded(one)])

    def flooded(self, one: Json) -> Worth:
        """An alarm on what matches everything never rests; on what matches routine reads, or may, it may not."""
        pattern = self.document["patterns"].get(one["pattern"], {}) if isinstance(one["pattern"], str) else {}
        reads = self.reads_arrive(one["log_group"])
        classes, perhaps = (
            [name for name in pattern.get(answer, []) if reads or name == "any:write"]
            for answer in ("ordinary", "ordinary_undecided")
        )
        surely = "any" in classes and self.seen(one) == HOLDS
        return HOLDS_NO if surely else HOLDS_UNKNOWN if classes or perhaps else HOLDS

    def reads_arrive(self, group: Json | str) -> bool:
        """Whether a trail, seen or hidden, may deliver reads to a log group."""
        trails = self.document["trails"].values()
        if f"trail|{self.document['subject']['account']}" in self.alarms.scopes or is_unknown(group):
            return True
        if not any(trail["log_group"] == group for trail in trails):
            return True
        return any(
            not self.write_only(trail["selectors"]) and (trail["log_group"] == group or is_unknown(trail["log_group"]))
            for trail in trails
        )

    def may_be_transformed(self, one: Json) -> bool:
        group = one["log_group"] if isinstance(one["log_group"], str) else None
        transformer = self.document["log_groups"].get(group, {}).get("transformer", True)
        return one["transformed"] is not False and transformer is not False
