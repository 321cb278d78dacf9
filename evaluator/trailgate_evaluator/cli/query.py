"""`trailgate query`: questions in SQL over reports, snapshots and tables in Parquet."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Final, Literal

import typer

from trailgate_evaluator.cli import completing
from trailgate_evaluator.cli.asking import Benchmark, Controls, Role
from trailgate_evaluator.cli.evaluate import AsOf, NoJoin, Settings

if TYPE_CHECKING:
    from trailgate_evaluator.errors import InputError

Asked = Annotated[
    str | None,
    typer.Argument(
        metavar="SQL|NAME", show_default=False, help="One SELECT, or the name of a query that --list names.",
        autocompletion=completing.queries,
    ),
]  # fmt: skip
Paths = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="INPUT...", show_default=False,
        help="Reports as JSON or JSON lines, snapshots, what others exported, our tables in Parquet: files (also .gz), folders, "
        "archives (zip, tar, tar.gz), addresses (s3://, gs://, az://, https://), or - for a report on standard input. Each is "
        "recognised by its content.",
    ),
]  # fmt: skip
FormatOption = Annotated[
    Literal["table", "csv", "json", "parquet"] | None,
    typer.Option("--format", "-f", help="How to answer.", show_default="table, or by the extension of --output"),
]
Output = Annotated[
    list[str] | None,
    typer.Option(
        "--output", "-o", metavar="[FORMAT=]PATH", show_default="standard output",
        help="Write the answer there, whole or not at all, in the format of its extension or the one named; - is standard "
        "output, s3://BUCKET/KEY an object. May be repeated.",
    ),
]  # fmt: skip
List = Annotated[bool, typer.Option("--list", help="List the queries that are shipped, and the tables.")]
Show = Annotated[
    str | None,
    typer.Option("--show", metavar="NAME|TABLE", help="Show the SQL of a query that is shipped, or the columns of a table."),
]
Timeout = Annotated[float, typer.Option("--timeout", metavar="SECONDS", min=0.1, max=86400, help="How long an answer may take.")]
Memory = Annotated[
    int, typer.Option("--memory", metavar="MIB", min=64, max=1 << 20, help="How much memory the tables and the answer may take.")
]
Whose = Annotated[str | None, typer.Option("--account", metavar="ID", help="The account of an export that does not name it.")]
Where = Annotated[str | None, typer.Option("--region", metavar="NAME", help="The region of answers in an export that do not.")]

MOST_TOLD: Final = 20
"""Inputs that cannot be read and are named."""


def query(  # noqa: PLR0917 - Typer passes each by name
    asked: Asked = None,
    paths: Paths = None,
    list_: List = False,
    show: Show = None,
    format: FormatOption = None,  # noqa: A002 - the option's name
    output: Output = None,
    timeout: Timeout = 60,
    memory: Memory = 2048,
    control: Controls = None,
    benchmark: Benchmark = None,
    role: Role = None,
    settings: Settings = None,
    as_of: AsOf = None,
    no_join: NoJoin = False,
    account: Whose = None,
    region: Where = None,
) -> int:
    """Ask results and accounts in SQL (DuckDB), offline; SQL reaches the tables below and nothing else.

    Snapshots are judged only where a query names a table of verdicts; the options from --control on are how.

    \b
    Examples:
      trailgate query "SELECT account, control, cause FROM results WHERE outcome = 'fail' ORDER BY ALL" snapshots/
      trailgate query accounts_by_broken_link report.json
      trailgate query changed_since_last_run june.json july.json -o changed.csv -o -
      trailgate query --list
      trailgate query --show alarms

    \b
    Exit codes:
      0  answered
      2  wrong usage, or SQL that cannot be answered
      4  an input cannot be read or trusted; the answer is of the others
      5  the answer took more time or memory than is allowed, or the program failed
    """  # noqa: D301 - \b tells the help page to keep these lines as they are
    from trailgate_evaluator.cli.query_told import listed, refuse_beside, shown

    if list_ or show is not None:
        refuse_beside(asked, list_=list_, show=show)
        sys.stdout.write(listed() if show is None else shown(show))
        return 0
    from trailgate_evaluator.cli.moment import moment
    from trailgate_evaluator.cli.passed_over import tell_passed_over
    from trailgate_evaluator.cli.progress import progress
    from trailgate_evaluator.cli.query_output import files_of, places, written
    from trailgate_evaluator.cli.query_told import sql_of
    from trailgate_evaluator.evaluation import Choices
    from trailgate_evaluator.query.answering import Limits, answered
    from trailgate_evaluator.query.answering import asked as seen_through
    from trailgate_evaluator.query.database import Database
    from trailgate_evaluator.query.loading import load
    from trailgate_evaluator.query.looks import looks

    limits = Limits(seconds=timeout, memory=memory)
    sql = sql_of(asked, paths)
    wanted = places(format, output or [], paths or [])
    question = seen_through(sql, Database(memory), limits)
    for to in wanted:
        to.writing.check(question)
    choices = Choices(
        settings=settings, as_of=moment(as_of), controls=tuple(control or ()), benchmark=benchmark, role=role, join=not no_join,
        account=account, region=region,
    )  # fmt: skip
    passed_over: list[tuple[str, str]] = []
    found, problems = looks(paths or [], choices.plan_files, lambda name, why: passed_over.append((name, why)))
    tell_passed_over(passed_over)
    database = Database(memory)
    with progress() as going:
        going.begin("reading")
        problems += load(database, question.tables, found, choices, going.see)
    count = 0
    for to in wanted:
        with answered(question, database, limits) as answer:
            written(answer, to)
        count = answer.count
    _tell(count, files_of(wanted), problems)
    return problems[0].exit_code if problems else 0


def _tell(count: int, files: list[str], problems: list[InputError]) -> None:
    """The inputs that are in no row, and how many rows there are."""
    from trailgate_evaluator.plain import amount, inert, printable, some

    lines = [f"{problem}" for problem in problems[:MOST_TOLD]]
    if len(problems) > MOST_TOLD:
        lines.append(f"{amount(len(problems) - MOST_TOLD, 'more input')} cannot be read.")
    lines.append(f"{count} row{'' if count == 1 else 's'}{f'; written to {some(files)}' if files else ''}")
    sys.stdout.flush()
    for line in lines:
        sys.stderr.write(inert(f"trailgate: {printable(line)}\n"))
