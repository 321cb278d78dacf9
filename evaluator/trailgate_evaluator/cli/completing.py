"""What a shell offers behind an option whose values are few; names of files it finds itself."""

from __future__ import annotations


def formats(incomplete: str) -> list[str]:
    """The formats of a report that begin so."""
    from trailgate_evaluator.formats.table import FORMATS

    return [name for name in FORMATS if name.startswith(incomplete)]


def controls(incomplete: str) -> list[str]:
    """The ids of the packaged policies' controls that begin so."""
    from trailgate_evaluator.engine.bundle import packaged_bundle

    return sorted(name for name in packaged_bundle().controls if name.startswith(incomplete))


def benchmarks(incomplete: str) -> list[str]:
    """The benchmarks of the packaged policies' controls that begin so."""
    from trailgate_evaluator.engine.bundle import packaged_bundle

    named = {name for about in packaged_bundle().controls.values() for name in about["benchmarks"]}
    return sorted(name for name in named if name.startswith(incomplete))


def queries(incomplete: str) -> list[str]:
    """The queries that are shipped whose names begin so."""
    from trailgate_evaluator.query.naming import named_queries

    return [name for name in named_queries() if name.startswith(incomplete)]
