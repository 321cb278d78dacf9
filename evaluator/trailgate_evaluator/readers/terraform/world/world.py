"""One state of the world that a plan describes (before or after), and what its readers write down while they read it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from msgspec import Struct, field

from trailgate_evaluator.document.parts import Json, Link, attribute_gap_id, gap, unknown
from trailgate_evaluator.plain import some
from trailgate_evaluator.readers.declared.arns import Place, bare, is_symbol, parse_arn
from trailgate_evaluator.readers.declared.organization_trails import Barred
from trailgate_evaluator.readers.terraform.plan_json.addresses import Index, longest, names, parse
from trailgate_evaluator.readers.terraform.plan_json.configuration import Block, Configuration, expressions_in, listed_in
from trailgate_evaluator.readers.terraform.plan_json.instances import Instance, Instances
from trailgate_evaluator.readers.terraform.references.attributes import (
    UNKNOWN,
    has_secrets,
    is_sensitive,
    look,
    sensitive_texts,
    text,
)
from trailgate_evaluator.readers.terraform.references.places import Places
from trailgate_evaluator.readers.terraform.references.references import Resolver
from trailgate_evaluator.readers.terraform.references.resolved import Opaque

LINKS: Final[Mapping[str, Link]] = {
    "aws_cloudtrail": "trail",
    "aws_cloudwatch_log_group": "log_group",
    "aws_cloudwatch_log_metric_filter": "metric_filter",
    "aws_cloudwatch_metric_alarm": "alarm",
    "aws_cloudwatch_composite_alarm": "alarm",
    "aws_sns_topic": "topic",
    "aws_sns_topic_subscription": "subscription",
    "aws_chatbot_slack_channel_configuration": "subscription",
    "aws_chatbot_teams_channel_configuration": "subscription",
    "awscc_chatbot_microsoft_teams_channel_configuration": "subscription",
    "awscc_chatbot_slack_channel_configuration": "subscription",
}
"""The resource types that are links of the chain."""

READ: Final = (
    *LINKS,
    "aws_cloudwatch_alarm_mute_rule",
    "aws_cloudwatch_log_account_policy",
    "aws_cloudwatch_log_data_protection_policy",
    "aws_cloudwatch_log_transformer",
    "aws_kms_alias",
    "aws_kms_key",
    "aws_kms_key_policy",
    "aws_securityhub_account",
    "aws_sns_topic_data_protection_policy",
    "aws_sns_topic_policy",
    "awscc_securityhub_hub",
)
"""The types whose values may stand in a document."""

_MOST_NAMED: Final = 4
_BLOCKS: Final = frozenset({"advanced_event_selector", "event_selector", "metric_query", "metric_transformation"})
_NAME_NOTHING: Final = ("null_resource", "random_", "terraform_data", "time_", "tls_")
"""Types whose values nobody knows before apply, whatever the sources say."""


_ONE_OF_A_NAME: Final = frozenset({"aws_cloudwatch_log_group", "aws_sns_topic"})
"""What references lead to by name or ARN: two blocks of one name are one thing."""

_FILLED_IN: Final = frozenset(
    {
        ("aws_cloudwatch_log_group", "log_group_class"),
        ("aws_cloudwatch_metric_alarm", "evaluate_low_sample_count_percentiles"),
        ("aws_kms_key", "policy"),
        ("aws_sns_topic", "policy"),
    }
)
"""What the provider's schema has as optional and computed, of what is read here."""

_ARNS: Final[Mapping[str, tuple[str, str, str]]] = {
    "aws_cloudtrail": ("name", "cloudtrail", "trail/"),
    "aws_cloudwatch_log_group": ("name", "logs", "log-group:"),
    "aws_cloudwatch_metric_alarm": ("alarm_name", "cloudwatch", "alarm:"),
    "aws_cloudwatch_composite_alarm": ("alarm_name", "cloudwatch", "alarm:"),
    "aws_sns_topic": ("name", "sns", ""),
}
"""By type: the attribute that names it, its service, and what stands before the name in its ARN."""


class World(Struct, kw_only=True):
    """The instances with their places and ids; gaps and patterns as the readers find them.

    `veil` maps each sensitive text to the symbol that stands for it in the document, `by_arn` an own ARN to the id, which is
    another one where the ARN holds a secret. `hints` are the addresses that the plan calls relevant attributes.
    `unreadable` are the addresses of metric filters whose metrics the plan does not know. `destroyed` are ids that the
    plan takes out of the account: where one is still named and nothing makes it anew, it does not exist. `bare_topics` are
    topics whose separate policy the plan takes away, `outside_policies` those that it gives to topics which it does not
    manage (None where a policy cannot be read). `topic_of` has the topic of each subscription by address,
    where it is known; `protections` are the plan's data protection policies of log groups. `barred` says whether AWS
    refuses the account a trail of its organization.
    """

    instances: Instances
    configuration: Configuration
    resolver: Resolver
    places: Places
    planned: bool
    hints: frozenset[str] = frozenset()
    gaps: dict[str, Json] = field(default_factory=dict)
    pattern_texts: dict[str, str] = field(default_factory=dict)
    veil: dict[str, str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    by_id: dict[str, Instance] = field(default_factory=dict)
    by_arn: dict[str, str] = field(default_factory=dict)
    place_of: dict[str, Place] = field(default_factory=dict)
    unreadable: list[str] = field(default_factory=list)
    destroyed: frozenset[str] = frozenset()
    bare_topics: frozenset[str] = frozenset()
    outside_policies: dict[str, Json | None] = field(default_factory=dict)
    by_address: dict[str, Instance] = field(default_factory=dict)
    topic_of: dict[str, str] = field(default_factory=dict)
    protections: tuple[Any, ...] = ()
    barred: Barred | None = None

    def __post_init__(self) -> None:
        secrets = {s for i in self.instances.of(*READ) if has_secrets(i) for s in sensitive_texts(i)}
        self.veil.update({secret: f"tf:sensitive:{number}" for number, secret in enumerate(sorted(secrets), 1) if secret})
        for instance in self.instances.of(*LINKS):
            place = self.place_of[instance.address] = self.places.of(instance)
            found = self._arn(instance, place) or f"tf:{instance.address}"
            if found in self.by_id and instance.type not in _ONE_OF_A_NAME:
                found = f"tf:{instance.address}"
            self.ids[instance.address] = found
            self.by_address[instance.address] = instance
            self.by_id[found] = instance
            if parse_arn(own := look(instance, "arn")):
                self.by_arn.setdefault(bare(str(own)), found)

    def _arn(self, instance: Instance, place: Place) -> str | None:
        if instance.type not in _ARNS:
            own = text(instance, "arn")
            return own if isinstance(own, str) and parse_arn(own) and not self.is_secret(own) else None
        attribute, service, prefix = _ARNS[instance.type]
        name = look(instance, attribute)
        if isinstance(name, str) and name in self.veil:
            return None
        own = look(instance, "arn")
        if parse_arn(own) and not self.is_secret(own):
            return bare(str(own))
        partition = self.places.partition
        if not isinstance(name, str) or not name or any(map(is_symbol, (*place, partition))):
            return None
        return f"arn:{partition}:{service}:{place.region}:{place.account}:{prefix}{name}"

    def may_be(self, instance: Instance, arn: str) -> bool:
        """Whether an ARN may be that of a topic whose account or region nothing tells."""
        told, place = parse_arn(arn), self.place_of[instance.address]
        if told is None or instance.values.get("name") != told.resource or not any(map(is_symbol, place)):
            return False
        return all(is_symbol(mine) or mine == theirs for mine, theirs in zip(place, (told.account, told.region), strict=True))

    def is_secret(self, value: str) -> bool:
        """Whether a text is one that a sensitive mask covers somewhere."""
        return bool(self.veil) and value in self.veil

    def is_made_anew(self, found: Any) -> bool:
        """Whether a managed resource of that id is destroyed and created again."""
        return isinstance(found, str) and found in self.destroyed and found in self.by_id

    def shown(self, value: str) -> str:
        """A text as it may stand in the document: a sensitive one gives way to its symbol."""
        return self.veil.get(value, value) if self.veil else value

    def at(self, instance: Instance) -> str:
        """Where the instance stands in the source."""
        return f"0#{instance.at}"

    def entry(self, instance: Instance, name_attribute: str) -> Json:
        """What every resource of the document has."""
        name = look(instance, name_attribute)
        account, region = self.place_of[instance.address]
        return {
            "id": self.ids[instance.address],
            "name": self.shown(name) if isinstance(name, str) else None,
            "account": account,
            "region": region,
            "at": self.at(instance),
            "address": instance.address,
        }

    def block(self, instance: Instance) -> Block | None:
        """The configuration's block of an instance."""
        return self.configuration.block(names(instance.module), instance.mode, instance.type, instance.name)

    def is_written(self, instance: Instance, attribute: str) -> bool:
        """Whether the configuration gives the attribute a value; without a configuration it may."""
        expressions = self.resolver.expressions
        if expressions is not None and expressions.is_at_hand(instance):
            return expressions.writes(instance, attribute)
        block = self.block(instance)
        if block is None:
            return True
        return attribute in block.expressions

    def settled(self, instance: Instance, attribute: str, value: Any, default: Any) -> Any:
        """An unknown value that nobody wrote is the provider's default: only AWS's own choice is missing.

        Of a value of another type than the schema's nothing is assumed.
        """
        if value is not UNKNOWN or not self.planned or instance.existing or is_sensitive(instance, attribute):
            return value
        if look(instance, attribute) is not UNKNOWN or not self.is_left_to_aws(instance, attribute):
            return value
        return default

    def is_left_to_aws(self, instance: Instance, attribute: str) -> bool:
        """Whether nobody gives an unknown attribute of a new resource a value: not written, or written as null.

        A null is told by its being unknown though everything that its expression reaches is known: the provider fills in
        only what is optional and computed.
        """
        if not self.is_written(instance, attribute):
            return True
        if self.block(instance) is None or (instance.type, attribute) not in _FILLED_IN:
            return False
        reached = self.resolver.attribute(instance, (attribute,), frozenset())
        return not (reached.opaque or reached.noise or reached.others or reached.reaches or reached.behind)

    def unknown(
        self,
        instance: Instance,
        attribute: str,
        *,
        reason: str = "known_after_apply",
        candidates: Iterable[str] | None = None,
        hints: Iterable[str] | None = None,
        name: str | None = None,
        settled_by: tuple[str, ...] | None = None,
    ) -> Json:
        """The unknown value of an attribute, with the gap that says where and why.

        `candidates` is a closed list that is proven; `hints` is one that only helps a person. `settled_by`
        is given where the reader knows better than the reason what settles it.
        """
        found = self.ids[instance.address]
        gap_id = attribute_gap_id(found, attribute)
        account, region = self.place_of[instance.address]
        closed = None if candidates is None else sorted(set(candidates))
        secret = is_sensitive(instance, attribute)
        if reason == "known_after_apply" and not secret and (why := self._cause(instance, attribute)) is not None:
            reason, name = why.reason, why.name
        if self.resolver.expressions is not None and not secret and ", line " not in (name or ""):
            where = self.resolver.expressions.where(instance, attribute.partition("[")[0])
            if where is not None and name and reason == "unreadable_expression":
                name = f"{name} ({where.rpartition(' (')[2]}"
            else:
                name = where if where is not None else name
        elif name is None and not secret and self.planned:
            name = self._references(instance, attribute)
        self.gaps[gap_id] = gap(
            LINKS[instance.type],
            "not_visible" if secret else reason,
            account=account,
            region=region,
            id=found,
            attribute=attribute,
            at=self.at(instance),
            candidates=closed if closed is not None else hints,
            address=instance.address,
            name=name,
            settled_by=("variable",) if secret else settled_by or self._settled_by(instance, attribute, reason, closed),
        )
        return unknown("not_visible" if secret else reason, gap_id, closed)

    def _cause(self, instance: Instance, attribute: str) -> Opaque | None:
        """What keeps the sources from telling an attribute: a file that is not at hand, a function that is not worked out."""
        path = parse(attribute) or (attribute,)
        whole = len(path) == 1 or any(isinstance(step, Index) for step in path)
        return self.resolver.cause(instance, path) if whole else None

    def _settled_by(self, instance: Instance, attribute: str, reason: str, closed: list[str] | None) -> tuple[str, ...] | None:
        """The sources where they are not given, and would tell which of several references is meant."""
        if reason != "known_after_apply" or not self.planned or self.resolver.expressions is not None:
            return None
        listed = [steps for part in self._written(instance, attribute) for steps in longest(listed_in(part))]
        told_apart = (
            closed is not None and len(closed) > 1 and not all(str(steps[0]).startswith(_NAME_NOTHING) for steps in listed)
        )
        return ("source", "apply") if len(listed) > 1 or told_apart or self._may_be_dynamic(instance, attribute) else None

    def _may_be_dynamic(self, instance: Instance, attribute: str) -> bool:
        """Whether what is not known has no expression in the configuration, which shows no dynamic blocks."""
        block = self.block(instance)
        return block is not None and attribute in _BLOCKS and attribute not in block.expressions

    def _written(self, instance: Instance, attribute: str) -> list[Mapping[str, Any]]:
        """The expressions of an attribute in the configuration."""
        block = self.block(instance)
        return [] if block is None else list(expressions_in(block.expressions.get(re.split(r"[.\[]", attribute)[0])))

    def _references(self, instance: Instance, attribute: str) -> str | None:
        """What an attribute refers to: all that JSON shows of its expression."""
        listed = [one for part in self._written(instance, attribute) for one in listed_in(part)]
        whole = [one for one in listed if not any(other.startswith((f"{one}.", f"{one}[")) for other in listed)]
        return some(list(dict.fromkeys(whole)), _MOST_NAMED) if whole else None

    def unknown_of(self, instance: Instance, attribute: str, owner: Instance | None, why: Opaque | None) -> Json:
        """The unknown value of an attribute that another resource sets: why, and where that is written."""
        reason, name = ("known_after_apply", None) if why is None else (why.reason, why.name or None)
        if owner is not None and ", line " not in (name or ""):
            expressions = self.resolver.expressions
            where = None if expressions is None else expressions.where(owner, "policy")
            name = where or name or owner.address
        by_source = reason == "known_after_apply" and self.planned and self.resolver.expressions is None
        return self.unknown(instance, attribute, reason=reason, name=name, settled_by=("source", "apply") if by_source else None)

    def or_unknown(self, instance: Instance, attribute: str, value: Any, default: Any = None) -> Any:
        """The value as the document writes it: itself, the provider's default, or unknown."""
        value = self.settled(instance, attribute, value, default)
        if value is UNKNOWN:
            return self.unknown(instance, attribute)
        return self.shown(value) if isinstance(value, str) else value
