"""`trailgate import`: turns what others exported into snapshots, and says of each file what became of it."""

from __future__ import annotations

from typing import Annotated

import typer

Paths = Annotated[
    list[str],
    typer.Argument(
        metavar="PATH...", show_default=False,
        help="Folders, archives (zip, tar, tar.gz; nothing is unpacked) and files of exports: saved answers of the AWS command "
        "line, and what else docs/inputs.md lists. Each file is recognised by its content.",
    ),
]  # fmt: skip
Output = Annotated[
    str,
    typer.Option(
        "--output", "-o", metavar="DIR", show_default=False, help="Folder for the snapshots, one an account: DIR/ACCOUNT.json."
    ),
]
Account = Annotated[
    str | None, typer.Option("--account", metavar="ID", help="The account of answers that do not tell whose they are.")
]
Region = Annotated[
    str | None, typer.Option("--region", metavar="NAME", help="The region of answers that do not tell where they were asked.")
]
Explain = Annotated[bool, typer.Option("--explain", help="Also tell each call: what was asked, and in which file it stands.")]


def import_exports(
    paths: Paths, output: Output, account: Account = None, region: Region = None, *, explain: Explain = False
) -> int:
    """Turn what others exported into snapshots; `trailgate evaluate` takes the same paths directly.

    \b
    Examples:
      trailgate import export/ -o snapshots/
      trailgate import dump.tar.gz -o snapshots/ --account 111122223333 --region us-east-1
      trailgate import export/ -o snapshots/ --explain

    \b
    Exit codes:
      0  a snapshot of each account, of all that the files tell
      2  wrong usage
      3  written, but some file could not be read or placed, or says otherwise than another
      4  nothing could be made of the files
      5  the snapshots cannot be written
    """  # noqa: D301 - \b tells the help page to keep these lines as they are
    import sys
    from pathlib import Path

    from trailgate_evaluator.cli.imported_text import NONE, SOME_LEFT, told
    from trailgate_evaluator.cli.writable import unwritable
    from trailgate_evaluator.cli.writing import write_file
    from trailgate_evaluator.evaluation import Choices
    from trailgate_evaluator.exports.reading import look
    from trailgate_evaluator.exports.sources import canonical
    from trailgate_evaluator.plain import inert

    choices = Choices(account=account, region=region)
    found, ours = look(paths, choices.plan_files)
    written: list[str] = []
    for made in found.made:
        target = Path(output) / f"{made.account}.json"
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise unwritable(output, error) from error
        write_file(str(target), canonical(made.content))
        written.append(str(target))
    sys.stdout.write(inert(told(found, ours, written, explain=explain)))
    if not found.made:
        return NONE
    troubled = any(left.why in SOME_LEFT for taken in found.files for left in taken.left)
    return 3 if troubled else 0
