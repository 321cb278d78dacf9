"""The Markdown fits a comment and shows values as text, whatever they hold."""

from __future__ import annotations

import re

import pytest
from html5lib import HTMLParser
from markdown_it import MarkdownIt

from tests.evaluator.formats import hostile
from tests.evaluator.report import samples
from trailgate_evaluator.formats.markdown import MOST, render
from trailgate_evaluator.formats.markdown_text import advised
from trailgate_evaluator.formats.page import Page

OURS = {"details", "summary", "sub", "!--"}


def as_html(text: str) -> str:
    return str(MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(text))


@pytest.mark.parametrize("text", hostile.HOSTILE, ids=lambda text: repr(text[:12]))
def test_no_value_becomes_a_tag_a_link_a_heading_or_a_mention(text: str) -> None:
    shown = render(hostile.report(text), Page())
    page = as_html(shown)
    tags = set(re.findall(r"<(!--|/?[a-zA-Z][\w-]*)", page))
    ours = OURS | {f"/{tag}" for tag in OURS}
    made = {"h3", "p", "table", "thead", "tbody", "tr", "th", "td", "ul", "li", "ol", "code", "pre", "strong", "br"}
    assert tags <= ours | made | {f"/{tag}" for tag in made}
    assert page.count("<h3>") == 1
    assert page.count("<details") == page.count("</details>") == 1
    outside_code = re.sub(r"<code.*?</code>", "", page, flags=re.DOTALL)
    assert not re.search(r"@\w", outside_code.replace("@example", ""))
    HTMLParser().parse(page)


def test_however_large_the_estate_it_fits_a_comment_and_counts_the_rest() -> None:
    accounts = [str(100000000000 + n) for n in range(2000)]
    kinds = (samples.failing, samples.passing)
    shown = render(samples.report(*((account, kinds[n % 2](account)) for n, account in enumerate(accounts))), Page())
    assert len(shown) <= MOST
    assert re.search(r"\d+ more rows are left out", shown)
    assert re.search(r"\d+ more are not shown here", shown)
    page = as_html(shown)
    assert page.count("<details") == page.count("</details>") > 5
    assert page.count("<details open") == 1, "one example of a cause that a thousand accounts share"


def test_the_worst_comes_first_and_each_verdict_has_its_row() -> None:
    shown = render(samples.every_outcome(), Page())
    rows = [[cell.strip() for cell in line.split("|")] for line in shown.splitlines() if line.startswith("| ")][2:8]
    assert [row[1] for row in rows] == ["❌", "❌", "❔", "⚠️", "⏸️", "✅"]
    assert [row[3] for row in rows[:4]] == [
        "metric filter iam-changes: Filter misses some records (1 of 3 records: PutUserPolicy)",
        "trail: No trail",
        "alarm: Refused by AWS",
        "alarm iam-changes: Alarm actions are switched off",
    ]
    assert "fail. 1 of 3 required records can go unnoticed: PutUserPolicy." in shown


def test_accounts_whose_chains_hold_by_the_same_resources_have_one_example() -> None:
    made = samples.report(*((f"{number:012}", samples.passing()) for number in range(5)), ("444455556666", samples.failing()))
    shown = render(made, Page())
    assert re.findall(r"<summary>(.).*account (.*)</summary>", shown) == [
        ("❌", "444455556666"),
        ("✅", "000000000000, and 4 more alike"),
    ]
    assert ".json" not in shown.replace("444455556666.json --control", ""), "each input is called as its account"


def test_what_to_type_is_code_whatever_stands_around_it() -> None:
    assert advised("Give `a b` or `c`.") == "Give `a b` or `c`."
    assert advised("Give `a` *or ` @b") == "Give \\`a\\` \\*or \\` @<!-- -->b"
    assert advised("`<b>` @c") == "`<b>` @<!-- -->c"


def test_the_record_that_slips_through_is_a_json_block() -> None:
    shown = render(samples.report(("444455556666", samples.failing())), Page())
    fences = [token for token in MarkdownIt().parse(shown) if token.type == "fence"]
    assert [(token.info, '"errorCode": "AccessDenied"' in token.content) for token in fences] == [("json", True)]
