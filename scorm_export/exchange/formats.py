"""The formats of questions. A new one is a folder beside this file and its line below."""

from __future__ import annotations

from importlib import import_module

from scorm_export.exchange.base import Format

_FOLDERS = (
    "moodle_xml",
    "gift",
    "qti",
    "aiken",
)
"""In the order in which they are offered."""
FORMATS: dict[str, Format] = {
    form.name: form for form in (import_module(f"scorm_export.exchange.{folder}").FORMAT for folder in _FOLDERS)
}
