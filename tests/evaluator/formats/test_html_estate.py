"""The page of many accounts: what to do first, a row for each, what a client is handed; and how much of it there is."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.evaluator.formats import browser, hostile
from tests.evaluator.formats.estates import estate, number, of_several
from tests.evaluator.formats.test_html import inner, parsed
from tests.evaluator.formats.test_html_in_chromium import _BROKEN_WORDS, chromium, opened  # noqa: F401 - a fixture
from tests.evaluator.formats.test_several_controls import NO_READS, report
from trailgate_evaluator.formats.html import render
from trailgate_evaluator.formats.html_estate import Estate
from trailgate_evaluator.formats.page import Page
from trailgate_evaluator.formats.table import FORMATS

Json = dict[str, Any]
PIXEL = "data:image/png;base64,iVBORw0KGgo="


def test_the_answer_comes_first_with_four_numbers() -> None:
    page = parsed(render(estate([0, 0, 1, 2, 3, 4, 5], unreadable=True), Page()))
    tiles = [inner(item) for item in page.iter("li") if item.attrib.get("class", "").startswith("tile")]
    assert tiles == [
        "1 reaches a person",
        "1 passes, but would reach nobody, or nobody knows",
        "3 fail",
        "1 cannot be told",
        "1 waived",
        "1 unreadable",
    ]
    said = next(inner(one) for one in page.iter("p") if one.attrib.get("class") == "answer")
    assert said.startswith("In 1 of 7 accounts a person would hear of all that the control asks for; in 3 something fails;")


def test_a_cause_of_several_accounts_is_told_once_and_their_rows_lead_to_it() -> None:
    text = render(estate([0, 1, 0, 2, 0]), Page())
    page = parsed(text)
    (shared,) = [item for item in page.iter("li") if item.attrib.get("id", "").startswith("c")]
    assert "3 accounts: metric filter iam-changes: Filter misses some records" in inner(shared)
    assert [link.attrib["href"] for link in shared.iter("a")] == ["#r2", "#r3", "#r4"]
    rows = [inner(row) for row in page.iter("tr") if "data-result" in row.attrib]
    assert [row for row in rows if "As in 1" in row] == rows[1:4]
    assert "Create a multi-region trail" in rows[0], "it stops all records, and the others one"
    assert f"{number(0)} team-0" in rows[1]


def test_what_is_so_of_all_accounts_is_told_once() -> None:
    made = estate([0, 1, 5])
    text = render(made, Page())
    assert text.count("5.4 in CIS AWS 6.0.0") == 1
    rows = [inner(row) for row in parsed(text).iter("tr") if "data-result" in row.attrib]
    assert not any(".json" in row for row in rows), "each input is called as its account"
    made["inputs"][0]["name"] = "elsewhere/one.json"
    rows = [inner(row) for row in parsed(render(made, Page())).iter("tr") if "data-result" in row.attrib]
    assert all(".json" in row for row in rows)


def test_one_command_mends_all_accounts_of_a_folder_and_none_is_named_for_several_folders() -> None:
    made = estate([0, 1, 0])
    assert "trailgate fix . --email ADDRESS --output FOLDER writes what has to change" in inner(parsed(render(made, Page())))
    told = [{**result, "remedy": {"changes": ["It is to log."], "email": False}} for result in made["results"]]
    assert "trailgate fix . --output FOLDER writes" in inner(parsed(render({**made, "results": told}, Page()))), (
        "none needs an address"
    )
    made["inputs"][0]["name"] = "elsewhere/one.json"
    assert "FOLDER" not in render(made, Page())


def test_the_window_says_what_the_report_is_of() -> None:
    def title(text: str) -> str:
        return inner(next(parsed(text).iter("title")))

    assert title(render(estate([0]), Page())) == "trailgate: Account 000012345678 (team-0): 4.4 IAM policy changes raise an alarm"
    assert title(render(estate([0, 1]), Page())) == "trailgate: 2 accounts: 4.4 IAM policy changes raise an alarm"
    assert title(render(estate([0, 1]), Page(title="Acme, Q4"))) == "Acme, Q4"


@pytest.mark.parametrize("text", [one for one in hostile.HOSTILE if len(one) < 1000], ids=lambda text: repr(text[:12]))
def test_a_title_is_text_in_the_page_and_at_the_foot_of_each_sheet(text: str) -> None:
    page = parsed(render(estate([0, 1]), Page(title=text)))
    plain = parsed(render(estate([0, 1]), Page(title="plain")))
    assert [element.tag for element in page.iter()] == [element.tag for element in plain.iter()]
    (style,) = page.iter("style")
    told = re.findall(r'@bottom-left \{ content: "([0-9A-Za-z\\]*)"; \}', style.text or "")
    assert len(told) == 1


def test_a_logo_is_in_the_file_and_nothing_else_may_be_loaded() -> None:
    with_logo, without = render(estate([0]), Page(logo=PIXEL)), render(estate([0]), Page())
    assert f'<img class="logo" src="{PIXEL}"' in with_logo
    assert "img-src data:; " in with_logo
    assert "<img" not in without
    assert "img-src" not in without
    assert "--client-logo" in with_logo


def test_controls_that_show_the_same_are_told_once() -> None:
    text = render(of_several(report("snapshots/fail_no_trail"), 3), Page())
    assert text.count('<svg class="chain"') == 3
    assert text.count("Evidence for 15 controls") == 3
    assert text.count("No trail records this account") == 1 + 2 * 3, "shared, and of each account cause and evidence"


def test_of_very_many_accounts_only_what_is_amiss_is_drawn() -> None:
    whole = report(NO_READS)
    few, many = (render(of_several(whole, accounts), Page()) for accounts in (2, 120))
    assert few.count("Evidence for") == 2 * 15
    assert many.count("Evidence for") == 120
    assert many.count("(14 controls of this account)") == 120
    assert len(many) / 120 < 20_000


@browser.needed
@pytest.mark.xdist_group("chromium")
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_many_accounts_and_controls_fit_a_phone_and_a_sheet(chromium: Browser, tmp_path: Path) -> None:  # noqa: F811 - the fixture
    made = of_several(report(NO_READS), 3)
    for result in made["results"]:
        result["subject"]["account_name"] = "sandbox of a team with a rather long name"
    path = tmp_path / "estate.html"
    path.write_text(render(made, Page(title="Acme <Q4>", logo=PIXEL)), encoding="utf-8")
    page, heard = opened(chromium, path)
    assert [line for line in heard if "data:" not in line] == []
    page.set_viewport_size({"width": 390, "height": 844})
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    row = page.locator(".list tr[data-result]").first
    right = row.evaluate(
        "row => [...row.querySelectorAll('.verdict, td:nth-child(3)')].map(e => e.getBoundingClientRect().right)"
    )
    assert max(right) <= 390
    assert row.evaluate("row => row.cells[2].getBoundingClientRect().width / row.getBoundingClientRect().width") > 0.9
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 688, "height": 1000})
    assert page.evaluate(_BROKEN_WORDS) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 688
    breaks = page.evaluate("[...document.querySelectorAll('article')].map(one => getComputedStyle(one).breakBefore)")
    assert breaks == ["page"] * 3


def _open_beside_fails() -> Json:
    """Of each of three accounts nine controls fail by one cause, and of the others it cannot be told, by another."""
    failing, unread = report("snapshots/fail_no_trail"), report("snapshots/unknown_everything_refused")
    return {**failing, "results": [*failing["results"][:9], *unread["results"][9:15]]}


def test_what_cannot_be_told_is_not_counted_with_what_fails() -> None:
    (row, *_) = Estate(of_several(_open_beside_fails(), 3)).rows()
    assert (row["standing"], row["more"], row["rest"]) == ("fail", 0, "6 cannot be told")
    page = parsed(render(of_several(_open_beside_fails(), 3), Page()))
    told = [inner(one) for one in page.iter("tr") if "data-result" in one.attrib]
    assert all("6 cannot be told" in one and " more" not in one for one in told)


@pytest.mark.parametrize("name", ["text", "markdown", "html"])
def test_where_a_cause_stops_other_controls_in_each_account_these_are_told_of_each(name: str) -> None:
    made = of_several(report(NO_READS), 3)
    alike = FORMATS[name].written(made, Page()).decode()
    assert "not all in each" not in alike
    (dropped, *_) = [one for one in made["results"] if one["status"] == "fail" and one["input"] == 1]
    made["results"] = [one for one in made["results"] if one is not dropped]
    told = re.sub(r"<[^>]*>|\\", "", FORMATS[name].written(made, Page()).decode())
    said = " ".join(told.split())
    assert "(4.1 and 4.3, not all in each)" in said
    assert re.search(rf"{number(1)}[^0-9]{{0,4}}[\[(]4\.3[\])]", said), said
    assert re.search(rf"{number(0)}[^0-9]{{0,4}}[\[(]4\.1 and 4\.3[\])]", said)
