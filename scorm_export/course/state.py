"""The learner's saved state, as far as the compiler is responsible for it: its keys and its greatest length.

The player's `state.ts` and, where there is little room, `compact_state.ts` write and read the text; this module says
under which keys, and proves that the compact text fits. Keys come from the author's ids alone, so an edition with
activities or questions moved, added or removed still finds the rest. A text is base64url digits of six bits each.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count

from scorm_export import limits
from scorm_export.course.course import Activity, Course, Lesson, LessonDone
from scorm_export.course.question import Question
from scorm_export.course.quiz import Counts, FeedbackTime, Quiz, Retry, Shuffle

HEADER_LENGTH = 7
"""Version, the course's key, and a checksum: 1 + 3 + 3."""
_QUIZ_HEAD_LENGTH = 1 + limits.ACTIVITY_KEY_LENGTH + 1 + 1 + 3 + 1
"""Separator, key, attempts, flags of optional fields, points, number of objectives."""
_SEED_LENGTH = 3
_TIME_LENGTH = 5
_OBJECTIVE_LENGTH = limits.OBJECTIVE_KEY_LENGTH + 3
_QUESTION_HEAD_LENGTH = 3
ACHIEVEMENT_LENGTH = _QUIZ_HEAD_LENGTH + _TIME_LENGTH
"""When the course was passed: kept for sure where a certificate says it."""
_ACHIEVEMENT = "/achievement"
"""No id of an author begins like this."""
_LANGUAGE = "/language"
_SHORT_RESPONSE = 3
"""The longest response whose length fits into the question's head; a longer one takes two characters more."""


@dataclass(frozen=True, slots=True)
class Key:
    """What stands for an activity or an objective in the saved state."""

    long: str
    """Five digits."""
    short: str
    """Three digits, two for an objective: in a compact text. With few exceptions, the beginning of the long one."""


def activity_keys(identifiers: Iterable[str]) -> dict[str, Key]:
    """Return the key of each lesson and quiz of a course, or of the course itself."""
    return _keys(tuple(identifiers), limits.ACTIVITY_KEY_LENGTH)


def course_keys(course: Course) -> dict[str, Key]:
    """Return the key of each lesson and quiz of a course, and of the checks and notes of lessons by `lesson/id`.

    Activities have theirs first, so a check that is added never takes the key of an activity.
    """
    activities = tuple(activity.id for activity in course.activities)
    practice = {quiz.id.replace("/", "//"): quiz.id for lesson in course.lessons for quiz in lesson.practice}
    keys = _keys(tuple(practice), limits.ACTIVITY_KEY_LENGTH, before=(*activities, _ACHIEVEMENT))
    return activity_keys(activities) | {practice[name]: key for name, key in keys.items()}


def item_keys(known: Iterable[str], items: Iterable[str]) -> dict[str, Key]:
    """Return the key of each thing that lessons ask for, such as `a-lesson/end`; none is that of what is known."""
    return _keys(tuple(items), limits.ACTIVITY_KEY_LENGTH, before=tuple(known))


def achievement_key(known: Iterable[str]) -> Key:
    """Return the key under which it is kept when the course was passed."""
    return _keys((_ACHIEVEMENT,), limits.ACTIVITY_KEY_LENGTH, before=tuple(known))[_ACHIEVEMENT]


def language_key(course: Course) -> Key:
    """Return the key under which the language is kept that the learner has chosen: that of no quiz and no check."""
    ids = [activity.id for activity in course.activities]
    taken = [*course_keys(course).values(), achievement_key(ids)]
    digits = {key.long for key in taken} | {key.short for key in taken}
    keys = (activity_keys([name])[name] for name in (f"{_LANGUAGE}/{n}" for n in count()))
    return next(key for key in keys if not digits & {key.long, key.short})


def objective_keys(identifiers: Iterable[str]) -> dict[str, Key]:
    """Return the key of each objective of a course."""
    return _keys(tuple(identifiers), limits.OBJECTIVE_KEY_LENGTH)


DRAW = ""
"""In the place of a question's id: the attempt whose draw and order a further attempt goes on with."""


def question_keys(identifiers: Iterable[str]) -> dict[str, int]:
    """Return the number, 0 to 65535, that stands for each question that a quiz may ask."""
    return _numbers(identifiers, limits.QUESTION_KEY_BITS)


def keys_in(quiz: Quiz) -> dict[str, int]:
    """Return the key of each question that a quiz may ask, and of `DRAW` where it keeps one."""
    return question_keys([*(question.id for question in quiz.pool), *([DRAW] if keeps_draw(quiz) else [])])


def keeps_draw(quiz: Quiz) -> bool:
    """Whether a further attempt asks what chance has chosen for the one before."""
    return quiz.retry is Retry.WRONG and is_random(quiz)


def _keys(identifiers: tuple[str, ...], short: int, before: tuple[str, ...] = ()) -> dict[str, Key]:
    longs = _numbers(identifiers, 6 * limits.KEY_LENGTH, before)
    shorts = _numbers(identifiers, 6 * short, before)
    return {name: Key(_digits(longs[name], limits.KEY_LENGTH), _digits(shorts[name], short)) for name in longs}


def _numbers(identifiers: Iterable[str], bits: int, before: Iterable[str] = ()) -> dict[str, int]:
    """Return numbers that differ: the beginning of an id's SHA-256, or of a further one where another id has that.

    The ids in `before` have their numbers first.
    """
    numbers: dict[str, int] = {}
    taken = set(_numbers(before, bits).values()) if before else set()
    for identifier in sorted(set(identifiers)):
        further = (_bits(f"{identifier}\n{n}" if n else identifier, bits) for n in count())
        free = next(number for number in further if number not in taken or len(taken) == 1 << bits)
        numbers[identifier] = free
        taken.add(free)
    return numbers


def _bits(text: str, count: int) -> int:
    digest = hashlib.sha256(text.encode()).digest()
    return int.from_bytes(digest[:8], "big") >> (64 - count)


def _digits(number: int, length: int) -> str:
    return "".join(limits.STATE_DIGITS[number >> (6 * place) & 63] for place in reversed(range(length)))


def objectives_of(quiz: Quiz) -> tuple[str, ...]:
    """Return the objectives that a quiz gives points for, in the order they are first named."""
    return tuple(dict.fromkeys(o for question in quiz.pool for o in question.objectives))


def worst_case(course: Course) -> int:
    """Return the most characters a learner's state can take in any part, when everything was visited and answered."""
    lengths = (HEADER_LENGTH + sum(_lengths(course, part.activities)) for part in course.parts)
    whole = max(lengths, default=HEADER_LENGTH) + (ACHIEVEMENT_LENGTH if course.gives_certificate else 0)
    return whole + language_length(course)


def language_length(course: Course) -> int:
    """Return the most characters that the learner's choice of a language takes: none where there is no choice."""
    longest = max(map(len, course.together), default=0)
    return _QUIZ_HEAD_LENGTH + _answer_length(longest) if longest else 0


def _lengths(course: Course, activities: Iterable[Activity]) -> Iterator[int]:
    for activity in activities:
        if isinstance(activity, Lesson):
            practice = (quiz_length(quiz) for quiz in activity.practice if quiz.questions)
            yield lesson_length(course, activity) + sum(practice)
        else:
            yield quiz_length(activity)


def lesson_length(course: Course, lesson: Lesson) -> int:
    """Return the most characters that a lesson takes in the state: a key of its own, or of each thing done in it."""
    asks_all = course.completion.lesson_done is LessonDone.DONE
    videos = sum(medium.is_video for medium in lesson.body.media) if asks_all else 0
    return limits.ACTIVITY_KEY_LENGTH * (1 + videos)


def quiz_length(quiz: Quiz) -> int:
    """Return the most characters that a quiz takes in the state."""
    objectives = objectives_of(quiz)
    implied = all(set(question.objectives) == set(objectives) for question in quiz.pool)
    lengths = [_question_length(question) for question in quiz.questions]
    for draw in quiz.draws:
        lengths += sorted(map(_question_length, draw.candidates))[-draw.count :]
    if keeps_draw(quiz):
        lengths.append(_QUESTION_HEAD_LENGTH + limits.ATTEMPT_ID_LENGTH)
    digits = 1 if quiz.counts is Counts.AVERAGE else 0
    return (
        _QUIZ_HEAD_LENGTH
        + digits
        + (_SEED_LENGTH if is_random(quiz) else 0)
        + (_TIME_LENGTH if quiz.time or quiz.wait else 0)
        + (1 + -(-len(lengths) // 6) if judges_in_drafts(quiz) else 0)
        + (0 if implied else (_OBJECTIVE_LENGTH + digits) * len(objectives))
        + sum(lengths)
    )


def judges_in_drafts(quiz: Quiz) -> bool:
    """Whether answers of an attempt are judged before it is handed in: at once, or in the attempt before."""
    return quiz.feedback is FeedbackTime.IMMEDIATELY or quiz.retry is Retry.WRONG


def is_random(quiz: Quiz) -> bool:
    """Whether an attempt draws or shuffles, so that the state holds what it began with."""
    return bool(quiz.draws) or quiz.shuffle is not Shuffle.NONE


def _question_length(question: Question) -> int:
    return _answer_length(question.response_length())


def _answer_length(response: int) -> int:
    return _QUESTION_HEAD_LENGTH + response + (2 if response > _SHORT_RESPONSE else 0)
