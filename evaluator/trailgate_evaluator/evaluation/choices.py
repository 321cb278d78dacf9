"""What the user chose for one evaluation."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from trailgate_evaluator.errors import UsageError
from trailgate_evaluator.inputs import PlanFiles

if TYPE_CHECKING:
    from pathlib import Path

    from trailgate_evaluator.engine import EngineName


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """Each default is the command line's; paths are as the user gave them, `as_of` is epoch seconds.

    `remedies`: also find all that would have to change where a person would not hear. `controls` are names as
    `evaluation.asking` reads them, none for all; `benchmark` is that by whose text is judged, None for each control's newest;
    `role` is the account's in its organization, where the input does not tell it. `join`: snapshots given together are one
    estate, in which those of one chain may lie `most_apart` seconds apart; `estate` are others beside the one that is given.
    """

    engine: EngineName = "wasm"
    opa_url: str | None = None
    opa_token: str | None = field(default=None, repr=False)
    policies: Path | None = None
    settings: str | None = None
    as_of: int | None = None
    require_effective: bool = False
    fail_on: Literal["any", "regression"] = "any"
    baseline: str | None = None
    graph: str | None = None
    account: str | None = None
    region: str | None = None
    partition: str | None = None
    source: str | None = None
    plan_json: str | None = None
    parameters: str | None = None
    replaces: str | None = None
    remedies: bool = False
    controls: tuple[str, ...] = ()
    benchmark: str | None = None
    role: str | None = None
    join: bool = True
    most_apart: int = 24 * 3600
    estate: str | None = None

    @property
    def plan_files(self) -> PlanFiles:
        """How plan files are read, and exports that do not tell whose they are."""
        return PlanFiles(json=self.plan_json, folder=self.source, account=self.account, region=self.region)

    @property
    def beside_a_plan(self) -> dict[str, str]:
        """What was given to read a plan with, by the name of its option; paths as text."""
        given = {
            "account": self.account,
            "baseline": self.baseline,
            "graph": self.graph,
            "json": self.plan_json,
            "parameters": self.parameters,
            "partition": self.partition,
            "region": self.region,
            "replaces": self.replaces,
            "source": self.source,
        }
        return {option: value for option, value in given.items() if value is not None}

    @property
    def beside_any(self) -> dict[str, str]:
        """What was given to judge any input with, and narrows what is asked of it, by the name of its option."""
        role = {} if self.role is None else {"role": self.role}
        if self.settings is None:
            return role
        when = {} if self.as_of is None else {"as-of": datetime.fromtimestamp(self.as_of, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")}
        return {"settings": self.settings, **when, **role}

    def __post_init__(self) -> None:
        """Refuses an account or a region that is none."""
        if self.region is not None and not re.fullmatch(r"[a-z]{2,6}(-[a-z]{2,12}){1,2}-[0-9]{1,2}", self.region, re.ASCII):
            raise UsageError(
                expected="the name of a region, such as us-east-1",
                found=repr(self.region),
                where="--region",
                what_to_do="Give the region that the plan's provider block takes from its environment.",
            )
        if self.account is not None and not re.fullmatch(r"[0-9]{12}", self.account, re.ASCII):
            raise UsageError(
                expected="an account number of 12 digits",
                found=repr(self.account),
                where="--account",
                what_to_do="Give the account that the plan or the export is of.",
            )
