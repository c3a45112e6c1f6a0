"""Questions in the formats of other tools: `reading` imports them, and each format's `write` exports them."""

from __future__ import annotations

TOOL = "scorm-export"
"""What QTI items name as the tool that wrote them."""
