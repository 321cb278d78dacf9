"""A difference for people in a terminal."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.formats.paint import Paint
from trailgate_evaluator.plain import one_line, some
from trailgate_evaluator.report.links import LINKS, SERVICE
from trailgate_evaluator.report.names import account_number, short_name
from trailgate_evaluator.report.numbers import in_short

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trailgate_evaluator.formats.page import Page

Json = dict[str, Any]

_SIGNS: Final = {"added": "+", "removed": "-", "changed": "~", "hidden": "?", "seen": "+"}
_WORDS: Final = {
    "added": "added",
    "removed": "removed",
    "changed": "changed",
    "hidden": "can no longer be seen",
    "seen": "can now be seen",
}
_STYLES: Final = {"worse": "red", "better": "green", "same": "dim", "new": "cyan", "gone": "yellow"}
_RECORDS: Final = (
    ("1 record no longer reaches a person", "records no longer reach a person", "lost"),
    ("1 record reaches a person now", "records reach a person now", "won"),
)
_REGIONS: Final = (
    ("1 region is no longer as it should be", "regions are no longer as they should be", "lost"),
    ("1 region is as it should be now", "regions are as they should be now", "won"),
)
"""What became of the records of a control, or of the regions in which it asks for a service."""
_MOST: Final = 40
_LONGEST: Final = 160


def diff_text(difference: Json, page: Page) -> str:
    """Each verdict with its causes, then every change of a resource."""
    paint = Paint(page)
    lines = [f"{one_line(difference['old']['name'])} → {one_line(difference['new']['name'])}"]
    told, same = _told(difference["verdicts"])
    for verdicts in told:
        lines += ["", *_verdict(verdicts, paint)]
    if same:
        controls = in_short(list(dict.fromkeys(same)))
        lines += ["", *paint.wrap(f"same: {controls} ({len(same)} verdicts)", "", "  ", style="dim")]
    if not difference["same_policies"]:
        lines += ["", *paint.wrap("The policies differ too: some of this may be the law's change, not the account's.", "  ")]
    changes = difference["resources"]
    lines += ["", f"  {paint('Resources', 'bold')}  {len(changes)} changed" if changes else "  No resource changed."]
    for change in changes[:_MOST]:
        lines += _change(change, paint, "  ")
    if len(changes) > _MOST:
        lines.append(f"  and {len(changes) - _MOST} more; --format json lists them all")
    return paint.fit("\n".join(lines) + "\n")


def _told(verdicts: list[Json]) -> tuple[list[list[Json]], list[str]]:
    """The verdicts to tell, those that differ alike together, and the controls of those that are as they were.

    Of one control each verdict is told by itself.
    """
    if len({verdict["control"] for verdict in verdicts}) < 2:  # noqa: PLR2004
        return [[verdict] for verdict in verdicts], []
    groups: dict[str, list[Json]] = {}
    same = []
    for verdict in verdicts:
        if verdict["direction"] == "same" and not verdict["causes"]:
            same.append(_named(verdict))
            continue
        causes = [(cause["kind"], cause["came"], cause["sentence"], cause["because"]) for cause in verdict["causes"]]
        alike = json.dumps([verdict["account"], verdict["old"], verdict["new"], causes], sort_keys=True)
        groups.setdefault(alike, []).append(verdict)
    return list(groups.values()), same


def _named(verdict: Json) -> str:
    return one_line(verdict["number"] or verdict["control"])


def _verdict(verdicts: list[Json], paint: Paint) -> Iterator[str]:
    verdict, direction = verdicts[0], verdicts[0]["direction"]
    head = f"{_said(verdict['old'])} → {_said(verdict['new'])}"
    account = account_number(verdict["account"])
    about = one_line(verdict["control"]) if len(verdicts) == 1 else in_short([_named(one) for one in verdicts])
    yield f"{paint(f'{direction}: {head}', _STYLES[direction])}  {about}  account {account}"
    of_service = any(cause["link"] == SERVICE for cause in verdict["causes"])
    for one, many, which in _REGIONS if of_service else _RECORDS:
        names = [name for told in verdicts for name in told["records"][which]]
        if names:
            yield from paint.wrap(f"{one if len(names) == 1 else f'{len(names)} {many}'}: {some(names, 4)}", "  ")
    for cause in verdict["causes"][:_MOST]:
        mark = "+" if cause["came"] == "appeared" else "-"
        yield from paint.wrap(f"{cause['kind']} {cause['came']}: {cause['sentence']}", f"  {mark} ", "    ")
        for change in cause["because"][:5]:
            yield from _change(change, paint, "      ")


def _said(short: Json | None) -> str:
    if short is None:
        return "nothing"
    return f"{short['status']}, effective {short['effective']}" if short["effective"] else str(short["status"])


def _change(change: Json, paint: Paint, indent: str) -> Iterator[str]:
    name = short_name(change["id"], {change["id"]: {"name": change["name"]}})
    yield f"{indent}{_SIGNS[change['change']]} {LINKS[change['link']]} {name} {_WORDS[change['change']]}"
    for field in change["fields"][:8]:
        yield from paint.wrap(
            f"{field['field']}: {_value(field['old'])} → {_value(field['new'])}", f"{indent}    ", f"{indent}      "
        )


def _value(value: Any) -> str:
    return one_line(json.dumps(value, ensure_ascii=False, sort_keys=True), _LONGEST)
