"""What `trailgate evaluate` does with its options, however they were read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trailgate_evaluator.cli.destinations import destinations, writes_lines
from trailgate_evaluator.cli.ending import INTERRUPTED
from trailgate_evaluator.cli.interruption import Told
from trailgate_evaluator.cli.logo import logo
from trailgate_evaluator.cli.moment import moment
from trailgate_evaluator.cli.progress import progress
from trailgate_evaluator.cli.streaming import evaluate_into
from trailgate_evaluator.cli.telling import tell_counted
from trailgate_evaluator.evaluation import Choices
from trailgate_evaluator.formats.page import Page
from trailgate_evaluator.report.outcome import exit_code

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Literal


def judge(
    *,
    inputs: list[str],
    engine: Literal["wasm", "opa", "both"],
    opa_url: str | None,
    opa_token: str | None,
    policies: Path | None,
    format_name: str | None,
    output: list[str] | None,
    as_of: str | None,
    control: list[str] | None,
    benchmark: str | None,
    role: str | None,
    settings: str | None,
    require: str | None,
    fail_on: Literal["any", "regression"],
    baseline: str | None,
    graph: str | None,
    account: str | None,
    region: str | None,
    partition: str | None,
    source: str | None,
    plan_json: str | None,
    parameters: str | None,
    replaces: str | None,
    no_join: bool,
    max_spread: float,
    jobs: int | None,
    scheduler: str | None,
    resume: bool,
    exit_zero: bool,
    quiet: bool,
    details: bool,
    title: str | None,
    client_logo: str | None,
) -> int:
    """Judges the inputs, writes the reports, and gives the exit code; each parameter is the option of its name.

    Raises `TrailgateError` where an option, an input or a place is not to be used, and as `evaluate_into` does.
    """
    wanted = destinations(output or [], format_name, inputs)
    page = Page(quiet=quiet, details=details, title=title, logo=logo(client_logo, wanted))

    choices = Choices(
        engine=engine, opa_url=opa_url, opa_token=opa_token, policies=policies, as_of=moment(as_of), settings=settings,
        require_effective=require == "effective", fail_on=fail_on, baseline=baseline, graph=graph, account=account, region=region,
        partition=partition, source=source, plan_json=plan_json, parameters=parameters, replaces=replaces,
        remedies=True,
        controls=tuple(control or ()), benchmark=benchmark, role=role, join=not no_join, most_apart=round(max_spread * 3600),
    )  # fmt: skip
    if scheduler is not None:
        from trailgate_evaluator.cli.on_scheduler import refuse_beside_scheduler

        refuse_beside_scheduler(choices, jobs)
    try:
        with progress(shows=not writes_lines(wanted)) as shown:
            done = evaluate_into(inputs, choices, wanted, page, shown, jobs=jobs, resumes=resume, scheduler=scheduler)
    except Told:
        return INTERRUPTED
    tell_counted(done.said, wanted)
    return exit_code(done.summary, exit_zero=exit_zero)
