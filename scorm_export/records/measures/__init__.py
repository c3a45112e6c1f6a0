"""Measures: tables that answer institutions' questions, each an Ibis expression that every engine runs."""

from __future__ import annotations

from scorm_export.records.measures.answers import OPTIONS, QUESTIONS, attempts, first_answers
from scorm_export.records.measures.checks import CHECKS
from scorm_export.records.measures.learners import COURSE, LEARNERS, PROGRESS, standing
from scorm_export.records.measures.measure import Column, Measure, Unit
from scorm_export.records.measures.outcomes import EDITIONS, OBJECTIVES
from scorm_export.records.measures.quality import DOUBTFUL, QUALITY
from scorm_export.records.measures.quizzes import QUIZZES
from scorm_export.records.measures.videos import SEGMENTS, VIDEOS, played

MEASURES = (COURSE, PROGRESS, QUIZZES, QUESTIONS, OPTIONS, CHECKS, OBJECTIVES, VIDEOS, SEGMENTS, EDITIONS, LEARNERS)
KEPT = {"standing": standing, "attempts": attempts, "first_answers": first_answers, "played": played}
"""Tables that several measures use, each after those that it uses itself."""

__all__ = ["DOUBTFUL", "KEPT", "MEASURES", "QUALITY", "Column", "Measure", "Unit"]
