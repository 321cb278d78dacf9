"""A cluster behind TLS with certificates of its own, as Dask's configuration has them; what is wrong with them is told."""

from __future__ import annotations

import datetime as dt
import ipaddress
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.evaluator.cluster.serving import ROOT, Served, served

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SNAPSHOT: Final = str(ROOT / "fixtures" / "snapshots" / "fail_no_alarm" / "snapshot.json")
PREFIX: Final = "DASK_DISTRIBUTED__COMM__"


def certified(folder: Path, name: str) -> dict[str, str]:
    """A certificate that is its own authority, as Dask's configuration in the environment has it for every role."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / f"{name}.key").write_bytes(private)
    (folder / f"{name}.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    of_role = {
        f"{PREFIX}TLS__{role}__{part}": str(folder / f"{name}.{ending}")
        for role in ("SCHEDULER", "WORKER", "CLIENT")
        for part, ending in (("KEY", "key"), ("CERT", "pem"))
    }
    return {f"{PREFIX}TLS__CA_FILE": str(folder / f"{name}.pem"), **of_role}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("certificates")


@pytest.fixture(scope="module")
def ours(folder: Path) -> dict[str, str]:
    return certified(folder, "ours")


@pytest.fixture(scope="module")
def cluster(ours: dict[str, str], folder: Path) -> Iterator[Served]:
    with served(1, folder, {**ours, f"{PREFIX}REQUIRE_ENCRYPTION": "True"}, protocol="tls") as running:
        yield running


def asked(address: str, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("trailgate")), "evaluate", SNAPSHOT, SNAPSHOT, "-q", "--scheduler", address]
    return subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True, timeout=120, check=False)


def test_with_its_certificates_the_answer_is_that_of_one_machine(cluster: Served, ours: dict[str, str]) -> None:
    assert cluster.address.startswith("tls://")
    here = subprocess.run(
        [str(Path(sys.executable).with_name("trailgate")), "evaluate", SNAPSHOT, SNAPSHOT, "-q"],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    there = asked(cluster.address, ours)
    assert (there.returncode, there.stdout, there.stderr) == (here.returncode, here.stdout, here.stderr)
    assert here.returncode == 1


@pytest.mark.parametrize(
    ("role", "found"),
    [
        ("", "no certificates in Dask's configuration"),
        ("CA_FILE", "one whose certificate is not of the authority in Dask's configuration"),
        ("CLIENT", "that does not take this machine's certificate"),
        ("gone", "that a certificate in Dask's configuration cannot be read"),
    ],
)
def test_what_is_wrong_with_certificates_is_told_in_a_line(
    role: str, found: str, cluster: Served, ours: dict[str, str], folder: Path
) -> None:
    theirs = certified(folder, "theirs")
    environment = {name: theirs[name] if role and role in name else value for name, value in ours.items()} if role else {}
    if role == "gone":
        environment |= {f"{PREFIX}TLS__CLIENT__CERT": str(folder / "gone.pem")}
    done = asked(cluster.address, environment)
    assert (done.returncode, done.stdout) == (5, "")
    (line,) = done.stderr.splitlines()
    assert "expected a Dask scheduler that answers, found " in line
    assert f"{found}. Check" in line


def test_a_configuration_that_dask_cannot_read_is_nobodys_mistake_here(tmp_path: Path) -> None:
    (tmp_path / "dask.yaml").write_text("a: [")
    done = asked("tcp://127.0.0.1:1", {"DASK_CONFIG": str(tmp_path)})
    assert (done.returncode, done.stdout) == (2, "")
    assert "--scheduler: expected a configuration that Dask can read, found another one (A dask config file" in done.stderr
