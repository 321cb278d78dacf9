"""One attribute of an instance: its value where the plan knows it, and `UNKNOWN` where it does not.

A value of a type that the provider's schema never writes there is unknown too: a plan is input, not trusted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from trailgate_evaluator.readers.terraform.plan_json.instances import Instance
from trailgate_evaluator.readers.terraform.plan_json.paths import hides


class Unknown:
    """The type of `UNKNOWN`."""

    __slots__ = ()


UNKNOWN: Final = Unknown()
_COUNTED: Final = 1 << 31

ABSENT_IN_OLD_SCHEMAS: Final = frozenset(
    {
        "actions_suppressor",
        "advanced_event_selector",
        "apply_on_transformed_logs",
        "emit_system_field_dimensions",
        "evaluation_criteria",
        "evaluation_window",
        "field_selection_criteria",
        "fifo_topic",
        "log_group_class",
        "pending_confirmation",
        "region",
        "subscription_role_arn",
        "warm_up_configuration",
    }
)
"""Attributes that older provider versions do not have: where the key is absent, so is the feature. Every other one has a key
in a plan that knows its value, be it `null`: where there is none, it was taken out."""


def look(instance: Instance, name: str) -> Any:
    """The value of an attribute, None where it is not set, `UNKNOWN` where the plan cannot say."""
    mask = instance.unknown
    if mask and (mask is True or (isinstance(mask, dict) and (inner := mask.get(name)) and hides(inner))):
        return UNKNOWN
    value = instance.values.get(name)
    if value is None and name not in instance.values and name not in ABSENT_IN_OLD_SCHEMAS:
        return UNKNOWN
    return value


def text(instance: Instance, name: str) -> str | Unknown | None:
    """A text; None where it is not set or empty, which providers write for the same thing."""
    value = look(instance, name)
    if isinstance(value, str):
        return value or None
    return None if value is None else UNKNOWN


def flag(instance: Instance, name: str, *, default: bool) -> bool | Unknown:
    """A boolean, the provider's default where it is not set."""
    value = look(instance, name)
    if value is None:
        return default
    return value if isinstance(value, bool) and not is_sensitive(instance, name) else UNKNOWN


def number(instance: Instance, name: str) -> int | float | Unknown | None:
    """A number; None where it is not set."""
    return as_number(UNKNOWN if is_sensitive(instance, name) else look(instance, name))


def count(instance: Instance, name: str) -> int | Unknown | None:
    """A whole number of 32 bits; None where it is not set."""
    return as_count(number(instance, name))


def as_count(value: float | Unknown | None) -> int | Unknown | None:
    """The number where it is a whole one of 32 bits."""
    if value is None or isinstance(value, Unknown):
        return value
    return int(value) if abs(value) < _COUNTED and value == int(value) else UNKNOWN


def as_number(value: object) -> int | float | Unknown | None:
    """A number, also from the text that providers write for one; None for nothing or empty text."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        try:
            parsed = float(value)
        except ValueError:
            return UNKNOWN
        return (int(parsed) if parsed.is_integer() else parsed) if abs(parsed) < 1e300 else UNKNOWN  # noqa: PLR2004
    return value if isinstance(value, int | float) and not isinstance(value, bool) else UNKNOWN


def blocks(instance: Instance, name: str) -> list[Nested] | Unknown:
    """The nested blocks of a name, each with its own mask; `UNKNOWN` where their number is."""
    value = instance.values.get(name)
    mask = instance.unknown if instance.unknown is True else _part(instance.unknown, name)
    if mask is True or (value is None and (hides(mask) or look(instance, name) is UNKNOWN)):
        return UNKNOWN
    if value is None:
        return []
    hidden = instance.sensitive if instance.sensitive is True else _part(instance.sensitive, name)
    if isinstance(value, dict):
        value, mask, hidden = [value], [mask], [hidden]
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        return UNKNOWN
    return [
        Nested(item, _part(mask, position), hidden is True or hides(_part(hidden, position)))
        for position, item in enumerate(value)
    ]


class Nested:
    """One nested block: its values and what is unknown of them."""

    __slots__ = ("mask", "sensitive", "values")

    def __init__(self, values: Mapping[str, Any], mask: object, sensitive: bool) -> None:  # noqa: FBT001
        self.values = values
        self.mask = mask
        self.sensitive = sensitive

    def look(self, name: str) -> Any:
        """As the module's `look`, within this block; what is sensitive and no text cannot be shown by a symbol."""
        value = UNKNOWN if self.mask is True or hides(_part(self.mask, name)) else self.values.get(name)
        return UNKNOWN if self.sensitive and isinstance(value, bool | int | float) else value

    def text(self, name: str) -> str | Unknown | None:
        """As the module's `text`, within this block."""
        value = self.look(name)
        if isinstance(value, str):
            return value or None
        return None if value is None else UNKNOWN

    def blocks(self, name: str) -> list[Nested] | Unknown:
        """The blocks nested in this one."""
        value, mask = self.values.get(name), _part(self.mask, name)
        if mask is True or (value is None and hides(mask)):
            return UNKNOWN
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            return UNKNOWN
        return [Nested(item, _part(mask, n), self.sensitive) for n, item in enumerate(value)]


def is_sensitive(instance: Instance, name: str) -> bool:
    """Whether a sensitive mask covers the attribute, or any of it."""
    mask = instance.sensitive
    if not mask:
        return False
    return mask is True or (isinstance(mask, dict) and bool(inner := mask.get(name)) and hides(inner))


def has_secrets(instance: Instance) -> bool:
    """Whether any mask covers anything; most have none, and say so at their first level."""
    mask = instance.sensitive
    return bool(mask) and (not isinstance(mask, dict) or any(hides(inner) for inner in mask.values() if inner))


def sensitive_texts(instance: Instance) -> Iterator[str]:
    """Every text of an instance that a sensitive mask covers."""
    pending: list[tuple[object, object]] = [(instance.values, instance.sensitive)]
    while pending:
        value, mask = pending.pop()
        if not mask:
            continue
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            pending.extend((inner, True if mask is True else _part(mask, key)) for key, inner in value.items())
        elif isinstance(value, list):
            pending.extend((inner, True if mask is True else _part(mask, n)) for n, inner in enumerate(value))


def _part(mask: object, key: str | int) -> object:
    if mask is True:
        return True
    if isinstance(mask, dict) and isinstance(key, str):
        return mask.get(key)
    if isinstance(mask, list) and isinstance(key, int) and key < len(mask):
        return mask[key]
    return None
