"""Measures: what institutions ask, each table written once as an Ibis expression that every engine runs."""

from __future__ import annotations

from scorm_export.records.measures.answers import OPTIONS, QUESTIONS
from scorm_export.records.measures.learners import COURSE, LEARNERS, PROGRESS
from scorm_export.records.measures.measure import Column, Measure, Unit
from scorm_export.records.measures.outcomes import EDITIONS, OBJECTIVES
from scorm_export.records.measures.quizzes import QUIZZES
from scorm_export.records.measures.videos import SEGMENTS, VIDEOS

MEASURES = (COURSE, PROGRESS, QUIZZES, QUESTIONS, OPTIONS, OBJECTIVES, VIDEOS, SEGMENTS, EDITIONS, LEARNERS)

__all__ = ["MEASURES", "Column", "Measure", "Unit"]
