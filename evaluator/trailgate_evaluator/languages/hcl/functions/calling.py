"""Every function by its name; one that is not here makes unknown, and is named."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from typing import Final

from trailgate_evaluator.languages.hcl.functions.choosing import CHOOSING
from trailgate_evaluator.languages.hcl.functions.encoding import ENCODING
from trailgate_evaluator.languages.hcl.functions.files import FILES, Files
from trailgate_evaluator.languages.hcl.functions.formats import FORMATS
from trailgate_evaluator.languages.hcl.functions.mappings import MAPPINGS
from trailgate_evaluator.languages.hcl.functions.numeric import NUMERIC
from trailgate_evaluator.languages.hcl.functions.registry import Functions, moving, reading
from trailgate_evaluator.languages.hcl.functions.sequences import SEQUENCES
from trailgate_evaluator.languages.hcl.functions.sets import SETS
from trailgate_evaluator.languages.hcl.functions.texts import TEXTS
from trailgate_evaluator.languages.hcl.functions.yaml_values import YAML
from trailgate_evaluator.languages.hcl.syntax.tree import Node
from trailgate_evaluator.languages.hcl.values.values import RefusedError, Symbol, Unknown, Value

Evaluate = Callable[[Node, Mapping[str, Value]], Value]
"""The value of a template's tree where these names stand for something."""

_PATHS: Final[Functions] = {
    "basename": reading(lambda path: posixpath.basename(path.rstrip("/")) or ("/" if path else "."), "string"),
    "dirname": reading(lambda path: posixpath.normpath(posixpath.dirname(path) or "."), "string"),
}


def _sensitive(value: Value) -> Value:
    return value if isinstance(value, Symbol | Unknown) else Unknown("not_visible", "sensitive()")


FUNCTIONS: Final[Functions] = {
    **ENCODING,
    **FORMATS,
    **MAPPINGS,
    **NUMERIC,
    **CHOOSING,
    **SEQUENCES,
    **SETS,
    **TEXTS,
    **YAML,
    **_PATHS,
    "sensitive": moving(_sensitive, "any", nulls=True),
}


def call(name: str, arguments: list[Value], files: Files, evaluate: Evaluate) -> Value:
    """The value of a call; raises `RefusedError` where Terraform would refuse."""
    name = name.removeprefix("core::")
    if (reads := FILES.get(name)) is not None:
        return reads(arguments, files, evaluate)
    function = FUNCTIONS.get(name)
    if function is None:
        return Unknown("unreadable_expression", f"{name}()")
    try:
        return function(name, arguments)
    except (TypeError, ValueError, OverflowError) as problem:  # an argument of a type that no plan gives it
        raise RefusedError(f"another argument for {name}") from problem
