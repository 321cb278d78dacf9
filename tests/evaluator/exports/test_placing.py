"""Of which account and region an answer is that does not say so: what the names on the way to its file tell."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from trailgate_evaluator.exports.answer import Answer, Given, Left
from trailgate_evaluator.exports.placing import placed
from trailgate_evaluator.exports.reading import read
from trailgate_evaluator.inputs import Source


def _place(file: str, *roots: str) -> tuple[str | None, str | None]:
    answer = Answer(service="cloudwatch", operation="DescribeAlarms", request={}, file=file, pointers=("",))
    (found,) = placed([answer], Given(account="999999999999", region="xx-none-1", roots=roots))
    assert not isinstance(found, Left)
    return found.account, found.region


NOWHERE = ("999999999999", "xx-none-1")


@pytest.mark.parametrize(
    ("file", "root", "place"),
    [
        ("/data/export/111122223333/eu-west-1/a.json", "/data/export", ("111122223333", "eu-west-1")),
        ("/data/export/prod-111122223333_eu-west-1/a.json", "/data/export", ("111122223333", "eu-west-1")),
        ("/data/prod-111122223333-eu-west-1/a.json", "/data/prod-111122223333-eu-west-1", ("111122223333", "eu-west-1")),
        ("/data/prod-111122223333-eu-west-1/a.json", "/data/prod-111122223333-eu-west-1/", ("111122223333", "eu-west-1")),
        ("/data/111122223333/eu-west-1/a.json", "/data/111122223333/eu-west-1/a.json", ("111122223333", "eu-west-1")),
        ("eu-west-1.json", "eu-west-1.json", ("999999999999", "eu-west-1")),
        ("/mnt/backup-eu-west-1/111122223333-old/export/a.json", "/mnt/backup-eu-west-1/111122223333-old/export", NOWHERE),
        ("/mnt/backup-eu-west-1/export/us-east-1/a.json", "/mnt/backup-eu-west-1/export", ("999999999999", "us-east-1")),
        ("/mnt/backup-eu-west-1/x.zip/us-east-1/a.json", "/mnt/backup-eu-west-1/x.zip", ("999999999999", "us-east-1")),
        ("/mnt/backup-eu-west-1/us-east-1.zip/a.json", "/mnt/backup-eu-west-1/us-east-1.zip", ("999999999999", "us-east-1")),
        ("/mnt/x/us-east-1-eu-west-1/a.json", "/mnt/x", NOWHERE),
    ],
)
def test_what_was_given_tells_by_parts_of_names_and_what_lies_around_it_by_whole_ones(
    file: str, root: str, place: tuple[str, str]
) -> None:
    assert _place(file, root) == place


def test_a_disk_that_is_called_for_a_region_places_nothing(tmp_path: Path) -> None:
    export = tmp_path / "backup-eu-west-1" / "export"
    export.mkdir(parents=True)
    (export / "identity.json").write_text(
        json.dumps({"UserId": "A", "Account": "111122223333", "Arn": "arn:aws:iam::111122223333:root"})
    )
    (export / "alarms.json").write_text(json.dumps({"MetricAlarms": [], "CompositeAlarms": []}))
    told: list[tuple[str, str]] = []
    (made,) = read([str(export)], passed_over=lambda name, why: told.append((name, why)))
    assert isinstance(made, Source)
    assert [name for name, why in told if "in which region it was asked" in why] == [str(export / "alarms.json")]
    assert {call["region"] for call in made.content["calls"]} == {"us-east-1"}
