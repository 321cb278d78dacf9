"""The configuration of a plan: modules, blocks, arguments and outputs, each a static text of references.

It is complete even for blocks without an instance, so nothing is judged from it alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct, field

from trailgate_evaluator.readers.terraform.plan_json.addresses import Index, Steps


class Block(Struct, frozen=True, kw_only=True):
    """One `resource` or `data` block; `programs` are its provisioners."""

    mode: str
    type: str
    name: str
    provider_key: str | None
    expressions: Mapping[str, Any]
    repetition: Mapping[str, Any] | None
    programs: Sequence[Any] = ()

    @property
    def provisioned(self) -> bool:
        """Whether it runs commands of its own."""
        return bool(self.programs)

    def expression(self, path: Steps) -> Mapping[str, Any] | None:
        """The expression of an attribute or of one inside a nested block; None where none is written there."""
        node: object = self.expressions
        for step in path:
            if isinstance(node, dict) and isinstance(step, str):
                if is_expression(node) and node is not self.expressions:  # a block without arguments is none
                    return node
                node = node.get(step)
            elif isinstance(node, list) and isinstance(step, Index) and isinstance(step.key, int):
                node = node[step.key] if step.key < len(node) else None
        return node if isinstance(node, dict) and is_expression(node) else None


class Module(Struct, kw_only=True):
    """One module of the configuration, without regard to its instances."""

    path: tuple[str, ...]
    blocks: dict[tuple[str, str, str], Block] = field(default_factory=dict)
    calls: dict[str, Call] = field(default_factory=dict)
    outputs: Mapping[str, Any] = field(default_factory=dict)
    variables: Mapping[str, Any] = field(default_factory=dict)


class Call(Struct, frozen=True, kw_only=True):
    """One `module` block: its arguments and the module it calls."""

    expressions: Mapping[str, Any]
    repetition: Mapping[str, Any] | None
    module: Module


class Configuration(Struct, frozen=True, kw_only=True):
    """Every module by its path of call names, and the provider blocks by their key."""

    modules: Mapping[tuple[str, ...], Module]
    providers: Mapping[str, Mapping[str, Any]]

    def block(self, path: tuple[str, ...], mode: str, kind: str, name: str) -> Block | None:
        """The block of a resource, None where the configuration has none (a state, an orphan)."""
        module = self.modules.get(path)
        return None if module is None else module.blocks.get((mode, kind, name))

    def blocks(self) -> Iterator[tuple[Module, Block]]:
        """Every block with its module."""
        for module in self.modules.values():
            for block in module.blocks.values():
                yield module, block


def is_expression(node: object) -> bool:
    """Whether this is an expression (`references` or `constant_value`, or `{}` of a bare function call)."""
    return isinstance(node, dict) and (not node or "references" in node or "constant_value" in node)


def expressions_in(node: object) -> Iterator[Mapping[str, Any]]:
    """Every expression inside an argument: itself, or those of its nested blocks."""
    pending = [node]
    while pending:
        inner = pending.pop()
        if isinstance(inner, list):
            pending.extend(reversed(inner))
        elif isinstance(inner, dict):
            if "references" in inner or "constant_value" in inner:
                yield inner
            else:
                pending.extend(inner.values())


def listed_in(expression: Mapping[str, Any]) -> list[str]:
    """The references that an expression lists; none where it has another thing than a list there."""
    listed = expression.get("references")
    return [one for one in listed if isinstance(one, str)] if isinstance(listed, list) else []


def signature(expression: Mapping[str, Any]) -> object:
    """What tells expressions apart: many resources refer to the same things in the same words."""
    listed = expression.get("references")
    if isinstance(listed, list) and all(isinstance(reference, str) for reference in listed):
        return tuple(listed)
    return id(expression)


def read(plan: Mapping[str, Any]) -> Configuration:
    """The configuration of a plan; empty for a state."""
    written = _mapping(plan.get("configuration"))
    root = Module(path=())
    modules: dict[tuple[str, ...], Module] = {(): root}
    pending = [(_mapping(written.get("root_module")), root)]
    while pending:
        source, module = pending.pop()
        module.outputs = _mapping(source.get("outputs"))
        module.variables = _mapping(source.get("variables"))
        for resource in _list(source.get("resources")):
            if isinstance(resource, dict):
                block = _block(resource)
                module.blocks[block.mode, block.type, block.name] = block
        for name, call in _mapping(source.get("module_calls")).items():
            child = Module(path=(*module.path, name))
            modules[child.path] = child
            module.calls[name] = Call(
                expressions=_mapping(_mapping(call).get("expressions")),
                repetition=_repetition(_mapping(call)),
                module=child,
            )
            pending.append((_mapping(_mapping(call).get("module")), child))
    providers = {key: _mapping(value) for key, value in _mapping(written.get("provider_config")).items()}
    return Configuration(modules=modules, providers=providers)


def _block(resource: Mapping[str, Any]) -> Block:
    key = resource.get("provider_config_key")
    return Block(
        mode=str(resource.get("mode", "managed")),
        type=str(resource.get("type", "")),
        name=str(resource.get("name", "")),
        provider_key=key if isinstance(key, str) else None,
        expressions=_mapping(resource.get("expressions")),
        repetition=_repetition(resource),
        programs=_list(resource.get("provisioners")),
    )


def _repetition(source: Mapping[str, Any]) -> Mapping[str, Any] | None:
    for key in ("for_each_expression", "count_expression"):
        if isinstance(source.get(key), dict):
            found: Mapping[str, Any] = source[key]
            return found
    return None


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
