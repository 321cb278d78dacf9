"""The bill of materials of a release: what `requirements.txt` pins, who needs what, and under which licences, in CycloneDX."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Final

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, Property, XsUri
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

_PIN: Final = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>\S+)(?: ; (?P<marker>[^\\\n]+?))? \\$", re.MULTILINE)


def sbom(source: Path, files: list[Path], moment: int) -> str:
    """The bill of the sources in that folder, whose package these `files` are, as of `moment`; canonical JSON."""
    about = tomllib.loads((source / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    root = _component(about["name"], about["version"], ComponentType.APPLICATION)
    root.licenses.add(LicenseFactory().make_with_expression(about["license"]))
    for file in files:
        digest = HashType(alg=HashAlgorithm.SHA_256, content=hashlib.sha256(file.read_bytes()).hexdigest())
        root.external_references.add(
            ExternalReference(type=ExternalReferenceType.DISTRIBUTION, url=XsUri(file.name), hashes=[digest])
        )
    law = json.loads((source / "evaluator/trailgate_evaluator/_bundle/policy.json").read_bytes())
    for name in ("digest", "opa_version"):
        root.properties.add(Property(name=f"trailgate:policies:{name}", value=law[name]))
    pinned = {component.name: component for component in _pinned(source / "requirements.txt")}
    bom = Bom(components=pinned.values())
    bom.metadata = BomMetaData(component=root, timestamp=datetime.fromtimestamp(moment, UTC))
    for component in pinned.values():
        bom.register_dependency(component, [pinned[name] for name in _needed(component.name) if name in pinned])
    wanted = [*about["dependencies"], *about["optional-dependencies"]["collect"]]
    bom.register_dependency(root, [pinned[canonicalize_name(Requirement(one).name)] for one in wanted])
    bom.serial_number = uuid.uuid5(uuid.NAMESPACE_URL, _canonical(bom, without=("serialNumber",)))
    return _canonical(bom)


def _pinned(requirements: Path) -> Iterator[Component]:
    """Each pin, with its licence where it is installed here; the digests that are allowed stand in the file itself."""
    for pin in _PIN.finditer(requirements.read_text(encoding="utf-8")):
        component = _component(pin["name"], pin["version"], ComponentType.LIBRARY)
        if pin["marker"]:
            component.properties.add(Property(name="trailgate:only", value=pin["marker"].strip()))
        licence = _licence(pin["name"], pin["version"])
        if licence is not None:
            component.licenses.add(LicenseFactory().make_from_string(licence))
        yield component


def _component(name: str, version: str, kind: ComponentType) -> Component:
    purl = PackageURL("pypi", name=canonicalize_name(name), version=version)
    return Component(type=kind, name=canonicalize_name(name), version=version, purl=purl, bom_ref=str(purl))


def _licence(name: str, version: str) -> str | None:
    """What the installed distribution of that very version says of its licence, in a line."""
    try:
        found = metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return None
    if found.version != version:
        return None
    said = [one for name in ("License-Expression", "License") for one in found.metadata.get_all(name) or () if "\n" not in one]
    classified = [one.rpartition(" :: ")[2] for one in found.metadata.get_all("Classifier") or () if one.startswith("License ::")]
    return next(iter([*said, *classified]), None)


def _needed(name: str) -> Iterator[str]:
    """What the distribution needs on some platform, without its extras; nothing where it is not installed."""
    try:
        requires = metadata.requires(name) or ()
    except metadata.PackageNotFoundError:
        return
    for text in requires:
        if "extra ==" not in text:
            yield canonicalize_name(Requirement(text).name)


def _canonical(bom: Bom, *, without: tuple[str, ...] = ()) -> str:
    value = json.loads(JsonV1Dot6(bom).output_as_string())
    return json.dumps({name: part for name, part in value.items() if name not in without}, indent=2, sort_keys=True) + "\n"
