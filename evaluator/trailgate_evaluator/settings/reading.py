"""A settings file becomes the document's `settings`, or an error that says which line of it is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.inputs.content import content_of
from trailgate_evaluator.settings.checks import Place
from trailgate_evaluator.settings.exclusions import fields_of

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_BYTES: Final = 1024 * 1024
MAX_STALE_AFTER_HOURS: Final = 10 * 366 * 24
STALE_AFTER_HOURS: Final = 24
FAILED_CALLS_ID: Final = "failed_calls"
"""The id under which reports tell that failed calls are accepted."""
FAILED_CALLS: Final = ("required", "accepted")
NO_SETTINGS: Final[Mapping[str, Any]] = {
    "attestations": [],
    "waivers": [],
    "exclusions": [],
    "failed_calls": "required",
    "stale_after_hours": STALE_AFTER_HOURS,
}
"""What counts where no settings are given."""


def read_settings(path: str) -> dict[str, Any]:
    """The settings in the YAML file `path`, as documents hold them: dates as epoch seconds, all accounts as None.

    Raises `InputError` where the file cannot be read, is not YAML, has a key twice or one that is not
    known, or a value that is missing or of the wrong type. Shape: docs/settings.md, `settings.schema.json`.
    """
    from trailgate_evaluator.settings.strict_yaml import parse_yaml  # a run without settings does not load YAML

    top = Place(path, "", parse_yaml(content_of(path, MAX_BYTES), path)).mapping(
        optional=("attestations", "waivers", "exclusions", "failed_calls", "stale_after_hours")
    )
    settings = {kind: _statements(top.get(kind), kind) for kind in ("attestations", "waivers", "exclusions")}
    hours, failed = top.get("stale_after_hours"), top.get("failed_calls")
    return {
        **settings,
        "failed_calls": "required" if failed is None else failed.one_of(FAILED_CALLS),
        "stale_after_hours": STALE_AFTER_HOURS if hours is None else hours.whole_number(1, MAX_STALE_AFTER_HOURS),
    }


def _statements(place: Place | None, kind: str) -> list[dict[str, Any]]:
    read = _exclusion if kind == "exclusions" else _statement
    statements = [] if place is None else [read(each, f"{kind}/{n}") for n, each in enumerate(place.elements())]
    seen: set[str] = set()
    for statement in statements:
        if place is not None and statement["id"] in seen:
            raise place.wrong("every id once", f"the id {statement['id']!r} twice")
        seen.add(statement["id"])
    return statements


def _exclusion(place: Place, own_id: str) -> dict[str, Any]:
    given = place.mapping(required=("control", "fields", "owner", "reason", "expires"), optional=("id", "accounts", "from"))
    said = _dated(given, own_id)
    if said["id"] == FAILED_CALLS_ID:
        raise given["id"].wrong("an id of its own", f"{FAILED_CALLS_ID!r}, which the setting of that name has")
    return {**said, "fields": fields_of(given["fields"])}


def _statement(place: Place, own_id: str) -> dict[str, Any]:
    return _dated(place.mapping(required=("control", "accounts", "owner", "reason", "expires"), optional=("id", "from")), own_id)


def _dated(given: Mapping[str, Place], own_id: str) -> dict[str, Any]:
    """What every statement has: who says it of what, and from when until when."""
    starts = given["from"].epoch_seconds() if "from" in given else None
    expires = given["expires"].epoch_seconds()
    if starts is not None and starts >= expires:
        raise given["expires"].wrong("a time after `from`", "one that is not")
    return {
        "id": given["id"].text() if "id" in given else own_id,
        "control": given["control"].text(),
        "accounts": given["accounts"].accounts() if "accounts" in given else None,
        "owner": given["owner"].text(),
        "reason": given["reason"].text(),
        "starts": starts,
        "expires": expires,
    }
