"""Whether a document is whole: its schema, its index, and that every name in it leads somewhere."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from trailgate_evaluator.document.derived import admitting, flooded
from trailgate_evaluator.document.index import index_of
from trailgate_evaluator.document.parts import RESOURCE_KINDS, pattern_id
from trailgate_evaluator.pointers import escaped

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from trailgate_evaluator.document.parts import Json

MAX_PROBLEMS = 20


def problems_of(document: Json, schemas: Path | None = None) -> list[str]:
    """What is wrong with a document, each as `#POINTER: what`, the first 20; empty where it is whole.

    Checked are `document.schema.json`, the index against the resources, that every unknown value has
    its gap, and that every pattern stands under its own id. `schemas` is the folder of the schemas,
    by default the package's own.
    """
    problems: list[str] = []
    for problem in _all(document, schemas):
        problems.append(problem)
        if len(problems) == MAX_PROBLEMS:
            break
    return problems


def _all(document: Json, schemas: Path | None) -> Iterator[str]:
    whole = True
    for problem in _of_schema(document, schemas):
        whole = False
        yield problem
    if whole:
        yield from _of_index(document)
        yield from _of_unknown_values(document)
        yield from _of_patterns(document)
        yield from _of_scopes(document)


def _of_schema(document: Json, schemas: Path | None) -> Iterator[str]:
    import jsonschema

    validator = jsonschema.Draft202012Validator(_schema(schemas))
    for error in validator.iter_errors(document):
        deepest = jsonschema.exceptions.best_match([error])
        yield f"#{_pointer(deepest.absolute_path)}: {deepest.message[:300]}"


def _schema(schemas: Path | None) -> Any:
    from trailgate_evaluator.engine.bundle import packaged_schema

    name = "document.schema.json"
    return packaged_schema(name) if schemas is None else json.loads((schemas / name).read_bytes())


def _of_index(document: Json) -> Iterator[str]:
    made = index_of({kind: document[kind] for kind in RESOURCE_KINDS}, document["gaps"])
    for name, entry in made.items():
        if entry != document["index"][name]:
            yield f"#/index/{name}: not what the resources make it"


def _of_unknown_values(document: Json) -> Iterator[str]:
    """Walks the resources without recursion."""
    waiting: list[tuple[str, Any]] = [(f"/{kind}", document[kind]) for kind in RESOURCE_KINDS]
    while waiting:
        at, value = waiting.pop()
        match value:
            case {"unknown": {"gap": str(gap), "reason": reason}}:
                told = document["gaps"].get(gap)
                if told is None:
                    yield f"#{at}: its gap {gap!r} is not in gaps"
                elif told["reason"] != reason:
                    yield f"#{at}: the reason {reason!r} is not that of its gap"
            case dict():
                waiting.extend((f"{at}/{escaped(key)}", each) for key, each in value.items())
            case list():
                waiting.extend((f"{at}/{number}", each) for number, each in enumerate(value))


def _of_patterns(document: Json) -> Iterator[str]:
    patterns: Mapping[str, Json] = document["patterns"]
    for pattern, described in patterns.items():
        if pattern != pattern_id(described["text"]):
            yield f"#/patterns/{pattern}: not the id of its text"
    for filter_id, metric_filter in document["metric_filters"].items():
        pattern = metric_filter["pattern"]
        if isinstance(pattern, str) and pattern not in patterns:
            yield f"#/metric_filters/{escaped(filter_id)}/pattern: not in patterns"


def _of_scopes(document: Json) -> Iterator[str]:
    for filter_id, metric_filter in document["metric_filters"].items():
        if metric_filter != admitting(metric_filter):
            yield f"#/metric_filters/{escaped(filter_id)}/admits: not what its field selection criteria say"
    for filter_id, made in flooded(document["metric_filters"], document["patterns"]).items():
        if made != document["metric_filters"][filter_id]:
            yield f"#/metric_filters/{escaped(filter_id)}/flooded_by: not what the filters beside it make of its metric"


def _pointer(path: Any) -> str:
    return "".join(f"/{escaped(str(part))}" for part in path)
