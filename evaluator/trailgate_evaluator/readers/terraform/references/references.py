"""What an expression reaches: resource instances, known values, and what cannot be followed.

A reference is followed through module arguments, variables, outputs, whole-resource and object arguments,
`each.value`, and, with a graph, locals. References are not expressions: `f(x.id)` lists what `x.id` lists. A reference of
the right type is taken to be the value; the reader says so (`resolved_by`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace

from trailgate_evaluator.languages.hcl.values.values import Unknown, Value, doubt
from trailgate_evaluator.readers.terraform.plan_json.addresses import Index, Key, ModulePath, Steps, longest, names
from trailgate_evaluator.readers.terraform.plan_json.configuration import Configuration, expressions_in, listed_in, signature
from trailgate_evaluator.readers.terraform.plan_json.graph import Graph
from trailgate_evaluator.readers.terraform.plan_json.instances import Instance, Instances
from trailgate_evaluator.readers.terraform.plan_json.paths import MISSING, hides, known_at
from trailgate_evaluator.readers.terraform.policy_documents.making import TYPE as DOCUMENT
from trailgate_evaluator.readers.terraform.references.attributes import is_sensitive
from trailgate_evaluator.readers.terraform.references.behind import Behind, names_nothing
from trailgate_evaluator.readers.terraform.references.indexes import LOST, Indexes, Scope
from trailgate_evaluator.readers.terraform.references.meaning import is_symbolic, opaque, resolved_of
from trailgate_evaluator.readers.terraform.references.modules import Modules, default_of
from trailgate_evaluator.readers.terraform.references.resolved import Opaque, Reach, Resolved
from trailgate_evaluator.readers.terraform.references.walk import Walk, local_value

if TYPE_CHECKING:
    from trailgate_evaluator.readers.terraform.expressions.expressions import Expressions

_NO_VALUE: Final = frozenset({"count", "path", "terraform", "self"})
_FOUND_BY_NAME: Final = frozenset({("arn",), ("id",), ("name",)})


_SECRET: Final = Opaque("not_visible", "")


class Resolver:
    """Follows references among the instances and the configuration of one plan."""

    def __init__(
        self,
        configuration: Configuration,
        instances: Instances,
        variables: Mapping[str, Any],
        graph: Graph | None,
        expressions: Expressions | None = None,
    ) -> None:
        self.expressions = expressions
        self._by_address = {instance.address: instance for instance in instances.every}
        self._configuration = configuration
        self._instances = instances
        self._modules = Modules(configuration, instances, variables)
        self._graph = graph
        self._behind = Behind(configuration, instances, self._modules, graph)
        self._repetitions: list[Mapping[str, Any]] = []
        self._repetition_numbers: dict[int, int] = {}
        self._memo: dict[tuple[object, ...], Resolved] = {}
        self._indexes = Indexes(instances)

    def attribute(self, instance: Instance, path: Steps, wanted: frozenset[str]) -> Resolved:
        """What the expression of an instance's attribute reaches; nothing where none is written.

        Where the sources are at hand, by the expression itself; references are for what has none.
        """
        if self.is_at_hand(instance):
            told = self.value(instance, path)
            return Resolved() if told is None else resolved_of(told, self._by_address, wanted)
        block = self._configuration.block(names(instance.module), instance.mode, instance.type, instance.name)
        expression = None if block is None else block.expression(path)
        if block is None or expression is None:
            return Resolved()
        scope = Scope(instance.module, instance.key, self._repetition(block.repetition))
        memo = (scope, signature(expression), wanted)
        if memo not in self._memo:
            self._memo[memo] = self._resolve(scope, expression, wanted)
        found = self._memo[memo]
        if found.literals and isinstance(path[0], str) and is_sensitive(instance, path[0]):
            return replace(found, literals=[], opaque=[*found.opaque, _SECRET])
        return found

    def is_at_hand(self, instance: Instance) -> bool:
        """Whether the block of an instance is among the sources."""
        return self.expressions is not None and self.expressions.is_at_hand(instance)

    def value(self, instance: Instance, path: Steps) -> Value:
        """What the expression of an attribute comes to; what is sensitive and known is not visible."""
        told = None if self.expressions is None else self.expressions.attribute(instance, path)
        if told is not None and isinstance(path[0], str) and is_sensitive(instance, path[0]) and not is_symbolic(told):
            return Unknown("not_visible", "")
        return told

    def cause(self, instance: Instance, path: Steps) -> Opaque | None:
        """What keeps the sources from telling an attribute, where that is something else than the apply."""
        why = doubt(self.value(instance, path)) if self.is_at_hand(instance) else None
        return None if why is None or why.reason == "known_after_apply" else opaque(why)

    def meant(self, value: Value, wanted: frozenset[str]) -> Resolved:
        """What a value of an expression reaches."""
        return resolved_of(value, self._by_address, wanted)

    def whole(self, instance: Instance, wanted: frozenset[str]) -> Resolved:
        """What all expressions of an instance reach."""
        block = self._configuration.block(names(instance.module), instance.mode, instance.type, instance.name)
        if block is None:
            return Resolved()
        return self._resolve(Scope(instance.module, instance.key, self._repetition(block.repetition)), block.expressions, wanted)

    def provider(self, module: ModulePath, expression: Mapping[str, Any]) -> Resolved:
        """What an argument of a provider block reaches."""
        return self._resolve(Scope(module, None, -1), expression, frozenset())

    def _resolve(self, scope: Scope, expression: Mapping[str, Any], wanted: frozenset[str]) -> Resolved:
        walk = Walk(wanted, Resolved())
        walk.found.references = self._enter(walk, scope, expression, (), LOST)
        while walk.pending:
            where, steps, pair = walk.pending.pop()
            if (where, steps, pair) not in walk.seen:
                walk.seen.add((where, steps, pair))
                self._follow(walk, where, steps, pair)
        walk.found.plain = walk.plain
        if walk.plain and len(walk.locals) == 1:
            walk.found.local = walk.locals[0]
        return walk.found

    def _repetition(self, expression: Mapping[str, Any] | None) -> int:
        if expression is None:
            return -1
        number = self._repetition_numbers.get(id(expression))
        if number is None:
            number = self._repetition_numbers[id(expression)] = len(self._repetitions)
            self._repetitions.append(expression)
        return number

    def _enter(self, walk: Walk, scope: Scope, expression: object, trailing: Steps, pair: object) -> int:
        """Queue the references of an expression; the number of them, indexes aside. Constants are values at once.

        `pair` is the key that whoever refers to the expression takes of it, where that is a key that it knows.
        """
        count = 0
        for part in expressions_in(expression):
            listed = part.get("references")
            if isinstance(listed, list) and listed:
                indexes = self._indexes.among(scope, listed)
                references = [steps for steps in longest(listed) if steps not in indexes]
                count += len(references)
                walk.plain = walk.plain and len(references) == 1 and not indexes
                key = self._indexes.key(scope, indexes, self._value_of) if indexes else pair
                walk.pending.extend((scope, steps + trailing, key) for steps in reversed(references))
            elif "constant_value" in part:
                walk.known(part["constant_value"], trailing)
        return count

    def _value_of(self, scope: Scope) -> object:
        """The known value of what a block is repeated for, MISSING where it is not known."""
        told = self._resolve(Scope(scope.module, None, -1), self._repetitions[scope.repetition], frozenset())
        hidden = told.reaches or told.opaque or told.others or told.veiled or told.loose
        known = len(told.literals) == 1 and not hidden
        return told.literals[0] if known else MISSING

    def _follow(self, walk: Walk, scope: Scope, steps: Steps, pair: object) -> None:
        head = steps[0]
        second = steps[1] if len(steps) > 1 else None
        if head in _NO_VALUE or not isinstance(second, str):
            walk.plain = False
            return
        if head == "each":
            walk.plain = False
            if second == "value" and scope.repetition >= 0:
                key = LOST if scope.key is None else scope.key
                for part in expressions_in(self._repetitions[scope.repetition]):
                    for reference in longest(listed_in(part)):
                        walk.pending.append((scope, reference + steps[2:], key))
        elif head == "var":
            self._variable(walk, scope, second, steps[2:], pair)
        elif head == "local":
            self._local(walk, scope, second, steps[2:])
        elif head == "module":
            self._output(walk, scope, second, steps[2:], pair)
        else:
            self._resource(walk, scope, steps, pair)

    def _variable(self, walk: Walk, scope: Scope, name: str, trailing: Steps, pair: object) -> None:
        module = self._configuration.modules.get(names(scope.module))
        declared = None if module is None else module.variables.get(name)
        if isinstance(declared, dict) and declared.get("sensitive") is True and not scope.module:
            walk.found.opaque.append(Opaque("not_visible", f"var.{name}"))
            return
        if not scope.module:
            value = self._modules.root_variable(name)
        else:
            call = self._modules.call(scope.module)
            expression = None if call is None else call.expressions.get(name)
            if call is not None and expression is not None:
                outer = Scope(scope.module[:-1], scope.module[-1][1], self._repetition(call.repetition))
                self._enter(walk, outer, expression, trailing, pair)
                return
            value = default_of(declared)
        if value is MISSING:
            walk.found.opaque.append(Opaque("known_after_apply", f"var.{name}"))
        else:
            walk.known(value, trailing)

    def _local(self, walk: Walk, scope: Scope, name: str, trailing: Steps) -> None:
        reached = None if self._graph is None else self._graph.reached(names(scope.module), name)
        called = f"local.{name}"
        if reached is None:
            walk.found.opaque.append(Opaque("unresolved_local", called))
            walk.locals.append(local_value(scope.module, name, trailing))
            return
        walk.plain = False
        if not reached.direct:
            walk.found.veiled.append(Opaque("unresolved_local", called))
        # The graph does not say what stands under which key of a local, so a key chooses nothing.
        while trailing and isinstance(trailing[0], Index):
            trailing = trailing[1:]
        for module, steps in reached.direct:
            walk.pending.append((Scope(self._modules.within(scope.module, module), scope.key, -1), steps + trailing, LOST))
        for module, steps in reached.behind:
            self._behind.reach(walk, self._modules.within(scope.module, module), steps)

    def _output(self, walk: Walk, scope: Scope, call: str, rest: Steps, pair: object) -> None:
        key, rest = _split_key(rest)
        keys: Iterable[Key]
        if key is not MISSING:
            keys = (key,)  # type: ignore[assignment]
        else:
            keys = self._modules.keys(scope.module, call)
            if pair in set(keys):
                keys, pair = (pair,), LOST
        module = self._configuration.modules.get((*names(scope.module), call))
        if module is None:
            walk.found.opaque.append(Opaque("known_after_apply", f"module.{call}"))
            return
        named = rest[0] if rest and isinstance(rest[0], str) else None
        wanted = module.outputs.items() if named is None else [(named, module.outputs.get(named))]
        for instance_key in keys:
            inner = Scope((*scope.module, (call, instance_key)), None, -1)
            for _, output in wanted:
                expression = output.get("expression") if isinstance(output, dict) else None
                self._enter(walk, inner, expression, rest[1:], pair)

    def _resource(self, walk: Walk, scope: Scope, steps: Steps, pair: object) -> None:
        mode = "managed"
        if steps[0] == "data":
            mode, steps = "data", steps[1:]
        if not steps[1:] or not isinstance(steps[0], str) or not isinstance(steps[1], str):
            return
        kind, name = steps[0], steps[1]
        key, path = _split_key(steps[2:])
        block = self._instances.by_block.get((scope.module, mode, kind, name), {})
        if key is not MISSING and list(block) != [None]:
            chosen = [block[key]] if key in block else []
        elif pair in block:
            chosen = [block[pair]]
        else:
            chosen = list(block.values())
        text = f"{'data.' if mode == 'data' else ''}{kind}.{name}"
        is_link = mode == "managed" and kind in walk.wanted and not any(instance.foreign for instance in chosen)
        if is_link or (kind == DOCUMENT and kind in walk.wanted):
            self._wanted(walk, scope, mode, chosen, Reach(tuple(chosen), path, text))
            return
        for instance in chosen:
            self._other(walk, instance, path, text)
        if not chosen and self._configured(scope, mode, kind, name) is None:
            walk.found.opaque.append(Opaque("known_after_apply", text))

    def _configured(self, scope: Scope, mode: str, kind: str, name: str) -> object:
        return self._configuration.block(names(scope.module), mode, kind, name)

    def _wanted(self, walk: Walk, scope: Scope, mode: str, chosen: list[Instance], reach: Reach) -> None:
        if chosen:
            walk.found.reaches.append(reach)
        elif self._configured(scope, mode, *reach.block.removeprefix("data.").split(".", 1)) is None:
            walk.found.opaque.append(Opaque("known_after_apply", reach.block))

    def _other(self, walk: Walk, instance: Instance, path: Steps, text: str) -> None:
        """Follow an attribute of a resource of another type: its value, else what its own expression reaches."""
        block = self._configuration.block(names(instance.module), instance.mode, instance.type, instance.name)
        if instance.type == "terraform_data" and path[:1] == ("output",):
            path = ("input", *path[1:])
        value = known_at(instance, path)
        if value is not MISSING:
            walk.found.literals.append(value)
            return
        if (twin := self._managed_twin(walk, instance, path)) is not None:
            walk.found.reaches.append(Reach((twin,), path, text))
            return
        expression = None if block is None else block.expression(path)
        if block is not None and expression is not None:
            scope = Scope(instance.module, instance.key, self._repetition(block.repetition))
            self._enter(walk, scope, expression, (), LOST)
            return
        if path == ("arn",) and instance.mode == "managed" and instance.type.startswith("aws_"):
            walk.found.others.append(instance.address)
            return
        if not (hides(instance.unknown) or hides(instance.sensitive) or instance.planned_blind):
            walk.found.loose.append(instance.values)
            return
        attribute = next((s for s in path if isinstance(s, str)), "")
        unknown = Opaque("known_after_apply", f"{text}.{attribute}" if attribute else text)
        (walk.found.noise if names_nothing(instance, attribute) else walk.found.opaque).append(unknown)

    def _managed_twin(self, walk: Walk, data: Instance, path: Steps) -> Instance | None:
        """The managed resource that a data source will find by the name that both have, where it is read only at apply."""
        if data.mode != "data" or data.type not in walk.wanted or path not in _FOUND_BY_NAME:
            return None
        name, provider = known_at(data, ("name",)), self._provider(data)
        alike = [
            one
            for one in self._instances.of(data.type)
            if name is not MISSING and known_at(one, ("name",)) == name and self._provider(one) == provider
        ]
        return alike[0] if len(alike) == 1 else None

    def _provider(self, instance: Instance) -> object:
        block = self._configuration.block(names(instance.module), instance.mode, instance.type, instance.name)
        return None if block is None else block.provider_key


def _split_key(rest: Steps) -> tuple[object, Steps]:
    if rest and isinstance(rest[0], Index):
        return rest[0].key, rest[1:]
    return MISSING, rest
