"""Plain command lines read by a table: what it reads, Typer reads alike; what is not plain, it leaves to Typer."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import orjson
import pytest
import typer
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.make_plain_line import made
from trailgate_evaluator.cli.plain_line import COMMAND, COMPLETION, TABLE, plain_line
from trailgate_evaluator.cli.program import app_command

PASS = "fixtures/snapshots/pass_whole_chain/snapshot.json"
OPTIONS: dict[str, Any] = orjson.loads(TABLE.read_bytes())["options"]


def by_typer(words: list[str]) -> dict[str, Any]:
    program = app_command()
    command = program.get_command(typer.Context(program), COMMAND)
    found: dict[str, Any] = command.make_context(COMMAND, list(words)).params
    return {name: list(value) if isinstance(value, tuple) else value for name, value in found.items()}


def test_the_table_is_of_the_options_that_there_are() -> None:
    assert TABLE.read_bytes() == made()
    assert {"--control", "-o", "--quiet", "--engine"} <= OPTIONS.keys()
    assert not {"--jobs", "--max-spread", "--policies", "--help"} & OPTIONS.keys()


@pytest.mark.parametrize(
    "words",
    [
        ["acme.json"],
        ["-"],
        ["a", "--control", "4.4", "b", "--control=4.1*", "-o", "x.html", "-o", "-"],
        ["a", "--engine=opa", "--quiet", "-q", "--fail-on", "regression", "--title", "Acme, Q4", "--account", ""],
        ["", "--title=", "--details"],
    ],
)
def test_a_plain_line_is_read_as_typer_reads_it(words: list[str]) -> None:
    assert plain_line([COMMAND, *words]) == by_typer(words)


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--help"],
        ["a", "-h"],
        ["--quiet"],
        ["a", "--"],
        ["a", "--jobs", "2"],
        ["a", "-j2"],
        ["a", "-qo", "x"],
        ["a", "-o=x"],
        ["a", "--quiet=1"],
        ["a", "--control"],
        ["a", "--title", "-x"],
        ["a", "--title=-x"],
        ["a", "--title", "x", "--title", "x"],
        ["a", "--engine", "three"],
        ["a", "--cont", "4.4"],
        ["-a"],
    ],
)
def test_what_is_not_plain_is_left_to_typer(words: list[str]) -> None:
    assert plain_line([COMMAND, *words]) is None


@pytest.mark.parametrize("words", [[], ["show", "a"], ["evaluat", "a"], ["--version"]])
def test_so_is_every_other_command(words: list[str]) -> None:
    assert plain_line(words) is None


@pytest.mark.parametrize("value", ["", " ", "4.4", " 4.4  4.1*\t4.2\n"])
def test_controls_may_stand_in_the_environment(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRAILGATE_CONTROL", value)
    for words in (["a"], ["a", "--control", "4.3"], ["a", "--control="]):
        read = plain_line([COMMAND, *words])
        assert read is not None
        assert read == by_typer(words)


@pytest.mark.parametrize("value", ["1", "0"])
@pytest.mark.parametrize("words", [["a"], ["a", "--no-join"]])
def test_so_may_a_flag(words: list[str], value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRAILGATE_NO_JOIN", value)
    read = plain_line([COMMAND, *words])
    assert read is not None
    assert read == by_typer(words)


@pytest.mark.parametrize(
    ("name", "value"),
    [(COMPLETION, "bash_complete"), ("TRAILGATE_OPA_TOKEN", "x"), ("TRAILGATE_NO_JOIN", "yes"), ("TRAILGATE_NO_JOIN", "")],
)
def test_what_else_the_environment_gives_is_left_to_typer(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    assert plain_line([COMMAND, "a"]) is None


def test_so_is_every_line_on_windows_where_typer_finds_the_files_of_a_star(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trailgate_evaluator.cli.plain_line.os.name", "nt")
    assert plain_line([COMMAND, "a"]) is None


VALUES = st.sampled_from(["x", "", "-", "4.4", "a=b", "opa", "regression", "effective", "--", "-x", "--quiet", "é", "\udcff"])
NAMES = st.sampled_from([*OPTIONS, "--jobs", "--policies", "--unknown", "-z"])
WORDS = st.one_of(
    VALUES.map(lambda value: [value]),
    NAMES.map(lambda name: [name]),
    st.tuples(NAMES, VALUES).map(list),
    st.tuples(NAMES, VALUES).map(lambda pair: ["=".join(pair)]),
)


@settings(max_examples=400, deadline=None)
@given(parts=st.lists(WORDS, max_size=5))
def test_no_line_is_read_in_two_ways(parts: list[list[str]]) -> None:
    words = [word for part in parts for word in part]
    read = plain_line([COMMAND, *words])
    assert read is None or read == by_typer(words)


def test_typer_is_not_loaded_for_a_plain_line() -> None:
    program = f"from trailgate_evaluator.cli.app import main; main(['evaluate', '{PASS}']); print(*__import__('sys').modules)"
    done = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, text=True, check=True, timeout=60)
    loaded = done.stdout.splitlines()[-1].split()
    assert "trailgate_evaluator.cli.judging" in loaded
    assert not {"typer", "subprocess", "logging", "rich", "yaml"} & set(loaded)
