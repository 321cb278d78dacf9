"""A control's records in a report: what all have in common once, what each has of its own beside its id.

Shape: `{"fields": {PATH: SPEC}, "records": {RECORD_ID: {PATH: SPEC}}}`, specs as `policies/trailgate/record_model` has them.
"""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def told(model: Json) -> Json:
    """The records that a control requires, as policies say them, as a report tells them."""
    model = {
        name: {"fields": {path: in_order(spec) for path, spec in record["fields"].items()}} for name, record in model.items()
    }
    fields = [record["fields"] for record in model.values()]
    shared = {
        path: spec for path, spec in (fields[0] if fields else {}).items() if all(one.get(path) == spec for one in fields[1:])
    }
    return {
        "fields": shared,
        "records": {
            name: {path: spec for path, spec in record["fields"].items() if path not in shared}
            for name, record in sorted(model.items())
        },
    }


def in_order(spec: Json) -> Json:
    """A spec with its lists in order: in a decision they are sets."""
    if not any(isinstance(value, list) for value in spec.values()):
        return spec
    return {word: sorted(value, key=str) if isinstance(value, list) else value for word, value in spec.items()}


def fields_of(model: Json, record: str | None) -> Json:
    """The specs of one record of a report's `model`; of no certain one, those that all share."""
    own: Json = {} if record is None else model["records"].get(record, {})
    return {**model["fields"], **own}


def constants_of(fields: Json) -> Json:
    """The values that are known and always the same, by dotted path."""
    return {path: spec["is"] for path, spec in fields.items() if "is" in spec and not spec.get("absent")}


def spec_in_words(spec: Json) -> str:
    """What may stand in a field, for people."""
    match spec:
        case {"is": value}:
            said = _value(value)
        case {"one_of": values}:
            said = f"any of {', '.join(map(_value, values))}"
        case {"unknown": _}:
            said = "one value, not known here"
        case {"like": like, "not": others}:
            said = f"any text like {like} but {', '.join(map(_value, others))}"
        case {"like": like}:
            said = f"any text like {like}"
        case {"not": others}:
            said = f"any text but {', '.join(map(_value, others))}"
        case {"kinds": kinds}:
            said = " or ".join(sorted(kinds))
        case _:
            said = str(spec)
    return f"{said}, or absent" if spec.get("absent") else said


def _value(value: object) -> str:
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case None:
            return "null"
        case _:
            return str(value)
