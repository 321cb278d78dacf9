"""The commands of `trailgate`, read by Typer: finds the command that is asked for, and imports only that one."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from typing import Annotated, Any, Final

import typer
from typer.core import TyperGroup

from trailgate_evaluator.cli.coercion import LeanCommand, pass_texts_on
from trailgate_evaluator.cli.ending import BROKEN_PIPE, INTERRUPTED, forget_stdout, say, usage
from trailgate_evaluator.cli.nearest import nearest

COMMANDS: Final[dict[str, str]] = {
    "import": "trailgate_evaluator.cli.import_exports:import_exports",
    "evaluate": "trailgate_evaluator.cli.evaluate:evaluate",
    "show": "trailgate_evaluator.cli.show:show",
    "fix": "trailgate_evaluator.cli.fix:fix",
    "render": "trailgate_evaluator.cli.render:render",
    "explain": "trailgate_evaluator.cli.explain:explain",
    "diff": "trailgate_evaluator.cli.diff:diff",
    "trace": "trailgate_evaluator.cli.trace:trace",
    "query": "trailgate_evaluator.cli.query:query",
    "pattern": "trailgate_evaluator.cli.pattern:pattern",
    "version": "trailgate_evaluator.cli.version:version",
}
"""Command → module:function, in the order of `--help`. A new command is one line here."""

MOUNTED_GROUP: Final = "trailgate.commands"
"""The entry-point group by which another package (the collector) adds commands."""

HELP: Final = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class Commands(TyperGroup):
    """A group that imports a command's module when that command is asked for, and not before."""

    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override]
        """Every command that exists here: the mounted ones first."""
        del ctx
        return [*(entry.name for entry in _mounted()), *COMMANDS]

    def get_command(self, ctx: typer.Context, cmd_name: str) -> Any:  # type: ignore[override]
        """The command of that name, imported now; None where there is none."""
        del ctx
        if cmd_name in COMMANDS:
            module, _, attribute = COMMANDS[cmd_name].partition(":")
            return _as_command(cmd_name, getattr(import_module(module), attribute))
        for entry in _mounted():
            if entry.name == cmd_name:
                return _as_command(cmd_name, entry.load())
        return None

    def get_params(self, ctx: Any) -> list[Any]:
        """The program's own options, `--help` among them."""
        return pass_texts_on(super().get_params(ctx))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that the first argument names, else an error that suggests the nearest one."""
        try:
            return super().resolve_command(ctx, args)
        except typer.TyperException as error:
            near = nearest(args[0], self.list_commands(ctx))
            if near:
                error.message = f"{error.message.rstrip('.')}. Did you mean '{near}'?"
            raise

    def invoke(self, ctx: Any) -> Any:
        """What the command returns; a reader that went away ends the program quietly, and an interruption is told."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            forget_stdout()
            return BROKEN_PIPE
        except KeyboardInterrupt:
            say("interrupted.")
            return INTERRUPTED


app = typer.Typer(cls=Commands, no_args_is_help=True, rich_markup_mode=None, context_settings=HELP)


def _print_version(wanted: bool) -> None:  # noqa: FBT001 - Typer hands it over like this
    if wanted:
        from trailgate_evaluator import __version__

        sys.stdout.write(f"trailgate {__version__}\n")
        raise typer.Exit


@app.callback()
def root(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Judge the monitoring controls of CIS AWS, 4.1 to 4.16, by proof: does a person hear of it?

    Collect an account once, judge it anywhere, offline; or judge a Terraform plan.
    """
    del version


def run(args: list[str] | None) -> int:
    """Runs the command that these arguments (`sys.argv` for None) name, and returns its exit code."""
    try:
        code = app_command().main(args=args, prog_name="trailgate", standalone_mode=False)
    except typer.TyperException as error:
        return usage(error)
    except typer.Abort:
        return INTERRUPTED
    return code if isinstance(code, int) else 0


def app_command() -> Any:
    """The whole program as a command, for `run`, the reference page and tests."""
    return typer.main.get_command(app)


def _mounted() -> list[Any]:
    from importlib.metadata import entry_points

    return sorted(entry_points(group=MOUNTED_GROUP), key=lambda entry: entry.name)


def _as_command(name: str, target: Callable[..., Any] | typer.Typer) -> Any:
    if isinstance(target, typer.Typer):
        command = typer.main.get_command(target)
    else:
        single = typer.Typer(add_completion=False, rich_markup_mode=None)
        single.command(name, cls=LeanCommand, context_settings=HELP)(target)
        command = typer.main.get_command(single)
    command.name = name
    return command
