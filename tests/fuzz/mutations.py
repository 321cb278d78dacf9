"""Snapshots, plans and documents changed at random, by a seed: no crash, no improvement by taking away, engines agree.

    python -m tests.fuzz.mutations [COUNT] [--from SEED]

A mutated input may be refused, may pass, fail or be unknown, but it never ends in an error of the program. What is taken away
from an account or a plan (a call, a page, a resource) never turns a fail or an unknown into a pass. Exit 1 where that is not so.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from random import Random
from typing import TYPE_CHECKING, Any

import orjson

from tests.asking import of_one
from tests.fuzz.corpora import CONTROL, Json, documents, plans, snapshots
from tests.fuzz.mutating import Place, at, mutated, places, without
from trailgate_evaluator.engine import canonical_bytes, open_engine
from trailgate_evaluator.errors import InputError, UsageError
from trailgate_evaluator.evaluation.run import judge
from trailgate_evaluator.formats.page import Page
from trailgate_evaluator.formats.table import FORMATS
from trailgate_evaluator.inputs.parsing import parse
from trailgate_evaluator.inputs.reading import Source
from trailgate_evaluator.inputs.recognising import recognise
from trailgate_evaluator.report.build import build

if TYPE_CHECKING:
    from trailgate_evaluator.engine import Engine

PASS = "pass"
Found = Iterator[str]


def report_of(engine: Engine, content: Json) -> Json:
    """The whole report on an input, as `evaluate` makes it; raises `InputError` where it is none."""
    data = orjson.dumps(content)
    read = parse(data, "mutated.json")
    source = Source(name="mutated.json", kind=recognise(read, "mutated.json"), digest="sha256:" + "0" * 64, content=read)
    judged = judge([source], engine, of_one(), lambda _: None)
    return build(
        version="0",
        policies=judged.policies,
        engine=judged.engine,
        controls=judged.controls,
        inputs=judged.inputs,
        results=judged.results,
    )


def status_of(engine: Engine, content: Json) -> str:
    """The status of an input; `refused` where it has none."""
    try:
        report = report_of(engine, content)
    except (InputError, UsageError):
        return "refused"
    return next((str(one["status"]) for one in report["results"] if one["control"] == CONTROL), "refused")


def no_crash(engine: Engine, inputs: dict[str, Json], seed: int) -> Found:
    """A mutated input is judged or refused, and its report can be written in a format."""
    dice = Random(f"crash {seed}")  # noqa: S311 - nothing secret
    name = dice.choice(sorted(inputs))
    content = mutated(inputs[name], dice)
    if not isinstance(content, dict):
        return
    try:
        report = report_of(engine, content)
        FORMATS[dice.choice(sorted(FORMATS))].load()(report, Page())
    except (InputError, UsageError):
        return
    except TypeError as problem:
        if "JSON serializable" in str(problem) or "Integer exceeds" in str(problem):
            return  # the mutation made what no JSON file holds
        yield _crash(seed, name, content)
    except Exception:  # noqa: BLE001 - every one is what is looked for
        yield _crash(seed, name, content)


def _crash(seed: int, name: str, content: Json) -> str:
    del content
    return f"seed {seed}, {name}: {' '.join(traceback.format_exc(limit=-3).split())[-400:]}"


def no_improvement_of_snapshots(engine: Engine, seed: int) -> Found:
    """Of a snapshot that does not pass, a call, a page or a resource is left out."""
    yield from _no_improvement(engine, snapshots(), seed, _parts_of_a_snapshot, without)


def no_improvement_of_plans(engine: Engine, seed: int) -> Found:
    """Of a plan that does not pass, a resource is left out of everything; of two that contest a name, one less is good news."""
    yield from _no_improvement(engine, plans(), seed, _parts_of_a_plan, _without_address)


def _no_improvement(
    engine: Engine,
    inputs: dict[str, Json],
    seed: int,
    parts: Callable[[Json], list[Any]],
    left_out: Callable[[Json, Any], Json],
) -> Found:
    dice = Random(f"improvement {seed}")  # noqa: S311 - nothing secret
    name = dice.choice(sorted(inputs))
    content = inputs[name]
    if _status(engine, name, content) == PASS:
        content = mutated(content, dice, times=1)
        if not isinstance(content, dict) or status_of(engine, content) in {PASS, "refused"}:
            return
    contested = _contested(engine, content)
    for _ in range(dice.choice([1, 2, 3])):
        found = [part for part in parts(content) if part not in contested]
        if not found:
            return
        gone = dice.choice(found)
        content = left_out(content, gone)
        if status_of(engine, content) == PASS:
            yield f"seed {seed}, {name}: passes without {gone}"
            return


def _contested(engine: Engine, content: Json) -> set[Any]:
    """The addresses of what would get one name in the end, so that only one of it stands."""
    gaps = [gap for result in report_of(engine, content)["results"] for gap in result["gaps"]]
    return {gap["address"] for gap in gaps if gap["reason"] == "name_contested"}


_known: dict[str, str] = {}


def _status(engine: Engine, name: str, content: Json) -> str:
    if name not in _known:
        _known[name] = status_of(engine, content)
    return _known[name]


def _parts_of_a_snapshot(content: Json) -> list[Any]:
    calls = content.get("calls")
    if not isinstance(calls, list):
        return []
    found: list[Any] = [("calls", number) for number, _ in enumerate(calls)]
    for number, call in enumerate(calls):
        found.extend(("calls", number, *place) for place in places(call) if place[0] == "pages" and _is_part(place))
    return found


_RESOURCES = frozenset({"trailList", "metricFilters", "MetricAlarms", "CompositeAlarms", "LogAlarms", "Topics", "Subscriptions"})
"""Lists of what an account can only have too little of: not those of settings that hide, mute or choose."""


def _is_part(place: Place) -> bool:
    """Whether it is a page, or a resource in a list of it."""
    return len(place) == 2 or (len(place) == 4 and place[2] in _RESOURCES)


_LINKS = frozenset({"aws_cloudtrail", "aws_cloudwatch_metric_alarm", "aws_sns_topic_subscription"})
"""What others do not refer to: of several topics that an action may mean, one less can be good news."""


def _parts_of_a_plan(content: Json) -> list[Any]:
    planned = content.get("planned_values")
    resources = [there for place in places(planned) if isinstance(there := at(planned, place), dict)]
    return sorted({
        one["address"] for one in resources if isinstance(one.get("address"), str) and str(one.get("type")) in _LINKS
    })  # fmt: skip


def _without_address(content: Json, address: str) -> Json:
    """The plan in which this resource is neither planned nor configured, nor was there before."""
    bare = address.partition("[")[0]

    def kept(value: Any) -> Any:
        match value:
            case dict():
                return {key: kept(one) for key, one in value.items()}
            case list():
                return [kept(one) for one in value if not (isinstance(one, dict) and one.get("address") in (address, bare))]
        return value

    left: Json = kept(content)
    return left


def engines_agree(engine: Engine, server: Engine, known: dict[str, Json], seed: int) -> Found:
    """A mutated document gets one decision from both engines."""
    dice = Random(f"engines {seed}")  # noqa: S311 - nothing secret
    name = dice.choice(sorted(known))
    document = mutated(known[name], dice)
    if not isinstance(document, dict):
        return
    one, other = (_decided(judge, document) for judge in (engine, server))
    if one != other:
        yield f"seed {seed}, {name}: {one[:200]!r} and {other[:200]!r}"


def _decided(engine: Engine, document: Json) -> bytes:
    try:
        return canonical_bytes(engine.decide(document))
    except Exception as problem:  # noqa: BLE001 - a refusal of one must be one of the other
        return type(problem).__name__.encode()


def fuzz(count: int, first: int = 0, tell: Callable[[str], None] = lambda _: None) -> list[str]:
    """What did not hold in so many rounds of each kind."""
    wrong: list[str] = []
    with open_engine() as engine, open_engine("opa") as server:
        known = documents(engine)
        kinds: dict[str, Callable[[int], Found]] = {
            "snapshots do not crash": lambda seed: no_crash(engine, snapshots(), seed),
            "plans do not crash": lambda seed: no_crash(engine, plans(), seed),
            "snapshots do not improve": lambda seed: no_improvement_of_snapshots(engine, seed),
            "plans do not improve": lambda seed: no_improvement_of_plans(engine, seed),
            "engines agree": lambda seed: engines_agree(engine, server, known, seed),
        }
        for kind, once in kinds.items():
            started, before = time.monotonic(), len(wrong)
            for seed in range(first, first + count):
                for line in once(seed):
                    wrong.append(f"{kind}: {line}")
                    tell(wrong[-1])
            tell(f"{kind}: {count} rounds, {len(wrong) - before} wrong, {time.monotonic() - started:.0f} s")
    return wrong


def main(arguments: list[str] | None = None) -> int:
    """Runs so many rounds of each kind, and says what did not hold."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("count", nargs="?", type=int, default=10_000)
    parser.add_argument("--from", dest="first", type=int, default=0, metavar="SEED")
    options = parser.parse_args(arguments)
    wrong = fuzz(options.count, options.first, lambda line: print(line, flush=True))
    print(json.dumps(Counter(line.split(":")[0] for line in wrong)))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
