"""What the other accounts are called that a result names: its sources tell of those that gave a snapshot, the run of others."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.report.names import account_name, account_number
from trailgate_evaluator.report.owners import account_in, owner_of_key
from trailgate_evaluator.report.sharing_words import sharers

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

Json = dict[str, Any]

_SNAPSHOT: Final = "aws_snapshot"


def called(account: str, result: Json) -> str:
    """The account's number with its name beside it, `222233334444 (log-archive)`; the number alone where nothing tells a name."""
    number = account_number(account)
    name = name_in(account, result)
    return number if name is None else f"{number} ({name})"


def named_beside(results: list[Json], inputs: list[Json]) -> list[Json]:
    """The results, each with `account_names` of the accounts that it names and has no snapshot of, where the run tells them."""
    return _named(results, _names(results, inputs))


def named_of(results: list[Json], names: Mapping[str, str]) -> list[Json]:
    """The same for the results of one input, where `names` are those of all accounts of the run."""
    return _named(results, {**names, **_names(results, [])})


def told_apart(results: list[Json], given: Collection[str]) -> list[Json]:
    """The results of a run that joined nothing, each with `not_joined`: accounts that it names and that gave a snapshot, too.

    `given` are the accounts of all snapshots of the run.
    """
    told = []
    for result in results:
        others = {one for one in mentioned(result) if one in given} if result["origin"] == _SNAPSHOT else set()
        others -= {result["subject"]["account"]}
        told.append({**result, "not_joined": sorted(others)} if others else result)
    return told


def is_left_out(account: str | None, result: Json) -> bool:
    """Whether a snapshot of that account was given, and does not count for this result because nothing was joined."""
    return account is not None and account in result.get("not_joined", ())


def hides_what_was_given(gap: Json, result: Json) -> bool:
    """Whether what a gap calls not supplied was given, and does not count for the same reason."""
    return gap["reason"] == "not_supplied" and is_left_out(gap["account"], result)


def _named(results: list[Json], names: Mapping[str, str]) -> list[Json]:
    return [_beside(result, names) if names else result for result in results]


def _beside(result: Json, names: Mapping[str, str]) -> Json:
    own, told = result["subject"]["account"], {source.get("account") for source in result["sources"]}
    found = {account: names[account] for account in set(mentioned(result)) if account in names}
    found = {account: name for account, name in found.items() if account != own and account not in told}
    found = dict(sorted({**result.get("account_names", {}), **found}.items()))
    return {**result, "account_names": found} if found else result


def name_in(account: str, result: Json) -> str | None:
    """What an account that a result names is called; None where nothing tells."""
    if account == result["subject"]["account"]:
        return account_name(result["subject"])
    for source in result["sources"]:
        if source.get("account") == account:
            return account_name(source)
    return account_name({"account_name": result.get("account_names", {}).get(account)})


def _names(results: list[Json], inputs: list[Json]) -> dict[str, str]:
    """Every account that this run knows by name: those judged, those that they reach, and closed ones."""
    unjudged = ((entry["name"], entry["not_judged"]) for entry in inputs if "not_judged" in entry)
    closed = {told.get("account", name): told.get("account_name") for name, told in unjudged}
    reached = {
        source["account"]: source.get("account_name") for one in results for source in one["sources"] if "account" in source
    }
    judged = {one["subject"]["account"]: one["subject"].get("account_name") for one in results}
    return {account: name for account, name in {**closed, **reached, **judged}.items() if account is not None and name}


def mentioned(result: Json) -> Iterator[str]:
    """The numbers of accounts that are, or may be, told of: with gaps, resources, their keys, and metrics that are shared."""
    for gap in result["gaps"]:
        yield from filter(None, (gap["account"], account_in(gap["id"])))
    for identity, resource in result["resources"].items():
        yield from filter(None, (account_in(identity), owner_of_key(resource), *sharers(resource)))
        if isinstance(resource.get("account"), str):
            yield resource["account"]
    weak = [one for each in result["chains"] for one in each["weaknesses"]]
    yield from filter(None, (account_in(str(one["detail"].get("from"))) for one in weak))
    for found in chain(weak, result["breaks"]):
        for answer in found["detail"].get("answers", ()):
            yield from (answer["by"], answer["newer"])
