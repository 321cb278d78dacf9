"""The man page and the shells' completions are the program's own, lie in the wheel, and work in the shells that are here."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.packaging.conftest import ROOT
from tools import make_manual
from trailgate_evaluator.cli.program import COMMANDS, app_command
from trailgate_evaluator.formats.table import FORMATS

PAGE = (make_manual.SHARE / "man/man1/trailgate.1").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def on_path(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment in which `trailgate` is this checkout's program, and nobody's settings count."""
    folder = tmp_path_factory.mktemp("programs")
    source = "import sys; from trailgate_evaluator.cli.app import main; sys.exit(main())"
    (folder / "trailgate").write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "{source}" "$@"\n')
    (folder / "trailgate").chmod(0o755)
    return {"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}", "HOME": str(folder), "LC_ALL": "C.UTF-8"}


def told(shell: str, script: str, environment: dict[str, str], cwd: Path) -> list[str]:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not on this machine")
    arguments = {"bash": ["--norc", "--noprofile"], "zsh": ["-f"], "fish": ["--no-config"]}[shell]
    done = subprocess.run(
        [shell, *arguments, "-c", script], env=environment, cwd=cwd, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_what_stands_there_is_the_programs_own() -> None:
    made = make_manual.files()
    for place, text in made.items():
        assert (make_manual.SHARE / place).read_text(encoding="utf-8") == text, "run `python tools/make_manual.py`"
    lying = {path.relative_to(make_manual.SHARE).as_posix() for path in make_manual.SHARE.rglob("*") if path.is_file()}
    assert lying == set(made)


def test_the_page_names_every_command_and_option() -> None:
    program = app_command()
    context = program.make_context("trailgate", ["evaluate"], resilient_parsing=True)
    plain = PAGE.replace(r"\-", "-")
    assert {*COMMANDS, "collect"} == set(program.list_commands(context))
    for name in program.list_commands(context):
        section = plain.partition(f"\n.SS trailgate {name}\n")[2].partition("\n.SS ")[0]
        assert section, name
        for parameter in program.get_command(context, name).params:
            for option in (*parameter.opts, *parameter.secondary_opts) if parameter.param_type_name == "option" else ():
                assert re.search(rf"^\.B .*(?<!\S){re.escape(option)}\b", section, re.MULTILINE), (name, option)


def test_the_page_names_every_variable_that_the_program_reads() -> None:
    code = "".join(path.read_text() for path in (ROOT / "evaluator/trailgate_evaluator").rglob("*.py"))
    read = set(re.findall(r'os\.environ(?:\.get\(|\[)"(\w+)"', code)) | set(re.findall(r'envvar="(\w+)"', code))
    assert read == set(make_manual._ENVIRONMENT)


@pytest.mark.parametrize(
    "reader", [["mandoc", "-Tlint", "-Wwarning"], ["groff", "-man", "-ww", "-z", "-Tutf8"]], ids=["mandoc", "groff"]
)
def test_a_reader_of_man_pages_has_no_complaint(reader: list[str]) -> None:
    if shutil.which(reader[0]) is None:
        pytest.skip(f"{reader[0]} is not on this machine")
    done = subprocess.run([*reader, str(make_manual.SHARE / "man/man1/trailgate.1")], capture_output=True, text=True, check=False)
    complaints = [line for line in (done.stdout + done.stderr).splitlines() if "missing date" not in line]
    assert complaints == []  # a date would be another in every build


def test_no_line_of_the_page_is_an_instruction_by_accident() -> None:
    known = re.compile(r"\.(TH|SH|SS|TP|PP|nf|fi|br|B|BR)( |$)")
    assert [line for line in PAGE.splitlines() if line[:1] in (".", "'") and not known.match(line)] == []
    assert make_manual._plain(".so /etc/passwd") == r"\&.so /etc/passwd"
    assert make_manual._plain(r"a\-b") == r"a\e\-b"


def test_both_lie_in_the_wheel(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        share = {
            name.partition(".data/data/share/")[2]: archive.read(name).decode() for name in archive.namelist() if ".data/" in name
        }
    assert share == make_manual.files()


OFFERED = {
    "trailgate ev": {"evaluate"},
    "trailgate fix --for": {"--format"},
    "trailgate fix --format c": {"cloudformation"},
    "trailgate evaluate --format ": set(FORMATS),
    "trailgate explain iam": {"iam-policy-change-alarm"},
}


def asked(shell: str, typed: str) -> str:
    """A script of that shell which prints what it offers behind `typed`."""
    if shell == "fish":
        return f'complete -C "{typed}" | cut -f 1'
    words = typed.split(" ")
    quoted = " ".join(f"'{word}'" for word in words)
    return (
        f'COMP_WORDS=({quoted}); COMP_CWORD={len(words) - 1}; _trailgate_completion trailgate; printf "%s\\n" "${{COMPREPLY[@]}}"'
    )


@pytest.mark.parametrize("shell", ["bash", "fish"])
def test_the_shell_offers(shell: str, on_path: dict[str, str], tmp_path: Path) -> None:
    source = f'source "{make_manual.SHARE / make_manual.PLACES[shell]}"'
    some = OFFERED if shell == "bash" else {typed: OFFERED[typed] for typed in ("trailgate ev", "trailgate evaluate --format ")}
    script = "\n".join([source, *(f"{asked(shell, typed)}; echo /" for typed in some)])
    answers = " ".join(told(shell, script, on_path, tmp_path)).split("/")
    assert [set(answer.split()) for answer in answers[:-1]] == list(some.values())


@pytest.mark.parametrize("shell", ["bash", "fish"])
def test_the_shell_offers_files_where_an_input_is_asked_for(shell: str, on_path: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "acme.json").touch()
    source = make_manual.SHARE / make_manual.PLACES[shell]
    if shell == "fish":
        script = f'source "{source}"; complete -C "trailgate evaluate ac"'
    else:  # nothing of its own, so that bash's own files stand there
        script = f'. "{source}"; COMP_WORDS=(trailgate evaluate ac); COMP_CWORD=2; _trailgate_completion trailgate; '
        script += 'test ${#COMPREPLY[@]} = 0 && complete -p trailgate | grep -q -- "-o default" && compgen -f ac'
    assert told(shell, script, on_path, tmp_path) == ["acme.json"]


def test_zsh_finds_it_by_its_name_and_has_an_answer_the_first_time(on_path: dict[str, str], tmp_path: Path) -> None:
    source = make_manual.SHARE / make_manual.PLACES["zsh"]
    assert source.read_text().startswith("#compdef trailgate\n")
    script = f"""
      zmodload zsh/zpty
      zpty -b shell zsh -f -i
      zpty -w shell 'fpath=({source.parent} $fpath); autoload -Uz compinit; compinit -u -D; PS1='
      zpty -w shell $'bindkey "^I" complete-word; print re''ady'
      zpty -r -m shell seen "*ready*"
      zpty -w -n shell $'trailgate evalu\\t'
      integer tries=0
      out=
      until [[ $out == *'trailgate evaluate '* ]] || (( tries++ > 200 )); do
        if zpty -r -t shell more; then out+=$more; else sleep 0.05; fi
      done
      zpty -d shell
      [[ $out == *'trailgate evaluate '* ]] && print offered
    """
    assert told("zsh", script, on_path, tmp_path) == ["offered"]
