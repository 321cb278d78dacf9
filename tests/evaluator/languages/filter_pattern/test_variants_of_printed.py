"""Every text that a version prints for a control, said otherwise in every class of ways, has the verdict of the slow judge."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

from tests.evaluator.languages.filter_pattern import oracle, plainly, regex_texts
from tests.evaluator.languages.filter_pattern.oracle import READINGS, records_by_unknown, verdict
from tests.evaluator.languages.filter_pattern.plainly import holds, read
from tests.evaluator.languages.filter_pattern.required import IDS, PRESCRIBED, covered, records_of, told_apart
from tests.evaluator.languages.filter_pattern.variants import Tree, classes, number_of_tests
from trailgate_evaluator.languages.filter_pattern import matches, parse

SOURCES = {
    "4.2": "signin", "4.4": "iam", "4.5": "cloudtrail", "4.6": "signin", "4.7": "kms", "4.8": "s3", "4.9": "config",
    "4.15": "organizations",
}  # fmt: skip
CLASSES = [
    "dropped", "quoted", "reordered", "wildcarded", "guarded by source", "narrowed by user", "narrowed by region",
    "narrowed by error", "weakened",
]  # fmt: skip
SHARE = 2
"""So many of a class for each text in a usual run, all of what is dropped of the newest; all of all with `--whole`."""
SAME = {"quoted", "reordered"}
WIDER = {"dropped", "wildcarded", "narrowed by region"}
LOSING = {"dropped", "guarded by source", "narrowed by user", "narrowed by region", "narrowed by error", "weakened"}
LOSES_NOTHING = {
    ("4.2", "dropped"), ("4.3", "dropped"), ("4.6", "dropped"), ("4.4", "narrowed by region"), ("4.15", "narrowed by region"),
}  # fmt: skip
"""Without a clause that narrows, more is matched; the calls of IAM and Organizations are recorded in one region."""
LEAST = {
    "quoted": 1,
    "reordered": 1,
    "guarded by source": 3,
    "narrowed by user": 5,
    "narrowed by region": 3,
    "narrowed by error": 4,
}
NUMBERS = sorted(IDS, key=lambda number: int(number[2:]))


@cache
def printed(number: str) -> list[tuple[Tree, list[str | None]]]:
    """The patterns that mean different things to a reader, each with the versions that print it and ask for different records."""
    found: dict[Tree, list[str]] = {}
    for text in PRESCRIBED[IDS[number]]["texts"]:
        if text["valid"]:
            found.setdefault(read(text["text"]), []).extend(text["benchmarks"])
    newest_last = sorted(found.items(), key=lambda one: max(one[1]))
    return [(tree, told_apart(number, sorted(set(benchmarks)))) for tree, benchmarks in newest_last]


def of_class(number: str, tree: Tree, name: str) -> list[str]:
    return classes(tree, f"{SOURCES.get(number, 'ec2')}.amazonaws.com")[name]


def meant(number: str, text: str, benchmark: str | None) -> dict[str, str]:
    return {name: verdict(text, specs) for name, specs in records_of(number, benchmark).items()}


def share(texts: list[str], tree: Tree, number: str, name: str) -> list[str]:
    """Some of a class; all of what is dropped of the newest text."""
    return texts if name == "dropped" and tree == printed(number)[-1][0] else texts[:: max(1, len(texts) // SHARE)]


@pytest.mark.parametrize("name", CLASSES)
@pytest.mark.parametrize("number", NUMBERS)
def test_a_variant_is_judged_by_what_it_means(number: str, name: str, request: pytest.FixtureRequest) -> None:
    answers: set[str] = set()
    for tree, benchmarks in printed(number):
        texts = of_class(number, tree, name)
        tried = texts if request.config.getoption("--whole") else share(texts, tree, number, name)
        for benchmark in benchmarks:
            for text in tried:
                found = meant(number, text, benchmark)
                assert covered(number, text, benchmark) == found, (text, benchmark)
                answers.update(found.values())
    assert answers == {"always"} if name in SAME else "always" in answers or name not in WIDER
    assert (answers != {"always"}) is ((number, name) not in LOSES_NOTHING) or name not in LOSING


@pytest.mark.parametrize("number", NUMBERS)
def test_no_class_is_empty(number: str) -> None:
    for tree, _ in printed(number):
        found = {name: len(of_class(number, tree, name)) for name in CLASSES}
        tests = number_of_tests(tree)
        assert tests > 1
        assert found["dropped"] == tests
        assert found["weakened"] > tests
        assert found["wildcarded"] > tests / 2
        assert all(found[name] >= least for name, least in LEAST.items())


@pytest.mark.parametrize("number", NUMBERS)
def test_the_plain_reader_matches_as_the_product_does(number: str) -> None:
    for tree, benchmarks in printed(number):
        for name in CLASSES:
            for text in of_class(number, tree, name)[::12]:
                for specs in [*records_of(number, benchmarks[-1]).values()][:1]:
                    for record in next(records_by_unknown(text, specs))[:40]:
                        for reading in READINGS:
                            assert holds(read(text), record, reading) is matches(parse(text), record, reading), (text, record)


@pytest.mark.parametrize("module", [oracle, plainly, regex_texts], ids=lambda module: module.__name__.rpartition(".")[2])
def test_the_slow_judge_shares_no_code_with_the_product(module: object) -> None:
    tree = ast.parse(Path(str(getattr(module, "__file__"))).read_text("utf-8"))  # noqa: B009 - a module has one
    imported = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    imported |= {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    assert imported
    assert not any(name.startswith("trailgate") for name in imported)
    here = {one.__name__ for one in (oracle, plainly, regex_texts)}
    assert {name for name in imported if name.startswith("tests.")} <= here
