"""`trailgate fix DIR`: a text of changes for each account of an estate, in the order in which they are to be made."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from trailgate_evaluator.errors import InputError, UsageError
from trailgate_evaluator.plain import inert, printable

if TYPE_CHECKING:
    from trailgate_evaluator.engine import Engine
    from trailgate_evaluator.evaluation.choices import Choices
    from trailgate_evaluator.fix import Wishes
    from trailgate_evaluator.fix.planning.choosing import Format

_ENDINGS: Final = {"aws-cli": ".sh", "terraform": ".tf", "cloudformation": ".yaml"}


def fix_estate(path: str, engine: Engine, choices: Choices, *, wishes: Wishes, wanted: Format | None, output: str | None) -> int:
    """Writes the changes of every account; the exit code is that of `trailgate fix`.

    Raises:
        UsageError: several accounts are to be changed, and no folder is given for their texts.
        InputError: a snapshot cannot be read, or a text would replace a file that is there.
    """
    from trailgate_evaluator.cli.fix import told
    from trailgate_evaluator.evaluation.baselines import estate_at
    from trailgate_evaluator.evaluation.documents import DocumentMaker
    from trailgate_evaluator.fix import written
    from trailgate_evaluator.fix.planning.estates import plan_estate

    estate = estate_at(path, choices.most_apart)
    maker = DocumentMaker(engine, choices, estate)
    found = plan_estate(engine, estate, lambda parts: maker.of_parts(parts).after, wishes, wanted)
    for account, why in found.left.items():
        sys.stderr.write(inert(f"trailgate: not for account {account}: {printable(why.says)}\n"))
    texts = {account: written(plan, found.form, estate.again(estate.held[account].name)) for account, plan in found.plans.items()}
    if output is not None:
        _write(Path(output), texts, _ENDINGS[found.form])
    elif len(texts) > 1:
        raise UsageError(
            expected=f"--output DIR for {len(texts)} texts, since changes of several accounts need the credentials of each",
            found="none",
            where="trailgate fix",
            what_to_do=f"Give a folder, or one account's snapshot with --estate {path}.",
        )
    else:
        sys.stdout.write("".join(texts.values()))
    if not texts and not found.left:
        sys.stderr.write("trailgate: nothing to fix.\n")
    return told([change for plan in found.plans.values() for change in plan.changes], found.left)


def _write(folder: Path, texts: dict[str, str], ending: str) -> None:
    """A file for each account, numbered in the order in which they are to be run; nothing that is there is replaced."""
    width = len(str(len(texts)))
    files = {folder / f"{number:0{width}}-{account}{ending}": text for number, (account, text) in enumerate(texts.items(), 1)}
    standing = sorted(str(path) for path in files if path.exists())
    if standing:
        raise InputError(
            expected="a folder without texts of an earlier fix",
            found=standing[0],
            where=str(folder),
            what_to_do="Give another folder, or remove those files once they are of no more use.",
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, text in files.items():
            path.write_text(text, encoding="utf-8")
            sys.stderr.write(inert(f"trailgate: {printable(str(path))}\n"))
    except OSError as problem:
        raise InputError(
            expected="a folder that can be written to",
            found=problem.strerror or type(problem).__name__,
            where=str(folder),
            what_to_do="Give another folder.",
        ) from problem
