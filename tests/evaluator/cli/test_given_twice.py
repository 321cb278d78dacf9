"""An option that takes one value and is given two is refused: the last one would win, and nobody would hear of it."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
import typer

from trailgate_evaluator.cli.app import main
from trailgate_evaluator.cli.program import COMMANDS, app_command

EVERY = ["collect", *COMMANDS]


def taking_one(command: str) -> list[Any]:
    """The options of a command that take one value."""
    found = app_command().get_command(typer.Context(app_command()), command)
    options = [one for one in found.params if one.param_type_name == "option"]
    return [one for one in options if not one.is_flag and not one.multiple]


@pytest.mark.parametrize("command", [command for command in EVERY if command != "version"])
def test_every_option_that_takes_one_value_is_refused_a_second(command: str, capfd: pytest.CaptureFixture[str]) -> None:
    options = taking_one(command)
    assert options
    for option in options:
        for first, second in [*pairwise(option.opts), (option.opts[-1], option.opts[0])]:
            assert main([command, first, "secret-1", second, "secret-2"]) == 2, option.opts
            said = capfd.readouterr().err
            name = max(option.opts, key=len)
            assert said == (
                f"trailgate: Option '{name}' is given twice and takes one value: give it once, and run the command again for "
                f"another. Try 'trailgate {command} --help'.\n"
            )


def test_how_often_it_is_given_is_said(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "x", "--benchmark", "a", "--benchmark=b", "--benchmark", "c"]) == 2
    assert "is given 3 times" in capfd.readouterr().err


def test_what_may_be_repeated_and_a_flag_may_be_given_twice(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["pattern", "--control", "4.4", "--control", "4.5", "{ $.a = b }"]) == 0
    assert main(["evaluate", "/nothing", "--quiet", "-q"]) == 4
    assert "given twice" not in capfd.readouterr().err


def test_after_two_dashes_nothing_is_an_option(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "--benchmark", "cis_aws_5.0.0", "--", "--benchmark", "--benchmark"]) == 4
    assert "given twice" not in capfd.readouterr().err
