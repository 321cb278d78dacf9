"""Every finding of a report as one flat list, for formats that know no chains."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from trailgate_evaluator.plain import one_line
from trailgate_evaluator.regular import regex
from trailgate_evaluator.report import exclusions, orders, sentences
from trailgate_evaluator.report.advice import beside
from trailgate_evaluator.report.alike import alike, alike_breaks
from trailgate_evaluator.report.break_words import BREAKS
from trailgate_evaluator.report.cause import title_of_gap
from trailgate_evaluator.report.fingerprint import fingerprint
from trailgate_evaluator.report.gap_words import GAPS
from trailgate_evaluator.report.links import SERVICE, link_at
from trailgate_evaluator.report.model import fields_of
from trailgate_evaluator.report.names import account_name, assumption, short_name
from trailgate_evaluator.report.others import called
from trailgate_evaluator.report.premises import PREMISES, premises
from trailgate_evaluator.report.record import whole_record
from trailgate_evaluator.report.refusal_words import of_another
from trailgate_evaluator.report.sharing_words import in_doubt, unshared
from trailgate_evaluator.report.standing import is_beside, standing_of
from trailgate_evaluator.report.template_words import retold
from trailgate_evaluator.report.weakness_words import WEAKNESSES
from trailgate_evaluator.report.which_records import naming
from trailgate_evaluator.report.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Json = dict[str, Any]

_LINE: Final = regex(r"(.+), line ([1-9][0-9]{0,8})(?:, column [0-9]+)?", re.DOTALL)
Kind = Literal["break", "gap", "weakness", "exclusion", "premise", "unreadable"]
Level = Literal["error", "warning", "note"]


class Finding(Struct, frozen=True, kw_only=True):
    """One thing to tell of one control in one input.

    `code` is the break's or weakness's code, or the gap's reason. `level` follows the outcome: what an exception
    or an old state excuses is a note. `assumed`: whose word the account rests on, where the input does not prove it.
    `premises` are sentences of what else the verdict rests on and the input does not tell. `between` is the account whose
    links, or rules, or metrics it is about, where that is what ties accounts together.
    `location` is {path, line} in the Terraform sources or the template, where known.
    """

    kind: Kind
    level: Level
    code: str
    title: str
    sentence: str
    advice: str
    control: str
    input: str
    account: str | None
    account_name: str | None
    assumed: str | None
    premises: tuple[str, ...] = ()
    between: str | None = None
    link: str | None
    id: str | None
    name: str
    at: str | None
    address: str | None
    records: tuple[str, ...]
    outcome: str
    fingerprint: str
    location: Json | None

    @property
    def headline(self) -> str:
        """The title, with the account that it is about where it is about what ties accounts together."""
        return self.title if self.between is None else f"{self.title}: account {self.between}"

    @property
    def whose(self) -> str:
        """What is to be said of the account, with a blank before it: its name, and by whose word it is taken and what of it."""
        named = "" if self.account_name is None else f" Account {self.account} is called {self.account_name}."
        assumed = "" if self.assumed is None else f" Account {self.account} is assumed: {self.assumed}."
        return named + assumed + "".join(f" {one}" for one in self.premises)


def findings(report: Json) -> Iterator[Finding]:
    """The findings of a report: unreadable inputs first, then result by result in the report's order.

    A pass has a note for each exclusion on which it may rest, and one for what else it rests on where it has no finding:
    formats that list findings say nothing else of it.
    """
    for entry in report["inputs"]:
        if entry["error"] is not None:
            yield _unreadable(entry)
    names = {entry["index"]: entry["name"] for entry in report["inputs"]}
    for result in report["results"]:
        found = list(of_result(result, names[result["input"]]))
        yield from found
        if result["status"] == "pass" and standing_of(result) != "unrelated":
            yield from _excluded(result, names[result["input"]])
            yield from () if found else _premises(result, names[result["input"]])


def _excluded(result: Json, input_name: str) -> Iterator[Finding]:
    for one in exclusions.counting(result):
        about = {"code": exclusions.CODE, "link": None, "id": None, "at": None, "records": sorted(one["records"])}
        found = fingerprint(result["control"], result["subject"], "exclusion", str(one["id"]))
        words = replace(exclusions.WORDS, advice=exclusions.advice(one))
        yield _finding("exclusion", "note", words, exclusions.said(one), {**about, "fingerprint": found}, result, input_name)


def _premises(result: Json, input_name: str) -> Iterator[Finding]:
    for code, said in premises(result):
        records = sorted({record for named in result["records"].values() for record in named})
        about = {"code": code, "link": None, "id": None, "at": None, "records": records}
        found = fingerprint(result["control"], result["subject"], "premise", code)
        told = _finding("premise", "note", PREMISES[code], said, {**about, "fingerprint": found}, result, input_name)
        yield replace(told, premises=())


def of_result(result: Json, input_name: str) -> Iterator[Finding]:
    """The findings of one result: breaks, gaps, then weaknesses. What has one fingerprint is one finding of all its records.

    A plan that is not about the chain has none where nothing but a regression was asked for.
    """
    if standing_of(result) == "unrelated":
        return
    excused = result["outcome"] not in {"fail", "unknown"}
    if is_beside(result):
        yield _beside(result, input_name)
        return
    for told in alike_breaks(_merged(result["breaks"]), result):
        level: Level = "note" if excused else "error"
        found = told.first if told.first["link"] != SERVICE else _of_all_regions(told.first, result)
        named = naming(told.sentence, told.first["records"], result)
        said = " ".join(filter(None, (named, sentences.of_older_text(result))))
        words = replace(BREAKS[found["code"]], advice=orders.of_break(found, result))
        sharing = unshared(found["code"], result["resources"].get(found["id"], {}))
        if sharing is not None:
            words, found = replace(words, title=sharing[0].title), {**found, "between": sharing[1]}
        yield _finding("break", level, words, said, found, result, input_name)
    for gap, said in _gaps(result):
        level = "note" if excused else "warning"
        words = replace(GAPS[gap["reason"]], title=title_of_gap(gap, result), advice=orders.of_gap(gap, result))
        between = {} if in_doubt(gap) is None else {"between": gap["account"]}
        yield _finding("gap", level, words, said, {**gap, **between, "code": gap["reason"]}, result, input_name)
    for weak in _merged(_weaknesses(result)):
        level = _gravity(weak, result)
        said = sentences.of_weakness(weak, result)
        title, advice = sentences.title_of_weakness(weak), orders.of_weakness(weak, result)
        words = replace(WEAKNESSES[weak["code"]], title=title, advice=advice)
        yield _finding("weakness", level, words, said, weak, result, input_name)


def _gaps(result: Json) -> Iterator[tuple[Json, str]]:
    """The gaps with their sentences; those of a service are one for all regions that it is about."""
    merged = _merged(result["gaps"])
    for gap in merged:
        if gap["link"] != SERVICE:
            yield gap, naming(sentences.of_gap(gap, result), gap["records"], result)
    for told in alike([gap for gap in merged if gap["link"] == SERVICE], result):
        yield _of_all_regions({**told.first, "code": told.first["reason"]}, result), told.sentence


def _of_all_regions(found: Json, result: Json) -> Json:
    """What is found of a service, as one finding that stays the same whichever regions it is about."""
    told = fingerprint(result["control"], result["subject"], SERVICE, found["code"], None)
    return {**found, "id": None, "fingerprint": told}


def _beside(result: Json, input_name: str) -> Finding:
    """What is told of a plan beside the chain, in place of a break: of the account it proves nothing."""
    (found, *_) = result["breaks"]
    words = Words(title="Not this change's business", says="", advice=beside(result))
    return _finding("break", "error", words, sentences.of_result(result), found, result, input_name)


def _merged(found: Iterable[Json]) -> list[Json]:
    merged: dict[str, Json] = {}
    for one in found:
        first = merged.setdefault(one["fingerprint"], one)
        merged[one["fingerprint"]] = {**first, "records": sorted({*first["records"], *one["records"]})}
    return list(merged.values())


def _weaknesses(result: Json) -> Iterator[Json]:
    for chain in result["chains"]:
        for weak in chain["weaknesses"]:
            yield {**weak, "link": link_at(weak["id"], chain), "records": chain["records"]}


def _gravity(weak: Json, result: Json) -> Level:
    """A weakness is a note, unless effectiveness was asked for and this is what is missing."""
    if result["outcome_by"] != "effective" or weak["effect"] == "none":
        return "note"
    return "error" if weak["effect"] == result["effective"] == "no" else "warning"


def counterexample(found: Json, result: Json) -> Json | None:
    """The whole record that slips through a broken filter, or None where the break has none."""
    deciding = found["detail"].get("counterexample") if isinstance(found.get("detail"), dict) else None
    if not isinstance(deciding, dict):
        return None
    name = result["resources"].get(found["id"], {}).get("pattern")
    pattern = result["patterns"].get(name) if isinstance(name, str) else None
    fields = fields_of(result["model"], found["records"][0])
    return whole_record(
        deciding, fields=fields, pattern=pattern, as_of=result.get("as_of"), partition=result["subject"]["partition"]
    )


def _finding(  # noqa: PLR0917 - what it is, how grave, its words, where
    kind: Kind, level: Level, words: Words, sentence: str, about: Json, result: Json, input_name: str
) -> Finding:
    identity = about["id"]
    address = about.get("address") or result["resources"].get(identity, {}).get("address")
    return Finding(
        kind=kind,
        level=level,
        code=about["code"],
        title=retold(words.title, result),
        sentence=sentence,
        advice=words.advice,
        control=result["control"],
        input=input_name,
        account=result["subject"]["account"],
        account_name=account_name(result["subject"]),
        assumed=assumption(result["subject"]),
        premises=tuple(said for _, said in premises(result)),
        between=called(str(about["between"]), result) if "between" in about else None,
        link=about["link"],
        id=identity,
        name=short_name(identity, result["resources"]),
        at=about["at"],
        address=address if isinstance(address, str) else None,
        records=tuple(about["records"]),
        outcome=result["outcome"],
        fingerprint=about["fingerprint"],
        location=result.get("locations", {}).get(of_another(about) or address),
    )


def _unreadable(entry: Json) -> Finding:
    error = entry["error"]
    return Finding(
        kind="unreadable", level="error", code="unreadable", title="Input cannot be read",
        sentence=sentences.of_error(error, entry["name"]), advice=one_line(error["what_to_do"]),
        control="", input=entry["name"], account=None, account_name=None, assumed=None, link=None, id=None,
        name=one_line(entry["name"]), at=None,
        address=None,
        records=(), outcome="unreadable", fingerprint=fingerprint("unreadable", {}, entry["name"]),
        location=_line_in(error["where"]),
    )  # fmt: skip


def _line_in(where: str) -> Json | None:
    """{path, line} of what cannot be read, where a line is told."""
    found = _LINE.fullmatch(where)
    return None if found is None else {"path": found[1], "line": int(found[2])}
