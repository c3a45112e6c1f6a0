"""A course as the compiler knows it: frozen records without I/O, and what of it is kept for learners."""

from __future__ import annotations

from scorm_export.course.course import (
    Activity,
    Author,
    Completion,
    Course,
    Effort,
    Extent,
    FrequentQuestion,
    Lesson,
    LessonKind,
    Level,
    Lrs,
    Module,
    Objective,
    Order,
    Part,
    Provider,
    Scoring,
    Structure,
)
from scorm_export.course.question import Interaction, Origin, Question
from scorm_export.course.quiz import AnswersTime, Counts, Draw, FeedbackTime, Layout, Purpose, Quiz, Shuffle

__all__ = [
    "Activity",
    "AnswersTime",
    "Author",
    "Completion",
    "Counts",
    "Course",
    "Draw",
    "Effort",
    "Extent",
    "FeedbackTime",
    "FrequentQuestion",
    "Interaction",
    "Layout",
    "Lesson",
    "LessonKind",
    "Level",
    "Lrs",
    "Module",
    "Objective",
    "Order",
    "Origin",
    "Part",
    "Provider",
    "Purpose",
    "Question",
    "Quiz",
    "Scoring",
    "Shuffle",
    "Structure",
]
