"""The program `trailgate`: reads its command line, and turns errors into exit codes."""

from __future__ import annotations

import sys

from trailgate_evaluator.cli.ending import BROKEN_PIPE, INTERRUPTED, forget_stdout, internal, refused, say
from trailgate_evaluator.cli.interruption import heard
from trailgate_evaluator.cli.plain_line import plain_line
from trailgate_evaluator.cli.streams import stand_in_for_closed_streams
from trailgate_evaluator.errors import TrailgateError


def main(args: list[str] | None = None) -> int:
    """Runs the program on these arguments (`sys.argv` by default) and returns its exit code."""
    stand_in_for_closed_streams()
    with heard() as signals:
        return signals.code(_ended(args))


def _ended(args: list[str] | None) -> int:
    try:
        code = _run(args)
        sys.stdout.flush()
    except TrailgateError as error:
        say(str(error))
        return error.exit_code
    except BrokenPipeError:
        forget_stdout()
        return BROKEN_PIPE
    except OSError as error:
        return refused(error)
    except Exception as error:  # noqa: BLE001 - the one place where an unforeseen error becomes a message
        return internal(error)
    return code


def _run(args: list[str] | None) -> int:
    """By Typer, unless the command line is so plain that loading Typer would take longer than to read it."""
    given = plain_line(sys.argv[1:] if args is None else args)
    if given is None:
        from trailgate_evaluator.cli.program import run

        return run(args)
    from trailgate_evaluator.cli.judging import judge

    try:
        return judge(**given)
    except KeyboardInterrupt:
        say("interrupted.")
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
