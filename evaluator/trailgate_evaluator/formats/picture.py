"""The chain of a result as a picture: a column per link, a box per resource, lines where records go."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from msgspec import Struct, field

from trailgate_evaluator.plain import one_line
from trailgate_evaluator.report.links import CHAIN, LINKS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trailgate_evaluator.report.ladder import Ladder, Mark, Step

_COLUMN: Final = 176
_BOX_WIDTH: Final = 148
_BOX_HEIGHT: Final = 54
_ROW: Final = 88
_TOP: Final = 34
_MOST_ROWS: Final = 5
_LINE: Final = 17
"""Characters of a name that fit a box."""
_RANK: Final[dict[Mark, int]] = {"unreached": 0, "holds": 1, "weak": 2, "unknown": 3, "broken": 4}
_GLYPHS: Final[dict[Mark, str]] = {"holds": "✓", "weak": "!", "unknown": "?", "broken": "✗", "unreached": ""}
_NOTHING: Final = {"broken": "none", "unknown": "cannot be seen", "unreached": "not reached"}


class _Box(Struct):
    column: int
    row: int
    mark: Mark
    name: str
    stopped: set[str] = field(default_factory=set)
    """The records that end here."""


def picture(ladders: list[Ladder], label: str) -> str:
    """The ladders as one inline SVG; `label` tells it to those who cannot see it. No style attribute, no script, no id."""
    boxes = _boxes(ladders)
    rows = max((box.row for box in boxes.values()), default=0) + 1
    width, height = _COLUMN * len(CHAIN) - (_COLUMN - _BOX_WIDTH) + 18, _TOP + rows * _ROW
    parts = [f'<svg class="chain" viewBox="0 0 {width} {height}" role="img" aria-label="{escape(one_line(label, 2000))}">']
    parts += [
        f'<text class="column" x="{4 + place * _COLUMN + _BOX_WIDTH // 2}" y="18">{LINKS[link]}</text>'
        for place, link in enumerate(CHAIN)
    ]
    parts += _lines(ladders, boxes)
    parts += [piece for box in boxes.values() for piece in _drawn(box)]
    return "".join([*parts, "</svg>"])


def _key(place: int, step: Step) -> tuple[int, str]:
    return place, step.id or f"({step.mark})"


def _boxes(ladders: list[Ladder]) -> dict[tuple[int, str], _Box]:
    """A box per distinct resource and column, its worst mark on it; an empty column gets a placeholder."""
    boxes: dict[tuple[int, str], _Box] = {}
    for ladder in ladders:
        for place, step in enumerate(ladder.steps):
            key = _key(place, step)
            if key in boxes:
                boxes[key].mark = max(boxes[key].mark, step.mark, key=_RANK.__getitem__)
            elif step.mark != "unreached":
                row = sum(1 for column, _ in boxes if column == place)
                if row < _MOST_ROWS:
                    boxes[key] = _Box(column=place, row=row, mark=step.mark, name=step.name)
            if key in boxes and step.mark in {"broken", "unknown"}:
                boxes[key].stopped.update(ladder.records)
    for place in range(len(CHAIN)):
        if not any(column == place for column, _ in boxes):
            boxes[place, ""] = _Box(column=place, row=0, mark="unreached", name="")
    return boxes


def _lines(ladders: list[Ladder], boxes: dict[tuple[int, str], _Box]) -> Iterator[str]:
    drawn: dict[tuple[tuple[int, str], tuple[int, str]], Mark] = {}
    for ladder in ladders:
        for place in range(len(CHAIN) - 1):
            here, after = ladder.steps[place], ladder.steps[place + 1]
            ends = (_key(place, here), _key(place + 1, after))
            if here.mark in {"broken", "unreached"} or ends[0] not in boxes or ends[1] not in boxes:
                continue
            mark: Mark = after.mark if after.mark in {"broken", "unknown"} else "holds"
            drawn[ends] = min(drawn.get(ends, mark), mark, key=_RANK.__getitem__)
    for (start, end), mark in drawn.items():
        yield _line(boxes[start], boxes[end], mark)


def _line(start: _Box, end: _Box, mark: Mark) -> str:
    x1, y1 = _left(start) + _BOX_WIDTH, _middle(start)
    x2, y2 = _left(end), _middle(end)
    bend = (x1 + x2) // 2
    return f'<path class="line {mark}" d="M{x1} {y1}C{bend} {y1} {bend} {y2} {x2 - 1} {y2}"/>'


def _drawn(box: _Box) -> Iterator[str]:
    x, y = _left(box), _TOP + box.row * _ROW
    yield f'<rect class="box {box.mark}" x="{x}" y="{y}" width="{_BOX_WIDTH}" height="{_BOX_HEIGHT}" rx="7"/>'
    lines = _two_lines(box.name) if box.name else [_NOTHING.get(box.mark, "")]
    first = y + _BOX_HEIGHT // 2 + (5 if len(lines) == 1 else -3)
    for number, line in enumerate(lines):
        style = "name" if box.name else "nothing"
        yield f'<text class="{style}" x="{x + _BOX_WIDTH // 2}" y="{first + number * 16}">{escape(line)}</text>'
    if box.stopped:
        middle, below = x + _BOX_WIDTH // 2, y + _BOX_HEIGHT + 17
        yield f'<text class="stopped {box.mark}" x="{middle}" y="{below}">{escape(_stopped(box))}</text>'
    if _GLYPHS[box.mark]:
        yield f'<circle class="badge {box.mark}" cx="{x + _BOX_WIDTH - 3}" cy="{y + 3}" r="9"/>'
        yield f'<text class="glyph" x="{x + _BOX_WIDTH - 3}" y="{y + 7}">{_GLYPHS[box.mark]}</text>'


def _stopped(box: _Box) -> str:
    """What is written under a box where records end."""
    count = len(box.stopped)
    if count == 1:
        return _two_lines(next(iter(box.stopped)))[0]
    return f"{count} records" if count else ""


def _two_lines(name: str) -> list[str]:
    """The name in at most two lines, broken after a separator where there is one, its middle left out where it is long."""
    if len(name) <= _LINE:
        return [name]
    cut = max((name.rfind(mark, 0, _LINE) for mark in "/-_.: @"), default=-1) + 1
    cut = cut if cut > _LINE // 3 else _LINE
    rest = name[cut:]
    return [name[:cut], rest if len(rest) <= _LINE else f"{rest[: _LINE // 2 - 1]}…{rest[-(_LINE // 2) :]}"]


def _left(box: _Box) -> int:
    return 4 + box.column * _COLUMN


def _middle(box: _Box) -> int:
    return _TOP + box.row * _ROW + _BOX_HEIGHT // 2
