"""How a root module says the resources of a document: by reference, by a module's output, or by their names at AWS."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct, field
from msgspec.structs import replace

from trailgate_evaluator.errors import UnwritableError
from trailgate_evaluator.fix.account.view import label_of
from trailgate_evaluator.fix.writing.hcl import Expression, data, joined, traversal
from trailgate_evaluator.fix.writing.terraform_scope import Address, Scope, address_of
from trailgate_evaluator.plain import one_line
from trailgate_evaluator.readers.terraform.plan_json.addresses import Steps, parse
from trailgate_evaluator.regular import regex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trailgate_evaluator.fix.account.change import Change

Json = dict[str, Any]
Said = Expression | str

_TYPES: Final = {
    "trails": "aws_cloudtrail",
    "log_groups": "aws_cloudwatch_log_group",
    "metric_filters": "aws_cloudwatch_log_metric_filter",
    "alarms": "aws_cloudwatch_metric_alarm",
    "topics": "aws_sns_topic",
    "subscriptions": "aws_sns_topic_subscription",
}
_ARNS: Final = {"topics": ("sns", ""), "log_groups": ("logs", "log-group:")}
_ALIAS: Final = regex(r"tf:provider:aws(?:\.([A-Za-z_][A-Za-z0-9_-]*))?")
_ARN: Final = regex(r"arn:(?!.*\btf:)[^\x00-\x1f]+")


class Words(Struct, frozen=True, kw_only=True):
    """The words of one configuration. It remembers the labels and data sources that it gave, and the modules it waits for.

    `inside` are the steps into the module in whose words an edit is said; `asked` are the variables which that module needs
    for it, each with its value in the words of the root.
    """

    document: Json
    changes: Sequence[Change]
    scope: Scope
    inside: Steps = ()
    labels: dict[str, tuple[str, str]] = field(default_factory=dict)
    asked: dict[str, Said] = field(default_factory=dict)
    _taken: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _data: dict[str, str] = field(default_factory=dict)
    _waits: dict[str, None] = field(default_factory=dict)

    @classmethod
    def of(cls, document: Json, changes: Sequence[Change], scope: Scope) -> Words:
        """The words in which everything that is new has the label of its block."""
        words = cls(document=document, changes=changes, scope=scope)
        for _mode, kind, name in scope.configuration.modules[()].blocks:
            words._taken[kind].add(name)
        for change in changes:
            for kind, identity in change.creates:
                named = str(document[kind][identity]["name"])
                words.labels[identity] = (_TYPES[kind], words.label(_TYPES[kind], _wanted(identity, named)))
        return words

    def within(self, module: Steps) -> Words:
        """The same configuration in the words of a module."""
        return self if not module else replace(self, inside=module, asked={})

    def label(self, kind: str, wanted: str) -> str:
        """A label that no block of the type has."""
        label, number = label_of(wanted), 1
        while label in self._taken[kind]:
            number += 1
            label = f"{label_of(wanted)}_{number}"
        self._taken[kind].add(label)
        return label

    def said(self, identity: str, attribute: str) -> Said:
        """A resource's attribute: `arn`, `name` and the like.

        Raises:
            UnwritableError: no reference, output or name says it, or its address is none that Terraform could have.
        """
        if self.inside:
            return self._inside(identity, attribute)
        if identity in self.labels:
            return Expression(f"{'.'.join(self.labels[identity])}.{attribute}")
        address = self.address(identity)
        found = None if address is None else self.scope.said(address, (attribute,))
        if found is not None:
            return found
        named = self._by_name(identity, attribute)
        if address is not None and address.module:
            self._waits[f"module.{address.path[0]}"] = None
        return named

    def _inside(self, identity: str, attribute: str) -> Said:
        address = self.address(identity)
        if address is not None and address.module == self.inside and (own := traversal((*address.own, attribute))) is not None:
            return own
        kind = self._kind(identity)
        name = f"{'resource' if kind is None else kind.removesuffix('s')}_{attribute}"
        return self.given(name, replace(self, inside=()).said(identity, attribute))

    def given(self, variable: str, value: Said) -> Said:
        """A value of the root module: within another, a variable of that."""
        if not self.inside:
            return value
        self.asked[variable] = value
        return Expression(f"var.{variable}")

    def value(self, text: str) -> Said:
        """A text of the document, which may stand for an attribute whose value nobody knows yet."""
        if not text.startswith("tf:"):
            return text
        steps = parse(text.removeprefix("tf:")) or ()
        length = next((n for n in range(len(steps), 1, -1) if address_of_steps(steps[:n]) is not None), 0)
        address = address_of_steps(steps[:length])
        found = None if address is None else self.scope.said(address, steps[length:])
        if found is None or length == len(steps):
            raise unsaid(text)
        return found

    def arn(self, service: str, resource: str, account: str, region: str) -> Said:
        """The ARN of a resource by its name; AWS is asked for whatever part the plan does not tell."""
        alias = self.alias(region)
        partition = str(self.document["subject"]["partition"])
        parts = (
            "arn:",
            self._asked_for(partition, "aws_partition", "partition", alias),
            f":{service}:",
            self._asked_for(region, "aws_region", "id", alias) if service != "iam" else "",
            ":",
            self.account(account, region),
            f":{resource}",
        )
        return "".join(map(str, parts)) if all(isinstance(part, str) for part in parts) else joined(*parts)

    def account(self, account: str, region: str) -> Said:
        """The account's number."""
        return self._asked_for(account, "aws_caller_identity", "account_id", self.alias(region))

    def alias(self, region: str) -> str | None:
        """The alias of the provider that works in a region which the plan does not tell; None for the default one."""
        if not region.startswith("tf:"):
            return None
        found = _ALIAS.fullmatch(region)
        if found is None:
            raise unsaid(region)
        return found.group(1)

    def provider(self, region: str) -> Json:
        """The argument that gives a block its provider, where it needs one."""
        alias = self.alias(region)
        return {} if alias is None else {"provider": Expression(f"aws.{alias}")}

    def waits(self) -> list[Expression]:
        """The modules that what was said since this was asked last has to wait for."""
        found = [Expression(module) for module in self._waits]
        self._waits.clear()
        return found

    def sources(self) -> list[str]:
        """The data blocks of all that AWS is asked for."""
        return [self._data[name] for name in sorted(self._data)]

    def address(self, identity: str) -> Address | None:
        """Where the configuration has a resource; None where it has none."""
        kind = self._kind(identity)
        entry: Json = {} if kind is None else self.document[kind][identity]
        told = entry.get("address")
        if told is None:
            return address_of(identity.removeprefix("tf:")) if identity.startswith("tf:") else None
        found = address_of(told)
        if found is None:
            raise unsaid(str(told))
        return found

    def _kind(self, identity: str) -> str | None:
        return next((kind for kind in _TYPES if identity in self.document[kind]), None)

    def _by_name(self, identity: str, attribute: str) -> Said:
        kind = self._kind(identity)
        entry: Json = {} if kind is None else self.document[kind][identity]
        name = entry.get("name")
        known = isinstance(name, str) and not name.startswith("tf:")
        if attribute == "name" and known:
            return str(name)
        if attribute == "arn" and _ARN.fullmatch(identity):
            return identity
        if attribute == "arn" and kind in _ARNS and known:
            service, before = _ARNS[kind]
            return self.arn(service, f"{before}{name}", str(entry["account"]), str(entry["region"]))
        raise unsaid(str(entry.get("address") or identity))

    def _asked_for(self, known: str, source: str, attribute: str, alias: str | None) -> Said:
        if not known.startswith("tf:"):
            return known
        label = "trailgate" if alias is None else f"trailgate_{alias}"
        self._data[f"{source}.{label}"] = data(source, label, {} if alias is None else {"provider": Expression(f"aws.{alias}")})
        return Expression(f"data.{source}.{label}.{attribute}")


def unsaid(what: str) -> UnwritableError:
    """Nothing in a configuration says this."""
    return UnwritableError(
        expected="a resource that the root module of the configuration can name",
        found=one_line(what),
        where="fix",
        what_to_do="Give it out by an output of its module, plan again and ask again, or make the change by hand.",
    )


def address_of_steps(steps: Steps) -> Address | None:
    """The address that these steps are."""
    text = traversal(steps)
    return None if text is None else address_of(text.text)


def _wanted(identity: str, name: str) -> str:
    """The label of a new block: a planned one has it in its id."""
    return identity.rpartition(".")[2] if re.fullmatch(r"tf:[a-z_]+\.\w+", identity, re.ASCII) else name
