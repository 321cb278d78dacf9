"""The command line: what a person types, turned into calls and exit codes."""

import gc

gc.set_threshold(100_000)
"""After so many new objects the collector looks for cycles. With Python's 700 it walks what modules define forty times before
there is a first verdict, and finds none; so many more objects are some MiB."""
