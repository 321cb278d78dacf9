"""Answers of AWS's API as a format of exports: each file that is one, errors that were saved beside them, and a manifest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.export_codes import NOT_THERE
from trailgate_evaluator.exports.answer import Answer, Left, refusal
from trailgate_evaluator.exports.aws_answers import SAVED
from trailgate_evaluator.exports.aws_answers.age import Ages, dropped_by
from trailgate_evaluator.exports.aws_answers.errors_text import errors_in, version_in
from trailgate_evaluator.exports.aws_answers.manifest import entries_of, is_manifest
from trailgate_evaluator.exports.aws_answers.questions import Asked, Unclear, question_of, refused_question
from trailgate_evaluator.exports.aws_answers.shapes import call_of
from trailgate_evaluator.exports.aws_answers.subjects import Subjects
from trailgate_evaluator.exports.aws_answers.times import in_utc
from trailgate_evaluator.exports.calls import CALLS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from trailgate_evaluator.exports.answer import Given, Member, Outcome
    from trailgate_evaluator.exports.aws_answers.manifest import Entry

Json = dict[str, Any]

_BARE: Final = ({"Items"}, {"Items", "NextToken"}, {"Policy", "PolicyName"})
"""What only a manifest, or a file's name, tells from other things."""
_MAY_BE_MORE: Final = "MayNotBeAll"
_NOT_ASKED: Final = frozenset({"OtherAccount", "OperationNotInBotocore"})


class AwsAnswers:
    """Answers of the AWS command line, or of any SDK, as JSON."""

    name = SAVED

    def recognises(self, member: Member) -> bool:
        """See `Format`."""
        if member.text is not None:
            return version_in(member.text) is not None or next(errors_in(member.text), None) is not None
        content = member.content
        if member.lines or member.assigned is not None:
            return False
        return is_manifest(content) or call_of(content) is not None or (isinstance(content, dict) and content.keys() in _BARE)

    def read(self, members: Sequence[Member], given: Given) -> Iterator[Answer | Left]:
        """See `Format`."""
        del given
        manifests = [member for member in members if is_manifest(member.content)]
        entries, left = entries_of(manifests)
        yield from left
        by_name = {member.name: member for member in members}
        told = {entry.file for entry in entries if entry.file is not None}
        loose = [member for member in members if member.name not in told and not is_manifest(member.content)]
        subjects, ages = Subjects(), Ages()
        for member in members:
            if member.text is not None:
                ages.note_version(member.text, member.name)
            elif (call := call_of(member.content)) is not None:
                subjects.note(call, member.content, member.name)
                ages.note(member.content, member.name)
        for entry in entries:
            yield from _of_entry(entry, by_name, subjects, ages)
        for member in loose:
            yield from _of_text(member, subjects) if member.text is not None else _of_answer(member, subjects, ages)


def _of_answer(member: Member, subjects: Subjects, ages: Ages) -> Iterator[Answer | Left]:
    call = call_of(member.content)
    if call is None:
        yield Left(
            file=member.name, why="whose", found="an answer that several calls give", what_to_do="Say which in manifest.json."
        )
        return
    asked = question_of(call, member.content, member.name, subjects)
    if isinstance(asked, Unclear):
        yield _unclear(member.name, asked)
        return
    service, _, operation = asked.call.partition(":")
    yield Answer(
        service=service,
        operation=operation,
        request=asked.request,
        file=member.name,
        pointers=("",),
        pages=(in_utc(_without_metadata(member.content)),),
        outcome="answered" if asked.short is None else "truncated",
        error=None if asked.short is None else {"code": _MAY_BE_MORE, "message": asked.short},
        region=asked.region,
        account=asked.account,
        partition=asked.partition,
        lacks=ages.dropped(asked.call, member.name),
    )


def _of_text(member: Member, subjects: Subjects) -> Iterator[Answer | Left]:
    text = member.text or ""
    found = list(errors_in(text))
    if not found and version_in(text) is not None:
        yield Left(file=member.name, why="ignored", found="the version of the AWS command line")
    for error in found:
        asked = refused_question(error.call, error.message, member.name, subjects)
        pointer = f"L{error.line}"
        if isinstance(asked, Unclear):
            yield _unclear(member.name, asked, pointer)
            continue
        service, _, operation = asked.call.partition(":")
        outcome, told = refusal(error.code, error.message, CALLS[asked.call])
        yield Answer(
            service=service,
            operation=operation,
            request=asked.request,
            file=member.name,
            pointers=(pointer,),
            outcome=outcome,
            error=told,
            region=asked.region,
            account=asked.account,
            partition=asked.partition,
        )


def _of_entry(entry: Entry, members: dict[str, Member], subjects: Subjects, ages: Ages) -> Iterator[Answer | Left]:
    """What a line of a manifest tells; where its file holds an error, that."""
    call = f"{entry.service}:{entry.operation}"
    member = None if entry.file is None else members.get(entry.file)
    error, page, pointer = entry.error, None, ""
    if member is not None and member.text is not None:
        found = next((one for one in errors_in(member.text) if one.call == call), None)
        if found is not None:
            error, pointer = {"code": found.code, "message": found.message}, f"L{found.line}"
    elif member is not None and isinstance(member.content, dict):
        page = member.content
    place = (entry.told_in, entry.pointer) if member is None else (member.name, pointer)
    if error is None and page is None:
        found_there = f"no file {entry.file} that is an answer to {call}"
        hint = "Put the file beside the manifest, or ask again."
        yield Left(file=entry.told_in, pointer=entry.pointer, why="unread", found=found_there, what_to_do=hint)
        error = {"code": NOT_THERE, "message": f"{entry.told_in} names {entry.file} as the answer, which cannot be read"}
    asked = _asked_by(entry, call, page, error, place[0], subjects)
    if isinstance(asked, Unclear):
        yield _unclear(place[0], asked, place[1])
        return
    outcome: Outcome = "answered"
    told: Json | None = None
    if error is not None:
        outcome, told = refusal(error["code"], error["message"], CALLS[call])
    if error is not None and error["code"] in _NOT_ASKED:
        outcome = "skipped"
    if page is not None and (error is not None or asked.short is not None):
        outcome, told = "truncated", told or {"code": _MAY_BE_MORE, "message": str(asked.short)}
    dropped = ages.dropped(call, place[0]) if entry.tool is None else dropped_by(call, version_in(entry.tool))
    yield Answer(
        service=entry.service,
        operation=entry.operation,
        request=asked.request,
        file=place[0],
        pointers=(place[1],),
        pages=() if page is None else (in_utc(_without_metadata(page)),),
        outcome=outcome,
        error=told,
        region=entry.region or asked.region,
        account=entry.account or asked.account,
        at=entry.at,
        lacks=frozenset() if page is None else dropped,
        asked=entry.request is not None,
    )


def _asked_by(  # noqa: PLR0917 - what there is to tell it by
    entry: Entry, call: str, page: Json | None, error: Json | None, file: str, subjects: Subjects
) -> Asked | Unclear:
    """What was asked, as the manifest says; else as far as the answer tells."""
    if entry.request is not None:
        return Asked(call, entry.request)
    if page is not None and call_of(page) not in {call, call.removesuffix("ByTopic")}:
        return Unclear(call, "what was asked", "Say so in manifest.json (`request`).")
    if page is not None:
        return question_of(call, page, entry.file or file, subjects)
    return refused_question(call, str((error or {}).get("message")), entry.file or file, subjects)


def _without_metadata(page: Json) -> Json:
    return {key: value for key, value in page.items() if key != "ResponseMetadata"}


def _unclear(file: str, asked: Unclear, pointer: str = "") -> Left:
    return Left(
        file=file,
        pointer=pointer,
        why="whose",
        found=f"an answer to {asked.call} that does not tell {asked.missing}",
        what_to_do=asked.how,
    )
