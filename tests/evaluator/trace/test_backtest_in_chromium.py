"""The page of a backtest in a real browser: quiet, accessible, whole on a phone and on paper, whatever its names are."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.asking import of_one
from tests.evaluator.formats import browser
from tests.evaluator.formats.test_html_in_chromium import _BROKEN_WORDS, opened
from trailgate_evaluator.engine import open_engine
from trailgate_evaluator.evaluation.documents import DocumentMaker
from trailgate_evaluator.inputs import read_one
from trailgate_evaluator.trace import Tracer
from trailgate_evaluator.trace.backtest import Backtest
from trailgate_evaluator.trace.backtest_html import backtest_html

Json = dict[str, Any]
SNAPSHOT = Path(__file__).parents[3] / "fixtures" / "snapshots" / "fail_filter_misses_failed_calls" / "snapshot.json"
START = datetime(2026, 11, 1, tzinfo=UTC)
HOSTILE = ("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7 * 7 }}", "x" * 3000, "\u202egnp.exe lone \ud800")

pytestmark = [
    browser.needed,
    pytest.mark.xdist_group("chromium"),
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser.chromium() as found:
        yield found


@pytest.fixture(scope="module")
def counted() -> Json:
    """Calls that were told, lost and unseen, over ten days."""
    with open_engine("wasm") as engine:
        document = DocumentMaker(engine, of_one()).documents(read_one(str(SNAPSHOT))).after
        found = Backtest(Tracer(engine, document))
        for number in range(120):
            at = (START + timedelta(hours=2 * (number // 2), minutes=6 * (number % 2))).strftime("%Y-%m-%dT%H:%M:%SZ")
            one = {
                "eventName": "PutUserPolicy", "eventTime": at, "eventID": str(number), "eventSource": "iam.amazonaws.com",
                "awsRegion": "us-east-1", "eventType": "AwsApiCall", "recipientAccountId": "111122223333",
                "userIdentity": {"type": "IAMUser", "arn": "arn:aws:iam::111122223333:user/mary"},
            }  # fmt: skip
            found.take({**one, **({"errorCode": "AccessDenied"} if number % 7 == 0 else {})}, "AWSLogs/records.json", number)
        return found.answer()


@pytest.fixture
def file(counted: Json, tmp_path: Path) -> Path:
    path = tmp_path / "backtest.html"
    path.write_text(backtest_html(counted), encoding="utf-8")
    return path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_opens_quietly_and_axe_finds_nothing(chromium: Browser, file: Path, scheme: Literal["light", "dark"]) -> None:
    page, heard = opened(chromium, file, scheme)
    for details in page.locator("details").all():
        details.evaluate("element => { element.open = true; }")
    found = Axe().run(page).response["violations"]
    assert [(violation["id"], [node["html"][:200] for node in violation["nodes"]]) for violation in found] == []
    assert heard == []
    assert page.locator("svg.strip").count() == 2
    page.close()


def test_bars_are_seen_up_and_down_and_the_band_is_below_them(chromium: Browser, file: Path) -> None:
    page, _ = opened(chromium, file)
    boxes = page.locator("svg.strip").last.evaluate(
        "svg => Object.fromEntries([...svg.querySelectorAll('path')].map(one => [one.classList[0], one.getBoundingClientRect()])"
        ".map(([name, box]) => [name, [box.top, box.bottom, box.width]]))"
    )
    assert boxes["told"][1] <= boxes["missed"][0] + 1
    assert boxes["missed"][1] <= boxes["alarm"][0]
    assert min(box[2] for box in boxes.values()) > 100
    page.close()


def test_a_phone_and_paper_have_room_for_all_of_it(chromium: Browser, file: Path) -> None:
    page, _ = opened(chromium, file)
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator("svg.strip").first.bounding_box()["height"] > 25  # type: ignore[index]
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 688, "height": 1000})
    assert page.evaluate("document.documentElement.scrollWidth") <= 688
    assert page.evaluate(_BROKEN_WORDS) == []
    page.close()


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_names_run_nothing_and_break_nothing(chromium: Browser, counted: Json, tmp_path: Path, text: str) -> None:
    told = copy.deepcopy(counted)
    told["account"] = text
    for alarm in told["course"]["alarms"]:
        alarm |= {"name": text, "id": text}
    for cause in told["causes"]:
        cause |= {"id": text, "calls": [text]}
    told["calls"] = dict(zip([text], told["calls"].values(), strict=False))
    told["not_told"] = [dict.fromkeys(one, text) for one in told["not_told"]]
    told["unreadable"] = [dict.fromkeys(("expected", "found", "where", "what_to_do"), text)]
    told["unreadable_files"] = 1
    path = tmp_path / "hostile.html"
    path.write_bytes(backtest_html(told).encode("utf-8", "replace"))
    page, heard = opened(chromium, path)
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_timeout(50)
    assert (heard, dialogs) == ([], [])
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.close()
