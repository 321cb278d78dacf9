"""What the layer remembers beside moto: things that moto has no place for, by account and region."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

Items = dict[str, dict[str, Any]]


@dataclass(slots=True, kw_only=True)
class Place:
    """One region of one account; every dictionary is keyed by the name its API uses."""

    metric_alarms: Items = field(default_factory=dict)
    composite_alarms: Items = field(default_factory=dict)
    mute_rules: Items = field(default_factory=dict)
    log_groups: Items = field(default_factory=dict)
    metric_filters: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    transformers: Items = field(default_factory=dict)
    account_policies: Items = field(default_factory=dict)
    data_protection: Items = field(default_factory=dict)
    telemetry_rules: Items = field(default_factory=dict)
    deliveries: Items = field(default_factory=dict)
    confirmed: set[str] = field(default_factory=set)
    hub: str | None = None
    sinks: Items = field(default_factory=dict)
    links: Items = field(default_factory=dict)
    centralization_rules: Items = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class State:
    """Everything the layer remembers; `now` is its clock in epoch seconds, `organization` lists the member accounts.

    `delegated` gives a delegated administrator its management account, `administrators` a service those that are registered for
    it, `delegation` a management account the policy by which it delegates calls of Organizations, `external_ids` a role what it
    asks for, and `account_states` an account a state that moto does not have.
    """

    now: int
    regions: tuple[str, ...]
    page_size: int = 50
    organization: tuple[str, ...] = ()
    delegated: dict[str, str] = field(default_factory=dict)
    administrators: dict[str, list[str]] = field(default_factory=dict)
    delegation: dict[str, str] = field(default_factory=dict)
    external_ids: dict[str, str] = field(default_factory=dict)
    account_states: dict[str, str] = field(default_factory=dict)
    places: defaultdict[tuple[str, str], Place] = field(default_factory=lambda: defaultdict(Place))

    def at(self, account: str, region: str) -> Place:
        """What is remembered of one region of one account."""
        return self.places[account, region]
