"""An explanation for people in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.formats.paint import Paint
from trailgate_evaluator.report.links import LINKS
from trailgate_evaluator.report.model import spec_in_words
from trailgate_evaluator.report.numbers import number_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trailgate_evaluator.formats.page import Page

Json = dict[str, Any]


def explanation_text(told: Json, page: Page) -> str:
    """A control: what it asks, of which records, how each link is decided and by which file, and how to check it by hand.

    Of several their list, and what is common to them.
    """
    paint = Paint(page)
    lines: list[str] = []
    if len(told["controls"]) > 1:
        lines += [*_list(told, paint), ""]
        return paint.fit("\n".join([*lines, *_settings(told, paint), "", _law(told, paint)]) + "\n")
    for control, about in told["controls"].items():
        lines += [*_control(control, about, paint), ""]
        lines += [*_links(about, told["codes"], paint), ""]
    lines += [*_settings(told, paint), "", *_by_hand(told["by_hand"], paint), ""]
    return paint.fit("\n".join([*lines, _law(told, paint)]) + "\n")


def _law(told: Json, paint: Paint) -> str:
    return paint(f"policies {told['policies']['digest']}", "dim")


_NEVER: Final = "never "
"""What stands before a field that no such record has."""


def _list(told: Json, paint: Paint) -> Iterator[str]:
    """Each control with its number, its title, its id, and the records that it asks for."""
    for control, about in told["controls"].items():
        number = number_of(about, told["benchmark"]) or ""
        yield f"{paint(f'{number:<5}', 'cyan')} {paint(about['title'], 'bold')}  {paint(control, 'dim')}"
        yield from paint.wrap(", ".join(about["required_records"]["records"]) or "no record", "      ", style="dim")
    yield from ["", "trailgate explain ID, or NUMBER, tells one of them: its records, its rules, and how to check it by hand."]


def _control(control: str, about: Json, paint: Paint) -> Iterator[str]:
    yield f"{paint(about['title'], 'bold')}  {paint(control, 'dim')}  severity {about['severity']}"
    yield from paint.wrap(about.get("description", ""), "  ")
    yield from ["", f"  {paint('Number in each benchmark', 'bold')}"]
    by_number: dict[str, list[str]] = {}
    for benchmark, number in about["benchmarks"].items():
        by_number.setdefault(str(number), []).append(benchmark)
    for number, benchmarks in by_number.items():
        yield from paint.wrap(f"{number:<14}{', '.join(benchmarks)}", "  ", " " * 16)
    yield from _levels(about, paint)
    required = about["required_records"]
    if not required["records"]:
        yield from ["", "  No record is asked for."]
        return
    yield from ["", f"  {paint('Records that must reach a person', 'bold')}"]
    yield from _records(required, paint)
    for note in about.get("notes", ()):
        yield from paint.wrap(note, "  ")
    for field, spec in sorted(required["fields"].items()):
        how, value = _how(spec), f"{' = ' if 'is' in spec or 'unknown' in spec else ': '}{spec_in_words(spec)}"
        yield f"  {how}  {field}{'' if how == _NEVER else value}"
    yield "  free    every other field: absent, or anything"
    yield from paint.wrap(
        "CloudTrail's reference calls managementEvent and readOnly optional; that it writes them in these records is assumed.",
        "  ",
    )


def _levels(about: Json, paint: Paint) -> Iterator[str]:
    """The profile level by benchmark, and since when the control asks for more or less."""
    by_level: dict[str, list[str]] = {}
    for benchmark, level in about.get("levels", {}).items():
        by_level.setdefault(" or ".join(map(str, level if isinstance(level, list) else [level])), []).append(benchmark)
    for level, benchmarks in by_level.items():
        yield from paint.wrap(f"{'level ' + level:<14}{', '.join(benchmarks)}", "  ", " " * 16)
    for record, benchmark in about.get("since", {}).items():
        yield f"  {record} is asked for since {benchmark}."
    if "less_since" in about:
        yield f"  Since {about['less_since']} it asks for less than before."


def _records(required: Json, paint: Paint) -> Iterator[str]:
    """The records by their ids; those that more tells than their call, each with what does."""
    plain = [name for name, own in required["records"].items() if own in ({}, {"eventName": {"is": name}})]
    yield from paint.wrap(", ".join(plain), "  ")
    for name, own in required["records"].items():
        if name not in plain:
            told = ", ".join(f"{field} {spec_in_words(spec)}" for field, spec in sorted(own.items()))
            yield from paint.wrap(f"{name}: {told}", "  ", "    ")


def _how(spec: Json) -> str:
    if spec.get("kinds") == ["absent"]:
        return _NEVER
    absent = spec.get("absent") or "absent" in spec.get("kinds", ())
    return "may   " if absent else "always"


def _links(about: Json, codes: Json, paint: Paint) -> Iterator[str]:
    files = about["files"]
    yield f"  {paint('How it is decided, link by link', 'bold')}"
    for link in codes["links"]:
        yield ""
        yield f"  {paint(LINKS[link], 'cyan')}"
        for file in files:
            if file["link"] == link:
                yield from _file(file, paint)
        yield from paint.wrap("Broken by: " + "; ".join(codes["breaks"][link].values()) + ".", "    ", "      ", style="dim")
    yield from ["", f"  {paint('The whole, and what serves every link', 'cyan')}"]
    for file in files:
        if file["link"] is None:
            yield from _file(file, paint)


def _file(file: Json, paint: Paint) -> Iterator[str]:
    yield f"    {paint('policies/' + file['file'], 'bold')}"
    title = file["title"] if file["title"].endswith("?") else f"{file['title']}."
    yield from paint.wrap(f"{title} {file['description']}", "      ")
    for rule in file["rules"]:
        yield from paint.wrap(f"{rule['name']}: {rule['title']}", "      - ", "        ", style="dim")


def _settings(told: Json, paint: Paint) -> Iterator[str]:
    yield f"  {paint('What changes the answer, and what never does', 'bold')}"
    yield from paint.wrap("The status is the law's alone. The outcome, which exit codes use, also depends on:", "  ")
    for name, effect in {**told["settings"], **told["options"]}.items():
        yield from paint.wrap(f"{name}: {effect}.", "  - ", "    ")


def _by_hand(steps: Json, paint: Paint) -> Iterator[str]:
    yield f"  {paint('By hand, with the aws CLI', 'bold')} (explain --script prints it as a script)"
    for number, step in enumerate(steps["aws"], 1):
        yield from paint.wrap(f"{LINKS[step['link']]}: {step['shows']}", f"  {number}. ", "     ")
        yield f"     {step['command']}"
    yield from ["", f"  {paint('By hand, with stock OPA', 'bold')}"]
    for number, step in enumerate(steps["opa"], 1):
        yield from paint.wrap(step["shows"], f"  {number}. ", "     ")
        yield f"     {step['command']}"
