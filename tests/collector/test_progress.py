"""How far an organization's collection is: a bar on a terminal, a line for each account elsewhere."""

from __future__ import annotations

import io
import re
import sys
from datetime import UTC, datetime

import pytest

from trailgate_collector.estate import Done
from trailgate_collector.progress import estate_progress
from trailgate_collector.roll_call import Listed

MOMENT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
WHOLE = Done(account=Listed(id="111122223333"), how="whole", finished_at=MOMENT)
REFUSED = Done(account=Listed(id="444455556666"), how="refused", finished_at=MOMENT)


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_gets_a_bar_with_what_is_done_refused_and_left(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    with estate_progress(lambda done: done.account.id) as told:
        told(None, 3)
        told(WHOLE, 2)
        told(REFUSED, 1)
    drawn = re.sub(r"\x1b\[[0-9;]*m", "", screen.getvalue())
    assert "2/3 accounts, 1 refused, 1 left" in drawn
    assert "111122223333" not in drawn


def test_elsewhere_each_account_gets_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    with estate_progress(lambda done: f"{done.account.id}: {done.how}") as told:
        told(None, 2)
        told(WHOLE, 1)
        told(REFUSED, 0)
    assert capsys.readouterr().err == "111122223333: whole; 1 left\n444455556666: refused; 0 left\n"
