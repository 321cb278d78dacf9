"""A share of what inputs may leave out: nothing gets better by it but as AWS documents, and that is what the law says."""

from __future__ import annotations

import re
from typing import Any

import botocore.session
import pytest

from tests.fuzz.corpora import plans, snapshots
from tests.fuzz.mutating import without
from tests.fuzz.omissions import defaults, documented, holders, improved, verdict, wrong
from trailgate_evaluator.engine import open_engine

SHARE = 0.001


@pytest.mark.parametrize("member", defaults())
def test_a_default_is_documented(member: str) -> None:
    service, shape, name = defaults()[member]["doc"]
    found: Any = botocore.session.get_session().get_service_model(service).shape_for(shape)
    text = re.sub("<[^>]+>", "", found.members[name].documentation)
    assert defaults()[member]["says"] in " ".join(text.split())


def test_what_is_left_out_means_its_default() -> None:
    with open_engine() as engine:
        assert [line for member, default in defaults().items() for line in documented(engine, member, default)] == []


def test_every_member_of_the_table_could_stand_in_a_snapshot() -> None:
    for member in defaults():
        assert any(any(holders(content, member)) for content in snapshots().values()), member


def test_a_share_of_all_members_may_be_left_out() -> None:
    with open_engine() as engine:
        assert list(wrong(engine, SHARE)) == []


def test_what_is_better_news() -> None:
    assert improved(("fail", None), ("pass", "no"))
    assert improved(("unknown", None), ("pass", "yes"))
    assert improved(("pass", "unknown"), ("pass", "yes"))
    assert not improved(("pass", "no"), ("pass", "unknown"))
    assert not improved(("fail", None), ("unknown", None))
    assert not improved(("pass", "yes"), ("pass", "yes"))


@pytest.mark.parametrize("place", [("resource_changes",), ("resource_changes", 0)])
def test_a_deletion_that_was_taken_out_of_a_whole_plan_is_one_still(place: tuple[str | int, ...]) -> None:
    """A whole plan lists what it leaves alone, so that what it knew before and lists no more is deleted."""
    plan = plans()["fail_trail_deleted"]
    assert plan["resource_changes"][0]["change"]["actions"] == ["delete"]
    with open_engine() as engine:
        assert verdict(engine, plan) == verdict(engine, without(plan, place)) == ("fail", None)
