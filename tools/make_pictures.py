"""Makes the README's pictures from fixtures: the terminal as SVG, the HTML report as a screenshot."""

from __future__ import annotations

import shutil
import sys
import tempfile
from io import StringIO
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
SNAPSHOTS = ROOT / "fixtures" / "snapshots"
ACCOUNTS = ("fail_filter_matches_sometimes", "pass_whole_chain", "pass_actions_disabled", "unknown_alarms_refused")
OWN = "111122223333"
"""The account of the fixtures; in a picture of several each has one of its own."""
NUMBERS = ("444455556666", OWN, "222233334444", "777788889999")
NAMES = ("payments", "log-archive", "sandbox", "data-lake")
COLUMNS = 104
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def report(*fixtures: str) -> dict[str, Any]:
    """The report on these fixtures, each under a name as a user would have given it."""
    from trailgate_evaluator.evaluation import Choices, evaluate_inputs

    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for number, name in enumerate(fixtures):
            text = (SNAPSHOTS / name / "snapshot.json").read_text(encoding="utf-8").replace(OWN, NUMBERS[number])
            path = Path(folder) / f"{number}-{name.partition('_')[2].replace('_', '-')}.json"
            path.write_text(text, encoding="utf-8")
            paths.append(str(path))
        made = evaluate_inputs(paths, Choices(controls=("4.4",)))
    for entry in made["inputs"]:
        entry["name"] = Path(entry["name"]).name.partition("-")[2]
    for result in made["results"]:
        result["subject"]["account_name"] = NAMES[result["input"]]
    return made


def terminal(path: Path) -> None:
    """What a terminal shows of one failing account, as rich exports it."""
    from rich.console import Console
    from rich.text import Text

    from trailgate_evaluator.formats.page import Page
    from trailgate_evaluator.formats.text import render

    made = report(ACCOUNTS[0])
    shown = render(made, Page(width=COLUMNS, colour=True))
    console = Console(record=True, width=COLUMNS, file=StringIO(), force_terminal=True, color_system="standard")
    console.print(Text(f"$ trailgate evaluate {made['inputs'][0]['name']}"))
    console.print(Text.from_ansi(shown))
    path.write_text(console.export_svg(title="trailgate evaluate", unique_id="trailgate"), encoding="utf-8")


def page(path: Path, browser: str) -> None:
    """The top of the HTML report in a browser window."""
    from playwright.sync_api import sync_playwright

    from trailgate_evaluator.formats.html import render
    from trailgate_evaluator.formats.page import Page

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        html = Path(folder) / "report.html"
        html.write_text(render(report(*ACCOUNTS), Page()), encoding="utf-8")
        opened = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        view = opened.new_page(viewport={"width": 1240, "height": 1500}, color_scheme="light")
        view.goto(html.as_uri())
        view.screenshot(path=path)
        opened.close()


def main() -> int:
    """Writes both pictures; without a browser the terminal alone."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    terminal(PICTURES / "terminal.svg")
    browser = next((found for found in map(shutil.which, BROWSERS) if found), None)
    if browser is None:
        print("No Chromium here, so docs/pictures/report.png stays as it is (`apt-get install chromium` gives one).")
        return 0
    page(PICTURES / "report.png", browser)
    return 0


if __name__ == "__main__":
    sys.exit(main())
