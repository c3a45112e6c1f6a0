"""JSON Schemas of the source files, made of the very records that read them."""

from __future__ import annotations

from typing import Any

from scorm_export.reading.course import FILES

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_TITLES = {
    "course": "course.yaml",
    "module": "module.yaml",
    "quiz": "quiz.yaml",
    "bank": "a bank of questions",
    "lesson": "the front matter of a lesson",
}


def schemas() -> dict[str, dict[str, Any]]:
    """Return a JSON Schema (draft 2020-12) for each kind of file, by file name."""
    return {
        f"{name}.schema.json": {"$schema": _DIALECT, "title": _TITLES[name], **record.schema()}
        for name, record in FILES.items()
    }
