"""As much of GitHub's runner as a composite action needs: inputs, outputs of steps, files for output and summary, a shell."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

EXPRESSION = re.compile(r"\$\{\{\s*([\w.-]+)\s*\}\}")


@dataclass(kw_only=True)
class Runner:
    """Runs the steps of `action`/action.yml in `workspace`, one after the other, until one fails.

    `done` are outputs of steps, by the steps' ids, that an earlier run has made and that are not made again.
    """

    action: Path
    workspace: Path
    environment: dict[str, str]
    done: dict[str, dict[str, str]] = field(default_factory=dict)
    log: str = ""
    summary: str = ""
    outputs: dict[str, dict[str, str]] = field(default_factory=dict)

    def run(self, **given: str) -> int:
        """The exit code of the last step that ran. Inputs have `_` for `-`; one control is asked for where none is named."""
        about: dict[str, Any] = yaml.safe_load((self.action / "action.yml").read_text("utf-8"))
        inputs = {name: str(one.get("default", "")) for name, one in about["inputs"].items()}
        named = {name.replace("_", "-"): value for name, value in given.items()}
        assert named.keys() <= inputs.keys()
        inputs |= {"control": "4.4", **named}
        temporary = self.workspace / ".runner"
        temporary.mkdir(exist_ok=True)
        code = 0
        self.outputs.update(self.done)
        for step in about["runs"]["steps"]:
            if step.get("id") in self.done:
                continue
            assert step["shell"] == "bash"
            code = self._step(step, inputs, temporary)
            if code:
                break
        return code

    def _step(self, step: dict[str, Any], inputs: dict[str, str], temporary: Path) -> int:
        files = {name: temporary / name for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
        for file in files.values():
            file.write_text("")
        script = temporary / "step.sh"
        script.write_text(self._valued(step["run"], inputs), "utf-8")
        environment = {
            **self.environment,
            **{name: self._valued(value, inputs) for name, value in step.get("env", {}).items()},
            **{name: str(file) for name, file in files.items()},
            "GITHUB_ACTIONS": "true",
            "CI": "true",
            "GITHUB_ACTION_PATH": str(self.action),
            "RUNNER_TEMP": str(temporary),
        }
        done = subprocess.run(
            ["/bin/bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(script)],
            cwd=self.workspace,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=300,
        )
        self.log += done.stdout
        self.summary += files["GITHUB_STEP_SUMMARY"].read_text("utf-8")
        told = dict(line.split("=", 1) for line in files["GITHUB_OUTPUT"].read_text("utf-8").splitlines())
        self.outputs[str(step.get("id", ""))] = told
        return done.returncode

    def _valued(self, text: str, inputs: dict[str, str]) -> str:
        def value(found: re.Match[str]) -> str:
            match found[1].split("."):
                case ["inputs", name]:
                    return inputs[name]
                case ["steps", step, "outputs", name]:
                    return self.outputs[step][name]
                case _:
                    raise AssertionError(found[0])

        return EXPRESSION.sub(value, text)
