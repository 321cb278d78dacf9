"""`trailgate fix DIR`: a text of changes for each account of an estate, in the order in which they are to be made."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from trailgate_evaluator.errors import InputError, UsageError
from trailgate_evaluator.estate.listed import REASON
from trailgate_evaluator.fix.account.wishes import Obstacle
from trailgate_evaluator.plain import amount, inert, printable
from trailgate_evaluator.report.gap_words import GAPS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trailgate_evaluator.engine import Engine
    from trailgate_evaluator.estate import Estate
    from trailgate_evaluator.evaluation.choices import Choices
    from trailgate_evaluator.fix import Wishes
    from trailgate_evaluator.fix.planning.choosing import Format
    from trailgate_evaluator.fix.planning.planning import Plan

_ENDINGS: Final = {"aws-cli": ".sh", "terraform": ".tf", "cloudformation": ".yaml"}
_NOT_COLLECTED: Final = Obstacle(
    says=f"It is on its organization's list, and no snapshot of it was given. {GAPS[REASON].advice}", missing=True
)


def fix_estate(path: str, engine: Engine, choices: Choices, *, wishes: Wishes, wanted: Format | None, output: str | None) -> int:
    """Writes the changes of every account; the exit code is that of `trailgate fix`.

    Raises:
        UsageError: several accounts are to be changed, and no folder is given for their texts.
        InputError: a snapshot cannot be read, or a text would replace a file that is there.
    """
    from trailgate_evaluator.cli.fix_input import nothing_for
    from trailgate_evaluator.cli.fix_told import told
    from trailgate_evaluator.evaluation.baselines import gathered_of
    from trailgate_evaluator.evaluation.documents import DocumentMaker
    from trailgate_evaluator.fix import written
    from trailgate_evaluator.fix.planning.estates import plan_estate
    from trailgate_evaluator.report.names import account_of

    gathered = gathered_of(path, choices)
    estate = gathered.estate
    maker = DocumentMaker(engine, choices, estate)
    closed = {one.account: one for one in (*gathered.closed.values(), *gathered.missing) if not one.is_open}
    found = plan_estate(
        engine, estate, lambda parts: maker.of_parts(parts).after, wishes, wanted, closed=frozenset(closed.keys() & estate.held)
    )
    left = found.left | {one.account: _NOT_COLLECTED for one in gathered.missing if one.is_open}
    known = sorted({*estate.held, *left, *closed})
    called = {account: account_of({"account": account, "account_name": estate.name_of(account)}) for account in known}
    for one in closed.values():
        sys.stderr.write(inert(f"trailgate: {printable(nothing_for(one, estate))}\n"))
    for account, why in left.items():
        sys.stderr.write(inert(f"trailgate: not for account {called[account]}: {printable(why.says)}\n"))
    texts = {account: written(plan, found.form, estate.again(estate.held[account].name)) for account, plan in found.plans.items()}
    if output is not None:
        files = _write(Path(output), texts, _ENDINGS[found.form])
        _tell({file: (called[account], len(found.plans[account].changes)) for account, file in files.items()})
    elif len(texts) > 1:
        raise UsageError(
            expected=f"--output DIR for {len(texts)} texts, since changes of several accounts need the credentials of each",
            found="none",
            where=path,
            what_to_do=f"Give a folder, or one account's snapshot with --estate {path}.",
        )
    else:
        sys.stdout.write("".join(texts.values()))
    if not texts and not left:
        sys.stderr.write("trailgate: nothing to fix.\n")
    _tell_of_one_trail(found.plans, estate, asked=wishes.organization_trail)
    noted: dict[str, list[str]] = {}
    for account, plan in found.plans.items():
        for note in dict.fromkeys(change.note for change in plan.changes if change.note is not None):
            noted.setdefault(note, []).append(called[account])
    for note, accounts in noted.items():
        whose = f"account {accounts[0]}" if len(accounts) == 1 else f"{len(accounts)} accounts"
        sys.stderr.write(inert(f"trailgate: {whose}: {printable(note)}\n"))
    return told((), left)


def _tell_of_one_trail(plans: Mapping[str, Plan], estate: Estate, *, asked: bool) -> None:
    """That one trail would do, where several accounts of an organization without one get one each, and how to have it.

    `asked`: it was asked for, and is not made where the management account gave no snapshot.
    """
    from trailgate_evaluator.fix.planning.estates import lacking_trail, managers_of

    made = {account: change for account, plan in plans.items() for change in plan.changes if change.kind == "create_trail"}
    own = [account for account, change in made.items() if "organization" not in change.parameters]
    for organization, accounts in sorted(lacking_trail(estate, own).items()):
        is_given = bool(managers_of(estate, organization))
        if is_given if asked else len(accounts) == 1:
            continue
        each = "gets a trail of its own" if len(accounts) == 1 else "get a trail each"
        give = "give" if is_given else "give its management account's snapshot, too, and"
        sys.stderr.write(
            f"trailgate: {amount(len(accounts), 'account')} of organization {printable(organization)} {each}. One trail of the "
            f"organization would record them all, and one filter, alarm and topic would do: {give} --organization-trail.\n"
        )


def _tell(files: dict[Path, tuple[str, int]]) -> None:
    """Which text is to be run in which account, and in which order; each file stands with its account and how many changes."""
    if len(files) > 1:
        sys.stderr.write("trailgate: one text for each account, to be run in this order with credentials of that account:\n")
    for file, (account, count) in files.items():
        told = f"{file}: account {account}, {count} change{'' if count == 1 else 's'}"
        sys.stderr.write(inert(f"trailgate: {printable(told)}\n"))


def _write(folder: Path, texts: dict[str, str], ending: str) -> dict[str, Path]:
    """A file for each account, numbered in the order in which they are to be run; nothing that is there is replaced."""
    width = len(str(len(texts)))
    files = {account: folder / f"{number:0{width}}-{account}{ending}" for number, account in enumerate(texts, 1)}
    standing = sorted(str(path) for path in files.values() if path.exists())
    if standing:
        raise InputError(
            expected="a folder without texts of an earlier fix",
            found=standing[0],
            where=str(folder),
            what_to_do="Give another folder, or remove those files once they are of no more use.",
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for account, path in files.items():
            path.write_text(texts[account], encoding="utf-8")
    except OSError as problem:
        raise InputError(
            expected="a folder that can be written to",
            found=problem.strerror or type(problem).__name__,
            where=str(folder),
            what_to_do="Give another folder.",
        ) from problem
    return files
