"""Ratios of time and memory: `make bench`."""
