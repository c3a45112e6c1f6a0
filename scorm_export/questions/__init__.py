"""The question types. A new one is a file here, a template, a file of the player, and a line in each list."""

from __future__ import annotations

from scorm_export.questions.base import QuestionType
from scorm_export.questions.branching_case.question import BRANCHING_CASE
from scorm_export.questions.categorise.question import CATEGORISE
from scorm_export.questions.fill_in.question import FILL_IN
from scorm_export.questions.hotspot.question import HOTSPOT
from scorm_export.questions.likert.question import LIKERT
from scorm_export.questions.long_answer.question import LONG_ANSWER
from scorm_export.questions.matching.question import MATCHING
from scorm_export.questions.multiple_choice.question import MULTIPLE_CHOICE
from scorm_export.questions.numeric.question import NUMERIC
from scorm_export.questions.sequencing.question import SEQUENCING
from scorm_export.questions.single_choice.question import SINGLE_CHOICE
from scorm_export.questions.true_false.question import TRUE_FALSE

QUESTION_TYPES: tuple[QuestionType, ...] = (
    SINGLE_CHOICE,
    MULTIPLE_CHOICE,
    TRUE_FALSE,
    FILL_IN,
    NUMERIC,
    MATCHING,
    SEQUENCING,
    CATEGORISE,
    HOTSPOT,
    LIKERT,
    LONG_ANSWER,
    BRANCHING_CASE,
)
