"""Questions as other tools have them: `reading` takes them in, `writing` gives them out."""

from __future__ import annotations

TOOL = "scorm-export"
"""What QTI items name as the tool that wrote them."""
