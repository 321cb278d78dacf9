"""Writes fixtures/exports: `python -m tests.exports.make_samples [--scout COMMAND] [--cloudsploit COMMAND]`.

Both accounts are built in the simulated AWS and exported there. ScoutSuite and CloudSploit are asked themselves, over HTTP,
where their commands are given: `--scout` is ScoutSuite's own `scout`, `--cloudsploit` a command that runs CloudSploit's
collector for the regions below and writes what it collects to `--collection FILE`; its SDK must be told `AWS_ENDPOINT_URL`,
for CloudWatch `AWS_ENDPOINT_URL_CLOUDWATCH` with the header `x-moto-account-id: $ACCOUNT`. Steampipe, CloudQuery and AWS
Config are not run: their files are built from the simulator's answers by their documented schemas. `collected/` has what
`trailgate collect` says of the same accounts.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shlex
import shutil
import subprocess
import tempfile
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from unittest import mock

from werkzeug.serving import make_server

from tests.aws.builder import Account
from tests.aws.make_fixtures import NOW, OF_ONE_RUN, VERSIONS, settled_times
from tests.aws.server import aws_server
from tests.exports import cloudquery_tables, config_items, steampipe_tables
from tests.exports.accounts import BUILT, REGIONS
from tests.exports.asked import ask
from trailgate_collector.aws_session import AwsSession, SessionOptions
from trailgate_collector.collection import collect_account

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.aws.server import Aws

Json = dict[str, Any]
FOLDER: Final = Path(__file__).parents[2] / "fixtures" / "exports"
_SERVICES: Final = ("cloudtrail", "cloudwatch", "sns")
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?([+-]\d\d:\d\d|Z)?$")


def main() -> int:
    """Writes the samples of both accounts."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--scout", help="ScoutSuite's command")
    parser.add_argument("--cloudsploit", help="a command that runs CloudSploit against AWS_ENDPOINT_URL")
    options = parser.parse_args()
    for name, (number, build) in BUILT.items():
        with aws_server(regions=REGIONS, now=int(NOW.timestamp())) as aws:
            build(Account(aws=aws, id=number))
            _write(FOLDER / "collected" / f"{name}.json", _collected(aws, number))
            _tables(aws, number, name)
            if options.scout:
                _scout(aws, number, name, shlex.split(options.scout))
            if options.cloudsploit:
                _cloudsploit(aws, number, name, shlex.split(options.cloudsploit))
        print(name, flush=True)
    return 0


def _collected(aws: Aws, number: str) -> Json:
    with mock.patch.dict(os.environ, aws.environment(number)):
        collected: Json = settled_times(
            collect_account(AwsSession(SessionOptions()), clock=lambda: NOW).to_json(), wall=datetime.now(UTC)
        )
    collected["collected"].update(VERSIONS)
    for one in OF_ONE_RUN:
        del collected["collected"][one]
    return collected


def _tables(aws: Aws, number: str, name: str) -> None:
    """What is built by schemas: the passing account in newer shapes and JSON, the broken one in older ones and Parquet."""
    asked = ask(aws, number, REGIONS)
    newer = name == "passing"
    for table, rows in steampipe_tables.tables(asked).items():
        _write(FOLDER / "steampipe" / name / f"{table}.json", _settled(steampipe_tables.printed(rows, bare=not newer)))
    for table, rows in cloudquery_tables.tables(asked).items():
        folder, found = FOLDER / "cloudquery" / name / table, _settled(rows)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        if newer:
            (folder / f"{found[0]['_cq_id']}.json").write_text(cloudquery_tables.lines(found), "utf-8")
        else:
            cloudquery_tables.write_parquet(found, folder / f"{found[0]['_cq_id']}.parquet")
    folder = FOLDER / "aws_config" / name
    for region in REGIONS:
        _write(folder / f"{number}_Config_{region}_ConfigSnapshot.json", _settled(config_items.snapshot(asked, region)))
    _write(folder / "select-resource-config.json", _settled(config_items.query_result(asked)))


def _scout(aws: Aws, number: str, name: str, command: list[str]) -> None:
    """ScoutSuite's result; what it says of itself and of its rules is left out, since it is long and nothing of the account."""
    with tempfile.TemporaryDirectory() as folder:
        asked = [*command, "aws", "--services", *_SERVICES, "--regions", *REGIONS, "--no-browser", "--report-dir", folder]
        subprocess.run(
            [*asked, "--force"], env=os.environ | aws.environment(number), check=False, timeout=300
        )  # 200 where it met errors
        for found in sorted((Path(folder) / "scoutsuite-results").glob("scoutsuite_*_aws-*.js*")):
            if "exceptions" in found.name:
                continue
            text = found.read_text("utf-8")
            start: str
            content: Any
            start, content = ("", json.loads(text)) if text.lstrip()[:1] in "[{" else _assigned(text)
            if start:
                content = {key: value for key, value in content.items() if key not in {"metadata", "last_run"}} | {
                    "last_run": {"time": "2026-11-02 09:00:00+0000", "version": content["last_run"]["version"]},
                    "services": {key: _bare(value) for key, value in content["services"].items() if key in _SERVICES},
                }
            else:
                content = [{**dict(one), "traceback": "left out"} for one in content]
            target = FOLDER / "scoutsuite" / name / found.name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(start + json.dumps(_settled(content), indent=1, sort_keys=True) + "\n", "utf-8")


def _bare(service: Json) -> Json:
    return {key: value for key, value in service.items() if key not in {"findings", "filters", "rules"}}


def _assigned(text: str) -> tuple[str, Json]:
    start, _, rest = text.partition("\n")
    return start + "\n", json.loads(rest)


def _cloudsploit(aws: Aws, number: str, name: str, command: list[str]) -> None:
    """CloudSploit's collection; its SDK asks CloudWatch in XML, which moto itself speaks and our simulator does not."""
    with tempfile.TemporaryDirectory() as folder, _plain_moto() as url:
        target = Path(folder) / "collection.json"
        environment = os.environ | aws.environment(number) | {"AWS_ENDPOINT_URL_CLOUDWATCH": url, "ACCOUNT": number}
        subprocess.run([*command, "--collection", str(target)], env=environment, check=True, timeout=300)
        content = json.loads(target.read_text("utf-8"))
    kept = {"sts", "cloudtrail", "cloudwatch", "cloudwatchlogs", "sns", "securityhub"}
    told = {
        service: {call: {region: regions[region] for region in REGIONS if region in regions} for call, regions in calls.items()}
        for service, calls in content.items()
        if service in kept
    }
    _write(FOLDER / "cloudsploit" / f"{name}.json", _settled(told))


@contextmanager
def _plain_moto() -> Iterator[str]:
    """The same moto without our layer, of the account that the header `x-moto-account-id` names."""
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

    server = make_server("127.0.0.1", 0, DomainDispatcherApplication(create_backend_app), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _settled(value: Any) -> Any:
    """The same with the fixtures' own time in the place of the wall's, however a tool writes it."""
    wall = datetime.now(UTC)
    return settled_times(_plain(value, wall), wall=wall)


def _plain(value: Any, wall: datetime) -> Any:
    match value:
        case dict():
            return {key: _plain(item, wall) for key, item in value.items()}
        case list():
            return [_plain(item, wall) for item in value]
        case str() if _TIME.match(value):
            moment = datetime.fromisoformat(value)
            near = abs((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - wall) < timedelta(hours=1)
            return (
                NOW.strftime("%Y-%m-%d %H:%M:%S+00:00")
                if near and " " in value
                else NOW.strftime("%Y-%m-%dT%H:%M:%SZ")
                if near
                else value
            )
    return value


def _write(path: Path, content: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
