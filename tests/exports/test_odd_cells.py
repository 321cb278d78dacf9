"""Exports whose cells are of other types than the tools write: a problem of the input, or passed over, never a traceback."""

from __future__ import annotations

import copy
import json
import random
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.exports.judging import SAMPLES
from trailgate_evaluator.errors import InputError
from trailgate_evaluator.exports.answer import Given
from trailgate_evaluator.exports.importing import imported
from trailgate_evaluator.inputs.reading import Source
from trailgate_evaluator.readers.snapshot import read_snapshot

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILES: Final = {
    "scoutsuite": "scoutsuite/passing/scoutsuite_results_aws-111122223333.js",
    "cloudsploit": "cloudsploit/passing.json",
    "trails": "steampipe/passing/aws_cloudtrail_trail.json",
    "alarms": "steampipe/broken/aws_cloudwatch_alarm.json",
    "groups": "steampipe/passing/aws_cloudwatch_log_group.json",
    "topics": "steampipe/passing/aws_sns_topic.json",
    "subscriptions": "steampipe/passing/aws_sns_topic_subscription.json",
    "config": "aws_config/passing/111122223333_Config_us-east-1_ConfigSnapshot.json",
    "query": "aws_config/passing/select-resource-config.json",
}
ODD: Final[tuple[Any, ...]] = (None, True, 7, -1.5, "x", "", [], {}, [None], [[]], {"x": None}, {"arn": []}, ["x"])
_TURNS: Final = 25


@pytest.mark.parametrize("name", FILES)
def test_an_odd_cell_is_no_traceback(tmp_path: Path, name: str) -> None:
    text = (SAMPLES / FILES[name]).read_text()
    start = text[: text.index("=") + 1] if text.startswith("scoutsuite") else ""
    _try_each(tmp_path / "export.json", start, json.loads(text.removeprefix(start)), name)


@pytest.mark.parametrize("table", sorted(one.name for one in (SAMPLES / "cloudquery" / "passing").iterdir()))
def test_an_odd_cell_of_cloudquerys_is_no_traceback(tmp_path: Path, table: str) -> None:
    (file,) = (SAMPLES / "cloudquery" / "passing" / table).iterdir()
    _try_each(tmp_path / "export.json", "", [json.loads(line) for line in file.read_text().splitlines()], table)


def _try_each(path: Path, start: str, content: Any, seed: str) -> None:
    """A share of the cells, each odd in another way."""
    chosen = random.Random(seed)  # noqa: S311 - the same in every run
    places = list(_places(content))
    for _ in range(_TURNS):
        changed, place = copy.deepcopy(content), chosen.choice(places)
        _put(changed, place, chosen.choice(ODD))
        path.write_text(start + json.dumps(changed))
        for made in imported([str(path)], Given(account="111122223333", region="us-east-1")).made:
            with suppress(InputError):
                read_snapshot(Source(name="export", kind="aws_snapshot", digest="", content=made.content, made=True))


def _places(value: Any, *before: str | int) -> Iterator[tuple[str | int, ...]]:
    if before:
        yield before
    for key, item in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from _places(item, *before, key)


def _put(value: Any, place: tuple[str | int, ...], odd: Any) -> None:
    for key in place[:-1]:
        value = value[key]
    value[place[-1]] = odd
