"""The calls of a snapshot: its envelope checked by hand, each answer found by what was asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct, field

from trailgate_evaluator.errors import InputError
from trailgate_evaluator.readers.snapshot.contradictions import PAGING, one_answer_each
from trailgate_evaluator.readers.snapshot.echoes import stray
from trailgate_evaluator.readers.snapshot.fields import member_behind
from trailgate_evaluator.readers.snapshot.whole_answers import incomplete

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from trailgate_evaluator.document.parts import Json
    from trailgate_evaluator.readers.snapshot.fields import RowType

OUTCOMES: Final = ("answered", "truncated", "absent", "denied", "failed", "skipped")
"""Best first: of several calls with one question the best counts (`contradictions` refuses two answers that differ)."""

_WITH_PAGES: Final = ("answered", "truncated")
_TOKENS: Final = ("NextToken", "nextToken")
_MORE: Final = {"code": "MorePages", "message": "the last page says that another one follows, which is not there"}


class Call(Struct, frozen=True, kw_only=True):
    """One call and what became of it; `at` is its pointer.

    `lacks`: fields that its source may have left out (`ROW_TYPE.FIELD`).
    """

    at: str
    name: str
    region: str
    request: Json
    outcome: str
    pages: list[Json]
    error: Json | None
    lacks: frozenset[str] = frozenset()

    @property
    def is_about_another(self) -> bool:
        """Whether it was left out since what its bare name means is another account's: of one's own it says nothing."""
        return self.outcome == "skipped" and (self.error or {}).get("code") == "OtherAccount"

    def asks_only(self, *parameters: str) -> bool:
        """Whether nothing but these parameters narrows the answer."""
        return all(key in parameters or key in PAGING for key in self.request)


class Calls(Struct, frozen=True, kw_only=True):
    """All calls of one snapshot, by `service:operation`."""

    name: str
    by_operation: dict[str, list[Call]]
    _asked: dict[tuple[str, str], dict[tuple[str | None, str], Call]] = field(default_factory=dict)

    def of(self, operation: str, region: str | None = None) -> list[Call]:
        """The calls of an operation in the snapshot's order, of one region where it is given."""
        calls = self.by_operation.get(operation, [])
        return calls if region is None else [call for call in calls if call.region == region]

    def where(self, at: str) -> str:
        """A document's `at` (`0#POINTER`) as a person finds it: the file's name and the pointer."""
        return f"{self.name}#{at.partition('#')[2]}"

    def asked(self, operation: str, parameter: str, value: str, region: str | None = None) -> Call | None:
        """The call whose request has `parameter` = `value`, or None; of several the best outcome."""
        key = (operation, parameter)
        if key not in self._asked:
            table: dict[tuple[str | None, str], Call] = {}
            for call in self.of(operation):
                stated = call.request.get(parameter)
                if isinstance(stated, str):
                    for place in (call.region, None):
                        table[place, stated] = best([call, *filter(None, [table.get((place, stated))])]) or call
            self._asked[key] = table
        return self._asked[key].get((region, value))

    def rows(self, call: Call, row_type: RowType) -> Iterator[tuple[Json, str]]:
        """The typed rows of a call's pages, each with its pointer."""
        for number, page in enumerate(call.pages):
            at = f"{call.at}/pages/{number}"
            if row_type.rows is None:
                yield row_type.lacking(row_type.read(page, f"{self.name}#{at}"), call.lacks), f"0#{at}"
                continue
            rows = page.get(row_type.rows)
            if rows is None and row_type.rows_optional:
                continue
            if not isinstance(rows, list):
                raise _malformed(self.name, f"{at}/{row_type.rows}", "a list", rows)
            for index, row in enumerate(rows):
                pointer = f"{at}/{row_type.rows}/{index}"
                if not isinstance(row, dict):
                    raise _malformed(self.name, pointer, "an object", row)
                values = row_type.read(row, f"{self.name}#{pointer}")
                yield row_type.lacking(values, call.lacks) if call.lacks else values, f"0#{pointer}"

    def answer(self, call: Call, row_type: RowType) -> tuple[Json, str]:
        """The one row of an answered call whose page is the answer, with its pointer."""
        for row in self.rows(call, row_type):
            return row
        raise _malformed(self.name, f"{call.at}/pages", "a page", call.pages)


def best(calls: Iterable[Call]) -> Call | None:
    """The call with the best outcome, the first of equals; None where there is no call."""
    return min(calls, key=lambda call: OUTCOMES.index(call.outcome), default=None)


def read_calls(content: Json, name: str) -> Calls:
    """The calls of the snapshot `content`; raises `InputError` where the envelope is not v1's."""
    calls = content.get("calls")
    if not isinstance(calls, list):
        raise _malformed(name, "/calls", "a list of calls", calls)
    by_operation: dict[str, list[Call]] = {}
    account = content.get("account")
    number = account.get("id") if isinstance(account, dict) else None
    asked = (_call(raw, name, f"/calls/{at}") for at, raw in enumerate(calls))
    kept = one_answer_each(asked, name, number if isinstance(number, str) else None)
    for call in sorted(kept, key=lambda one: bool(one.lacks)):  # what another shows whole counts before what may lack something
        by_operation.setdefault(call.name, []).append(call)
    return Calls(name=name, by_operation=by_operation)


def _call(raw: object, name: str, at: str) -> Call:
    if not isinstance(raw, dict):
        raise _malformed(name, at, "an object", raw)
    for key in ("service", "operation", "region", "outcome"):
        if not isinstance(raw.get(key), str):
            raise _malformed(name, f"{at}/{key}", "text", raw.get(key))
    if raw["outcome"] not in OUTCOMES:
        raise _malformed(name, f"{at}/outcome", f"one of {', '.join(OUTCOMES)}", raw["outcome"])
    if not isinstance(raw.get("request"), dict):
        raise _malformed(name, f"{at}/request", "an object", raw.get("request"))
    operation = f"{raw['service']}:{raw['operation']}"
    outcome, pages, error = raw["outcome"], _pages(raw, name, at), _error(raw, name, at)
    lacks = _lacks(raw, name, at)
    broken = incomplete(operation, raw["request"], pages, frozenset(filter(None, map(member_behind, lacks))))
    broken = stray(operation, raw["region"], raw["request"], pages[: broken[0]] if broken else pages) or broken
    if broken is not None:
        number, error = broken
        pages, outcome = pages[:number], "truncated" if number else "failed"
    elif outcome == "answered" and _has_more(pages[-1]):
        outcome, error = "truncated", _MORE
    return Call(
        at=at,
        name=operation,
        region=raw["region"],
        request=raw["request"],
        outcome=outcome,
        pages=pages,
        error=error,
        lacks=lacks,
    )


def _lacks(raw: Json, name: str, at: str) -> frozenset[str]:
    told = raw.get("lacks", [])
    if not isinstance(told, list) or not all(isinstance(one, str) for one in told):
        raise _malformed(name, f"{at}/lacks", "a list of text", told)
    return frozenset(told)


def _has_more(page: Json) -> bool:
    """Whether AWS says behind a page that another one follows."""
    return any(isinstance(page.get(token), str) and page[token] for token in _TOKENS)


def _pages(raw: Json, name: str, at: str) -> list[Json]:
    if raw["outcome"] not in _WITH_PAGES:
        return []
    pages = raw.get("pages")
    if not isinstance(pages, list) or not pages:
        raise _malformed(name, f"{at}/pages", "a list of at least one page", pages)
    for number, page in enumerate(pages):
        if not isinstance(page, dict):
            raise _malformed(name, f"{at}/pages/{number}", "an object", page)
    return pages


def _error(raw: Json, name: str, at: str) -> Json | None:
    error = raw.get("error")
    if raw["outcome"] == "answered":
        if error is not None:
            raise _malformed(name, f"{at}/error", "no error beside a whole answer", error)
        return None
    if not isinstance(error, dict):
        raise _malformed(name, f"{at}/error", "an object with code and message", error)
    for key in ("code", "message"):
        if not isinstance(error.get(key), str):
            raise _malformed(name, f"{at}/error/{key}", "text", error.get(key))
    return {"code": error["code"], "message": error["message"]}


def _malformed(name: str, pointer: str, expected: str, found: Any) -> InputError:
    shown = repr(found[:60]) if isinstance(found, str) else "nothing" if found is None else type(found).__name__
    return InputError(
        expected=expected,
        found=shown,
        where=f"{name}#{pointer}",
        what_to_do="Collect the account again; this is not a whole trailgate/snapshot/v1.",
    )
