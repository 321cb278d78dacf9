"""Writes the man page and the shells' completions, which a wheel lays where both are looked for, from the program itself."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

SHARE: Final = Path(__file__).resolve().parents[1] / "evaluator" / "share"
PLACES: Final = {
    "bash": "bash-completion/completions/trailgate",
    "zsh": "zsh/site-functions/_trailgate",
    "fish": "fish/vendor_completions.d/trailgate.fish",
}
# As a function that zsh loads by its name, the file has to answer the first time, too.
_ZSH_END: Final = "compdef _trailgate_completion trailgate\n"
_ZSH_END_LOADED: Final = f"""\
if [[ $funcstack[1] == _trailgate ]]; then
  _trailgate_completion "$@"
else
  {_ZSH_END}fi
"""
_STATUS: Final = """\
Each command says its own above. Everywhere 0 is the good answer, 1 the bad one, 2 wrong usage, 3 what cannot be told, 4 an input
that cannot be read or trusted, 5 a failure of the program or the engine, without an answer, 130 an interrupt, and 143 a
signal to end."""
_ENVIRONMENT: Final = {
    "TRAILGATE_OPA": "The OPA program for --engine opa; otherwise the one on PATH.",
    "TRAILGATE_CONTROL": "The controls to ask for, as by --control.",
    "TRAILGATE_NO_JOIN": "1 judges each snapshot alone, as --no-join does.",
    "TRAILGATE_OPA_TOKEN": "Bearer token for --opa-url.",
    "TRAILGATE_TRACEBACK": "1 prints the whole trace of an internal error.",
    "XDG_CACHE_HOME": "Where the compiled policies are kept between runs; otherwise ~/.cache.",
    "AWS_ENDPOINT_URL": "Where s3:// is asked instead of AWS, as AWS's own tools read it.",
    "AWS_ENDPOINT_URL_S3": "The same, before AWS_ENDPOINT_URL.",
    "GITHUB_STEP_SUMMARY": "The file to which evaluate adds its report in Markdown, as a runner of GitHub's sets it.",
    "NO_COLOR": "No colour on a terminal.",
    "TERM": "dumb: no colour either.",
    "COLUMNS": "Width of a text that goes to no terminal; otherwise 100.",
}


def files() -> dict[str, str]:
    """Path below `share/` → content, of everything that is made here."""
    return {"man/man1/trailgate.1": manual()} | {place: completion(shell) for shell, place in PLACES.items()}


def completion(shell: str) -> str:
    """What `trailgate --show-completion` says for that shell, as a file that the shell finds by itself."""
    source = "import sys; from trailgate_evaluator.cli.app import main; sys.exit(main())"
    environment = {**os.environ, "_TRAILGATE_COMPLETE": f"source_{shell}"}
    done = subprocess.run([sys.executable, "-c", source], env=environment, capture_output=True, text=True, check=True)
    text = done.stdout.strip() + "\n"
    return text.replace(_ZSH_END, _ZSH_END_LOADED) if shell == "zsh" else text


def manual() -> str:
    """The page `trailgate(1)` in the macros of man(7)."""
    from trailgate_evaluator import __version__
    from trailgate_evaluator.cli.program import app_command

    program = app_command()
    context = program.make_context("trailgate", ["evaluate"], resilient_parsing=True)
    commands = [(name, program.get_command(context, name)) for name in program.list_commands(context)]
    first, _, more = program.help.partition("\n\n")
    lines = [
        f'.TH TRAILGATE 1 "" "trailgate {__version__}" "User Commands"',
        ".SH NAME",
        rf"trailgate \- {_plain(first.rstrip('.')[:1].lower() + first.rstrip('.')[1:])}",
        ".SH SYNOPSIS",
    ]
    owns = [(command, command.make_context(name, [], parent=context, resilient_parsing=True)) for name, command in commands]
    lines += [line for command, own in owns for line in (_plain(_usage(command, own)), ".br")]
    lines += [_plain("trailgate --version"), ".SH DESCRIPTION", *_text(more)]
    lines += [".SH OPTIONS", *_options(program, context), ".SH COMMANDS"]
    for command, own in owns:
        lines += [f".SS {_plain(own.command_path)}", *_text(command.help), *_options(command, own)]
    lines += [".SH EXIT STATUS", *_text(_STATUS), ".SH ENVIRONMENT"]
    for name, about in _ENVIRONMENT.items():
        lines += [".TP", f".B {name}", _plain(about)]
    lines += [".SH SEE ALSO", r".BR opa (1),", r".BR aws (1),", r".BR terraform (1)"]
    return "\n".join(lines) + "\n"


def _usage(command: Any, context: Any) -> str:
    return " ".join(command.get_usage(context).removeprefix("Usage: ").split())


def _options(command: Any, context: Any) -> Iterator[str]:
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if record is not None:
            yield from (".TP", f".B {_plain(record[0])}", _plain(" ".join(record[1].split())))


def _text(help_text: str) -> Iterator[str]:
    r"""Paragraphs; one behind `\b` keeps its lines."""
    for number, paragraph in enumerate(help_text.strip().split("\n\n")):
        kept = paragraph.startswith("\b\n")
        if number:
            yield ".PP"
        if kept:
            yield from (".nf", *(_plain(line) for line in paragraph.splitlines()[1:]), ".fi")
        else:
            yield _plain(" ".join(paragraph.split()))


def _plain(text: str) -> str:
    """The text so that roff takes no part of it for an instruction, and a hyphen stays the one that is typed."""
    escaped = text.replace("\\", r"\e").replace("-", r"\-")
    return re.sub(r"^([.'])", r"\\&\1", escaped)


def main() -> int:
    """Writes the files; with `--check` only says whether they are current."""
    made = files()
    if "--check" in sys.argv[1:]:
        return int(any((SHARE / place).read_text(encoding="utf-8") != text for place, text in made.items()))
    for place, text in made.items():
        (SHARE / place).parent.mkdir(parents=True, exist_ok=True)
        (SHARE / place).write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
