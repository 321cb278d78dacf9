"""Text from the command line passed on as it is, so that Typer's validation library is imported only where it has work."""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from typer.core import TyperCommand

from trailgate_evaluator.cli.given_twice import refuse_twice

_TEXTS = (str, list[str])
_FLAGS = {True: True, False: False, "1": True, "0": False}
"""What a flag is given as on the command line, and the plainest that a variable says of it."""


class AsGiven(Struct, frozen=True):
    """Stands where Typer keeps a parameter's converter: texts and defaults pass, anything else goes to Typer's own.

    Typer builds a pydantic adapter for every parameter of a command, which takes a third of a verdict's time.
    """

    annotation: Any

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        """The value as the command's function takes it."""
        if value is None:
            return () if param.multiple or param.nargs == -1 else None
        if self.annotation in _TEXTS:
            return value
        if self.annotation is bool and isinstance(value, bool | str) and value in _FLAGS:
            return _FLAGS[value]
        if value == param.default:
            return value
        from typer._coercion import build_runtime_param

        return build_runtime_param(param.type_descriptor).coerce(value, param=param, ctx=ctx)


def pass_texts_on(parameters: list[Any]) -> list[Any]:
    """The same parameters, with `AsGiven` in each that Typer would convert."""
    for parameter in parameters:
        if hasattr(parameter, "type_descriptor") and hasattr(parameter, "_runtime_param"):
            parameter._runtime_param = AsGiven(parameter.type_descriptor.annotation)  # noqa: SLF001 - Typer has no public seam
    return parameters


class LeanCommand(TyperCommand):
    """A command whose texts are passed on as they are given, and whose options are given once."""

    def get_params(self, ctx: Any) -> list[Any]:
        """The command's parameters, `--help` among them."""
        return pass_texts_on(super().get_params(ctx))

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """As Typer parses them, which of an option that is given twice would take the last and say nothing."""
        if not ctx.resilient_parsing:
            refuse_twice(ctx, self.make_parser(ctx).parse_args(args=list(args))[2])
        return super().parse_args(ctx, args)
