"""A control explained: its METADATA, what it requires, the files that decide it, its codes, settings and checks by hand."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import asdict

from trailgate_evaluator.explain.by_hand import WITH_OPA, with_aws
from trailgate_evaluator.report.break_words import BREAKS
from trailgate_evaluator.report.gap_words import GAPS
from trailgate_evaluator.report.links import SERVICE
from trailgate_evaluator.report.model import told as told_of
from trailgate_evaluator.report.weakness_words import WEAKNESSES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from trailgate_evaluator.engine.bundle import Bundle

Json = dict[str, Any]

FORMAT: Final = "trailgate/explanation/v1"

SETTINGS: Final = {
    "attestations": "outcome `attested` in place of fail or unknown, for accounts where something that AWS cannot show meets the "
    "control; owned, and only until it expires",
    "waivers": "outcome `waived` in place of fail or unknown, for accounts where somebody accepts the risk; owned, and only "
    "until it expires",
    "exclusions": "records of certain fields that the organisation accepts that nobody hears of, dated, owned and expiring; the "
    "control requires every record but those",
    "failed_calls": "whether failed calls must reach a person (required), where a control asks for calls that may fail or not; "
    "accepted takes them out",
    "stale_after_hours": "how old the last delivery to CloudWatch Logs may be (24) before a passing trail has the weakness "
    "delivery_stale",
}
"""What each key of a settings file changes; the law's status only what narrows what is asked for."""

OPTIONS: Final = {
    "--require effective": "a pass whose first real change would reach nobody becomes a fail, one that cannot be told unknown",
    "--fail-on regression": "a fail counts only where a plan loses a pass",
    "--as-of TIME": "the moment at which expiry and staleness are judged; else the snapshot's own",
    "--baseline SNAPSHOT": "a plan is judged as the account will be after it, not by itself",
}


def explanation(bundle: Bundle, required: Mapping[str, Any], chosen: Sequence[str], benchmark: str | None = None) -> Json:
    """The chosen controls of the bundle, by id; `required` is what `Engine.required_records` answers for an account.

    `benchmark` is that by whose text the records are asked for, None for each control's newest.
    """
    law = json.loads(bundle.law.read_bytes())
    codes = json.loads(bundle.data.read_bytes())["trailgate"]["codes"]
    decided = {file["link"] for control in chosen for file in law[control]}
    links = [link for link in codes["links"] if link in decided]
    told = {
        "links": links,
        "breaks": {link: _titled(codes["breaks"][link], BREAKS) for link in links},
        "weaknesses": {code: {"title": WEAKNESSES[code].title, "effect": effect} for code, effect in codes["weaknesses"].items()},
        "gap_reasons": _titled(codes["gap_reasons"], GAPS),
    }
    return {
        "format": FORMAT,
        "policies": {"digest": bundle.digest},
        "benchmark": benchmark,
        "codes": told,
        "settings": SETTINGS,
        "options": OPTIONS,
        "by_hand": {"aws": _by_hand(bundle, required, chosen), "opa": [asdict(step) for step in WITH_OPA]},
        "controls": {
            control: {
                **_without_steps(bundle.controls[control]),
                "required_records": told_of(required.get(control, {})),
                "files": law[control],
            }
            for control in chosen
        },
    }


def _by_hand(bundle: Bundle, required: Mapping[str, Any], chosen: Sequence[str]) -> list[Json]:
    """The steps along the chain, for these records; those that a control without records has of its own."""
    records = {name: one["fields"] for control in chosen for name, one in required.get(control, {}).items()}
    if not records:
        return [{"link": SERVICE, **step} for control in chosen for step in bundle.controls[control].get("by_hand", ())]
    return [asdict(step) for step in with_aws(records)]


def _without_steps(control: Mapping[str, Any]) -> Json:
    return {name: value for name, value in control.items() if name != "by_hand"}


def _titled(codes: list[str], words: Mapping[str, Any]) -> dict[str, str]:
    return {code: words[code].title for code in codes}
