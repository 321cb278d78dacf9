"""Everything that can stop the evaluator, as exceptions with exit codes.

TrailgateError                what was expected, found, where, and what to do
├── UsageError           (2)  wrong usage, known before anything is read
├── UnwritableError      (1)  a fix that cannot be written so that it does what it says and nothing else
├── InputError           (4)  an input cannot be read or trusted
│   ├── ForeignInputError     it is whole, and of a format that is none of ours: an export of others may be
│   ├── OwnOutputError        what trailgate itself wrote
│   ├── NoInputsError         a folder or an archive that has none
│   └── EngineLimitError      a decision on it needs more memory or work than is allowed
└── EngineError          (5)  the policy engine cannot give a decision
    ├── StalePoliciesError    the compiled policies are not the sources beside them
    ├── PoliciesError         the policies do not load, compile or keep to the allowed builtins
    └── EnginesDifferError    two engines disagree on one document
"""

from __future__ import annotations

from functools import partial
from typing import ClassVar


class TrailgateError(Exception):
    """A problem told to a person: four sentences at most, and the exit code that scripts see.

    Args:
        expected: what should have been there.
        found: what was there instead.
        where: the file, pointer or address, as the user named it.
        what_to_do: the next step.
    """

    exit_code: ClassVar[int] = 5

    def __init__(self, *, expected: str, found: str, where: str, what_to_do: str) -> None:
        super().__init__(expected, found, where, what_to_do)
        self.expected = expected
        self.found = found
        self.where = where
        self.what_to_do = what_to_do

    def __reduce__(self) -> tuple[partial[TrailgateError], tuple[()]]:
        """How one process hands the error to another."""
        fields = {"expected": self.expected, "found": self.found, "where": self.where, "what_to_do": self.what_to_do}
        return partial(type(self), **fields), ()

    def __str__(self) -> str:
        return f"{self.where}: expected {self.expected}, found {self.found}. {self.what_to_do}"


class UsageError(TrailgateError):
    """The command was used in a way that has no meaning."""

    exit_code = 2


class UnwritableError(TrailgateError):
    """What is to be changed has a name that no text can carry unharmed, or was not read, so no text is printed."""

    exit_code = 1


class InputError(TrailgateError):
    """An input cannot be read or trusted; the other inputs still can."""

    exit_code = 4


class ForeignInputError(InputError):
    """An input is of a format that is none of ours; `exports` may know it."""


class OwnOutputError(InputError):
    """An input is what trailgate wrote of another one."""


class NoInputsError(InputError):
    """A folder or an archive has no file that is an input by its name."""


class EngineLimitError(InputError):
    """A decision on an input needs more memory or work than the engine is allowed; the other inputs get theirs."""


def out_of_memory(where: str) -> InputError:
    """What a `MemoryError` means for the input that was being read or judged."""
    return InputError(
        expected="an input that this machine has the memory for",
        found="more",
        where=where,
        what_to_do="Judge it where more memory is free, or give the process more.",
    )


def not_installed(expected: str, extra: str, where: str, *, found: str = "that it is not installed") -> UsageError:
    """That something is asked for which needs a package that an extra of ours brings; `expected` says which, and what for."""
    return UsageError(
        expected=expected, found=found, where=where, what_to_do=f"Install trailgate with its extra: trailgate[{extra}]."
    )


class EngineError(TrailgateError):
    """The policy engine cannot give a decision, so there is no report."""

    exit_code = 5


class StalePoliciesError(EngineError):
    """The compiled policies are missing, or are not those of the sources beside them."""


class PoliciesError(EngineError):
    """The policies do not load, do not compile, or use a builtin that is not allowed."""


class EnginesDifferError(EngineError):
    """Two engines gave different decisions for one document."""
