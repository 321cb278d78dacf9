"""How much memory and work one evaluation may take: some for any document, and more for a longer one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Memory in bytes and fuel in WebAssembly instructions, roughly, of which a core runs some five thousand million a second.

    Measured with the law of fifteen controls on what it is given of a document: an account of fifteen filters (120 kB) takes 100
    million instructions and 16 MiB, and each alarm on one of their metrics (1 kB) at most 3.5 million and 130 kB.
    """

    memory: int = 512 << 20
    memory_per_byte: int = 256
    most_memory: int = 3 << 30
    """WebAssembly could address 4 GiB."""
    fuel: int = 20_000_000_000
    fuel_per_byte: int = 6_000

    def memory_for(self, size: int) -> int:
        """The most memory for a document of so many bytes."""
        return min(self.memory + self.memory_per_byte * size, self.most_memory)

    def fuel_for(self, size: int) -> int:
        """The most instructions for a document of so many bytes."""
        return self.fuel + self.fuel_per_byte * size
