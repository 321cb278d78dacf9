"""What a pattern is not made for it may say to match never, of all records of a control at once: the law decides alike."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from trailgate_evaluator.engine import Engine, open_engine
from trailgate_evaluator.evaluation.choices import Choices
from trailgate_evaluator.evaluation.documents import DocumentMaker
from trailgate_evaluator.inputs import Source, read

Json = dict[str, Any]
PASS_ALL = Path(__file__).parents[3] / "fixtures" / "controls" / "pass_all" / "snapshot.json"
UNKNOWN = {"unknown": {"reason": "known_after_apply", "gap": "g"}}
ASKED = ("iam-policy-change-alarm", "config-change-alarm", "unauthorized-api-call-alarm")


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with open_engine() as opened:
        yield opened


@pytest.fixture(scope="module")
def made(engine: Engine) -> Json:
    (source,) = read([str(PASS_ALL)])
    assert isinstance(source, Source)
    return DocumentMaker(engine, Choices(controls=ASKED)).documents(source).after


def _spelled_out(document: Json, records: dict[str, list[str]]) -> Json:
    """The document in which every pattern says of every record whether it matches it, and why not."""
    changed = copy.deepcopy(document)
    for pattern in changed["patterns"].values():
        for control in pattern.pop("never"):
            pattern["coverage"][control] = {record: {"matched": "never"} for record in records[control]}
        for control, answers in pattern["coverage"].items():
            for record, answer in answers.items():
                if control not in (pattern.get("sought") or []) and answer["matched"] in {"never", "sometimes"}:
                    why = {
                        "clause": {"text": "c", "span": [0, 1]},
                        "counterexample": {"eventName": record},
                        "why": f"of {record}",
                    }
                    answer.update(why)
    return changed


def _with(document: Json, **told: Any) -> Json:
    """The document, every filter holding this besides."""
    changed = copy.deepcopy(document)
    for metric_filter in changed["metric_filters"].values():
        metric_filter.update(told)
    return changed


def _for_nobody(document: Json, **told: Any) -> Json:
    """The document, every pattern saying this, and made for no control at all."""
    changed = copy.deepcopy(document)
    for pattern in changed["patterns"].values():
        pattern |= {"sought": [], "coverage": {}, "never": list(ASKED), **told}
    return changed


def _cases(document: Json) -> Iterator[Json]:
    invalid = {"valid": False, "error": {"kind": "k", "span": [0, 1], "message": "m"}}
    for one in (document, _for_nobody(document), _for_nobody(document, **invalid)):
        yield one
        yield _with(one, refused="filter_limit")
        yield _with(one, pattern=UNKNOWN)
        yield _with(one, scope='{ $.@system.account = "1" }', admits=False)
        yield _with(one, log_group=UNKNOWN)
        unknown_or_told: tuple[Json, ...] = ({"processors": []}, UNKNOWN)
        for transformer in unknown_or_told:
            for transformed in (True, UNKNOWN):
                changed = _with(one, transformed=transformed)
                for group in changed["log_groups"].values():
                    group["transformer"] = transformer
                yield changed


def test_a_document_is_decided_alike_where_all_is_said(engine: Engine, made: Json) -> None:
    records = {control: sorted(one) for control, one in engine.required_records({**made, **made["subject"]}).items()}
    assert sum(bool(pattern["never"]) for pattern in made["patterns"].values()) > 10
    told = []
    for document in _cases(made):
        decision = engine.decide(document)
        assert engine.decide(_spelled_out(document, records)) == decision
        told.append(json.dumps(decision))
    assert len(set(told)) > 8  # the cases are decided in several ways


def test_silence_is_not_never(engine: Engine, made: Json) -> None:
    silent = copy.deepcopy(_for_nobody(made, never=[]))
    assert {one["status"] for one in engine.decide(silent).values()} == {"unknown"}
    assert {one["status"] for one in engine.decide(_for_nobody(made)).values()} == {"fail"}


def test_what_is_said_of_each_record_counts_more_than_never(engine: Engine, made: Json) -> None:
    both = copy.deepcopy(made)
    for pattern in both["patterns"].values():
        pattern["never"] = list(ASKED)
    assert engine.decide(both) == engine.decide(made)


def test_a_control_is_either_covered_or_never(made: Json) -> None:
    for pattern in made["patterns"].values():
        assert sorted([*pattern["coverage"], *pattern["never"]]) == sorted(ASKED)
        assert set(pattern["sought"]) <= set(pattern["coverage"])
