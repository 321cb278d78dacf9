"""What stands behind what a local refers to: a reduced graph leaves it out, so it may be meant as well."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from trailgate_evaluator.readers.terraform.plan_json.addresses import ModulePath, Steps, names
from trailgate_evaluator.readers.terraform.plan_json.configuration import Configuration, expressions_in
from trailgate_evaluator.readers.terraform.plan_json.graph import Graph
from trailgate_evaluator.readers.terraform.plan_json.instances import Instance, Instances
from trailgate_evaluator.readers.terraform.plan_json.paths import MISSING, hides
from trailgate_evaluator.readers.terraform.references.modules import Modules, default_of
from trailgate_evaluator.readers.terraform.references.resolved import Opaque, Reach
from trailgate_evaluator.readers.terraform.references.walk import Walk

_CARRIERS: Final = frozenset(
    {
        "aws_cloudcontrolapi_resource",
        "aws_cloudformation_stack",
        "aws_lambda_invocation",
        "aws_secretsmanager_secret_version",
        "aws_ssm_parameter",
    }
)
"""Resources of AWS whose attributes may be the name of anything."""
_CARRY_NO_NAMES: Final = frozenset({"aws_caller_identity", "aws_iam_policy_document", "aws_partition", "aws_region"})
_MARKS: Final = frozenset({"null_resource", "terraform_data"})
_NOISE: Final = ("random_", "time_", "tls_")
"""Types whose unknown values name nothing: what is made of them is a condition or a part of a text."""


class Behind:
    """Follows the nodes that stand behind a local's targets in the graph of one plan."""

    def __init__(self, configuration: Configuration, instances: Instances, modules: Modules, graph: Graph | None) -> None:
        self._configuration = configuration
        self._instances = instances
        self._modules = modules
        self._graph = graph

    def reach(self, walk: Walk, module: ModulePath, steps: Steps) -> None:
        """Write down what a node may add to the value. What an output or a local refers to stands behind it, too."""
        match steps:
            case ("local", str(name), *_):
                if self._graph is not None and self._graph.is_constant(names(module), name):
                    walk.found.veiled.append(Opaque("unresolved_local", f"local.{name}"))
            case ("var", str(name), *_):
                self._variable(walk, module, name)
            case ("data", str(kind), str(name), *_):
                for instance in self._of(module, "data", kind, name):
                    _known(walk, instance, carries=kind not in _CARRY_NO_NAMES)
            case (str(kind), str(name), *_) if kind not in ("module", "output"):
                for instance in self._of(module, "managed", kind, name):
                    if kind in walk.wanted:
                        walk.found.behind.append(Reach((instance,), (), f"{kind}.{name}"))
                    else:
                        _known(walk, instance, carries=kind in _CARRIERS or not kind.startswith("aws_"))

    def _of(self, module: ModulePath, mode: str, kind: str, name: str) -> Iterator[Instance]:
        for path in self._modules.every(names(module)):
            yield from self._instances.by_block.get((path, mode, kind, name), {}).values()

    def _variable(self, walk: Walk, module: ModulePath, name: str) -> None:
        if not module:
            value = self._modules.root_variable(name)
        else:
            call = self._modules.call(module)
            expression = None if call is None else call.expressions.get(name)
            if expression is not None:
                walk.found.loose.extend(p["constant_value"] for p in expressions_in(expression) if "constant_value" in p)
                return
            declared = self._configuration.modules.get(names(module))
            value = default_of(None if declared is None else declared.variables.get(name))
        if value is not MISSING:
            walk.found.loose.append(value)


def names_nothing(instance: Instance, attribute: str) -> bool:
    """Whether an unknown attribute cannot be the name of a resource of the chain."""
    if instance.type in _MARKS:
        return attribute == "id"
    return instance.type.startswith(_NOISE)


def _known(walk: Walk, instance: Instance, *, carries: bool) -> None:
    """What an instance holds; where it may carry the name of anything, what it does not tell."""
    if not carries or names_nothing(instance, "id"):
        return
    if hides(instance.unknown):
        walk.found.opaque.append(Opaque("known_after_apply", instance.address))
    elif not hides(instance.sensitive):
        walk.found.loose.append(instance.values)
