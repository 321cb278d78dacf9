"""The program: one command imported, every error one clear line, every end its exit code."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import trailgate_evaluator.cli.version as version_module
from trailgate_evaluator.cli.app import main
from trailgate_evaluator.cli.program import COMMANDS, app_command
from trailgate_evaluator.errors import EngineError, InputError, UsageError

ESTATE = Path(__file__).resolve().parents[3] / "fixtures" / "estates" / "collected_own_trails" / "snapshots"


def run(*args: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "trailgate_evaluator.cli.app", *args],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "COLUMNS": "100", **environment},
    )


def raising(error: BaseException) -> Any:
    def command() -> int:
        raise error

    return command


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["evalute"], "No such command 'evalute'. Did you mean 'evaluate'? Try 'trailgate --help'."),
        (
            ["evaluate", "--formt", "json", "x"],
            "No such option: --formt. Did you mean --format? Try 'trailgate evaluate --help'.",
        ),
        (["evaluate", "--format", "jsno", "x"], "expected one of text, json,"),
        (["evaluate", "--format", "jsno", "x"], "Did you mean 'json'?"),
        (["evaluate", "-o", "jsno=x", "x"], "Did you mean 'json'?"),
        (["evaluate"], "Missing argument 'INPUT...'. Try 'trailgate evaluate --help'."),
        (["evaluate", "--engine", "opaa", "x"], "'opaa' is not one of 'wasm', 'opa', 'both'"),
        (["evaluate", "-o", "report", "x"], "Write FORMAT=PATH"),
        (["evaluate", "-o", "a.json", "-o", "./a.json", "x"], "two reports for"),
        (["evaluate", "--as-of", "2026-11-23", "x"], "expected a time with its zone"),
        (["--nonsense"], "No such option: --nonsense"),
    ],
)
def test_wrong_usage_is_one_line_that_suggests_what_was_meant(
    args: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(args) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err
    assert err.startswith("trailgate: ")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (UsageError(expected="a", found="b", where="w", what_to_do="Do."), 2, "trailgate: w: expected a, found b. Do.\n"),
        (
            InputError(expected="a", found="\x1b[2Jb", where="w", what_to_do="Do."),
            4,
            "trailgate: w: expected a, found \ufffd[2Jb. Do.\n",
        ),
        (EngineError(expected="a", found="b", where="w", what_to_do="Do."), 5, "trailgate: w: expected a, found b. Do.\n"),
        (KeyboardInterrupt(), 130, "trailgate: interrupted.\n"),
        (RecursionError("too deep"), 5, "internal error: RecursionError"),
        (KeyError("x"), 5, "please report it"),
        (MemoryError(), 5, "internal error: MemoryError"),
    ],
)
def test_an_error_is_told_without_a_traceback(
    error: BaseException, code: int, said: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TRAILGATE_TRACEBACK", raising=False)
    monkeypatch.setattr(version_module, "version", raising(error))
    assert main(["version"]) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err
    assert "Traceback" not in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["ctrl-c", "end"])
@pytest.mark.parametrize("module", ["plain_line", "program", "version"])
def test_an_interruption_while_modules_are_loaded_is_one(module: str, number: int, code: int, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import os, sys\n"
        "class Finder:\n"
        "    def find_spec(self, name, *_):\n"
        f"        if name == 'trailgate_evaluator.cli.{module}': os.kill(os.getpid(), {int(number)})\n"
        "sys.meta_path.insert(0, Finder())\n"
    )
    done = run("version", PYTHONPATH=str(tmp_path))
    assert (done.returncode, done.stdout, done.stderr) == (code, "", "trailgate: interrupted.\n")


def test_the_whole_trace_is_there_for_who_asks(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRAILGATE_TRACEBACK", "1")
    monkeypatch.setattr(version_module, "version", raising(KeyError("x")))
    assert main(["version"]) == 5
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize(
    "args",
    [
        ["pattern"],
        ["explain", "--script"],
        ["show", "x", "--summary", "--select", "a"],
        ["fix", str(ESTATE), "--email", "a@example.com"],
    ],
    ids=lambda args: args[0],
)
def test_an_error_names_the_program_once(args: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(args) == 2
    told = capsys.readouterr().err
    assert told.startswith("trailgate: ")
    assert not told.startswith("trailgate: trailgate")


def test_nothing_asked_shows_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "Commands:" in capsys.readouterr().out


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_exists_and_its_help_shows_two_examples(name: str) -> None:
    program = app_command()
    context = program.make_context("trailgate", [name], resilient_parsing=True)
    command = program.get_command(context, name)
    told = command.get_help(command.make_context(name, [], parent=context, resilient_parsing=True))
    examples = told.partition("Examples:")[2].partition("\n\n")[0]
    assert examples.count("trailgate ") >= 2


HEAVY = (
    "pydantic",
    "rich",
    "jinja2",
    "jsonschema",
    "boto3",
    "botocore",
    "opa_client",
    "requests",
    "asyncio",
    "trailgate_collector",
)
PASS = "fixtures/snapshots/pass_whole_chain/snapshot.json"


def test_only_what_a_command_needs_is_imported() -> None:
    program = (
        f"import sys; from trailgate_evaluator.cli.app import main; main(['evaluate', '{PASS}']);"
        f"print(*sorted({{name.partition('.')[0] for name in sys.modules}} & set({HEAVY!r})))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.splitlines()[0].startswith("✓ pass, effective yes")
    assert done.stdout.splitlines()[-1] == ""


def test_a_reader_that_goes_away_ends_it_quietly() -> None:
    command = f"{{ {sys.executable} -m trailgate_evaluator.cli.app show {PASS}; echo code $? >&2; }} | true"
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, timeout=60, check=False)
    assert done.stderr.strip() in {"code 0", "code 141"}


def test_a_shell_completes_commands() -> None:
    done = run(_TRAILGATE_COMPLETE="complete_bash", COMP_WORDS="trailgate ev", COMP_CWORD="1")
    assert done.stdout.split() == ["evaluate"]


@pytest.mark.parametrize("args", [None, ["version"]])
def test_typer_takes_the_arguments_itself_where_none_are_given(args: list[str] | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """On Windows it then puts files in the place of a star."""
    seen: list[list[str] | None] = []

    def run(given: list[str] | None) -> int:
        seen.append(given)
        return 0

    monkeypatch.setattr("trailgate_evaluator.cli.program.run", run)
    monkeypatch.setattr("sys.argv", ["trailgate", "version"])
    assert main(args) == 0
    assert seen == [args]
