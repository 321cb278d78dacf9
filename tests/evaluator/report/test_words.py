"""Every code that the policies can emit is told to people, and nothing else is."""

from __future__ import annotations

import json
import re
import string
from pathlib import Path
from typing import Any

import pytest

from trailgate_evaluator.report import rules_words
from trailgate_evaluator.report.break_words import BREAKS
from trailgate_evaluator.report.gap_words import GAPS
from trailgate_evaluator.report.links import LINKS
from trailgate_evaluator.report.weakness_words import WEAKNESSES
from trailgate_evaluator.report.words import Words

CODES: dict[str, Any] = json.loads(Path("policies/trailgate/codes/data.json").read_bytes())
ALL = {
    **{
        f"break {code}": (words, {"name", "after", "refused", "sources", "service", "regions", "by"})
        for code, words in BREAKS.items()
    },
    **{
        f"gap {code}": (words, {"name", "what", "subject", "maker", "makes", "teller", "tells", "unread", "account"})
        for code, words in GAPS.items()
    },
    **{
        f"weakness {code}": (
            words,
            {"name", "bytes", "protocol", "region", "there", "call", "fault", "filters", "late", "moved", "unknown", "unread"}
            | {"by", "hours", "other", "attributes", "newer", "rule", "copied"},
        )
        for code, words in WEAKNESSES.items()
    },
}


COMMANDS = sorted(
    {
        command
        for words, _ in ALL.values()
        for text in (words.advice, words.planned, words.unread)
        for command in re.findall(r"`(trailgate [^`]+)`", text or "")
    }
    | set(re.findall(r"`(trailgate [^`]+)`", Path(rules_words.__file__).read_text()))
)
"""Every whole command that advice names; where it goes on in words, these stand outside of the code."""


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_has_what_it_cannot_do_without(command: str) -> None:
    words = command.split()
    if "--organization" in words:
        assert {"--role-name", "--output"} <= set(words), "it is refused without them"
    if words[1] == "pattern":
        assert len(words) > 2, "it waits for a pattern"


def test_commands_were_found() -> None:
    assert {"pattern", "collect"} <= {command.split()[1] for command in COMMANDS}


def test_the_links_are_those_of_the_policies_in_their_order() -> None:
    assert list(LINKS) == CODES["links"]


def test_every_break_code_has_its_words_in_the_order_of_the_chain() -> None:
    assert list(BREAKS) == [code for link in CODES["links"] for code in CODES["breaks"][link]]


def test_every_gap_reason_has_its_words() -> None:
    assert list(GAPS) == CODES["gap_reasons"]


def test_every_weakness_has_its_words() -> None:
    assert list(WEAKNESSES) == list(CODES["weaknesses"])


@pytest.mark.parametrize("code", ALL)
def test_words_are_whole_sentences_about_known_things(code: str) -> None:
    words, known = ALL[code]
    assert isinstance(words, Words)
    assert words.title
    assert not words.title.endswith(".")
    assert words.says.endswith(".")
    assert words.advice.endswith(".")
    assert words.advice[0].isupper()
    said = words.says + (words.unsure or "")
    assert {name for _, name, _, _ in string.Formatter().parse(said) if name is not None} <= known
    for told in (words.title, words.advice, words.unread or "", words.planned or ""):
        assert "{" not in told
