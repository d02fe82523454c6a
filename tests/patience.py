"""How long a test waits for what will come: so long that only what hangs takes longer, however busy the machine is."""

from __future__ import annotations

# One command, one answer, one sign. pyproject.toml has the limit of a whole test, which is longer.
PATIENCE_S = 600
# One element of a page; Playwright counts in milliseconds.
PATIENCE_MS = 300_000
