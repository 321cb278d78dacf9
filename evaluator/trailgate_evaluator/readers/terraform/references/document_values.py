"""A policy document that is read at apply, by its planned values where there are no sources: hidden parts by references."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from msgspec import Struct

from trailgate_evaluator.languages.hcl.values.values import Symbol, Unknown, Value
from trailgate_evaluator.readers.terraform.expressions.json_values import value_of_json
from trailgate_evaluator.readers.terraform.plan_json.addresses import Index, Steps, names
from trailgate_evaluator.readers.terraform.plan_json.configuration import Block, Configuration
from trailgate_evaluator.readers.terraform.plan_json.instances import Instance
from trailgate_evaluator.readers.terraform.plan_json.paths import at_path, hides
from trailgate_evaluator.readers.terraform.policy_documents.making import JSON, MADE, TYPE, document_text
from trailgate_evaluator.readers.terraform.references.references import Resolver
from trailgate_evaluator.readers.terraform.references.resolved import Resolved

_DOCUMENT: Final = frozenset({TYPE})
_ARN: Final = ("arn",)
_TELLS_APART: Final = ("test", "variable", "type")
"""What two blocks of one set differ by."""

Path = tuple[str | int, ...]


class DocumentValues(Struct, frozen=True):
    """Reads the documents of one plan; `linked` are the types whose ARNs a policy may name."""

    resolver: Resolver
    configuration: Configuration
    linked: frozenset[str]

    def of_attribute(self, owner: Instance, path: Steps) -> Value:
        """The document that an attribute is by nothing but one reference; unknown where it is none."""
        reached = self.resolver.attribute(owner, path, _DOCUMENT)
        document = _only(reached)
        if document is None:
            lost = next(iter([*reached.opaque, *reached.noise]), None)
            return Unknown("known_after_apply", "") if lost is None else Unknown(lost.reason, lost.name)
        return self.of_document(document)

    def of_document(self, document: Instance) -> Value:
        """The text of a document by its planned values."""
        if hides(document.sensitive):
            return Unknown("not_visible", document.address)
        mask = document.unknown if isinstance(document.unknown, dict) else {}
        known = document.values.get(JSON)
        if isinstance(known, str):
            return known
        if document.unknown is True:
            return Unknown("known_after_apply", document.address)

        def told(argument: str) -> Value:
            return value_of_json(
                document.values.get(argument), mask.get(argument), lambda path: self._covered(document, (argument, *path))
            )

        return document_text(document.address, JSON, told)

    def _covered(self, document: Instance, path: Path) -> Value:
        """What stands where the values are hidden: the one thing that the one reference there is."""
        called = Unknown("known_after_apply", ".".join(map(str, (document.address, *path))))
        block = self.configuration.block(names(document.module), document.mode, document.type, document.name)
        within = path[:-1] if isinstance(path[-1], int) else path
        if block is None or (within != path and not _is_alone(document, within)):
            return called
        steps = _written_at(document, block, within)
        if steps is None:
            return called
        if path[0] in ("source_policy_documents", "override_policy_documents", "source_json", "override_json"):
            other = _only(self.resolver.attribute(document, steps, _DOCUMENT))
            return called if other is None or other is document else self.of_document(other)
        if within == path and not _is_text(path):
            return called
        reached = self.resolver.attribute(document, steps, self.linked)
        named = _named(reached)
        return called if named is None else Symbol(named, _ARN, plain=True)


def _only(reached: Resolved) -> Instance | None:
    """The document that an expression is, where it is one reference to it and nothing else."""
    if not _is_plain(reached) or len(reached.reaches) != 1:
        return None
    (reach,) = reached.reaches
    alone = len(reach.instances) == 1 and len(reach.path) == 1 and reach.path[0] in MADE
    return reach.instances[0] if alone and reach.instances[0].type == TYPE else None


def _named(reached: Resolved) -> str | None:
    """Whose ARN an expression is, where it is one reference to it and nothing else."""
    if not _is_plain(reached):
        return None
    if len(reached.others) == 1 and not reached.reaches:
        return reached.others[0]
    if len(reached.reaches) != 1 or reached.others:
        return None
    (reach,) = reached.reaches
    return reach.instances[0].address if len(reach.instances) == 1 and reach.path == _ARN else None


def _is_plain(reached: Resolved) -> bool:
    beside: Iterable[Any] = (
        reached.literals, reached.loose, reached.opaque, reached.noise, reached.veiled, reached.behind,
    )  # fmt: skip
    return reached.plain and not any(beside)


def _is_text(path: Path) -> bool:
    return path[-1] in ("policy_id", "sid", "source_json", "override_json")


def _is_alone(document: Instance, within: Path) -> bool:
    """Whether a list has no other hidden element: two of them, and nobody knows which reference is which."""
    mask = at_path(document.unknown, _steps(within))
    return isinstance(mask, list) and sum(hides(inner) for inner in mask) == 1


def _steps(path: Path) -> Steps:
    return tuple(Index(step) if isinstance(step, int) else step for step in path)


def _written_at(document: Instance, block: Block, path: Path) -> Steps | None:
    """Where the expression of an attribute stands: blocks may come in another order there, and some by loops."""
    written: Any = block.expressions
    values: Any = document.values
    found: list[Any] = []
    for step in path:
        if isinstance(step, str):
            written = written.get(step) if isinstance(written, dict) else None
            values = values.get(step) if isinstance(values, dict) else None
            found.append(step)
            continue
        if not isinstance(written, list) or not isinstance(values, list) or len(written) != len(values):
            return None
        place = step if found[-1] == "statement" else _alike(written, values[step])
        if place is None:
            return None
        written, values = written[place], values[step]
        found.append(Index(place))
    return tuple(found)


def _alike(written: list[Any], value: Any) -> int | None:
    """The one block of a set that has the constants of a value."""
    if len(written) == 1:
        return 0
    told = {name: value.get(name) for name in _TELLS_APART if isinstance(value, dict)}
    places = [
        number
        for number, block in enumerate(written)
        if isinstance(block, dict) and {name: _constant(block.get(name)) for name in _TELLS_APART} == told
    ]
    return places[0] if len(places) == 1 else None


def _constant(expression: Any) -> Any:
    return expression.get("constant_value") if isinstance(expression, dict) else None
