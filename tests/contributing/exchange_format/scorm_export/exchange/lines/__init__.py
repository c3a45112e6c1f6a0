"""Lines: a statement, a tab, and `true` or `false`."""

from __future__ import annotations

from scorm_export.exchange.base import of_text
from scorm_export.exchange.lines.count import count
from scorm_export.exchange.lines.read import read

FORMAT = of_text("lines", read, count)
