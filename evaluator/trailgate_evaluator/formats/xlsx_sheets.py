"""The four sheets of a workbook: their columns, and their rows as plain values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct, field

from trailgate_evaluator.formats import csv
from trailgate_evaluator.plain import one_line
from trailgate_evaluator.report import sentences
from trailgate_evaluator.report.answer import looks, worst_of
from trailgate_evaluator.report.cause import cause_of
from trailgate_evaluator.report.dates import minute
from trailgate_evaluator.report.names import account_name, account_number, assumption, kind_of, short_name
from trailgate_evaluator.report.numbers import in_order, in_short, label, several
from trailgate_evaluator.report.others import called, name_in
from trailgate_evaluator.report.shared import first_of
from trailgate_evaluator.report.standing import WORDS, standing_of, worst_first
from trailgate_evaluator.report.unjudged import unjudged, whose

if TYPE_CHECKING:
    from collections.abc import Mapping

Json = dict[str, Any]

_COLLECTED: Final = {
    "collected by": "by", "caller": "caller", "collected from": "endpoint", "collected with": "tool",
}  # fmt: skip
"""What a snapshot says of its collection, by column: whose credentials, who assumed that role, which address, which program."""
MOST_ROWS: Final = 1_000_000
"""Rows of a sheet; Excel has 1,048,576."""


class Column(Struct, frozen=True, kw_only=True):
    """A column by its name; `coloured_by` names the member of a row that holds the standing which colours the cell."""

    name: str
    width: int = 16
    wrapped: bool = False
    coloured_by: str | None = None


class Sheet(Struct, frozen=True, kw_only=True):
    """A sheet: every row is {name of a column: value}, and may hold standings beside them; `head` are lines above the table."""

    name: str
    columns: list[Column]
    rows: list[Json] = field(default_factory=list)
    head: tuple[str, ...] = ()

    @property
    def top(self) -> int:
        """The row that has the names of the columns, counted from 0: one is left free below the head."""
        return len(self.head) + 1 if self.head else 0

    @property
    def last(self) -> int:
        """The last row, counted from 0."""
        return self.top + min(len(self.rows), MOST_ROWS)


def _why(entry: Json) -> str:
    """Why an input could not be read."""
    return sentences.of_error(entry["error"], entry["name"])


def overview(report: Json) -> Sheet:
    """A row for each account, the worst first, with a column for each control; then what could not be read."""
    controls = in_order(report["controls"], report["controls"], report["benchmark"]) if several(report) else []
    labels = {control: label(control, report) for control in controls}
    columns = [
        Column(name="account", width=16), Column(name="name", width=22), Column(name="verdict", width=24, coloured_by="#"),
        Column(name="first broken link, and why", width=48, wrapped=True), Column(name="what to do", width=60, wrapped=True),
        *(Column(name=name, width=10, coloured_by=f"#{name}") for name in labels.values()),
        Column(name="data as of", width=22), Column(name="account assumed", width=18), Column(name="input", width=32),
    ]  # fmt: skip
    unreadable = [
        {
            "verdict": "unreadable", "#": "unreadable", "first broken link, and why": _why(entry),
            "what to do": entry["error"]["what_to_do"], "input": entry["name"],
        }
        for entry in report["inputs"]
        if entry["error"] is not None
    ]  # fmt: skip
    rest = [
        {
            "account": account, "name": named, "verdict": "not judged", "first broken link, and why": told,
            "input": entry["name"],
        }
        for entry, told in unjudged(report)
        for account, named in [whose(entry, report)]
    ]  # fmt: skip
    accounts = [_account(found, labels, report) for found in looks(report)]
    return Sheet(name="overview", columns=columns, rows=[*accounts, *unreadable, *rest])


def _account(results: list[Json], labels: dict[str, str], report: Json) -> Json:
    worst = worst_first(results)[0]
    given, first = report["inputs"][worst["input"]], first_of(worst)
    row = {
        **_whose(worst),
        "verdict": WORDS[worst_of(results)], "#": worst_of(results), "first broken link, and why": cause_of(worst),
        "what to do": None if first is None else first.advice, "data as of": _moment(given["as_of"]), "input": given["name"],
    }  # fmt: skip
    for result in results:
        if result["control"] in labels:
            name = labels[result["control"]]
            row |= {name: WORDS[standing_of(result)], f"#{name}": standing_of(result)}
    return row


def findings(report: Json) -> Sheet:
    """What the CSV has: a row for each finding, and for each result without one."""
    wide = {"sentence", "advice", "cause"}
    names = [name for name in csv.COLUMNS if name not in {"account", "account_name", "outcome"}]
    columns = [
        Column(name="account"), Column(name="account_name", width=22), Column(name="outcome", width=12, coloured_by="standing"),
        *(Column(name=name, width=48 if name in wide else 18, wrapped=name in wide) for name in names),
    ]  # fmt: skip
    return Sheet(name="findings", columns=columns, rows=list(csv.rows(report)))


def resources(report: Json) -> Sheet:
    """Every resource that a result of an account names, once for each account, with the controls that name it."""
    columns = [
        Column(name="account"), Column(name="name", width=22), Column(name="kind", width=14), Column(name="resource", width=40),
        Column(name="controls", width=24), Column(name="id", width=70), Column(name="owner"),
        Column(name="owner's name", width=22), Column(name="region"),
        Column(name="where it stands in the input", width=34), Column(name="input", width=32),
        Column(name="snapshot of", width=22),
    ]  # fmt: skip
    told_in = {entry["digest"]: entry["name"] for entry in reversed(report["inputs"]) if entry["digest"] is not None}
    rows: list[Json] = []
    for results in looks(report):
        named: dict[str, list[str]] = {}
        for result in results:
            for identity in result["resources"]:
                named.setdefault(identity, []).append(label(result["control"], report))
        entries = {identity: entry for result in results for identity, entry in result["resources"].items()}
        rows += [
            {
                **_whose(results[0]), "kind": _kind(identity, entries[identity]), "resource": short_name(identity, entries),
                "controls": in_short(named[identity]), "id": identity, "owner": _text(entries[identity].get("account")),
                "owner's name": _name(_text(entries[identity].get("account")), results[0]),
                "region": _text(entries[identity].get("region")),
                **_standing_in(_text(entries[identity].get("at")), results[0], report, told_in),
            }
            for identity in sorted(entries)
        ]  # fmt: skip
    return Sheet(name="resources", columns=columns, rows=rows)


def _standing_in(at: str | None, result: Json, report: Json, told_in: Mapping[str, str]) -> Json:
    """Where a resource stands: the pointer, the input that has it, and whose snapshot that is where it is another account's."""
    own = {"where it stands in the input": at, "input": report["inputs"][result["input"]]["name"]}
    number, _, pointer = (at or "").partition("#")
    if not number.isdecimal() or int(number) >= len(result["sources"]):
        return own
    source = result["sources"][int(number)]
    account = source.get("account")
    if account is None or account == result["subject"]["account"]:
        return own | {"where it stands in the input": pointer}
    return {
        "where it stands in the input": pointer, "input": told_in.get(source["digest"]),
        "snapshot of": called(account, result),
    }  # fmt: skip


def inputs(report: Json) -> Sheet:
    """Every input, as it was given, with its digest, who collected it, from where, and what came of reading it."""
    columns = [
        Column(name="input", width=48), Column(name="kind"), Column(name="data as of", width=22), Column(name="sha256", width=68),
        Column(name="options", width=32), Column(name="why nothing is judged", width=60, wrapped=True),
        Column(name="collected by", width=48), Column(name="caller", width=48), Column(name="collected from", width=36),
        Column(name="collected with", width=22),
    ]  # fmt: skip
    reasons = {entry["index"]: told for entry, told in unjudged(report)}
    rows = [
        {
            "input": entry["name"], "kind": entry["kind"], "data as of": _moment(entry["as_of"]),
            "sha256": (entry["digest"] or "").removeprefix("sha256:"),
            "options": " ".join(f"--{option} {value}" for option, value in sorted(entry.get("options", {}).items())),
            "why nothing is judged": _unread(entry) if entry["error"] else reasons.get(entry["index"]),
            **{name: (entry.get("collected") or {}).get(told) for name, told in _COLLECTED.items()},
        }
        for entry in report["inputs"]
    ]  # fmt: skip
    return Sheet(name="inputs", columns=columns, rows=rows)


def _unread(entry: Json) -> str:
    return f"{_why(entry)} {one_line(entry['error']['what_to_do'])}"


def _whose(result: Json) -> Json:
    subject = result["subject"]
    return {
        "account": account_number(subject["account"]), "name": account_name(subject), "account assumed": assumption(subject),
    }  # fmt: skip


def _name(account: str | None, result: Json) -> str | None:
    return None if account is None else name_in(account, result)


def _kind(identity: str, entry: Json) -> str | None:
    """What a resource is: an endpoint is a subscription's, a service has no ARN, and an address of Terraform's names a type."""
    if entry.get("endpoint"):
        return "subscription"
    if "service" in entry:
        return "service"
    address = entry.get("address")
    return kind_of(identity) or (str(address).rpartition(".")[0].rpartition(".")[2] if address else None)


def _moment(epoch: int | None) -> str | None:
    return None if epoch is None else minute(epoch)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
