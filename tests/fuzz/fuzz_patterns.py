"""Coverage-guided fuzzing of parse, match, decide and suggest.

    python -m tests.fuzz.fuzz_patterns [-max_total_time=60] [CORPUS]

Any exception but the documented ones, any decision past its time, and any counterexample that is matched is a crash.
"""

from __future__ import annotations

import json
import sys
import time

import atheris

from tests.records import control, coverage, named

with atheris.instrument_imports(include=["trailgate_evaluator.languages.filter_pattern"]):
    from trailgate_evaluator.languages.filter_pattern import PatternError, describe, matches, parse, print_pattern
    from trailgate_evaluator.languages.filter_pattern.syntax.errors import BoundReached
    from trailgate_evaluator.languages.filter_pattern.syntax.parser import LONGEST

SECONDS = 5.0  # instrumented code is several times slower than the second that a decision may take
REQUIRED = control(
    named(
        ["CreateThing"],
        {"eventSource": "things.amazonaws.com", "account": {"unknown": {"reason": "not_supplied"}}},
        {"errorCode": ["absent", "string"]},
    )
)
EVENT = {"eventName": "CreateThing", "x": {"a": [1, "b", None, {"c": True}]}, "n": 1.5, "s": "a\nb"}


def one_input(data: bytes) -> None:
    """One input: a pattern, optionally a line feed and an event."""
    text, _, rest = data.decode("utf-8", "surrogatepass" if b"\xed" in data else "replace").partition("\n\n")
    try:
        event = json.loads(rest) if rest else EVENT
    except (ValueError, RecursionError):
        event = rest
    started = time.process_time()
    described = describe(text, REQUIRED)
    spent = time.process_time() - started
    assert spent < SECONDS, spent
    assert json.dumps(described)
    try:
        pattern = parse(text)
    except PatternError:
        assert not described["valid"]
        return
    printed = print_pattern(pattern)
    assert len(printed) > LONGEST or parse(printed) == pattern
    try:
        matches(pattern, event)
        for found in coverage(text, REQUIRED)["control"].values():
            assert found["counterexample"] is None or not matches(pattern, found["counterexample"])
    except BoundReached:
        pass


def main() -> None:
    """Runs libFuzzer until its own limits."""
    atheris.Setup(sys.argv, lambda data: one_input(data) if _decodes(data) else None)
    atheris.Fuzz()


def _decodes(data: bytes) -> bool:
    try:
        data.decode("utf-8", "surrogatepass" if b"\xed" in data else "replace")
    except UnicodeDecodeError:
        return False
    return True


if __name__ == "__main__":
    main()
