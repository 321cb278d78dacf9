"""How much memory and work one evaluation may take: some for any document, and more for a longer one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Memory in bytes and fuel in WebAssembly instructions, roughly, of which a core runs some five thousand million a second.

    Measured with the law of one control: documents of fixtures (7 kB) take 20 million instructions and 16 MiB, one of 100,000
    alarms (100 MB) takes 300 instructions and 18 bytes for each of its bytes.
    """

    memory: int = 512 << 20
    memory_per_byte: int = 28
    most_memory: int = 3 << 30
    """WebAssembly could address 4 GiB."""
    fuel: int = 20_000_000_000
    fuel_per_byte: int = 2_000

    def memory_for(self, size: int) -> int:
        """The most memory for a document of so many bytes."""
        return min(self.memory + self.memory_per_byte * size, self.most_memory)

    def fuel_for(self, size: int) -> int:
        """The most instructions for a document of so many bytes."""
        return self.fuel + self.fuel_per_byte * size
