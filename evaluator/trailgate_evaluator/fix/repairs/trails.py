"""Changes that make a trail record every required call, and send what it records to a log group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.fix.account import new_names
from trailgate_evaluator.fix.account.change import Change

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trailgate_evaluator.fix.account.view import View

Json = dict[str, Any]

_MOST_SELECTORS: Final = 5
"""Classic selectors that a trail may have (CloudTrail API reference, PutEventSelectors)."""
_UNTRUSTED: Final = (
    "CloudTrail must be a trusted service of the organization before: aws organizations enable-aws-service-access "
    "--service-principal cloudtrail.amazonaws.com."
)


def repairs(view: View, found: Json) -> Iterator[Change]:
    """Changes of the trail that a break at the link `trail` names."""
    trail = view.entry("trails", found["id"])
    if trail is None or not view.owned(trail):
        return
    name = view.said(trail["id"])
    match found["code"]:
        case "trail_not_multi_region":
            yield _edit("update_trail", trail, {"multi_region": True}, f"Trail {name} is to record every region.")
        case "trail_no_global_services":
            why = f"Trail {name} is to record global services, of which IAM is one."
            yield _edit("update_trail", trail, {"global_services": True}, why)
        case "trail_not_logging":
            yield _edit("start_logging", trail, {"logging": True, **_anew(trail)}, f"Trail {name} is to log.")
        case "trail_other_account" | "trail_none":
            return
        case _:
            for selectors, parameters in _selectors(trail["selectors"], found):
                yield _edit(
                    "put_event_selectors",
                    trail,
                    {"selectors": selectors},
                    f"Trail {name} is to record the management events that its selectors leave out.",
                    parameters,
                )


def _edit(kind: Any, trail: Json, attributes: Json, why: str, parameters: Json | None = None) -> Change:
    return Change(
        kind=kind,
        target=trail["id"],
        account=trail["account"],
        region=trail["region"],
        patch={"trails": {trail["id"]: attributes}},
        parameters=parameters or {},
        why=why,
        edits=True,
    )


def _anew(trail: Json, *, elsewhere: bool = False) -> Json:
    """What a trail that begins to deliver tells of it: nothing yet, as one that is new; what is not known stays so.

    An error stays one, unless the trail is to deliver `elsewhere`.
    """
    told = [trail["delivery"], *(trail.get("delivery_elsewhere") or {}).values()]
    known = all(one is None or ("unknown" not in one and (elsewhere or not one["error"])) for one in told)
    return {name: None if name == "delivery" else {} for name in ("delivery", "delivery_elsewhere") if known and name in trail}


def _selectors(selectors: Json, found: Json) -> Iterator[tuple[Json, Json]]:
    """Selectors that admit more, nearest first, each with what is done to which of them."""
    if selectors.get("kind") == "advanced":
        yield from _advanced(selectors["advanced"], found["detail"].get("fields", []))
    elif selectors.get("kind") == "classic":
        yield from _classic(selectors["classic"], found)


def _classic(given: list[Json], found: Json) -> Iterator[tuple[Json, Json]]:
    managing = [number for number, one in enumerate(given) if one["management_events"] is True]
    if found["code"] == "trail_excludes_source":
        sources = found["detail"]["sources"]
        changed = [
            {**one, "excluded_sources": [each for each in one["excluded_sources"] if each not in sources]} for one in given
        ]
        yield {"kind": "classic", "classic": changed}, {"without_sources": sources}
    elif managing:
        changed = [{**one, "read_write_type": "All"} if number in managing[:1] else one for number, one in enumerate(given)]
        yield {"kind": "classic", "classic": changed}, {"record_all": managing[0]}
    else:
        added = {"management_events": True, "read_write_type": "All", "excluded_sources": []}
        if len(given) < _MOST_SELECTORS:
            yield {"kind": "classic", "classic": [*given, added]}, {"add": True}
        else:
            yield {"kind": "classic", "classic": [{**given[0], **added}, *given[1:]]}, {"record_all": 0}


def _advanced(given: list[Json], blamed: list[str]) -> Iterator[tuple[Json, Json]]:
    """Without the conditions to blame on the first selector of management events, then without any, then with a new one."""
    managing = [number for number, one in enumerate(given) if any(_of_management(field) for field in one["fields"])]
    for number in managing[:1]:
        for kept in (
            [field for field in given[number]["fields"] if field["field"] not in set(blamed) - {"eventCategory"}],
            [field for field in given[number]["fields"] if field["field"] == "eventCategory"],
        ):
            changed = [{**one, "fields": kept} if place == number else one for place, one in enumerate(given)]
            yield {"kind": "advanced", "advanced": changed}, {"changed": number}
    added = {"name": "Management events", "fields": [{"field": "eventCategory", "equals": ["Management"]}]}
    yield {"kind": "advanced", "advanced": [*given, added]}, {"changed": len(given)}


def _of_management(field: Json) -> bool:
    return bool(field["field"] == "eventCategory" and "Management" in field.get("equals", []))


def group_repairs(view: View, found: Json) -> Iterator[Change]:
    """Changes that give the trail of a break a log group on which metric filters run."""
    if found["code"] == "log_group_missing":
        missing = str(found["id"])
        account, region, name = _group_parts(missing)
        if view.may_change(account):
            yield _group_again(view, missing, name, account, region)
    trail = view.entry("trails", found["after"].get("trail") or found["id"])
    if trail is None or not view.owned(trail):
        return
    for group in groups(view, trail["account"], trail["region"]):
        yield _sent(view, trail, group)
    called = new_names.TRAIL if str(trail["name"]).startswith("tf:") else trail["name"]
    wanted = new_names.group_for(view.wishes.name_prefix, called)
    name = view.free_name("log_groups", wanted, trail["account"], trail["region"])
    yield _sent(view, trail, _new_group(view, name, trail["account"], trail["region"]))


def groups(view: View, account: str, region: str) -> list[Json]:
    """Log groups meant for a trail's records: filters on them look for required records, or their name says so; best first.

    One whose apply is refused is left out: it will not stand.
    """
    ranked = []
    for group in view.document["log_groups"].values():
        if (group["account"], group["region"], group["class"]) != (account, region, "STANDARD") or "refused" in group:
            continue
        seen = {r for f in view.filters_on(group["id"]) for r, matched in view.coverage(f).items() if matched == "always"}
        named = "trail" in str(group["name"]).lower()
        if seen or named:
            ranked.append((-len(seen), not named, group["id"], group))
    return [group for *_, group in sorted(ranked, key=lambda one: one[:3])]


def _sent(view: View, trail: Json, group: Json) -> Change:
    new = group["id"] not in view.document["log_groups"]
    patch = {"trails": {trail["id"]: {"log_group": group["id"], **_anew(trail, elsewhere=True)}}} | (
        {"log_groups": {group["id"]: group}} if new else {}
    )
    return Change(
        kind="send_to_log_group",
        target=trail["id"],
        account=trail["account"],
        region=trail["region"],
        patch=patch,
        parameters={"group": group["id"], "role": role_name(view)},
        creates=(("log_groups", group["id"]),) if new else (),
        note=_unseen(view, trail["account"], trail["region"]) if new else None,
        why=f"Trail {view.said(trail['id'])} is to send its records to log group {group['name']}.",
        edits=True,
        weight=3 if new else 2,
    )


def _group_again(view: View, identity: str, name: str, account: str, region: str) -> Change:
    group = _new_group(view, name, account, region) | {"id": identity}
    return Change(
        kind="create_log_group",
        target=identity,
        account=account,
        region=region,
        patch={"log_groups": {identity: group}},
        creates=(("log_groups", identity),),
        why=f"Log group {name}, to which the trail sends its records and which does not exist, is made.",
    )


def _new_group(view: View, name: str, account: str, region: str) -> Json:
    identity = view.new_id("log_groups", name, account, region)
    place = {"account": account, "region": region, "at": None}
    return {"id": identity, "name": name, **place, "class": "STANDARD", "transformer": False}


def _group_parts(identity: str) -> tuple[str, str, str]:
    parts = identity.split(":", 6)
    whole = len(parts) == 7 and parts[0] == "arn"  # noqa: PLR2004 - the parts of a log group's ARN
    return (parts[4], parts[3], parts[6]) if whole else ("", "", "")


def new_trail(view: View) -> Change | None:
    """A trail that records everything required, to a log group that is meant for it or is new; None where no place is known."""
    account = view.subject
    for region in _regions(view):
        found = groups(view, account, region)
        if found:
            return _trail(view, region, found[0])
    regions = _regions(view)
    if not regions:
        return None
    wanted = new_names.group_for(view.wishes.name_prefix, new_names.TRAIL)
    name = view.free_name("log_groups", wanted, account, regions[0])
    return _trail(view, regions[0], _new_group(view, name, account, regions[0]))


def _regions(view: View) -> list[str]:
    """The regions to look at, that of the required records first."""
    regions = [region for region in view.document["subject"]["regions"] if isinstance(region, str)]
    home = view.constants.get("awsRegion")
    if view.planned and not regions:
        return [home] if isinstance(home, str) else []
    return sorted(regions, key=lambda region: (region != home, region))


def _trail(view: View, region: str, group: Json) -> Change:
    account, organization = view.subject, view.managed if view.wishes.organization_trail else None
    name = view.free_name("trails", view.wishes.name_prefix + new_names.TRAIL, account, region)
    identity = view.new_id("trails", name, account, region)
    new = group["id"] not in view.document["log_groups"]
    trail = {
        "id": identity,
        "name": name,
        "account": account,
        "region": region,
        "at": None,
        "multi_region": True,
        "logging": True,
        "global_services": True,
        "organization": organization is not None,
        "log_group": group["id"],
        "selectors": {"kind": "default"},
        "delivery": None,
    }
    whose = "this account" if organization is None else f"every account of organization {organization}"
    unseen, untrusted = _unseen(view, account, region) if new else None, organization is not None and view.wishes.additive
    notes = [note for note in (unseen, _UNTRUSTED if untrusted else None) if note is not None]
    return Change(
        kind="create_trail",
        target=identity,
        account=account,
        region=region,
        patch={"trails": {identity: trail}} | ({"log_groups": {group["id"]: group}} if new else {}),
        parameters={
            "group": group["id"],
            "role": role_name(view),
            "bucket": _bucket(view, region, organization),
            **({} if organization is None else {"organization": organization}),
        },
        why=f"A new trail, {name}, records every region of {whose} and sends the records to log group {group['name']}.",
        creates=(*((("log_groups", group["id"]),) if new else ()), ("trails", identity)),
        note=" ".join(notes) or None,
        weight=5 if new else 4,
    )


def _unseen(view: View, account: str, region: str) -> str | None:
    """A collector follows trails, so where no trail sent anything nobody has looked for filters and alarms."""
    seen = any((group["account"], group["region"]) == (account, region) for group in view.document["log_groups"].values())
    if view.planned or seen:
        return None
    return (
        f"The snapshot shows no filters and alarms of {region}, since no trail leads there. If there are some, make this change "
        "alone, collect again and ask again: less may be missing."
    )


def role_name(view: View) -> str:
    """The role by which CloudTrail writes to the log group."""
    return new_names.role(view.wishes.name_prefix)


def _bucket(view: View, region: str, organization: str | None) -> str:
    account, place = (None if symbol.startswith("tf:") else symbol for symbol in (view.subject, region))
    return new_names.bucket(view.wishes.name_prefix, account, place, organization)
