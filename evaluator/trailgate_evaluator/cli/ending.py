"""How the program ends: what is said of an error, and its exit code."""

from __future__ import annotations

import os
import sys
from typing import Any, Final

BROKEN_PIPE: Final = 141
INTERRUPTED: Final = 130
INTERNAL_ERROR: Final = 5


def say(message: str) -> None:
    """A line on standard error, in the program's name."""
    from trailgate_evaluator.inputs.urls import without_secrets
    from trailgate_evaluator.plain import inert, printable

    try:
        sys.stderr.write(inert(f"trailgate: {printable(without_secrets(message))}\n"))
        sys.stderr.flush()
    except OSError:
        pass  # nobody listens; the exit code still tells


def usage(error: Any) -> int:
    """Says what is wrong with the command line: `error` is a `typer.TyperException`."""
    context = getattr(error, "ctx", None)
    if type(error).__name__ == "NoArgsIsHelpError":
        sys.stdout.write(error.format_message() + "\n")
        return int(error.exit_code)
    hint = f" Try '{context.command_path} --help'." if context is not None else ""
    near = sorted(getattr(error, "possibilities", None) or [])
    message = getattr(error, "message", "") if near else error.format_message()
    if near:
        message += f". Did you mean {' or '.join(near)}?"
    say(f"{message}{'' if message.endswith(('?', '.')) else '.'}{hint}")
    return int(error.exit_code)


def internal(error: Exception) -> int:
    """Says what nobody foresaw; with `TRAILGATE_TRACEBACK` all of it."""
    if os.environ.get("TRAILGATE_TRACEBACK"):
        import traceback

        traceback.print_exc()
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f"{os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}" if trace else "unknown place"  # noqa: PTH119
    say(
        f"internal error: {type(error).__name__} at {where}: {error}. This is a mistake in trailgate and no verdict was "
        "given: please report it with the command, the version and, if you may, the input "
        "(TRAILGATE_TRACEBACK=1 shows the whole trace)."
    )
    return INTERNAL_ERROR


def refused(error: OSError) -> int:
    """What the system refused: a full disk or a closed stream behind standard output is nobody's mistake here."""
    where = "standard output" if error.filename is None else str(error.filename)
    forget_stdout()
    say(
        f"{where}: expected a place to write to, found {error.strerror or type(error).__name__}. Give a file with -o, or make "
        "room; what was written so far is not whole."
    )
    return INTERNAL_ERROR


def forget_stdout() -> None:
    """Points stdout at nothing, so that Python's own flush at exit has nobody left to fail on."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError:  # it stands in for one that was closed
        sys.stdout = None
