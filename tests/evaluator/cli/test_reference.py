"""The reference page is what the program says of itself."""

from __future__ import annotations

import subprocess
import sys


def test_the_reference_page_is_current() -> None:
    done = subprocess.run([sys.executable, "tools/make_reference.py", "--check"], capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, "run `python tools/make_reference.py`"
