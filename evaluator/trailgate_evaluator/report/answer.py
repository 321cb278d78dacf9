"""The answer of a whole report before anything else: one sentence, and four numbers that add up with what is beside them."""

from __future__ import annotations

from collections import Counter
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.plain import some
from trailgate_evaluator.report.cause import cause_of, worst_break
from trailgate_evaluator.report.links import LINKS, PLACE, SERVICE
from trailgate_evaluator.report.names import account_of
from trailgate_evaluator.report.numbers import label, number_of, several, titled
from trailgate_evaluator.report.services import is_of_service
from trailgate_evaluator.report.shared import place_of
from trailgate_evaluator.report.standing import GOOD, WORDS, Standing, standing_of, standings

if TYPE_CHECKING:
    from collections.abc import Mapping

Json = dict[str, Any]

FOUR: Final[Mapping[str, tuple[tuple[str, str], tuple[Standing, ...]]]] = {
    "reaches": (("reaches a person", "reach a person"), ("reaches",)),
    "idle": (
        ("passes, but would reach nobody, or nobody knows", "pass, but would reach nobody, or nobody knows"),
        ("reaches_nobody", "reach_unknown"),
    ),
    "fail": (("fails", "fail"), ("fail",)),
    "unknown": (("cannot be told", "cannot be told"), ("unknown",)),
}
"""The numbers that are always told: what each counts, of one and of any other number, by its name."""
BESIDE: Final[Mapping[Standing, tuple[str, str]]] = {
    "holds": ("passes and asks for no chain", "pass and ask for no chain"), "waived": ("waived", "waived"),
    "attested": ("attested", "attested"), "as_before": ("fails as before the change", "fail as before the change"),
    "unrelated": ("not the change's business", "not the change's business"),
}  # fmt: skip
"""What is told beside them, where there is any."""


def numbers(report: Json) -> list[tuple[str, str, int]]:
    """(name, what it counts, how many): the four, then the others that occur; together all results."""
    found = standings(report)
    four = [(name, words, sum(found.get(one, 0) for one in counted)) for name, (words, counted) in FOUR.items()]
    told = [*four, *((one, words, found[one]) for one, words in BESIDE.items() if found.get(one))]
    return [(name, words[number != 1], number) for name, words, number in told]


def looks(report: Json) -> list[list[Json]]:
    """The results of each account as each input shows it: the worst first, of such those with most that bad, then those alike.

    What stops more of a control's records comes before what stops fewer.
    """
    groups: dict[tuple[int, str | None], list[Json]] = {}
    for result in report["results"]:
        groups.setdefault(place_of(result), []).append(result)
    order = list(WORDS)

    def gravity(results: list[Json]) -> tuple[int, int, int, str]:
        worst = worst_of(results)
        found = [result for result in results if standing_of(result) == worst]
        return order.index(worst), -len(found), -_stopped(found[0]), cause_of(found[0]) or ""

    return sorted(groups.values(), key=gravity)


def _stopped(result: Json) -> int:
    """How many records the first broken link of a result stops; of a service, whose regions are no measure, none."""
    found = worst_break(result)
    return 0 if found is None or found["link"] == SERVICE else len(found["records"])


def worst_of(results: list[Json]) -> Standing:
    """The worst standing of some results; of several good ones that of those that a person hears of."""
    order = {standing: place for place, standing in enumerate(WORDS)} | {"holds": len(WORDS)}
    return min((standing_of(result) for result in results), key=order.__getitem__)


def noun(found: list[list[Json]]) -> str:
    """What the looks are of: accounts, where no two are of one and each is known; else inputs."""
    accounts = {results[0]["subject"]["account"] for results in found}
    known = all(account is not None and not str(account).startswith("tf:") for account in accounts)
    return "account" if known and len(accounts) == len(found) else "input"


def are_named_alike(found: list[list[Json]], report: Json) -> bool:
    """Whether each account has one input that is called by its number, so that naming both would say one thing twice."""
    return (
        len(found) > 1
        and noun(found) == "account"
        and all(
            PurePath(report["inputs"][results[0]["input"]]["name"]).name.partition(".")[0] == results[0]["subject"]["account"]
            for results in found
        )
    )


def sentence(report: Json) -> str:
    """Would a person hear of it? In how many accounts, and where not, why."""
    found = looks(report)
    if not found:
        return "Nothing was judged."
    return f"{_judged(found, report)}{_unread(report)}"


def _unread(report: Json) -> str:
    """That something was given and could not be read, where that is so: of it nothing is said."""
    count = report["summary"]["unreadable"]
    if not count:
        return ""
    many, of_them = (f"{count} input", "it") if count == 1 else (f"{count} inputs", "them")
    return f" {many} cannot be read, and nothing is said of {of_them}."


def _judged(found: list[list[Json]], report: Json) -> str:
    asked = len(report["controls"])
    these = "the control asks" if asked == 1 else f"these {asked} controls ask"
    counts = Counter(_class_of(results) for results in found)
    if (told := _but_services(found, report)) is not None:
        return told
    only_services = all(is_of_service(result) for result in report["results"])
    yes = f"all is as {these}" if only_services else f"a person would hear of all that {these} for"
    if len(found) == 1:
        return _of_one(found[0], yes, these)
    many = f"{len(found)} {noun(found)}s"
    none = f"is all as {these}" if only_services else f"would a person hear of all that {these} for"
    of_many = f"In all {many}" if counts["good"] == len(found) else f"In {counts['good']} of {many}"
    parts = [f"{of_many} {yes}" if counts["good"] else f"In none of {many} {none}"]
    of_class = {name: said.format(n=counts[name]) for name, said in _CLASSES.items() if counts[name]}
    if "fail" in of_class:
        of_class["fail"] += _open_beside_fails(found, counts["fail"])
    parts += of_class.values()
    return f"{'; '.join(parts)}.{_most_often(found)}"


_CLASSES: Final = {
    "fail": "in {n} something fails",
    "unknown": "of {n} it cannot be told",
    "idle": "{n} would pass and yet reach nobody, or nobody knows",
    "stated": "for {n} somebody answers",
}


def _but_services(found: list[list[Json]], report: Json) -> str | None:
    """The answer where every chain reaches a person, and only what asks for a service is not as it should be; None else."""
    services = {result["control"] for result in report["results"] if is_of_service(result)}
    off = [[result for result in results if _class_of([result]) != "good"] for results in found]
    chains = len(report["controls"]) - len(services)
    if chains < 1 or not any(off) or not all(is_of_service(result) for results in off for result in results):
        return None
    counts = Counter(_class_of(results) for results in off if results)
    where = f"In account {account_of(found[0][0]['subject'])}" if len(found) == 1 else f"In all {len(found)} {noun(found)}s"
    ask = "asks" if chains == 1 else "ask"
    names = some(sorted({label(result["control"], report) for results in off for result in results}))
    many = {name: "" if len(found) == 1 else f" {of} {counts[name]}" for name, of in _OF_SERVICES.items()}
    said = [f"{words}{many[name]}" for name, words in _SERVICES.items() if counts[name]]
    return (
        f"{where} a person would hear of all that {chains} of these {len(report['controls'])} controls {ask} for; {names}, which "
        f"asks for a service and no chain, {' and '.join(said)}."
    )


_SERVICES: Final = {"fail": "fails", "unknown": "cannot be told", "stated": "is answered for by somebody"}
_OF_SERVICES: Final = {"fail": "in", "unknown": "of", "stated": "in"}
"""What is said of a control that asks for a service, by how the accounts stand where it is not as it should be."""


def _open_beside_fails(found: list[list[Json]], failing: int) -> str:
    """In how many of those in which something fails more cannot be told: their number hides that else."""
    both = sum(1 for results in found if {"fail", "unknown"} <= {_class_of([result]) for result in results})
    if not both:
        return ""
    return " and more cannot be told" if both == failing else f", and in {both} of these more cannot be told"


def _class_of(results: list[Json]) -> str:
    worst = worst_of(results)
    if worst in GOOD:
        return "good"
    return next((name for name, (_, counted) in FOUR.items() if worst in counted), "stated")


def _of_one(results: list[Json], yes: str, these: str) -> str:
    whose, count = account_of(results[0]["subject"]), Counter(_class_of([result]) for result in results)
    many = f" ({{n}} of {len(results)} controls)" if len(results) > 1 else ""
    match _class_of(results):
        case "good":
            return f"In account {whose} {yes}."
        case "fail":
            more = f", and more cannot be told ({count['unknown']})" if count["unknown"] else ""
            return f"In account {whose} not all is as {these}: something fails{many.format(n=count['fail'])}{more}."
        case "unknown":
            return f"Whether all in account {whose} is as {these} cannot be told{many.format(n=count['unknown'])}."
        case "idle":
            passing = "The control passes" if len(results) == 1 else "Every control passes"
            told = many.format(n=count["idle"])
            return f"{passing} in account {whose}, and yet a change would reach nobody, or nobody knows{told}."
        case _:
            return f"In account {whose} not all is as {these}, and somebody answers for it."


def _most_often(found: list[list[Json]]) -> str:
    """Where the chain breaks in most accounts, where it breaks in several of them."""
    links: Counter[str] = Counter()
    for results in found:
        links.update({link for link in map(_broken_link, results) if link is not None})
    if not links:
        return ""
    link, count = min(links.items(), key=lambda one: (-one[1], PLACE[one[0]]))
    return f" Most often the chain breaks at the {LINKS[link]} ({count} {noun(found)}s)." if count > 1 else ""


def _broken_link(result: Json) -> str | None:
    """The link at which the chain of a failing control breaks; None of one that asks for no chain."""
    found = worst_break(result) if standing_of(result) == "fail" else None
    return None if found is None or found["link"] == SERVICE else str(found["link"])


def subject(report: Json) -> str:
    """What the report is of, for a title: an account, or how many; and the control, or how many."""
    found = looks(report)
    asked = next(iter(report["controls"]), None)
    what = f"{len(report['controls'])} controls" if several(report) or asked is None else titled(asked, report)
    number = None if asked is None or several(report) else number_of(report["controls"][asked], report["benchmark"])
    what = what if number is None else f"{number} {what}"
    if len(found) == 1:
        return f"Account {account_of(found[0][0]['subject'])}: {what}"
    return f"{len(found)} {noun(found)}s: {what}"
