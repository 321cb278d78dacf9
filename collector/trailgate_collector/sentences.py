"""What `trailgate collect` says when it is done: what stands where, of whom, how whole it is, and what to do."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from trailgate_collector.estate import Done, Estate, How
    from trailgate_collector.roll_call import Listed
    from trailgate_collector.snapshot import Snapshot

_MOST_NAMED: Final = 20
_HOW: Final[dict[How, str]] = {
    "whole": "collected",
    "partly": "collected, with calls refused",
    "refused": "refused",
    "kept": "there already",
}


def of_account(snapshot: Snapshot, where: str) -> str:
    """One line: where the snapshot is, of which account, by whom and as of when, and how much of it was answered."""
    whole = len(snapshot.answers) - len(snapshot.refusals)
    refusals = ", ".join(f"{count} {outcome}" for outcome, count in snapshot.refused_by_outcome.items()) or "none refused"
    seconds = (snapshot.finished_at - snapshot.started_at).total_seconds()
    through = f" through {snapshot.identity.caller}" if snapshot.origin.caller else ""
    return printable(
        f"Account {snapshot.identity.account} collected into {where}, "
        f"by {snapshot.origin.caller or snapshot.identity.caller}{through}, "
        f"as of {_minute(snapshot.finished_at)} ({seconds:.0f} s): "
        f"{_calls(len(snapshot.answers))}, {whole} answered, {refusals}."
    )


def not_its_own(snapshot: Snapshot, groups: Iterable[str]) -> Iterator[str]:
    """A line for each of these log groups, by their ARNs, that is another account's: nothing was asked about it."""
    for group in sorted(set(groups)):
        owner = group.split(":")[4]
        if owner != snapshot.identity.account:
            yield printable(
                f"--log-group {group}: it is account {owner}'s, and this is account {snapshot.identity.account}, "
                f"so nothing was asked about it. Collect account {owner} with it."
            )


def refused_calls(snapshot: Snapshot) -> Iterator[str]:
    """A line for each call without a whole answer, after one that counts them."""
    have = "has" if len(snapshot.refusals) == 1 else "have"
    yield f"{len(snapshot.refusals)} of {_calls(len(snapshot.answers))} {have} no whole answer:"
    for answer in snapshot.refusals:
        call = answer.question.call
        because = f"{answer.error.code}: {answer.error.message}" if answer.error else ""
        yield printable(f"  {answer.outcome:9}  {call.service}:{call.operation} in {answer.question.region}  {because}")


def of_one(done: Done) -> str:
    """What became of one account, in a line."""
    how = _HOW[done.how] if done.how != "partly" or done.refusals.get("denied") else "collected, not all answered"
    told = {
        "whole": _calls(done.calls),
        "partly": f"{_calls(done.calls)}, {_refusals(done)}",
        "refused": str(done.because),
        "kept": f"of {_minute(done.finished_at)}",
    }[done.how]
    return printable(f"{_account(done.account)}: {how} ({told})")


def of_estate(estate: Estate, where: str, others: Iterable[str]) -> Iterator[str]:
    """How many accounts are whole, refused and left out, and what to do about it."""
    by_how = Counter(done.how for done in estate.done)
    refused = [done for done in estate.done if done.how == "refused"]
    partly = [done for done in estate.done if done.how == "partly"]
    if refused:
        say = "its snapshot says" if len(refused) == 1 else "their snapshots say"
        yield f"{_accounts(len(refused))} could not be entered; {say} so, and nothing else:"
        yield from _some([f"  {_account(done.account)}  {done.because}" for done in refused])
        denied = [done for done in refused if done.is_denied]
        if denied:
            yield f"  Let the role in each trust {estate.asker.caller}, and run the same command again: it asks these alone."
        if len(denied) < len(refused):
            of_some = "" if not denied else f" for {len(refused) - len(denied)} of them"
            yield f"  AWS gave no answer{of_some}, which no role can mend: run the same command again, which asks these alone."
    if partly:
        denied = [done for done in partly if done.refusals.get("denied")]
        did = "refused some calls, or did not answer them" if denied else "did not answer some calls"
        yield f"{_accounts(len(partly))} {did}:"
        yield from _some([f"  {_account(done.account)}  {_refusals(done)}" for done in partly])
        if denied:
            yield "  `--cross-account --print-iam-policy` prints what the role needs; run the same command again afterwards."
        else:
            yield "  No permission mends that: run the same command again, which asks these alone."
    if estate.left_out:
        yield f"{_accounts(len(estate.left_out))} not asked, since not in use:"
        yield from _some([f"  {_account(listed)}  {listed.state}" for listed in estate.left_out])
    if beside := sorted(set(others) - {estate.asker.account}):
        yield f"Beside them stand snapshots of accounts that were not asked for: {', '.join(_some(beside))}."
    if estate.roll != "with_account":
        yield _ROLLS[estate.roll].format(account=estate.asker.account)
    counts = ", ".join(f"{by_how[how]} {said}" for how, said in _HOW.items() if by_how[how]) or "none to ask"
    stands = "stands" if len(estate.done) == 1 else "stand"
    oldest = min((done.finished_at for done in estate.done), default=None)
    age = f", the oldest as of {_minute(oldest)}" if oldest else ""
    yield printable(
        f"{_accounts(len(estate.done))} of the organization {stands} in {where}, asked by {estate.asker.caller}: "
        f"{counts}; {len(estate.left_out)} not asked{age}."
    )


_ROLLS: Final = {
    "alone": "The snapshot of account {account}, which is none of those asked for, has the organization's list and rules alone: "
    "whoever is on the list and was not collected is named when these are judged.",
    "older": "The organization's list and rules stay as the earlier snapshot of account {account} has them, which is none of "
    "those asked for.",
    "unknown": "No snapshot has the organization's list of accounts: account {account}, which is none of those asked for, may "
    "not list them.",
}


def printable(text: str) -> str:
    """The text without characters that a terminal obeys."""
    return "".join(character if character.isprintable() else "?" for character in text)


def _account(listed: Listed) -> str:
    return f"{listed.id} {listed.name}" if listed.name else listed.id


def _calls(count: int) -> str:
    return "1 call" if count == 1 else f"{count} calls"


def _accounts(count: int) -> str:
    return "1 account" if count == 1 else f"{count} accounts"


def _refusals(done: Done) -> str:
    return ", ".join(f"{count} {outcome}" for outcome, count in sorted(done.refusals.items()))


def _some(lines: list[str]) -> list[str]:
    more = len(lines) - _MOST_NAMED
    return [*map(printable, lines[:_MOST_NAMED]), *([f"  and {more} more"] if more > 0 else [])]


def _minute(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M UTC")
