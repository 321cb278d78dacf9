"""A share of the sweep of hostile names, and that it hears what a name could do."""

from __future__ import annotations

import pytest

from tests.fuzz.names import NAMES, broken, chosen, elements, named, wrong
from trailgate_evaluator.engine import open_engine


def test_a_share_of_names_only_stands_there() -> None:
    inputs = {name: chosen()[name] for name in ("fail_one_event_missing", "14_locals_indirection")}
    with open_engine() as engine:
        assert list(wrong(engine, inputs, NAMES[::6])) == []


def test_a_name_stands_in_every_place_of_it() -> None:
    changed = named(chosen()["fail_no_alarm"], "<b>")
    trail, group = changed["calls"][3]["pages"][0]["trailList"][0], changed["calls"][6]["pages"][0]["logGroups"][0]
    assert (trail["Name"], group["logGroupName"]) == ("org<b>", "org-trail<b>")
    assert trail["CloudWatchLogsLogGroupArn"].endswith(":org-trail<b>:*")
    assert changed["format"] == "trailgate/snapshot/v1"


@pytest.mark.parametrize(
    ("form", "shown", "told"),
    [
        ("text", "a\u202eb\n", "steering"),
        ("text", "a\n  ::error::x\n", "workflow"),
        ("text", "a ##[error]x\n", "log command"),
        ("github", "x\n", "the line"),
        ("csv", "a,b\r\n =1,c\r\n", "the cell"),
        ("csv", "a,b\r\nc\r\n", "lengths"),
        ("html", "<p><img onerror=x>", "'img onerror'"),
        ("html", '<a href="javascript:x">', "javascript"),
        ("html", "<!-- x -->", "<!--"),
        ("junit", "<testsuites><x/></testsuites>", "the element x"),
    ],
)
def test_what_a_name_could_do_is_heard(form: str, shown: str, told: str) -> None:
    found = list(broken(form, shown, elements('<p><a href="#x">y</a></p>')))
    assert any(told in one for one in found), found


@pytest.mark.parametrize("form", ["json", "sarif", "jsonl"])
def test_what_is_no_json_is_heard(form: str) -> None:
    with pytest.raises(ValueError, match="Expecting"):
        list(broken(form, '{"a": }\n', set()))
