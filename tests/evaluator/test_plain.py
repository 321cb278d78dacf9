"""Text from an input cannot steer a terminal, break a line or fill a page."""

from __future__ import annotations

import json
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trailgate_evaluator.plain import LONGEST, inert, one_line, printable, some, still


@pytest.mark.parametrize(
    "steering", ["\x1b[31m", "\x07", "\x9b", "\u202e", "\u2066", "\u200b", "\u2028", "\ufeff", "\ud800", "\U000e0041"]
)
def test_a_steering_character_is_replaced(steering: str) -> None:
    assert steering[0] not in printable(f"a{steering}b")
    assert "\ufffd" in printable(f"a{steering}b")


@given(st.text(alphabet=st.characters()))
def test_what_is_left_is_visible_or_a_blank(text: str) -> None:
    shown = one_line(text)
    assert not {character for character in shown if unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"}}
    shown.encode("utf-8")


INVISIBLE = {"\u034f", "\u115f", "\u1160", "\u17b4", "\u17b5", "\u3164", "\uffa0"}
"""Characters of no width that Unicode does not call formats: joiners and fillers."""


def test_every_control_and_every_format_of_unicode_is_steering() -> None:
    for number in range(sys.maxunicode + 1):
        character = chr(number)
        if character not in "\t\n" and (
            unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"} or character in INVISIBLE
        ):
            assert printable(character) == "\ufffd", hex(number)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_json_that_is_still_says_the_same_and_moves_nothing(text: str) -> None:
    written = still(json.dumps({text: [text]}, ensure_ascii=False))
    assert json.loads(written) == {text: [text]}
    assert printable(written) == written
    assert len(written.splitlines()) == 1


def test_json_without_steering_characters_stays_as_it_is() -> None:
    for text in ('{"a": "b"}', '{"ä": "\\u0000 🙂"}\n'):
        assert still(text) is text or still(text) == text
    assert still('"\U000e0041\x7f\x9b"') == '"\\udb40\\udc41\\u007f\\u009b"'


@pytest.mark.parametrize("text", ["plain", "äöü 日本語 🙂", "a/b:c_d-e"])
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert one_line(text) == text


def test_a_long_text_is_cut_in_the_middle_and_says_so() -> None:
    shown = one_line("a" * 5_000_000 + "b" * 5_000_000)
    assert len(shown) < LONGEST + 60
    assert shown.startswith("aaa")
    assert shown.endswith("bbb")
    assert "9999600 characters left out" in shown


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a and b"),
        (["a", "b", "c"], "a, b and c"),
        (list("abcdefgh"), "a, b, c, d, e and 3 more"),
    ],
)
def test_names_are_listed_as_a_phrase(names: list[str], said: str) -> None:
    assert some(names) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("::error::x", ": :error::x"),
        ("a\n \t::stop-commands::x", "a\n \t: :stop-commands::x"),
        ("\u3000::x", "\u3000: :x"),
        ("\x1b[31m::x\x1b[0m", "\x1b[31m: :x\x1b[0m"),
        (":::x", ": ::x"),
        ("a ##[error]b", "a # #[error]b"),
        ("###[x", "## #[x"),
        ("##vso[task.x]", "# #vso[task.x]"),
        ("arn:aws:iam::aws:policy/x ## y [z]", "arn:aws:iam::aws:policy/x ## y [z]"),
        (": x", ": x"),
    ],
)
def test_nothing_of_a_text_is_a_command_to_a_ci_service(text: str, said: str) -> None:
    assert inert(text) == said
    assert inert(said) == said
