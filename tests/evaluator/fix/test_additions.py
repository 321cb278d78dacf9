"""A format that adds only, and makes a trail where an edit would do, says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pytest

from tests.evaluator.fix.judging import FIXTURES, document_of, source_of
from trailgate_evaluator.fix import Wishes, plan_fix

if TYPE_CHECKING:
    from trailgate_evaluator.engine import Engine

WORDS = "Without a new trail `--format aws-cli` makes do, since it may edit what exists: "


@pytest.mark.parametrize("form", ["terraform", "cloudformation"])
@pytest.mark.parametrize(
    ("name", "edit"),
    [
        ("fail_trail_not_logging", f"{WORDS}Trail org is to log."),
        ("fail_no_trail", None),
    ],
)
def test_what_would_do_without_a_new_trail_is_told(
    name: str, edit: str | None, form: Literal["terraform", "cloudformation"], engine: Engine
) -> None:
    document = document_of(engine, source_of(FIXTURES / "snapshots" / name / "snapshot.json"))
    found, _ = plan_fix(engine, document, Wishes(email="a@example.com"), form)
    (made,) = (change for change in found.changes if change.kind == "create_trail")
    assert (made.note or "").startswith(edit or "The snapshot shows no filters")
    edited, _ = plan_fix(engine, document, Wishes(email="a@example.com"), "aws-cli")
    assert not any(WORDS in (change.note or "") for change in edited.changes)
