"""What a root module declares while a configuration is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.plans.bodies import Body, block

if TYPE_CHECKING:
    from random import Random

PASSED_ON = """variable "given" {
  default = null
}
variable "wanted" {
  type    = bool
  default = true
}
output "plain" {
  value = var.given
}
output "chosen" {
  value = var.wanted ? var.given : null
}
output "in_a_map" {
  value = { value = var.given }
}
"""


@dataclass(slots=True)
class Scope:
    """What a root module declares so far, and the dice.

    `plain` where resources are written without ado, `new` where the provider has what came after its version 3.
    """

    dice: Random
    plain: bool = False
    new: bool = False
    blocks: list[str] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)
    count: int = 0

    def resource(self, kind: str, name: str, body: Body) -> None:
        """A resource, as it is."""
        self.blocks.append(block(f'resource "{kind}" "{name}"', body))

    def fresh(self, word: str) -> str:
        """A name that nothing has yet."""
        self.count += 1
        return f"{word}_{self.count}"

    def local(self, expression: str) -> str:
        """A local of this value."""
        name = self.fresh("l")
        self.blocks.append(f"locals {{\n  {name} = {expression}\n}}\n")
        return f"local.{name}"

    def variable(self, default: str, kind: str | None = None) -> str:
        """A variable with this default."""
        name = self.fresh("v")
        typed = "" if kind is None else f"  type = {kind}\n"
        self.blocks.append(f'variable "{name}" {{\n{typed}  default = {default}\n}}\n')
        return f"var.{name}"

    def given(self, value: str, other: str) -> str:
        """A variable of another default, whose value a file gives."""
        name = self.fresh("v")
        self.blocks.append(f'variable "{name}" {{\n  default = {other}\n}}\n')
        self.files["given.auto.tfvars"] = self.files.get("given.auto.tfvars", "") + f"{name} = {value}\n"
        return f"var.{name}"

    def read(self, value: str) -> str:
        """A literal, as it stands in a file beside the configuration."""
        name = self.fresh("f")
        self.files[f"{name}.yaml"] = f"value: {value}\n"
        return f'yamldecode(file("${{path.module}}/{name}.yaml")).value'

    def kept(self, expression: str) -> str:
        """Through a resource that keeps it, so that it is known only after apply."""
        name = self.fresh("k")
        self.blocks.append(f'resource "terraform_data" "{name}" {{\n  input = {expression}\n}}\n')
        return f"terraform_data.{name}.output"

    def known(self) -> str:
        """An expression that is true or false, known while planning."""
        value = self.dice.choice(["true"] * 5 + ["false"])
        return self.dice.choice([value, self.variable(value, "bool"), self.local(value), f'"{value}" == "true"'])

    def unknown(self) -> str:
        """One that is known only after apply."""
        name = self.fresh("d")
        self.blocks.append(f'resource "terraform_data" "{name}" {{\n  input = "x"\n}}\n')
        return self.dice.choice([f'terraform_data.{name}.output == "x"', f'terraform_data.{name}.id == ""'])

    def condition(self) -> str:
        """Either."""
        return self.unknown() if self.dice.random() < 0.2 else self.known()

    def passed(self, expression: str) -> str:
        """Through a module that hands it on."""
        self.files["modules/pass/main.tf"] = PASSED_ON
        name = self.fresh("m")
        wanted = f"  wanted = {self.known()}\n" if self.dice.random() < 0.3 else ""
        self.blocks.append(f'module "{name}" {{\n  source = "./modules/pass"\n  given = {expression}\n{wanted}}}\n')
        return f"module.{name}.{self.dice.choice(['plain', 'chosen', 'in_a_map.value'])}"
