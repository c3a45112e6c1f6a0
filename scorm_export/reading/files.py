"""The records of every kind of file that authors write, for the published schemas."""

from __future__ import annotations

from typing import Any

from scorm_export.reading.course_fields import COURSE, MODULE
from scorm_export.reading.lesson import LESSON
from scorm_export.reading.quiz import BANK, QUIZ
from scorm_export.reading.survey import SURVEY
from scorm_export.reading.theme_fields import THEME
from scorm_export.source.fields import Record

FILES: dict[str, Record[Any]] = {
    "course": COURSE,
    "module": MODULE,
    "lesson": LESSON,
    "quiz": QUIZ,
    "survey": SURVEY,
    "bank": BANK,
    "theme": THEME,
}
