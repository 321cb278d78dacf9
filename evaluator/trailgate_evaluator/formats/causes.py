"""What keeps several controls of one account from passing: each cause once, with all controls that it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct, field

from trailgate_evaluator.plain import some
from trailgate_evaluator.regular import regex
from trailgate_evaluator.report import orders, sentences
from trailgate_evaluator.report.advice import beside
from trailgate_evaluator.report.alike import alike, alike_breaks
from trailgate_evaluator.report.links import LINKS
from trailgate_evaluator.report.names import short_name
from trailgate_evaluator.report.numbers import in_short, label
from trailgate_evaluator.report.standing import is_beside
from trailgate_evaluator.report.telling import to_mend
from trailgate_evaluator.report.which_records import naming

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]

_INSTANCE: Final = regex(r'(?<=\w)\[(?:\d+|"(?:[^"\\]|\\.)*")\]')
"""Which instance of a block with `count` or `for_each` an address names."""
_LINE: Final = regex(r", line \d+(?=\))")
"""At which line of a file a value stands, which is another for each resource."""
_ANY: Final = "\0"
"""In the place of a resource of which the same is so as of others."""
_BEFORE: Final = regex(
    r"(?:\([a-z_]+ of |a mute rule covers |AWS evaluates |the actions of |the threshold of |value of \w+ of )$"
)
"""What stands before a resource of which nobody can tell something, where it is no more than one of several."""
_MOST: Final = 3


class Cause(Struct, kw_only=True):
    """What stops, opens or weakens several controls, said once: `kind` is that of the finding.

    `link` and `names` are the resources in `sentence`, in the place of a mark, where it is so of several.
    """

    kind: str
    sentence: str
    advice: str
    link: str = ""
    names: list[str] = field(default_factory=list)
    controls: list[str] = field(default_factory=list)

    def told(self, asked: int) -> str:
        """The sentence, with the controls that it is about, of so many that were asked for."""
        many = len(self.controls)
        about = in_short(self.controls) if many < asked else "all"
        return f"{self.said()} ({about}: {many} control{'' if many == 1 else 's'})"

    def said(self) -> str:
        """The sentence, with the names of the resources that it is about; several instances of one block by its name."""
        names = self.names if len(self.names) == 1 else list(dict.fromkeys(_INSTANCE.sub("[*]", name) for name in self.names))
        several = "" if len(names) == 1 else "s"
        return self.sentence.replace(_ANY, f"{self.link}{several} {some(names, _MOST)}")


class _Finding(Struct, frozen=True, kw_only=True):
    """One thing that is found of a result; `about`: the link and the name of a resource that may be one of several."""

    kind: str
    sentence: str
    advice: str
    about: tuple[str, str] | None = None


def causes(results: list[Json], report: Json) -> list[Cause]:
    """What keeps these results from passing, each once with all controls that it is about; first what stops most.

    What is so of several instances of one block is told once of them all, and so is what nobody can tell of several resources.
    """
    found: dict[tuple[str, str, str], Cause] = {}
    for result in results:
        for one in _findings(result):
            link, name = one.about or ("", "")
            phrase = f"{link} {name}"
            whole = one.sentence if one.about is None else one.sentence.replace(phrase, _ANY)
            of_all = _LINE.sub("", _INSTANCE.sub("[*]", whole))
            own = "" if one.about is None else f"{link} {one.advice}"
            cause = found.setdefault((one.kind, of_all, own), Cause(kind=one.kind, sentence=whole, advice=one.advice, link=link))
            if cause.sentence != whole:
                cause.sentence = of_all
            if one.about is not None and name not in cause.names:
                cause.names.append(name)
            named = label(result["control"], report)
            if named not in cause.controls:
                cause.controls.append(named)
    order = ["broken", "unknown", "weak"]
    return sorted(found.values(), key=lambda cause: (order.index(cause.kind), -len(cause.controls)))


def is_excused(result: Json) -> bool:
    """Whether somebody answers for what is found, so that it stands in nobody's way."""
    return result["outcome"] in {"waived", "attested"}


def _findings(result: Json) -> Iterator[_Finding]:
    """Each finding of a result, none of one that reaches a person or that somebody answers for."""
    if is_excused(result):
        return
    if is_beside(result):
        yield _Finding(kind="broken", sentence=sentences.of_result(result), advice=beside(result))
        return
    if result["status"] == "fail":
        yield from _breaks(result)
    if result["status"] == "unknown":
        for one in alike(result["gaps"], result):
            said = naming(one.sentence, one.first["records"], result)
            yield _Finding(
                kind="unknown",
                sentence=said,
                advice=orders.of_gap(one.first, result),
                about=_about(one.first["id"], said, result),
            )
    if result["status"] == "pass" and result["effective"] != "yes":
        for chain in result["chains"]:
            for weak in to_mend(chain):
                said, advice = sentences.of_weakness(weak, result), orders.of_weakness(weak, result)
                yield _Finding(kind="weak", sentence=said, advice=advice, about=_about(weak["id"], said, result))


def _breaks(result: Json) -> Iterator[_Finding]:
    """What is broken, with all records of which it is so."""
    found: dict[tuple[str, str], set[str]] = {}
    for told in alike_breaks(result["breaks"], result):
        found.setdefault((told.sentence, orders.of_break(told.first, result)), set()).update(told.first["records"])
    for (sentence, advice), records in found.items():
        yield _Finding(kind="broken", sentence=naming(sentence, sorted(records), result), advice=advice)


def _about(identity: str | None, sentence: str, result: Json) -> tuple[str, str] | None:
    """The link and the name of a resource that stands in a sentence so that more of its kind may stand there, too."""
    if identity is None:
        return None
    name = short_name(identity, result["resources"])
    found = next((link for link in LINKS.values() if f"{link} {name}" in sentence), None)
    before = "" if found is None else sentence.partition(f"{found} {name}")[0]
    return (found, name) if found is not None and _BEFORE.search(before) else None
