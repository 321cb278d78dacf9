"""In which account and region an instance stands, as far as the plan tells.

Provider blocks name regions up to provider 5, resources from 6 on; ARNs name both. What nothing tells is a symbol,
equal only to itself: `tf:account`, `tf:provider:KEY`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal

from trailgate_evaluator.partitions import partition_of
from trailgate_evaluator.readers.declared.arns import (
    ACCOUNT,
    PARTITION,
    Place,
    is_symbol,
    parse_arn,
)
from trailgate_evaluator.readers.terraform.plan_json.addresses import ModulePath, module_path, names
from trailgate_evaluator.readers.terraform.plan_json.configuration import Configuration
from trailgate_evaluator.readers.terraform.plan_json.instances import Instance, Instances
from trailgate_evaluator.readers.terraform.references.attributes import UNKNOWN, is_sensitive, look
from trailgate_evaluator.readers.terraform.references.evidence import Evidence, learn
from trailgate_evaluator.readers.terraform.references.references import Resolver

_CREDENTIALS: Final = (
    "access_key",
    "allowed_account_ids",
    "assume_role",
    "assume_role_with_web_identity",
    "profile",
    "shared_config_files",
    "shared_credentials_file",
    "shared_credentials_files",
    "token",
)


_TELL_REGIONS: Final = frozenset({"aws_s3_bucket"})
"""Types whose `region` is not where they are asked to stand, but what AWS tells of them."""

AccountBy = Literal["option", "baseline", "mention"]
"""By what an account is taken to be the plan's, where the plan does not prove it."""


class Places:
    """The account and region of every provider block, and of every instance."""

    def __init__(
        self,
        configuration: Configuration,
        instances: Instances,
        resolver: Resolver,
        *,
        others: Iterable[Instance] = (),
        account: str | None = None,
        region: str | None = None,
        partition: str | None = None,
        fallback: Place | None = None,
    ) -> None:
        self._configuration = configuration
        self._resolver = resolver
        self._keys: dict[tuple[tuple[str, ...], str, str, str], str] = {}
        self._evidence: dict[str, Evidence] = {}
        self._partitions: set[str] = set()
        mentioned: set[str] = set()
        for instance in (*instances.every, *others):
            key = self.key(instance)
            if (evidence := self._evidence.get(key)) is None:
                evidence = self._evidence[key] = Evidence()
            mentioned.update(learn(instance, evidence, self._partitions))
        self._main = self._fingerprint(self._main_key(instances))
        known = self._of_fingerprint(self._main)
        self.proven_account = next(iter(known)) if len(known) == 1 else None
        loose = next(iter(mentioned)) if len(mentioned) == 1 else None
        ways: tuple[tuple[AccountBy | None, str | None], ...] = (
            (None, self.proven_account), ("option", account), ("baseline", fallback.account if fallback else None),
            ("mention", None if fallback else loose),
        )  # fmt: skip
        self.account_by, self.account = next(((by, found) for by, found in ways if found), (None, ACCOUNT))
        self._given_region = region or (fallback.region if fallback else None)
        self._accounts: dict[str, str] = {}
        self._regions: dict[str, str] = {}
        self.partition = partition or self._told_partition()

    def of(self, instance: Instance) -> Place:
        """The place of an instance: by its own ARN and region, else by its provider block."""
        own = None if is_sensitive(instance, "arn") else parse_arn(look(instance, "arn"))
        key = self.key(instance)
        region = UNKNOWN if is_sensitive(instance, "region") else look(instance, "region")
        if region is UNKNOWN and instance.type not in _TELL_REGIONS:
            region = f"tf:{instance.address}.region"
        if not isinstance(region, str) or not region:
            region = own.region if own and own.region else self.region(key)
        return Place(own.account if own else self.account_of(key), region)

    def of_provider(self, written: str | None) -> Place:
        """The place in which a block of this provider key makes things."""
        key = self._inherited(written) if written else "aws"
        return Place(self.account_of(key), self.region(key))

    def key(self, instance: Instance) -> str:
        """The key of the instance's provider block, `provider_name` where no configuration tells."""
        where = (names(instance.module), instance.mode, instance.type, instance.name)
        key = self._keys.get(where)
        if key is None:
            block = self._configuration.block(*where)
            written = block.provider_key if block is not None else None
            key = self._keys[where] = self._inherited(written) if written else instance.provider or "aws"
        return key

    def region(self, key: str) -> str:
        """The region of a provider block, or its symbol."""
        if key not in self._regions:
            told = self._argument(key, "region")
            seen = self._evidence.get(key, Evidence()).regions
            one = next(iter(seen)) if len(seen) == 1 else self._given(key)
            self._regions[key] = told or one or f"tf:provider:{key}"
        return self._regions[key]

    def _given(self, key: str) -> str | None:
        """The region that is given beside the plan: the default provider's, and that of blocks that write none."""
        written = self._configuration.providers.get(key, {}).get("expressions")
        leaves_it = not isinstance(written, dict) or "region" not in written
        return self._given_region if leaves_it or key == "aws" else None

    def account_of(self, key: str) -> str:
        """The account of a provider block: blocks with the same credentials share it."""
        if key not in self._accounts:
            role = parse_arn(self._argument(key, "assume_role", 0, "role_arn"))
            seen = self._evidence.get(key, Evidence()).accounts
            mark = self._fingerprint(key)
            alike = self._of_fingerprint(mark)
            if role is not None:
                found = role.account
            elif len(seen) == 1:
                found = next(iter(seen))
            elif mark == self._main:
                found = self.account
            else:
                found = next(iter(alike)) if len(alike) == 1 else f"{ACCOUNT}:{key}"
            self._accounts[key] = found
        return self._accounts[key]

    def accounts(self) -> set[str]:
        """Every account that some provider block of the plan works in."""
        return {self.account, *(self.account_of(key) for key in (*self._evidence, *self._configuration.providers))}

    def _of_fingerprint(self, mark: str) -> set[str]:
        found: set[str] = set()
        for key, evidence in self._evidence.items():
            if self._fingerprint(key) == mark:
                found |= evidence.accounts
        role = next((k for k in self._configuration.providers if self._fingerprint(k) == mark), None)
        arn = parse_arn(self._argument(role, "assume_role", 0, "role_arn")) if role else None
        return {arn.account} if arn else found

    def _main_key(self, instances: Instances) -> str:
        for kind in ("aws_cloudtrail", "aws_cloudwatch_log_metric_filter", "aws_cloudwatch_metric_alarm"):
            for instance in instances.of(kind):
                return self.key(instance)
        return "aws"

    def _fingerprint(self, key: str) -> str:
        written = self._configuration.providers.get(key, {}).get("expressions")
        if not isinstance(written, dict):
            return "{}"
        return json.dumps({name: written[name] for name in _CREDENTIALS if name in written}, sort_keys=True)

    def _inherited(self, key: str) -> str:
        """The key whose block has the arguments: a nested one without any takes its parent's."""
        module, _, name = key.rpartition(":")
        while module and not self._configuration.providers.get(key, {}).get("expressions"):
            module = module.rpartition(".module.")[0] if ".module." in module else ""
            key = f"{module}:{name}" if module else name
        return key

    def _argument(self, key: str, *path: str | int) -> str | None:
        """A text argument of a provider block, where it is a constant or a variable's known value."""
        block = self._configuration.providers.get(key, {})
        if (told := self._by_source(block, *path)) is not None:
            return told
        node: object = block.get("expressions")
        for step in path:
            if isinstance(node, dict) and isinstance(step, str):
                node = node.get(step)
            elif isinstance(node, list) and isinstance(step, int):
                node = node[step] if step < len(node) else None
            else:
                return None
        if not isinstance(node, dict):
            return None
        address = block.get("module_address")
        module: ModulePath = (module_path(address) if isinstance(address, str) else ()) or ()
        reached = self._resolver.provider(module, node)
        texts = {value for value in reached.literals if isinstance(value, str) and value}
        return next(iter(texts)) if len(texts) == 1 and not reached.opaque and not reached.reaches else None

    def _by_source(self, block: Mapping[str, Any], *path: str | int) -> str | None:
        """A text argument as the provider block's expression has it, where the sources are at hand."""
        expressions = self._resolver.expressions
        if expressions is None:
            return None
        address, alias = block.get("module_address"), block.get("alias")
        name = str(block.get("name", ""))
        module: ModulePath = (module_path(address) if isinstance(address, str) else ()) or ()
        told = expressions.provider(module, f"{name}.{alias}" if alias else name, *(s for s in path if isinstance(s, str)))
        return told if isinstance(told, str) and told else None

    def _told_partition(self) -> str:
        if len(self._partitions) == 1:
            return next(iter(self._partitions))
        regions = {self.region(key) for key in (*self._evidence, *self._configuration.providers)}
        told = {partition_of(region) for region in regions if not is_symbol(region)}
        return next(iter(told)) if len(told) == 1 else PARTITION
