"""Accounts that are asked for several controls at once: the worlds of one control, with what each pattern says of every record.

The records are those that the policies require, by benchmark, role and enabled regions: constants, texts that are `like` or
`not` something, reads, several regions, services with and without regions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from tests.judge.accounts import documents
from tests.judge.builder import FAR, NEAR, NOW, OWN
from tests.judge.excluded import answers, excludes, left, made
from tests.judge.floods import with_floods
from tests.judge.index import index_of
from tests.judge.values import is_unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Json = dict[str, Any]
Draw = Any
BENCHMARKS = [None, None, "cis_aws_1.2.0", "cis_aws_1.4.0", "cis_aws_4.0.1", "cis_aws_5.0.0"]
ROLES = [None, "management", "delegated_administrator", "member", "outside"]
REGIONS: list[Any] = [[FAR, NEAR], [NEAR], None]
EXCLUDED = ["kms.amazonaws.com", "rdsdata.amazonaws.com"]
ANSWER: Json = {"clause": None, "counterexample": None, "why": None}


@st.composite
def several(draw: Draw, required: Callable[[Json], Json], doubts: int = 0) -> tuple[Json, Json]:
    """A document that asks for up to three controls, and {control: records} as `required` answers for what it asks."""
    asked = {"controls": None, "benchmark": draw(st.sampled_from(BENCHMARKS)), "role": draw(st.sampled_from(ROLES))}
    regions = draw(st.sampled_from(REGIONS))
    every = required({"partition": "aws", "account": OWN, "enabled_regions": regions, "asked": asked})
    controls = sorted(draw(st.sets(st.sampled_from(sorted(every)), min_size=1, max_size=3)))
    models = {control: every[control] for control in controls}
    document: Json = draw(documents(["AnyRecord"], doubts))
    document["asked"] = asked | {"controls": controls}
    document["subject"]["enabled_regions"] = regions
    for name, pattern in document["patterns"].items():
        covered = {control: covering(draw, name, sorted(records)) for control, records in models.items()}
        pattern["coverage"] = covered
        pattern["sought"] = [
            control for control, found in covered.items() if any(one["matched"] != "never" for one in found.values())
        ]
        plain = [
            control
            for control, found in covered.items()
            if control not in pattern["sought"] and not any(one.get("excluding") for one in found.values())
        ]
        if draw(st.booleans()):
            pattern["never"] = plain
            pattern["coverage"] = {control: found for control, found in covered.items() if control not in plain}
    for group in document["log_groups"].values():
        if "jointly" in group:
            group["jointly"] = {control: sorted(records)[:1] for control, records in models.items()}
    for trail in document["trails"].values():
        if draw(st.booleans()):
            trail["selectors"] = selectors(draw, models)
    if draw(st.booleans()):
        add_exclusions(draw, document, models)
    with_floods(document)["index"] = index_of(document)
    return document, models


def add_exclusions(draw: Draw, document: Json, models: Json) -> None:
    """Settings that leave something out of some control, and what the evaluator would say of them and of each trail."""
    control = draw(st.sampled_from(sorted(models)))
    fields = draw(st.lists(st.sampled_from(spared(models)), min_size=1, max_size=2, unique_by=str))
    said = [
        {"id": f"e{number}", "control": control, "accounts": None, "starts": None, "expires": NOW + 10**8, "fields": one}
        for number, one in enumerate(fields)
    ]
    document["settings"]["exclusions"] = [one | {"owner": "o", "reason": "r"} for one in said]
    if document["origin"]["as_of"] is None:
        return
    model = models[control]
    met = {one["id"]: [name for name, record in model.items() if meets(one, record, said)] for one in said}
    required = left(document, control, model)
    everything = all(
        any(excludes(one["fields"], each) for one in said) for record in model.values() for each in made(record, said, [])
    )
    whole = sorted(model if everything else model.keys() - required.keys())
    document["exclusions"] = {control: {"of": {one: sorted(records) for one, records in met.items() if records}, "whole": whole}}
    for trail in document["trails"].values():
        if not is_unknown(trail["selectors"]) and trail["selectors"]["kind"] != "default":
            trail["admissions"] = {control: answers(trail["selectors"], required)}  # empty where nothing is left in part


def meets(exclusion: Json, record: Json, said: list[Json]) -> bool:
    return any(excludes(exclusion["fields"], one) for one in made(record, said, []))


def spared(models: Json) -> list[Json]:
    """What an organisation may accept, of which trails leave out some."""
    names = known(models, "eventName")
    found: list[Json] = [{"userIdentity.arn": {"is": "x"}}, {"userIdentity.arn": {"like": "x.*"}}, {"readOnly": {"is": True}}]
    found += [{"eventSource": {"one_of": EXCLUDED}}, {"eventSource": {"is": EXCLUDED[0]}}, {"readOnly": {"is": False}}]
    found += [{"eventSource": {"is": EXCLUDED[0]}, "readOnly": {"is": True}}, {"eventSource": {"like": "kms.*"}}]
    return [*found, *({"eventName": {"is": one}} for one in names[:1])]


def covering(draw: Draw, pattern: str, records: Sequence[str]) -> Json:
    """What a pattern says of a control's records: mostly one answer for all, which bears on no other control."""
    if pattern in ("p_invalid", "p_broken"):
        return {record: ANSWER | {"matched": "never"} for record in records}
    usual = "always" if pattern in ("p_all", "p_everything") else draw(st.sampled_from(["always", "always", "never"]))
    odd = draw(st.sampled_from([None, None, "sometimes", "never", "undecided", "hopeless", "failed"]))
    chosen = draw(st.sampled_from(records)) if odd else None
    return {record: answer(odd if record == chosen else usual) for record in records}


def answer(word: str | None) -> Json:
    match word:
        case "hopeless":
            return ANSWER | {"matched": "undecided", "covers": "no"}
        case "failed":
            return ANSWER | {"matched": "sometimes", "misses": "failed_calls"}
        case _:
            return ANSWER | {"matched": word}


def selectors(draw: Draw, models: Json) -> Json:
    """Selectors that tell apart what these records are and are not."""
    if draw(st.booleans()):
        sources = [*EXCLUDED, *known(models, "eventSource")]
        one = st.fixed_dictionaries(
            {
                "management_events": st.sampled_from([True, True, True, False]),
                "read_write_type": st.sampled_from(["All", "All", "WriteOnly", "ReadOnly"]),
                "excluded_sources": st.sampled_from([[], [], EXCLUDED, *([source] for source in sources)]),
            }
        )
        return {"kind": "classic", "classic": draw(st.lists(one, min_size=1, max_size=2))}
    managed = {"field": "eventCategory", "equals": ["Management"]}
    conditions = st.lists(st.sampled_from(choices(models)), max_size=2)
    drawn = draw(st.lists(conditions, min_size=1, max_size=2))
    return {"kind": "advanced", "advanced": [{"name": None, "fields": [managed, *one]} for one in drawn]}


def choices(models: Json) -> list[Json]:
    """Conditions of advanced selectors, on values that the records have and on others."""
    sources, names, types = (known(models, path) for path in ("eventSource", "eventName", "eventType"))
    spared = [one for fields in every(models) for one in fields["eventName"].get("not", [])]
    found: list[Json] = [{"field": "readOnly", "equals": ["false"]}, {"field": "readOnly", "not_equals": ["true"]}]
    found += [{"field": "readOnly", "equals": ["true"]}, {"field": "eventSource", "not_equals": EXCLUDED}]
    found += [{"field": "eventSource", operator: sources} for operator in ("equals", "not_equals") if sources]
    found += [{"field": "eventType", operator: types[:1]} for operator in ("equals", "not_starts_with")]
    found += [{"field": "eventName", operator: names[:1]} for operator in ("equals", "not_equals", "not_ends_with") if names]
    found += [{"field": "eventName", operator: spared} for operator in ("not_equals", "not_starts_with", "equals") if spared]
    found += [{"field": "eventName", "equals": names[1:2], "starts_with": names[:1]} for _ in names[:1]]
    found += [{"field": "eventName", "not_equals": [*spared, "Other"]}, {"field": "errorCode", "not_equals": ["Other"]}]
    return [*found, {"field": "userIdentity.arn", "not_equals": ["x"]}]


def known(models: Json, path: str) -> list[str]:
    """The texts that a field of some record always has."""
    return sorted({fields[path]["is"] for fields in every(models) if "is" in fields[path]})


def every(models: Json) -> list[Json]:
    return [record["fields"] for records in models.values() for record in records.values()]
