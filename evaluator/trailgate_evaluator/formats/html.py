"""`html`: one file for the auditor: readable without script or network, printable, its chains drawn."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup, escape

from trailgate_evaluator.formats.html_accounts import account_view
from trailgate_evaluator.formats.html_estate import Estate
from trailgate_evaluator.formats.overview import OUTCOMES
from trailgate_evaluator.plain import amount, one_line, some
from trailgate_evaluator.regular import regex
from trailgate_evaluator.report import sentences
from trailgate_evaluator.report.advice import fix_estate
from trailgate_evaluator.report.answer import sentence, subject
from trailgate_evaluator.report.collecting import collected_by
from trailgate_evaluator.report.dates import day, minute
from trailgate_evaluator.report.idle import unmatched
from trailgate_evaluator.report.links import LINKS
from trailgate_evaluator.report.model import spec_in_words
from trailgate_evaluator.report.numbers import several
from trailgate_evaluator.report.services import is_of_service
from trailgate_evaluator.report.standing import WORDS
from trailgate_evaluator.report.unjudged import LISTED, unjudged

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trailgate_evaluator.formats.page import Page

Json = dict[str, Any]

_PARTS: Final = files("trailgate_evaluator.formats") / "html_page"
_MOST_PROVEN: Final = 100
"""Accounts up to which the page holds the evidence of what is as it should be, too; the JSON report always does."""

_KINDS: Final = {
    "aws_snapshot": "AWS snapshot", "terraform_plan": "Terraform plan", "terraform_state": "Terraform state",
    "cloudformation_template": "CloudFormation template",
    LISTED: "On the organization's list, no snapshot",
}  # fmt: skip
_OPTION: Final = regex(r"(?<![^\s(`'\">])(--[a-z][a-z-]*)")
"""An option of a command, as sentences and commands name it."""
_WHOLE: Final = r'<span class="option">\g<0></span>'
_MEETS: Final = regex(r"(?<=[:/._,=#-])(?=[^\s:/._,=#-])(?<!\d\.)")


def render(report: Json, page: Page) -> str:
    """The report as one HTML document; its Content-Security-Policy admits its own style and script by hash, nothing else."""
    return document(report, page, Estate(report))


def document(
    report: Json, page: Page, estate: Estate, *, at: Mapping[int, str] | None = None, home: str | None = None, whole: bool = True
) -> str:
    """The same; `at` is where the page of each account of the estate is, by its number, if they have pages of their own.

    `home` leads back from such a page, which is not `whole`: what is stated of no account is not told there.
    """
    title = one_line(page.title, 200) if page.title else None
    style, script = _style(title or f"trailgate: {subject(report)}"), _part("report.js")
    picture = "img-src data:; " if page.logo else ""
    policy = f"default-src 'none'; {picture}style-src {_hash(style)}; script-src {_hash(script)}; "
    proven = len(estate.looks) <= _MOST_PROVEN
    return _template(
        "report.html"
    ).render(
        report=report,
        style=Markup(style),  # noqa: S704 - our own file, and a title in which every character is escaped
        script=Markup(script),  # noqa: S704 - our own file
        policy=f"{policy}base-uri 'none'; form-action 'none'",
        title=title,
        logo=page.logo,
        subject=subject(report),
        answer=sentence(report),
        lead=_lead(report),
        dates=_dates(report),
        unmatched=[*(told for _, told in unjudged(report)), *unmatched(report)] if whole else [],
        at=(lambda number: f"#r{number}") if at is None else at.__getitem__,
        home=home,
        words={standing: f"{word[0].upper()}{word[1:]}" for standing, word in WORDS.items()},
        numbers=estate.numbers,
        signs=OUTCOMES,
        kinds=_KINDS,
        links=LINKS,
        model=_model([result for result in report["results"] if not is_of_service(result)]),
        several=several(report),
        causes=estate.causes(),
        fix=fix_estate(report),
        rows=estate.rows(),
        inputs=[_input(entry) for entry in report["inputs"]],
        accounts=[
            account_view(place, results, report, proven=proven) for place, results in enumerate(estate.looks, 1) if at is None
        ],
    )


def _input(entry: Json) -> Json:
    said = sentences.of_error(entry["error"], entry["name"]) if entry["error"] else None
    return {**entry, "said": said, "collected_by": collected_by(entry, whence=True)}


def page_of(template: str, more: str | None = None, **told: Any) -> str:
    """A page without script, in the looks of the report; `title` stands at the foot of each sheet, too.

    `more` is the name of a file with more style.
    """
    style = f"{_style(told['title'])}{'' if more is None else _part(more)}"
    policy = f"default-src 'none'; style-src {_hash(style)}; base-uri 'none'; form-action 'none'"
    return _template("head.html", template).render(style=Markup(style), policy=policy, **told)  # noqa: S704 - our own file, a title escaped


@cache
def _template(*names: str) -> Template:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )
    environment.filters |= {
        "amount": amount, "one_line": one_line, "day": day, "minute": minute, "some": some, "ticks": _ticks, "parts": _parts,
    }  # fmt: skip
    return environment.from_string("".join(map(_part, names)))


def _part(name: str) -> str:
    return (_PARTS / name).read_text(encoding="utf-8")


def _style(title: str) -> str:
    return f"{_part('report.css')}{_footer(title)}"


def _footer(title: str) -> str:
    """The rule that prints the title at the foot of each page; any character but a letter or a digit is escaped as CSS has it."""
    told = re.sub(r"[^0-9A-Za-z]", lambda found: f"\\{ord(found[0]):06x}", title[:100])
    return f'@media print {{ @page {{ @bottom-left {{ content: "{told}"; }} }} }}\n'


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _ticks(text: str) -> Markup:
    """The text with what stands between backticks as code, and no option broken at a hyphen."""
    told = re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text)))
    return Markup(_OPTION.sub(_WHOLE, told))  # noqa: S704 - escaped first


def _parts(text: str) -> Markup:
    """A name without blanks, to be broken where its parts meet, on paper and on a phone; no option of a command is."""
    told = _OPTION.split(str(text))
    broken = [
        Markup(_WHOLE.replace(r"\g<0>", "{}")).format(part)  # noqa: S704 - escaped as it is put in
        if place % 2
        else Markup("<wbr>").join(_MEETS.split(part))
        for place, part in enumerate(told)
    ]
    return Markup("").join(broken)


def _lead(report: Json) -> str | None:
    """What the one control asks; None where several stand in the report."""
    descriptions = {str(about.get("description", "")) for about in report["controls"].values()}
    return one_line(descriptions.pop(), 600) if len(descriptions) == 1 else None


def _dates(report: Json) -> str | None:
    """The days that the data are of."""
    found = sorted(entry["as_of"] for entry in report["inputs"] if entry["as_of"] is not None)
    if not found:
        return None
    first, last = day(found[0]), day(found[-1])
    return first if first == last else f"{first} to {last}"


def _model(results: list[Json]) -> list[tuple[str, str]]:
    """What a required record is taken to look like, field by field: what is known of it in all results."""
    own = "each account's own" if len({result["control"] for result in results}) < 2 else "each control's own"  # noqa: PLR2004
    said: dict[str, list[str]] = {}
    for result in results:
        for name, spec in result["model"]["fields"].items():
            said.setdefault(name, []).append(spec_in_words(spec))
    return [
        (name, values[0] if len(set(values)) == 1 else own)
        for name, values in sorted(said.items())
        if len(values) == len(results)
    ]
