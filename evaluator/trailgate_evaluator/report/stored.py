"""A report read back from a file, checked against its schema and against itself before anything is rendered from it."""

from __future__ import annotations

from typing import Any

from trailgate_evaluator.errors import InputError
from trailgate_evaluator.plain import one_line
from trailgate_evaluator.report.build import FORMAT
from trailgate_evaluator.report.consistency import contradictions

Json = dict[str, Any]


def read_report(name: str) -> Json:
    """The report in the file of that name (`-` is standard input).

    Raises:
        InputError: it cannot be read, is no report, or a report of another version or shape.
    """
    from trailgate_evaluator.inputs.content import content_of
    from trailgate_evaluator.inputs.parsing import parse

    return checked(parse(content_of(name), name), name)


def checked(report: Json, name: str) -> Json:
    """The same report, as it stands in the file of that name; raises `InputError` where it is none."""
    if report.get("format") != FORMAT:
        stated = report.get("format")
        found = f"format {stated!r}" if isinstance(stated, str) and len(stated) < 100 else "another kind of JSON"  # noqa: PLR2004
        advice = "Give what `trailgate evaluate --format json` wrote; snapshots and plans go to `trailgate evaluate`."
        raise InputError(expected=f"a report ({FORMAT})", found=found, where=name, what_to_do=advice)
    contradiction = _first_contradiction(report)
    if contradiction is not None:
        raise InputError(
            expected="a report that agrees with itself",
            found=one_line(contradiction),
            where=name,
            what_to_do="A report is not to be edited: evaluate the inputs again.",
        )
    problem = _first_problem(report)
    if problem is not None:
        raise InputError(
            expected="a report of the shape in report.schema.json",
            found=problem,
            where=name,
            what_to_do="Evaluate the inputs again.",
        )
    return report


def _first_contradiction(report: Json) -> str | None:
    """What contradicts what first; where the shape is another one, that is said instead."""
    try:
        return next(contradictions(report), None)
    except (AttributeError, LookupError, TypeError, ValueError):
        return None


def _first_problem(report: Json) -> str | None:
    import jsonschema

    from trailgate_evaluator.engine.bundle import packaged_schema

    schema = packaged_schema("report.schema.json")
    error = next(jsonschema.Draft202012Validator(schema).iter_errors(report), None)
    return None if error is None else f"at {error.json_path[:200]} something else ({error.validator})"
