"""An account that an organization's list names and no snapshot is of: nothing is known of it but that it is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trailgate_evaluator.document.parts import REGIONS_SCOPE, RESOURCE_KINDS, Parts, gap, trail_scope

if TYPE_CHECKING:
    from trailgate_evaluator.estate.gathering import Listed

REASON: Final = "account_not_collected"


def parts_of(listed: Listed) -> Parts:
    """The parts of its document: its trails, and where it can be used, are hidden."""
    organization = None if listed.organization is None else {"id": listed.organization}
    trails, regions = trail_scope(listed.account), REGIONS_SCOPE
    return Parts(
        kind="aws_snapshot",
        as_of=listed.source["as_of"],
        sources=(listed.source,),
        subject={
            "account": listed.account,
            "partition": listed.partition,
            "regions": [],
            "enabled_regions": None,
            "organization": organization,
            "touches_chain": True,
        },
        resources={kind: {} for kind in RESOURCE_KINDS},
        gaps={
            trails: gap("trail", REASON, scope=trails, account=listed.account, region=None),
            regions: gap("service", REASON, scope=regions, account=listed.account, region=None, attribute="regions"),
        },
    )
