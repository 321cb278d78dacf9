"""The HTML file is valid, self-contained, and says what the report says, without script too."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest

from tests.evaluator.formats import hostile
from tests.evaluator.report import samples
from trailgate_evaluator.formats.html import _parts, _ticks, render
from trailgate_evaluator.formats.page import Page


def parsed(text: str) -> Element:
    """The page as the HTML standard parses it; a parse error of the standard is an error here."""
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), strict=True, namespaceHTMLElements=False)
    root: Element = parser.parse(text)
    return root


def inner(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


@pytest.mark.parametrize("report", [samples.every_outcome(), samples.report()], ids=["every outcome", "nothing"])
def test_the_page_is_valid_html(report: dict[str, Any]) -> None:
    parsed(render(report, Page()))


@pytest.mark.parametrize("text", hostile.HOSTILE, ids=lambda text: repr(text[:12]))
def test_a_hostile_value_makes_no_element_attribute_or_script(text: str) -> None:
    page = parsed(render(hostile.report(text), Page()))
    plain = parsed(render(hostile.report("plain"), Page()))
    assert {element.tag for element in page.iter()} <= {element.tag for element in plain.iter()}
    assert {name for element in page.iter() for name in element.attrib} <= {
        name for element in plain.iter() for name in element.attrib
    }
    assert len(list(page.iter("script"))) == 1


def test_nothing_is_fetched_and_only_our_own_style_and_script_may_run() -> None:
    text = render(samples.every_outcome(), Page())
    page = parsed(text)
    assert not re.search(r"""\s(?:src|href|action|srcset|data)=["'](?!#)""", text)
    assert not [
        element for element in page.iter() if "style" in element.attrib or any(name.startswith("on") for name in element.attrib)
    ]
    policy = next(
        meta.attrib["content"] for meta in page.iter("meta") if meta.attrib.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy.startswith("default-src 'none'; ")
    for tag in ("style", "script"):
        inside = next(page.iter(tag)).text or ""
        assert f"{tag}-src 'sha256-{base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()}'" in policy


def test_every_id_is_unique_and_every_link_leads_somewhere() -> None:
    page = parsed(render(samples.every_outcome(), Page()))
    ids = [element.attrib["id"] for element in page.iter() if "id" in element.attrib]
    assert len(ids) == len(set(ids))
    targets = {element.attrib["href"].removeprefix("#") for element in page.iter("a")}
    assert targets <= set(ids)


def test_each_result_tells_its_verdict_chain_evidence_and_what_to_do() -> None:
    report = samples.every_outcome()
    page = parsed(render(report, Page()))
    articles = list(page.iter("article"))
    assert [article.attrib["data-outcome"] for article in articles] == [
        "fail",
        "fail",
        "unknown",
        "reaches_nobody",
        "waived",
        "reaches",
    ]
    failing = next(article for article in articles if "444455556666" in inner(article))
    told = inner(failing)
    assert "1 of 3 required records can go unnoticed: PutUserPolicy." in told
    assert "The clause to blame is $.errorCode NOT EXISTS." in told
    assert "0#/calls/2" in told
    assert [inner(mark) for mark in failing.iter("mark")] == ['"eventName": "PutUserPolicy"', '"errorCode": "AccessDenied"']
    assert "Widen the clause to blame" in told
    assert inner(failing).count("broken") == 1
    assert 'class="box broken"' in render(report, Page())
    assert "Waived by Ada until 2026-11-30" in inner(page)
    assert "AWS refused cloudwatch:DescribeAlarms" in inner(page)


def test_the_page_says_how_to_check_it_by_hand() -> None:
    report = samples.every_outcome()
    told = inner(parsed(render(report, Page())))
    assert report["policies"]["digest"] in told
    assert "opa eval -b policies -i document.json data.trailgate.decision" in told
    assert all(entry["digest"].removeprefix("sha256:") in told for entry in report["inputs"] if entry["digest"])
    assert "iam.amazonaws.com" in told


def test_no_option_is_broken_at_a_hyphen() -> None:
    text = _parts("trailgate fix ./a-b/c.json --as-of 2026-01-02 --name-prefix x--y")
    assert text == (
        'trailgate fix ./<wbr>a-<wbr>b/<wbr>c.<wbr>json <span class="option">--as-of</span> 2026-<wbr>01-<wbr>02 '
        '<span class="option">--name-prefix</span> x--<wbr>y'
    )
    assert _ticks("Leave out --no-join: `fix --as-of DAY` <i>") == (
        'Leave out <span class="option">--no-join</span>: <code>fix <span class="option">--as-of</span> DAY</code> &lt;i&gt;'
    )
