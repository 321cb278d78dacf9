"""The command that goes on, as a shell takes it: whatever stands in names, without secrets, and still a command."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest

from trailgate_evaluator.cli.repeating import to_go_on

HIDDEN = '"$TRAILGATE_OPA_TOKEN"'
NAMES = (
    "it's", 'a "fleet"', "$HOME `x` \\ *?[a]", "new\nline", "tab\there", "a\u202eb\u200b", "bell\x07\x1b[2J", "b\udcff\udcfeytes",
    "ünï", "'\n'", "back\\\n", "##vso[task]", "-", "", "~", "a=b", "\n::error::x",
)  # fmt: skip


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash")
def test_a_shell_reads_every_name_as_it_was_typed() -> None:
    words = ["evaluate", *NAMES]
    line = to_go_on(words).removeprefix("To go on: trailgate ")
    assert line.isprintable()
    assert "##" not in line
    script = f"{sys.executable} -c 'import sys; print(ascii(sys.argv[1:]))' {line}"
    read = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)
    assert read.stdout == f"{[*words, '--resume']!a}\n"


def test_behind_two_hyphens_stand_names_alone() -> None:
    assert to_go_on(["evaluate", "-o", "r.jsonl", "--", "-fleet"]) == "To go on: trailgate evaluate -o r.jsonl --resume -- -fleet"
    again = "To go on: trailgate evaluate -o r.jsonl --resume -- --resume"
    assert to_go_on(["evaluate", "-o", "r.jsonl", "--", "--resume"]) == again
    assert to_go_on(["evaluate", "-o", "r.jsonl", "--resume", "--", "--resume"]) == again


def test_a_token_is_not_repeated() -> None:
    words = ["evaluate", "a b", "--opa-token", "s3cret", "--opa-token=s3cret", "--resume"]
    told = f"To go on: trailgate evaluate 'a b' --opa-token {HIDDEN} --opa-token={HIDDEN} --resume"
    assert to_go_on(words) == told


@pytest.mark.parametrize(
    "word",
    ["https://ann:s3cret@host/a.json?sig=s3cret#s3cret", "--opa-url=https://ann:s3cret@host/a.json?s3cret",
     "json=https://ann:s3cret@host/a.json"],
)  # fmt: skip
def test_what_an_address_hides_is_left_out_wherever_it_stands_and_that_is_said(word: str) -> None:
    told = to_go_on(["evaluate", word, "-o", "r.jsonl"])
    shown = f"{word.partition('https://')[0]}https://host/a.json"
    assert told == f"To go on, with what is left out of the addresses: trailgate evaluate {shown} -o r.jsonl --resume"
