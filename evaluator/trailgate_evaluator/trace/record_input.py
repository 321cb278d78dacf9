"""What `--record` gives: the name of an API call, one record, or files of them."""

from __future__ import annotations

from difflib import get_close_matches
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from trailgate_evaluator.errors import InputError, UsageError
from trailgate_evaluator.inputs.opening import STANDARD_INPUT, can_be_opened_again
from trailgate_evaluator.inputs.urls import is_url, shown
from trailgate_evaluator.languages.filter_pattern.answers.samples import NEVER_LEFT_OUT, samples_of
from trailgate_evaluator.report.record import whole_record
from trailgate_evaluator.trace.no_records import in_words
from trailgate_evaluator.trace.record_files import EVERYTHING, LeftAside, RecordFile, SkippedFile, is_prefix, record_files

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trailgate_evaluator.trace.record_places import Chosen
    from trailgate_evaluator.trace.tracer import Tracer

Json = dict[str, Any]

MAX_DEPTH: Final = 100
_NO_PATTERN: Final[Json] = {"language": "json", "text": ""}


class OneRecord(Struct, frozen=True, kw_only=True):
    """A record to follow; `others` are the controls that ask for another record of the same call."""

    record: Json
    others: tuple[str, ...] = ()


class ManyRecords(Struct, frozen=True, kw_only=True):
    """Records to count."""

    files: Iterable[RecordFile | SkippedFile | LeftAside | InputError]


def record_input(given: str, tracer: Tracer, as_of: int | None, chosen: Chosen = EVERYTHING) -> OneRecord | ManyRecords:
    """The record that an API call's name stands for, the one that a file holds by itself, or the files' many.

    Raises:
        UsageError: neither a file nor a call that a control requires, or no folder of which something can be `chosen`.
        InputError: a file that cannot be read, or whose one value is no record.
    """
    in_folder = is_prefix(given) or Path(given).is_dir()
    if not chosen.is_all and not in_folder:
        raise UsageError(
            expected="a folder with --from, --to or --account, laid out as in a trail's bucket",
            found=f"'{given[:100]}'",
            where="--record",
            what_to_do="Leave these options out, or name the folder.",
        )
    if is_url(given) and not in_folder:
        return _file(shown(given))
    if given != STANDARD_INPUT and not in_folder and not Path(given).exists():
        if tracer.membership.required(given):
            record = realistic_record(given, tracer, as_of)
            asking = {control for control, _, _ in tracer.membership.required(given)} - tracer.membership.of(record).every.keys()
            return OneRecord(record=record, others=tuple(one for one in tracer.controls if one in asking))
        elsewhere = tracer.required_elsewhere(given)
        if elsewhere is not None or given.isalnum():
            raise _no_call(given, tracer.membership.ids, elsewhere)
    if in_folder:
        return ManyRecords(files=record_files(given, chosen))
    return _file(given)


def realistic_record(name: str, tracer: Tracer, as_of: int | None) -> Json:
    """The record of a successful call of that name or id, with the fields that CloudTrail writes."""
    _, _, one = tracer.membership.required(name)[0]
    told = {path for path, spec in one.model.varying.items() if spec.strings} | NEVER_LEFT_OUT
    deciding = {path: value for path, value in samples_of(one.model).items() if path in told}
    fields = {path: {"is": value} for path, value in one.model.constants.items()}
    return whole_record(deciding, fields=fields, pattern=_NO_PATTERN, as_of=as_of)


def _file(name: str) -> OneRecord | ManyRecords:
    """A record that stands by itself is followed; a list, even of one, and several one after another are counted."""
    file = RecordFile(name)
    found = file.records()
    first = list(islice(found, 2))
    if len(first) == 1 and not file.is_list:
        return OneRecord(record=_checked(first[0], name))
    if can_be_opened_again(name):
        return ManyRecords(files=[RecordFile(name)])
    file.started = chain(first, found)
    return ManyRecords(files=[file])


def _checked(value: Any, name: str) -> Json:
    if isinstance(value, dict) and isinstance(value.get("eventName"), str):
        if _nests_deeper(value):
            raise InputError(
                expected=f"a record of at most {MAX_DEPTH} levels",
                found="more",
                where=name,
                what_to_do="CloudTrail writes no such record: check what made the file.",
            )
        return value
    raise InputError(
        expected="a CloudTrail record, an object with an eventName",
        found=in_words(value),
        where=name,
        what_to_do="Give a record as CloudTrail writes it, or as EventBridge, `lookup-events`, CloudTrail Lake or "
        "CloudWatch Logs hand it out, or a file of them.",
    )


def _nests_deeper(value: Any) -> bool:
    """Whether more than `MAX_DEPTH` objects and lists stand within each other; without recursion."""
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [
            inner for one in level if isinstance(one, dict | list) for inner in (one.values() if isinstance(one, dict) else one)
        ]
    return bool(level)


def _no_call(given: str, names: list[str], elsewhere: tuple[str, str] | None) -> UsageError:
    found, expected = f"'{given[:100]}'", "a file, or an API call that a control requires"
    if elsewhere is not None:
        why, hint = elsewhere
        return UsageError(expected=f"{expected} here", found=f"{found}, {why}", where="--record", what_to_do=hint)
    near = get_close_matches(given[:100], names, n=1)
    hint = f"Did you mean '{near[0]}'?" if near else f"The calls are {', '.join(names)}; give any other record as a file."
    return UsageError(expected=expected, found=found, where="--record", what_to_do=hint)
