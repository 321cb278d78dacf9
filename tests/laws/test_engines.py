"""Both engines give the same bytes for any account."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.judge.accounts import documents
from tests.laws.decisions import examples
from trailgate_evaluator.engine import Engine, canonical_bytes, open_engine


def test_both_engines_give_the_same_bytes(engine: Engine, model: dict[str, Any]) -> None:
    with open_engine("opa") as server:

        @examples(100)
        @given(st.integers(0, 5).flatmap(lambda doubts: documents(sorted(model), doubts)))
        def holds(document: dict[str, Any]) -> None:
            assert canonical_bytes(server.decide(document)) == canonical_bytes(engine.decide(document))

        holds()
