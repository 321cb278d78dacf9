"""The HTML file in a real browser: quiet console, no request, accessible, searchable, printable, fast."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.evaluator.formats import browser, hostile
from tests.evaluator.report import samples
from trailgate_evaluator.formats.html import render
from trailgate_evaluator.formats.html_pages import index, names_of
from trailgate_evaluator.formats.page import Page as Look

pytestmark = [
    browser.needed,
    pytest.mark.xdist_group("chromium"),
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser.chromium() as opened:
        yield opened


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "report.html"
    path.write_text(render(samples.every_outcome(), Look()), encoding="utf-8")
    return path


def opened(chromium: Browser, path: Path, scheme: Literal["light", "dark"] = "light") -> tuple[Page, list[str]]:
    """The page, and everything that it said on the console or asked of the network."""
    page = chromium.new_page(color_scheme=scheme, viewport={"width": 1280, "height": 900})
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text))
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("request", lambda request: None if request.url == path.as_uri() else heard.append(request.url))
    page.goto(path.as_uri())
    return page, heard


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_opens_quietly_and_axe_finds_nothing(chromium: Browser, file: Path, scheme: Literal["light", "dark"]) -> None:
    page, heard = opened(chromium, file, scheme)
    for details in page.locator("details").all():
        details.evaluate("element => { element.open = true; }")
    found = Axe().run(page).response["violations"]
    assert [(violation["id"], [node["html"][:200] for node in violation["nodes"]]) for violation in found] == []
    assert heard == []


@pytest.mark.parametrize(
    "text", [text for text in hostile.HOSTILE if "<" in text or "{{" in text], ids=lambda text: repr(text[:12])
)
def test_hostile_values_run_nothing(chromium: Browser, tmp_path: Path, text: str) -> None:
    path = tmp_path / "hostile.html"
    path.write_text(render(hostile.report(text), Look()), encoding="utf-8")
    page, heard = opened(chromium, path)
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    page.wait_for_timeout(100)
    assert (heard, dialogs) == ([], [])


def test_search_and_outcome_filter_hide_what_does_not_fit(chromium: Browser, file: Path) -> None:
    page, _ = opened(chromium, file)
    assert page.locator("article:visible").count() == 6
    page.fill("#search", "777788889999")
    assert page.locator("article:visible").count() == 1
    assert page.inner_text("#shown") == "1 of 6 shown"
    page.fill("#search", "")
    page.uncheck("input[value=fail]")
    assert page.locator("article:visible").count() == 4


def test_search_finds_codes_and_says_where_there_is_nothing(chromium: Browser, file: Path) -> None:
    page, _ = opened(chromium, file)
    for code, shown in (("trail_none", 1), ("filter_matches_sometimes", 2)):
        page.fill("#search", code)
        assert page.locator("article:visible").count() == shown, code
        assert page.locator("#nothing").is_hidden()
    page.fill("#search", "no_such_code")
    assert page.inner_text("#nothing") == "Nothing here fits the search."


def test_an_index_of_pages_is_searched_by_its_rows(chromium: Browser, tmp_path: Path) -> None:
    report, path = samples.every_outcome(), tmp_path / "index.html"
    path.write_bytes(index(report, Look(), "report_files", names_of(report)))
    page, heard = opened(chromium, path)
    rows = page.locator("tr[data-result]:visible")
    assert (heard, rows.count()) == ([], 6)
    page.fill("#search", "777788889999")
    assert (rows.count(), page.inner_text("#shown")) == (1, "1 of 6 shown")
    page.fill("#search", "trail_none")
    assert rows.count() == 1
    page.fill("#search", "")
    page.uncheck("input[value=fail]")
    assert rows.count() == 4


_BROKEN_WORDS = """() => {
  const broken = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    if (["SCRIPT", "STYLE"].includes(walk.currentNode.parentElement.tagName)) continue;
    for (const word of walk.currentNode.data.matchAll(/[A-Za-z0-9]{2,40}/g)) {
      const range = document.createRange();
      range.setStart(walk.currentNode, word.index);
      range.setEnd(walk.currentNode, word.index + word[0].length);
      const lines = new Set([...range.getClientRects()].map((rect) => Math.round(rect.top)));
      if (lines.size > 1) broken.push(word[0]);
    }
  }
  return broken;
}"""


def test_on_paper_no_word_is_broken_and_pages_have_numbers(chromium: Browser, file: Path) -> None:
    page, _ = opened(chromium, file)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 688, "height": 1000})
    for details in page.locator("details").all():
        details.evaluate("element => { element.open = true; }")
    assert page.evaluate(_BROKEN_WORDS) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 688
    rules = page.evaluate(
        "[...document.styleSheets[0].cssRules].flatMap(rule => [...(rule.cssRules ?? [])].map(one => one.cssText))"
    )
    assert any("@bottom-right" in rule and "counter(page)" in rule and "counter(pages)" in rule for rule in rules)


def test_a_phone_shows_verdict_and_cause_first(chromium: Browser, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text(render(samples.report(("444455556666", samples.failing())), Look()), encoding="utf-8")
    page, _ = opened(chromium, path)
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.locator(".list .verdict").first.bounding_box()["y"] < 600  # type: ignore[index]
    tops = page.locator("article header").first.evaluate(
        "header => ['.verdict', '.cause', '.said', '.facts'].map(name => header.querySelector(name).getBoundingClientRect().top)"
    )
    assert tops == sorted(tops)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_without_script_all_is_there(chromium: Browser, file: Path) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(file.as_uri())
    assert page.locator("article").count() == 6
    assert not page.locator(".tools").is_visible()
    page.locator("summary").first.click()
    assert page.locator("details[open] table").first.is_visible()
    context.close()


def test_the_keyboard_reaches_the_results(chromium: Browser, file: Path) -> None:
    page, _ = opened(chromium, file)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the results"
    page.keyboard.press("Enter")
    assert page.url.endswith("#results")


def test_it_prints_with_a_page_for_each_account(chromium: Browser, file: Path) -> None:
    page, _ = opened(chromium, file)
    printed = page.pdf(prefer_css_page_size=True)
    assert printed.startswith(b"%PDF")
    assert printed.count(b"/Type /Page\n") + printed.count(b"/Type /Page ") + printed.count(b"/Type/Page") >= 8


def test_it_fits_a_phone(chromium: Browser, file: Path) -> None:
    page, _ = opened(chromium, file)
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_thousand_accounts_open_and_only_those_in_sight_are_laid_out(chromium: Browser, tmp_path: Path) -> None:
    kinds = (samples.passing, samples.failing, samples.weak, samples.unknown)
    accounts = [str(100000000000 + number) for number in range(1000)]
    report = samples.report(*((account, kinds[number % 4](account)) for number, account in enumerate(accounts)))
    path = tmp_path / "estate.html"
    path.write_text(render(report, Look()), encoding="utf-8")
    page = chromium.new_page()
    page.goto(path.as_uri())
    assert page.locator("tbody tr[data-result]").count() == 1000
    laid_out = (
        "[...document.querySelectorAll('.result .facts')].filter(one => one.checkVisibility({contentVisibilityAuto: true}))"
    )
    assert page.evaluate(f"{laid_out}.length") < 50
    page.close()
