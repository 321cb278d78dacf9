"""CloudTrail's files as a trail leaves them in its bucket, made up: many people, services and hours, few kinds of record."""

from __future__ import annotations

import gzip
import json
import random
import sys
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

Json = dict[str, Any]

ACCOUNT: Final = "111122223333"
EACH: Final = 2_000
"""So many records has a file; CloudTrail's own of a busy account have thousands."""
_BEGIN: Final = datetime(2026, 11, 1, tzinfo=UTC)
_REGIONS: Final = ("us-east-1", "us-east-1", "us-east-1", "eu-central-1")
_CALLS: Final = (
    *(("ec2", name, True, 30) for name in ("DescribeInstances", "DescribeVolumes", "DescribeTags", "DescribeSecurityGroups")),
    *(("sts", name, True, 60) for name in ("AssumeRole", "GetCallerIdentity")),
    *(("kms", name, True, 40) for name in ("Decrypt", "GenerateDataKey", "DescribeKey")),
    *(("s3", name, True, 20) for name in ("GetBucketAcl", "ListBuckets", "GetBucketPolicy")),
    *(("logs", name, False, 8) for name in ("CreateLogStream", "PutRetentionPolicy")),
    ("cloudtrail", "LookupEvents", True, 2),
    ("cloudtrail", "StopLogging", False, 1),
    *(("iam", name, True, 6) for name in ("GetRole", "ListRoles", "GetUser")),
    *(("iam", name, False, 1) for name in ("PutUserPolicy", "AttachRolePolicy", "DeleteRolePolicy", "CreatePolicyVersion")),
    *(("ec2", name, False, 1) for name in ("AuthorizeSecurityGroupIngress", "CreateRoute", "DeleteVpc", "RunInstances")),
    ("s3", "PutBucketPolicy", False, 1),
    ("signin", "ConsoleLogin", False, 1),
)
_WEIGHTS: Final = [weight for *_, weight in _CALLS]
_AGENTS: Final = (
    "aws-sdk-go-v2/1.30.3 os/linux lang/go#1.22.5 md/GOOS#linux md/GOARCH#amd64 api/ec2#1.173.0",
    "Boto3/1.34.144 md/Botocore#1.34.144 ua/2.0 os/linux#5.10.219 md/arch#x86_64 lang/python#3.11.9",
    "AWS Internal",
    "console.amazonaws.com",
    "aws-cli/2.17.11 md/awscrt#0.20.11 ua/2.0 os/linux#6.1.94 md/arch#x86_64 lang/python#3.11.8",
)


class Maker:
    """Records of one account, at random but the same for the same seed."""

    def __init__(self, seed: int) -> None:
        """`seed` chooses the records."""
        self._random = random.Random(seed)  # noqa: S311 - the same each time
        self._machines = [
            (f"app-{number % 200:03}-role", f"i-{self._random.getrandbits(68):017x}", f"10.{number >> 8}.{number & 255}.7")
            for number in range(3_000)
        ]

    def record(self, at: datetime, region: str) -> Json:
        """A record of about a kilobyte, with the fields that CloudTrail writes, in their order."""
        choose = self._random
        source, name, read_only, _ = choose.choices(_CALLS, _WEIGHTS)[0]
        role, session, address = choose.choice(self._machines)
        failed = choose.random() < 0.03
        stamp = at.strftime("%Y-%m-%dT%H:%M:%SZ")
        return {
            "eventVersion": "1.09",
            "userIdentity": {
                "type": "AssumedRole",
                "principalId": f"AROA{choose.getrandbits(80):020X}"[:21] + f":{session}",
                "arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/{role}/{session}",
                "accountId": ACCOUNT,
                "accessKeyId": f"ASIA{choose.getrandbits(64):016X}",
                "sessionContext": {
                    "sessionIssuer": {
                        "type": "Role",
                        "principalId": f"AROA{choose.getrandbits(68):017X}",
                        "arn": f"arn:aws:iam::{ACCOUNT}:role/{role}",
                        "accountId": ACCOUNT,
                        "userName": role,
                    },
                    "attributes": {"creationDate": stamp, "mfaAuthenticated": "false"},
                },
            },
            "eventTime": stamp,
            "eventSource": f"{source}.amazonaws.com",
            "eventName": name,
            "awsRegion": region,
            "sourceIPAddress": address,
            "userAgent": choose.choice(_AGENTS),
            **(
                {"errorCode": "AccessDenied", "errorMessage": f"User is not authorized to perform: {source}:{name}"}
                if failed
                else {}
            ),
            "requestParameters": {
                "name": f"thing-{choose.getrandbits(32):08x}",
                "maxResults": choose.randrange(5, 1000),
                "filterSet": {"items": [{"name": "tag:team", "valueSet": {"items": [{"value": role}]}}]},
            },
            "responseElements": None if read_only or failed else {"requestId": str(uuid.UUID(int=choose.getrandbits(128)))},
            "requestID": str(uuid.UUID(int=choose.getrandbits(128))),
            "eventID": str(uuid.UUID(int=choose.getrandbits(128))),
            "readOnly": read_only,
            "eventType": "AwsConsoleSignIn" if source == "signin" else "AwsApiCall",
            "managementEvent": True,
            "recipientAccountId": ACCOUNT,
            "eventCategory": "Management",
            "tlsDetails": {
                "tlsVersion": "TLSv1.3",
                "cipherSuite": "TLS_AES_128_GCM_SHA256",
                "clientProvidedHostHeader": f"{source}.{region}.amazonaws.com",
            },
        }


def write_trail(folder: Path, records: int, seed: int = 7) -> list[Path]:
    """Files of so many records under `folder`, laid out as in a trail's bucket: a file for every five minutes of a region."""
    maker, written = Maker(seed), list[Path]()
    for number, first in enumerate(range(0, records, EACH)):
        region = _REGIONS[number % len(_REGIONS)]
        begin = _BEGIN + timedelta(minutes=5 * number)
        count = min(EACH, records - first)
        times = (begin + timedelta(seconds=300 * place // count) for place in range(count))
        path = folder / place_of(begin, region, number)
        path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps({"Records": [maker.record(at, region) for at in times]}, separators=(",", ":"))
        path.write_bytes(gzip.compress(text.encode(), 6, mtime=0))
        written.append(path)
    return written


def place_of(begin: datetime, region: str, number: int) -> str:
    """Where CloudTrail puts a file."""
    name = f"{ACCOUNT}_CloudTrail_{region}_{begin:%Y%m%dT%H%MZ}_{number:016x}.json.gz"
    return f"AWSLogs/{ACCOUNT}/CloudTrail/{region}/{begin:%Y/%m/%d}/{name}"


def copies(template: Path, times: int) -> Iterator[tuple[str, bytes]]:
    """The files of a trail so many times, unpacked, each time with other ids and later days: new records, without making each."""
    files = {file.name.removesuffix(".gz"): gzip.decompress(file.read_bytes()) for file in sorted(template.rglob("*.json.gz"))}
    for turn in range(times):
        for name, plain in files.items():
            day = _BEGIN + timedelta(days=turn)
            text = plain.replace(b'"eventID":"', b'"eventID":"%04x' % turn).replace(b"2026-11-01T", f"{day:%Y-%m-%d}T".encode())
            yield f"{turn:04}/{name}", text


if __name__ == "__main__":
    write_trail(Path(sys.argv[1]), int(sys.argv[2]))
