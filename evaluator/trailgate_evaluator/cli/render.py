"""`trailgate render`: shows a stored report in other formats, without its inputs."""

from __future__ import annotations

from typing import Annotated

import typer

from trailgate_evaluator.cli.deliverable import ClientLogo, Title
from trailgate_evaluator.cli.evaluate import Details, ExitZero, FormatOption, Output, Quiet

ReportFile = Annotated[
    str,
    typer.Argument(metavar="REPORT", help="A report as `--format json` wrote it (also .gz), or - for standard input."),
]


def render(  # noqa: PLR0917 - Typer passes each by name
    report_file: ReportFile,
    format_name: FormatOption = None,
    output: Output = None,
    exit_zero: ExitZero = False,
    quiet: Quiet = False,
    details: Details = False,
    title: Title = None,
    client_logo: ClientLogo = None,
) -> int:
    """Render a stored report in other formats; the exit code is the report's.

    \b
    Examples:
      trailgate render report.json -o report.html
      trailgate evaluate acme.json --format json | trailgate render - --format markdown
    """  # noqa: D301 - \b tells the help page to keep these lines as they are
    from trailgate_evaluator.cli.delivering import write_all
    from trailgate_evaluator.cli.destinations import destinations
    from trailgate_evaluator.cli.folder import is_in_pages, refuse_foreign
    from trailgate_evaluator.cli.logo import logo
    from trailgate_evaluator.cli.telling import tell
    from trailgate_evaluator.errors import InputError
    from trailgate_evaluator.formats.page import Page
    from trailgate_evaluator.report.outcome import exit_code
    from trailgate_evaluator.report.stored import read_report

    wanted = destinations(output or [], format_name, [report_file])
    page = Page(quiet=quiet, details=details, title=title, logo=logo(client_logo, wanted))
    report = read_report(report_file)
    for entry in wanted:
        if is_in_pages(entry, len(report["inputs"])):
            refuse_foreign(entry.path)
    try:
        write_all(report, wanted, page)
    except (AttributeError, LookupError, TypeError) as problem:
        raise InputError(
            expected="a report as `trailgate evaluate --format json` writes it",
            found=f"one that a format cannot read ({type(problem).__name__})",
            where=report_file,
            what_to_do="Evaluate the input again; a report is not to be edited.",
        ) from problem
    tell(report, wanted)
    return exit_code(report["summary"], exit_zero=exit_zero)
