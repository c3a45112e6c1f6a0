"""Only the questions, as files for the question banks of other tools."""

from __future__ import annotations

from scorm_export.targets.questions.files import QUESTIONS

TARGETS = (QUESTIONS,)
