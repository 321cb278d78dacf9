"""What the compiled law is not told of a pattern changes no decision: it decides a document alike with and without it."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from trailgate_evaluator.document.untold import without_untold
from trailgate_evaluator.engine.bundle import packaged_bundle
from trailgate_evaluator.engine.module_cache import cache_folder
from trailgate_evaluator.engine.wasm import WasmEngine
from trailgate_evaluator.evaluation.choices import Choices
from trailgate_evaluator.evaluation.documents import DocumentMaker
from trailgate_evaluator.inputs import Source, read

Json = dict[str, Any]
PASS_ALL = Path(__file__).parents[3] / "fixtures" / "controls" / "pass_all" / "snapshot.json"
UNKNOWN = {"unknown": {"reason": "known_after_apply", "gap": "g"}}
DETAILS = {"clause", "counterexample", "why"}


@pytest.fixture(scope="module")
def whole() -> WasmEngine:
    """The law, compiled, that is given documents as they are."""
    return WasmEngine(packaged_bundle(), cache=cache_folder())


@pytest.fixture(scope="module")
def made(whole: WasmEngine) -> Json:
    (source,) = read([str(PASS_ALL)])
    assert isinstance(source, Source)
    asked = ("iam-policy-change-alarm", "config-change-alarm", "unauthorized-api-call-alarm")
    return DocumentMaker(whole, Choices(controls=asked)).documents(source).after


def _with(document: Json, **told: Any) -> Json:
    """The document, every filter holding this besides."""
    changed = copy.deepcopy(document)
    for metric_filter in changed["metric_filters"].values():
        metric_filter.update(told)
    return changed


def _saying(document: Json, *, valid: bool = True, **told: Any) -> Json:
    """The document, every answer for a record saying this besides, of patterns that are made for no control at all."""
    changed = copy.deepcopy(document)
    for pattern in changed["patterns"].values():
        pattern |= {"sought": [], "valid": valid, "error": {"kind": "k", "span": [0, 1], "message": "m"}}
        for answers in pattern["coverage"].values():
            for answer in answers.values():
                answer.update(told)
    return changed


def _cases(document: Json) -> Iterator[Json]:
    yield document
    yield _with(document, refused="filter_limit")
    yield _with(document, pattern=UNKNOWN)
    yield _with(document, scope='{ $.@system.account = "1" }', admits=False)
    yield _with(_saying(document), refused="filter_limit")
    unknown_or_told: tuple[Json, ...] = ({"processors": []}, UNKNOWN)
    for transformer in unknown_or_told:
        for transformed in (True, UNKNOWN):
            changed = _with(document, transformed=transformed)
            for group in changed["log_groups"].values():
                group["transformer"] = transformer
            yield changed
    for matched in ("always", "sometimes", "never", "undecided"):
        for said in ({}, {"misses": "failed_calls"}, {"covers": "no"}, {"excluding": ["nobody"]}):
            for valid in (True, False):
                yield _saying(document, valid=valid, matched=matched, **said)
    for odd in (None, {"unknown": {"reason": "denied", "gap": "g"}}):
        changed = copy.deepcopy(document)
        for pattern in changed["patterns"].values():
            pattern["sought"] = odd
        yield changed
    changed = copy.deepcopy(document)
    for pattern in changed["patterns"].values():
        del pattern["sought"]
    yield changed


def test_a_document_is_decided_alike_with_and_without_it(whole: WasmEngine, made: Json) -> None:
    told = []
    for document in _cases(made):
        patterns = {found: without_untold(pattern) for found, pattern in document["patterns"].items()}
        decision = whole.decide(document)
        assert whole.decide({**document, "patterns": patterns}) == decision
        told.append(json.dumps(decision))
    assert len(set(told)) > 8  # the cases are decided in several ways
    assert sum('"counterexample"' in one for one in told) > 3


def test_what_a_pattern_misses_of_the_records_that_it_is_made_for_stays(made: Json) -> None:
    found = 0
    for pattern in made["patterns"].values():
        told = without_untold(pattern)
        assert {name: value for name, value in told.items() if name != "coverage"} == {
            name: value for name, value in pattern.items() if name != "coverage"
        }
        for control, answers in pattern["coverage"].items():
            assert told["coverage"][control].keys() == answers.keys()
            for name, answer in answers.items():
                sought = control in pattern["sought"]
                found += sought
                left = answer if sought else {key: value for key, value in answer.items() if key not in DETAILS}
                assert told["coverage"][control][name] == left
    assert found


def test_it_is_a_small_part_of_what_the_document_says(made: Json) -> None:
    patterns = {found: without_untold(pattern) for found, pattern in made["patterns"].items()}
    assert len(json.dumps(patterns)) < len(json.dumps(made["patterns"])) / 2
