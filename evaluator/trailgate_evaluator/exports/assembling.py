"""Answers become snapshots, one for an account; two answers to one question that differ are none."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.export_codes import MAY_BE_MORE, NOT_THERE
from trailgate_evaluator.exports.agreeing import joined
from trailgate_evaluator.exports.aws_answers import SAVED
from trailgate_evaluator.exports.calls import CALLS, PAGING
from trailgate_evaluator.exports.differing import contradicted, differing
from trailgate_evaluator.exports.not_asked import composites_not_asked, masks_not_asked
from trailgate_evaluator.exports.short_lists import held_against

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from trailgate_evaluator.exports.answer import Answer, Left, Member, Outcome

Json = dict[str, Any]

FORMAT: Final = "trailgate/snapshot/v1"
_RANK: Final = {name: number for number, name in enumerate(CALLS)}
_BEST: Final[tuple[Outcome, ...]] = ("answered", "truncated", "absent", "denied", "failed", "skipped")
_RECORDS: Final = "AWS Config"
_TELL: Final = frozenset({"answered", "truncated", "absent"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A snapshot that was made of answers: whose, its content, the answer behind each call of it, and what differs."""

    account: str
    content: Json
    answers: tuple[Answer, ...]
    left: tuple[Left, ...]


def assembled(answers: Iterable[Answer], members: Iterable[Member], program: str) -> list[Made]:
    """The snapshots of these answers, by account; each answer has its account, region and partition.

    `program` is the name and version of what makes them.
    """
    by_account: dict[str, list[Answer]] = {}
    for answer in answers:
        by_account.setdefault(str(answer.account), []).append(answer)
    files = {member.name: member for member in members}
    return [_made(account, found, files, program) for account, found in sorted(by_account.items())]


def _made(account: str, answers: Sequence[Answer], files: dict[str, Member], program: str) -> Made:
    kept, left = _one_each(answers)
    kept, also = held_against(kept)
    left += also
    kept += [*composites_not_asked(kept), *masks_not_asked(kept)]
    kept.sort(key=_order)
    used = [files[name] for name in sorted({answer.file for answer in answers}) if name in files]
    times = [time for answer in kept if (time := _time(answer, files)) is not None]
    finished = max(times, default=0)
    told = [{"name": member.name, "digest": member.digest} for member in used]
    digest = hashlib.sha256(_text(sorted((member.name.rpartition("/")[2], member.digest) for member in used)).encode())
    sources = sorted({answer.source for answer in kept})
    content = {
        "format": FORMAT,
        "account": {"id": account, "partition": next((one.partition for one in kept if one.partition), None) or "aws"},
        "organization": _organization(kept),
        "collected": {
            "started_at": _rfc3339(min(times, default=0)),
            "finished_at": _rfc3339(finished),
            "by": f"export: {', '.join(sources)} (sha256:{digest.hexdigest()})",
            "tool": program,
            "botocore": "none",
            "imported": {
                "tools": sources,
                "spread": _spread(kept),
                "presumed": _presumed(kept),
                "files": told,
                "calls": [_origins(one) for one in kept],
            },
        },
        "regions": sorted({str(one.region) for one in kept if one.name == "cloudtrail:DescribeTrails"}),
        "calls": [_call(one, _rfc3339(_time(one, files) or finished)) for one in kept],
    }
    return Made(account=account, content=content, answers=tuple(kept), left=tuple(left))


def _origins(answer: Answer) -> list[str]:
    files = answer.files or (answer.file,) * len(answer.pointers)
    return [f"{file}#{at}" for file, at in zip(files, answer.pointers, strict=True)]


def _call(answer: Answer, at: str) -> Json:
    call: Json = {
        "service": answer.service,
        "operation": answer.operation,
        "region": answer.region,
        "request": dict(answer.request),
        "outcome": answer.outcome,
        "at": at,
    }
    if answer.outcome in {"answered", "truncated"}:
        call["pages"] = list(answer.pages)
    if answer.outcome != "answered":
        call["error"] = answer.error or {"code": "Unknown", "message": "the export does not say what went wrong"}
    if answer.lacks:
        call["lacks"] = sorted(answer.lacks)
    return call


def _one_each(answers: Sequence[Answer]) -> tuple[list[Answer], list[Left]]:
    """One answer to each question, the fullest; where two differ a failed one, which names both."""
    by_question: dict[tuple[str, ...], list[Answer]] = {}
    for answer in answers:
        by_question.setdefault(_question(answer), []).append(answer)
    kept: list[Answer] = []
    left: list[Left] = []
    for several in by_question.values():
        best, other = _fullest(several)
        if other is not None:
            left += [contradicted(best, other), contradicted(other, best)]
            best = differing(best, other)
        kept.append(best)
    return kept, left


def _fullest(several: Sequence[Answer]) -> tuple[Answer, Answer | None]:
    """Of the answers to one question the one that tells most, and the first that does not agree with it."""
    if (lost := next((one for one in several if one.code == NOT_THERE), None)) is not None:
        return lost, None  # another answer was there, and may have told otherwise
    ordered = sorted(several, key=lambda one: (_BEST.index(one.outcome), len(one.lacks), -(one.at or 0)))
    best, *others = ordered
    for other in others:
        if other.outcome not in _TELL or best.outcome not in _TELL:
            continue
        either = (best, other)
        if best.source != other.source or best.lacks or other.lacks or MAY_BE_MORE in {one.code for one in either}:
            together = joined(best, other)
        else:
            together = max(either, key=lambda one: len(_shown(one))) if _agree(best, other) else None
        if together is None:
            return best, other
        best = together
    return best, None


def _agree(best: Answer, other: Answer) -> bool:
    if "absent" in {best.outcome, other.outcome}:
        return best.outcome == other.outcome
    shown, also = _shown(best), _shown(other)
    if best.outcome == other.outcome == "answered":
        return shown == also
    return also <= shown if best.outcome == "answered" else shown <= also or also <= shown


def _shown(answer: Answer) -> set[str]:
    found: set[str] = set()
    for page in answer.pages:
        for key, value in page.items():
            if key not in PAGING:
                found |= {_text([key, row]) for row in value} if isinstance(value, list) else {_text([key, value])}
    return found


def _order(answer: Answer) -> tuple[int, str, str, str, str]:
    """Where a call stands in a snapshot, as the collector orders them."""
    rank = _RANK.get(answer.name, len(_RANK))
    return rank, answer.service, answer.operation, str(answer.region), json.dumps(dict(answer.request), sort_keys=True)


def _question(answer: Answer) -> tuple[str, str, str, str]:
    """What was asked, without what cuts pages."""
    request = {key: value for key, value in answer.request.items() if key not in PAGING}
    return answer.service, answer.operation, str(answer.region), json.dumps(request, sort_keys=True)


def _organization(answers: Iterable[Answer]) -> Json | None:
    for answer in answers:
        if answer.name == "organizations:DescribeOrganization" and answer.pages:
            told = answer.pages[0].get("Organization")
            if isinstance(told, dict) and isinstance(told.get("Id"), str) and isinstance(told.get("MasterAccountId"), str):
                return {"id": told["Id"], "management_account": told["MasterAccountId"]}
    return None


def _time(answer: Answer, files: dict[str, Member]) -> int | None:
    """When AWS answered: as told, else when the file was written."""
    return answer.at if answer.at is not None else files[answer.file].modified if answer.file in files else None


def _presumed(answers: Iterable[Answer]) -> bool:
    """Whether what was asked is taken from some answer itself, so that it may have been asked for less than all."""
    return any(one.pages and not one.asked and one.source == SAVED for one in answers)


def _spread(answers: Iterable[Answer]) -> int:
    """How far the times lie apart, in seconds, at which AWS answered, where that is told.

    When AWS Config captured something says nothing of how long it stood so.
    """
    told = [one.at for one in answers if one.at is not None and one.pages and one.source != _RECORDS]
    return max(told, default=0) - min(told, default=0)


def _rfc3339(seconds: int) -> str:
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (OverflowError, OSError, ValueError):
        return "1970-01-01T00:00:00Z"


def _text(value: object) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
