"""The row of one resource in its table, from its entry as documents and reports have it (docs/document.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Json = dict[str, Any]

_LARGEST: Final = 253_402_300_799
"""The last second of the year 9999."""
_TOLD_BY: Final = {
    "multi_region": "trails",
    "transformer": "log_groups",
    "transformations": "metric_filters",
    "actions_enabled": "alarms",
    "protocol": "subscriptions",
    "service": "services",
}


def kind_of(entry: Mapping[str, Any]) -> str:
    """The kind of a resource in a report, which does not say it: told by the fields that only this kind has."""
    return next((kind for field, kind in _TOLD_BY.items() if field in entry), "topics")


def resource_row(kind: str, entry: Json, *, run: int, source: str, patterns: Mapping[str, str]) -> Json:
    """The row of a resource of that kind: {column: value}; `patterns` {PID: text}, `source` the input that tells of it.

    What is not known is null, and its attribute stands in `unknowns`; of a list what is known stays.
    """
    known = _Known(entry)
    shown = _ROWS[kind](known, patterns)
    return {
        "run": run,
        "input": source,
        **known.texts_of("account", "region", "id", "name", "address"),
        **shown,
        "unknowns": sorted(name for name, value in entry.items() if _is_open(value)),
        "pointer": known.texts_of("at")["at"],
    }


class _Known:
    """An entry by what is known of it."""

    def __init__(self, entry: object) -> None:
        self._entry: Json = entry if isinstance(entry, dict) and "unknown" not in entry else {}

    def get(self, name: str) -> Any:
        """The value, None where it is not known or not there."""
        return _known(self._entry.get(name))

    def within(self, name: str) -> _Known:
        """The object in that place, an empty one where there is none."""
        return _Known(self._entry.get(name))

    def texts(self, name: str) -> list[str]:
        """The texts that are known of a list."""
        value = self.get(name)
        return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []

    def first(self, name: str) -> _Known:
        """The first object of a list."""
        value = self.get(name)
        return _Known(value[0] if isinstance(value, list) and value else None)

    def number(self, name: str) -> float | None:
        """A number as a float."""
        value = self.get(name)
        return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None

    def texts_of(self, *names: str) -> Json:
        """These values where they are texts, by name."""
        return {name: value if isinstance(value := self.get(name), str) else None for name in names}

    def flags_of(self, *names: str) -> Json:
        """These values where they are booleans, by name."""
        return {name: value if isinstance(value := self.get(name), bool) else None for name in names}

    def whole(self, name: str) -> int | None:
        """A whole number; none that is larger than any period or time can be."""
        value = self.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= _LARGEST else None


def _is_unknown(value: object) -> bool:
    return isinstance(value, dict) and "unknown" in value


def _known(value: object) -> Any:
    return None if _is_unknown(value) else value


def _is_open(value: object) -> bool:
    """Whether a value, or something in it, is not known."""
    if _is_unknown(value):
        return True
    if isinstance(value, dict):
        return any(map(_is_open, value.values()))
    return isinstance(value, list) and any(map(_is_open, value))


def _trail(entry: _Known, _patterns: Mapping[str, str]) -> Json:
    delivery = entry.within("delivery")
    return {
        **entry.flags_of("multi_region", "logging", "global_services", "organization"),
        **entry.texts_of("log_group"),
        "selectors": entry.get("selectors"),
        "delivery_error": delivery.texts_of("error")["error"],
        "delivery_latest": delivery.whole("latest"),
    }


def _log_group(entry: _Known, _patterns: Mapping[str, str]) -> Json:
    return {
        **entry.texts_of("class"),
        **entry.flags_of("transformer"),
        "masks": entry.get("masks"),
        "copied_from": entry.within("copied").texts_of("from")["from"],
    }


def _metric_filter(entry: _Known, patterns: Mapping[str, str]) -> Json:
    written, pattern = entry.first("transformations"), entry.get("pattern")
    return {
        **entry.texts_of("log_group", "scope"),
        "pattern": patterns.get(pattern) if isinstance(pattern, str) else None,
        **{f"metric_{name}": value for name, value in written.texts_of("namespace", "name", "value").items()},
        "transformations": entry.get("transformations"),
        **entry.flags_of("transformed"),
    }


def _alarm(entry: _Known, _patterns: Mapping[str, str]) -> Json:
    metric, firing = entry.within("metric"), entry.within("firing")
    return {
        **entry.texts_of("kind", "state", "rule", "because"),
        "actions": entry.texts("actions"),
        **entry.flags_of("actions_enabled"),
        "muted_by": entry.texts("muted_by"),
        **{f"metric_{name}": value for name, value in metric.texts_of("account", "region", "namespace", "name").items()},
        "metric_dimensions": metric.get("dimensions"),
        **firing.texts_of("statistic", "operator", "treat_missing"),
        "threshold": firing.number("threshold"),
        **{name: firing.whole(name) for name in ("period", "evaluation_periods", "datapoints_to_alarm")},
        "queries": entry.get("queries"),
    }


def _topic(entry: _Known, _patterns: Mapping[str, str]) -> Json:
    key = entry.within("key")
    return {
        **entry.flags_of("fifo"),
        "policy": entry.get("policy"),
        **{f"key_{name}": value for name, value in key.texts_of("id", "manager", "state").items()},
    }


def _subscription(entry: _Known, _patterns: Mapping[str, str]) -> Json:
    return {**entry.texts_of("topic", "protocol", "endpoint", "state"), **entry.flags_of("filter_policy")}


_ROWS: Final[dict[str, Callable[[_Known, Mapping[str, str]], Json]]] = {
    "trails": _trail,
    "log_groups": _log_group,
    "metric_filters": _metric_filter,
    "alarms": _alarm,
    "topics": _topic,
    "subscriptions": _subscription,
}
