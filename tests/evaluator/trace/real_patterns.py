"""Generated accounts with patterns that mean something, and records to send through them."""

from __future__ import annotations

from typing import Any, Final

from hypothesis import strategies as st

from tests.judge.builder import CONTROL, OWN
from trailgate_evaluator.languages.filter_pattern import describe
from trailgate_evaluator.languages.filter_pattern.answers.requirements import requirements

Json = dict[str, Any]

ARNS: Final = [f"arn:aws:iam::{OWN}:user/{name}" for name in ("alice", "mallory")]


def texts(records: list[str]) -> Json:
    """For each made-up pattern of the generated accounts a real one that covers the same records."""
    half = len(records) // 2
    names = [f"$.eventName = {record}" for record in records]
    return {
        "p_all": '{ $.eventSource = "iam.amazonaws.com" && $.readOnly IS FALSE }',
        "p_everything": "{ $.managementEvent IS TRUE }",
        "p_reads": '{ $.eventSource = "iam.amazonaws.com" }',
        "p_but_one": f"{{ ({names[0]} && $.errorCode NOT EXISTS) || {' || '.join(names[1:])} }}",
        "p_first": f"{{ {' || '.join(names[:half])} }}",
        "p_second": f"{{ {' || '.join(names[half:])} }}",
        "p_undecided": f"{{ ($.eventSource = iam*com && ({' || '.join(names[:half])})) || {' || '.join(names[half:])} }}",
        "p_invalid": "{ $.eventName = }",
        "p_broken": "{ ($.eventNa me = PutUserPolicy) || ($.eventName = CreatePolicy) }",
    }


def with_real_patterns(document: Json, required: Json) -> Json:
    """The document with those patterns, described as the evaluator describes them."""
    known = requirements({CONTROL: required[CONTROL]})
    patterns = {name: describe(text, known) for name, text in texts(sorted(required[CONTROL])).items()}
    return {**document, "patterns": {name: patterns[name] for name in document["patterns"]}}


json_values = st.one_of(st.none(), st.booleans(), st.integers(-5, 5), st.text(max_size=4), st.lists(st.integers(), max_size=2))


@st.composite
def records(draw: Any, name: str, constants: Json) -> Json:
    """A record of that name: the constants, some of them perhaps left out, and other fields as the law's model leaves them."""
    record: Json = {"eventName": name, **constants}
    for lacking in draw(st.lists(st.sampled_from(sorted(constants.keys() - {"eventName"})), max_size=2)):
        record.pop(lacking, None)
    if draw(st.booleans()):
        record["errorCode"] = draw(st.sampled_from(["AccessDenied", "", "NoSuchEntity"]) | st.text(max_size=5))
    if draw(st.booleans()):
        record["userIdentity"] = draw(st.fixed_dictionaries({"arn": st.sampled_from(ARNS) | st.text(max_size=8)}))
    if draw(st.booleans()):
        record["sourceIPAddress"] = draw(st.text(max_size=8))
    for field in ("requestParameters", "sessionCredentialFromConsole"):
        if draw(st.booleans()):
            record[field] = draw(json_values | st.sampled_from(["true", "false"]))
    return record
