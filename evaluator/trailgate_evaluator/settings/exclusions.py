"""The fields by which an exclusion of the settings says which records need not reach anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.languages.filter_pattern.decision.record_model import RecordModel, SpecError, record_model
from trailgate_evaluator.languages.filter_pattern.decision.remainder import narrowed, remainder
from trailgate_evaluator.languages.filter_pattern.syntax.errors import BoundReached
from trailgate_evaluator.regular import regex

if TYPE_CHECKING:
    from trailgate_evaluator.settings.checks import Place

MOST_FIELDS: Final = 16
MOST_VALUES: Final = 200
_LARGEST: Final = 2**53
_PATH: Final = regex(r"[^.\s*\[\]]+(\.[^.\s*\[\]]+){0,31}")
_WORDS: Final = ("is", "one_of", "like", "not", "kinds")
_LISTS: Final = ("one_of", "not", "kinds")
_EVERY_RECORD: Final = RecordModel(fields=())


def fields_of(place: Place) -> dict[str, Any]:
    """{PATH: SPEC} as the record model has them, lists sorted; raises `InputError` with the place of what is none.

    Fields that no record, or every record, could hold together are refused, too.
    """
    if not isinstance(place.value, dict) or not 1 <= len(place.value) <= MOST_FIELDS:
        raise place.wrong(f"1 to {MOST_FIELDS} fields of a record, each with what it is", place.kind())
    fields = {path: _spec(path, found) for path, found in sorted(place.mapping(optional=tuple(place.value)).items())}
    if fields.keys() != place.value.keys():
        raise place.wrong("something said of each field", "a field of which nothing is said")
    try:
        model = record_model(fields)
        held = narrowed(_EVERY_RECORD, model.fields)
        rest = remainder(_EVERY_RECORD, (model,))
    except BoundReached as reached:
        raise place.wrong("fields that can be judged", reached.bound) from reached
    if held is None:
        raise place.wrong("fields that one record can have at once", "a field within one that is no object")
    if not rest:
        raise place.wrong("fields that some record does not have", "what every record has")
    return fields


def _spec(path: str, place: Place) -> dict[str, Any]:
    if not _PATH.fullmatch(path):
        raise place.wrong("a field by its dotted path, such as userIdentity.arn", f"{path[:60]!r}")
    if not isinstance(place.value, dict):
        raise place.wrong("what the field is, such as {is: TEXT} or {like: REGEX}", place.kind())
    given = place.mapping(optional=(*_WORDS, "absent"))
    words = [word for word in _WORDS if word in given]
    if len(words) != 1 and words != ["like", "not"]:
        raise place.wrong("one of is, one_of, like, not and kinds, or like with not", " and ".join(words) or "none of them")
    for name in _LISTS:
        if name in given and len(given[name].elements()) > MOST_VALUES:
            raise given[name].wrong(f"at most {MOST_VALUES} values", str(len(given[name].elements())))
    said: dict[str, Any] = {}
    for word, found in given.items():
        values = found.elements() if word in _LISTS else [found]
        for each in values:
            _check_value(each)
        said[word] = _once([each.value for each in values]) if word in _LISTS else found.value
    try:
        record_model({path: said})
    except SpecError as error:
        told = str(error).removeprefix(f"{path}: expected ")
        expected, _, other = told.partition(", found ")
        raise place.wrong(expected, other[:200]) from error
    except BoundReached as reached:
        raise place.wrong("a field that can be judged", reached.bound) from reached
    return said


def _check_value(place: Place) -> None:
    """Refuses what neither JSON nor a record could hold."""
    value = place.value
    if isinstance(value, str):
        place.text(blank=True)
    elif isinstance(value, float) and not abs(value) <= _LARGEST:
        raise place.wrong(f"a number up to {_LARGEST}", str(value))
    elif isinstance(value, int) and abs(value) > _LARGEST:
        raise place.wrong(f"a number up to {_LARGEST}", "a larger one")
    elif not isinstance(value, str | int | float | bool) and value is not None:
        raise place.wrong("a text (in quotes, where it looks like a date), a number, true or false", place.kind())


def _once(values: list[Any]) -> list[Any]:
    """The values in order, each once; true is not 1."""
    return [value for _, value in sorted({(type(value).__name__, str(value)): value for value in values}.items())]
