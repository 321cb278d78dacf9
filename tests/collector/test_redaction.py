"""Credentials in what AWS says, in whatever form, are taken out; words that are no credentials are left."""

from __future__ import annotations

import json
from typing import Any

import pytest

from trailgate_collector.redaction import Redaction

SECRET = 'wJalr/XUtn+FEMI/K7MDENG"bPx'


@pytest.mark.parametrize(
    "form",
    [
        SECRET,
        "wJalr/XUtn%2BFEMI/K7MDENG%22bPx",
        "wJalr%2FXUtn%2BFEMI%2FK7MDENG%22bPx",
        json.dumps(SECRET),
        SECRET.replace("/", "\\/"),
    ],
)
def test_a_secret_is_taken_out_as_it_is_and_as_others_write_it(form: str) -> None:
    assert "FEMI" not in Redaction([SECRET]).text(f"before {form} after")
    assert "FEMI" not in json.dumps(Redaction([SECRET]).value({"a": [{form: form}], "b": 1}))


def test_what_holds_no_secret_is_left_as_it_is() -> None:
    value: dict[str, Any] = {"a": ["x", 1, None, True], "b": {"c": 1.5}}
    assert Redaction([SECRET]).value(value) == value


def test_a_secret_within_another_leaves_nothing_of_either() -> None:
    inner, outer = "A" * 20, "A" * 20 + "B" * 20
    assert Redaction([inner, outer]).text(outer) == "[redacted]"


def test_a_word_that_a_simulator_takes_for_a_key_is_no_secret() -> None:
    assert Redaction(["test", "testing"]).text("test-trail") == "test-trail"
