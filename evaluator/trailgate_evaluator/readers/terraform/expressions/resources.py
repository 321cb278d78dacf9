"""Attributes of resource instances: as the plan knows them, as their own expressions have them, else a symbol."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from trailgate_evaluator.languages.hcl.evaluation import looking
from trailgate_evaluator.languages.hcl.syntax.bodies import Body
from trailgate_evaluator.languages.hcl.values.values import Entries, Lazy, RefusedError, Symbol, Unknown, Value, doubt, symbols
from trailgate_evaluator.readers.terraform.expressions.blocks import BLOCKS, blocks_of
from trailgate_evaluator.readers.terraform.expressions.json_values import value_of_json
from trailgate_evaluator.readers.terraform.expressions.modules import ModuleScope, Output
from trailgate_evaluator.readers.terraform.expressions.repetition import names_of_instance
from trailgate_evaluator.readers.terraform.plan_json.instances import Instance
from trailgate_evaluator.readers.terraform.plan_json.paths import hides
from trailgate_evaluator.readers.terraform.policy_documents.making import MADE, TYPE, document_text
from trailgate_evaluator.regular import regex

if TYPE_CHECKING:
    from trailgate_evaluator.readers.terraform.expressions.expressions import Expressions

_SAME: Final[Mapping[tuple[str, str], str]] = {
    ("aws_cloudwatch_log_group", "id"): "name",
    ("aws_cloudwatch_log_metric_filter", "id"): "name",
    ("aws_cloudwatch_metric_alarm", "id"): "alarm_name",
    ("aws_cloudwatch_composite_alarm", "id"): "alarm_name",
    ("aws_kms_alias", "id"): "name",
    ("aws_kms_key", "id"): "key_id",
    ("aws_sns_topic", "id"): "arn",
    ("terraform_data", "output"): "input",
}
"""By type and attribute: the other attribute that it equals."""

_NAMED: Final = frozenset(
    {
        ("aws_cloudwatch_log_group", "name"), ("aws_cloudwatch_log_metric_filter", "name"), ("aws_sns_topic", "name"),
        ("aws_cloudwatch_metric_alarm", "alarm_name"), ("aws_cloudwatch_composite_alarm", "alarm_name"),
    }
)  # fmt: skip
"""Names that are the resource itself for who refers to it, whatever they are made of."""

_ARNS: Final[Mapping[str, tuple[str, ...]]] = {"aws_cloudwatch_log_group": ("logs", "log-group"), "aws_sns_topic": ("sns",)}
"""By type: the service in its ARN, and what stands before the name."""

_NEVER_NULL: Final = frozenset({"arn", "id", "key_id"})
_ESCAPED: Final = regex(r'["\\<>&\x00-\x1f\x7f\u2028\u2029]')
_NAMES: Final = ("name", "alarm_name", "name_prefix")
_NO_ARN_HOLDS: Final = (":*",)
"""Since version 3 the provider writes a log group's ARN without it; before, our readers take both for one thing."""
_SEPARATORS: Final = (" ", "\t", "\n", "\r", ",", ";", "|", "~", "&", "=", '"', "'")
"""What the name of no topic and no log group may have in it, and so not their ARN."""


class InstanceValue(Lazy):
    """One resource instance."""

    def __init__(self, every: Expressions, instance: Instance, scope: ModuleScope | None, body: Body | None) -> None:
        self._every = every
        self._instance = instance
        self._scope = scope
        self._body = body

    def attribute(self, name: str) -> Value:
        """The attribute of a name: from the plan where it is known there."""
        instance = self._instance
        if hides(_part(instance.sensitive, name)):
            return Unknown("not_visible", f"{instance.address}.{name}")
        mask = _part(instance.unknown, name)
        if mask is not True and name in instance.values:
            return value_of_json(instance.values[name], mask, lambda path: self._covered(name, path))
        if mask is True or instance.planned_blind:
            return self._covered(name, ())
        if (instance.type, name) in _SAME:
            return self._same(name)
        raise RefusedError(f"something that has {name}")

    def _covered(self, name: str, path: tuple[str | int, ...]) -> Value:
        """What stands where the plan does not know."""
        told: Value = self.written(name)
        if told is not None:
            for step in path:
                told = looking.index(told, step) if isinstance(step, int) else looking.attribute(told, step)
        if told is not None and not isinstance(told, Unknown) and not ((self._instance.type, name) in _NAMED and _is_open(told)):
            return told
        same = self._same(name) if not path else None
        if same is not None:
            return same
        return self._symbol((name, *path), told if isinstance(told, Unknown) or (self._instance.type, name) in _NAMED else None)

    def _same(self, name: str) -> Value:
        other = _SAME.get((self._instance.type, name))
        return None if other is None else self.attribute(other)

    def written(self, name: str) -> Value:
        """What the block writes for the attribute; None where it writes nothing or null."""
        if self._scope is None or self._body is None:
            return None
        with self._every.entered((self._instance.address, name)) as free:
            if not free:
                return Unknown("unreadable_expression", f"{self._instance.address}.{name}")
            names = names_of_instance(self._scope, self._body, self._instance.key)
            expression = self._body.attributes.get(name)
            if expression is not None and not (self._body.is_json_block(name) and name in BLOCKS):
                return self._scope.evaluated(expression, names)
            return blocks_of(self._scope, self._body, name, names)

    def _symbol(self, path: tuple[str | int, ...], meaning: Value) -> Value:
        instance = self._instance
        if instance.mode == "data":
            if instance.type == TYPE and len(path) == 1 and path[0] in MADE and self._body is not None:
                return document_text(instance.address, str(path[0]), self.written)
            twin = self._every.twin(instance) if path in {("arn",), ("id",), ("name",)} else None
            return self._every.of(twin).attribute(str(path[0])) if twin is not None else self._open(path, meaning)
        plain = len(path) == 1 and path[0] in _NEVER_NULL and not any(self._escapes(name) for name in _NAMES)
        if not plain:
            return self._open(path, meaning)
        colons = self._colons() if path == ("arn",) else ()
        lacks = _NO_ARN_HOLDS + _SEPARATORS if colons else _NO_ARN_HOLDS
        return Symbol(instance.address, path, plain=True, lacks=lacks, colons=colons)

    def _open(self, path: tuple[str | int, ...], meaning: Value) -> Symbol:
        return Symbol(self._instance.address, path, plain=False, meaning=meaning)

    def _colons(self) -> tuple[Value, ...]:
        """The parts of an ARN between its colons, for types whose names have none."""
        before = _ARNS.get(self._instance.type)
        if before is None:
            return ()
        places = [Symbol(self._instance.address, ("arn", number), plain=True) for number in (1, 3, 4)]
        return ("arn", places[0], before[0], places[1], places[2], *before[1:], self.attribute("name"))

    def _escapes(self, name: str) -> bool:
        value = self._instance.values.get(name)
        return isinstance(value, str) and bool(_ESCAPED.search(value))

    def whole(self) -> Value:
        """Every attribute."""
        mask = self._instance.unknown
        names = {*self._instance.values, *(mask if isinstance(mask, dict) else ())}
        if mask is True or self._instance.planned_blind:
            return Unknown("known_after_apply", self._instance.address)
        return Entries("object", {name: Output(self, name) for name in sorted(names)})


def _is_open(value: Value) -> bool:
    return doubt(value) is not None or symbols(value)


def _part(mask: object, name: str) -> object:
    return mask if mask is True else mask.get(name) if isinstance(mask, dict) else None
