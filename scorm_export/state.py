"""The learner's saved state, as far as the compiler answers for it: the keys in it and its greatest length.

The player's `state.ts` writes and reads the text; this module says under which keys, and proves that it fits. Keys come
from the author's ids alone, so an edition with activities or questions moved, added or removed still finds the rest.
A text is base64url digits of six bits each.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from scorm_export.course import Activity, Counts, Course, FeedbackTime, Lesson, Question, Quiz, Shuffle

_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
ACTIVITY_KEY_LENGTH = 3
OBJECTIVE_KEY_LENGTH = 2
HEADER_LENGTH = 7
"""Version, the course's key, and a check sum: 1 + 3 + 3."""
_QUIZ_HEAD_LENGTH = 1 + ACTIVITY_KEY_LENGTH + 1 + 1 + 3 + 1
"""Separator, key, attempts, what else there is, points, number of objectives."""
_SEED_LENGTH = 3
_TIME_LENGTH = 5
_OBJECTIVE_LENGTH = OBJECTIVE_KEY_LENGTH + 3
MOST_OBJECTIVES = 63
"""Objectives that the questions of one quiz can name: their number is one digit of the state."""
_QUESTION_HEAD_LENGTH = 3
MOST_RESPONSE = 4095
"""Characters of a response: their number is two digits of the state."""
_SHORT_RESPONSE = 3
"""The longest response whose length is told by the question's head; a longer one takes two characters more."""


def _bits(identifier: str, count: int) -> int:
    digest = hashlib.sha256(identifier.encode()).digest()
    return int.from_bytes(digest[:8], "big") >> (64 - count)


def _key(identifier: str, length: int) -> str:
    bits = _bits(identifier, 6 * length)
    return "".join(_DIGITS[bits >> (6 * place) & 63] for place in reversed(range(length)))


def activity_key(identifier: str) -> str:
    """Return the three characters that stand for a course, lesson or quiz."""
    return _key(identifier, ACTIVITY_KEY_LENGTH)


def objective_key(identifier: str) -> str:
    """Return the two characters that stand for an objective."""
    return _key(identifier, OBJECTIVE_KEY_LENGTH)


def question_key(identifier: str) -> int:
    """Return the number, 0 to 65535, that stands for a question in its quiz."""
    return _bits(identifier, 16)


def objectives_of(quiz: Quiz) -> tuple[str, ...]:
    """Return the objectives that a quiz gives points for, in the order they are first named."""
    return tuple(dict.fromkeys(o for question in quiz.pool for o in question.objectives))


def worst_case(course: Course) -> int:
    """Return the most characters a learner's state can take in any part, when everything was visited and answered."""
    return max((HEADER_LENGTH + sum(_lengths(part.activities)) for part in course.parts), default=HEADER_LENGTH)


def _lengths(activities: Iterable[Activity]) -> Iterator[int]:
    for activity in activities:
        if isinstance(activity, Lesson):
            yield ACTIVITY_KEY_LENGTH
        else:
            yield quiz_length(activity)


def quiz_length(quiz: Quiz) -> int:
    """Return the most characters that a quiz takes in the state."""
    objectives = objectives_of(quiz)
    implied = all(set(question.objectives) == set(objectives) for question in quiz.pool)
    lengths = [_question_length(question) for question in quiz.questions]
    for draw in quiz.draws:
        lengths += sorted(map(_question_length, draw.candidates))[-draw.count :]
    digits = 1 if quiz.counts is Counts.AVERAGE else 0
    return (
        _QUIZ_HEAD_LENGTH
        + digits
        + (_SEED_LENGTH if is_random(quiz) else 0)
        + (_TIME_LENGTH if quiz.time or quiz.wait else 0)
        + (1 + -(-len(lengths) // 6) if quiz.feedback is FeedbackTime.IMMEDIATELY else 0)
        + (0 if implied else (_OBJECTIVE_LENGTH + digits) * len(objectives))
        + sum(lengths)
    )


def is_random(quiz: Quiz) -> bool:
    """Whether an attempt draws or shuffles, so that the state holds what it began with."""
    return bool(quiz.draws) or quiz.shuffle is not Shuffle.NONE


def _question_length(question: Question) -> int:
    response = question.response_length()
    return _QUESTION_HEAD_LENGTH + response + (2 if response > _SHORT_RESPONSE else 0)
