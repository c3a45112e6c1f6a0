"""`python -m scorm_export`."""

from __future__ import annotations

from scorm_export.commands.main import main

main()
