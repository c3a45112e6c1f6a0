"""Clues in the options of questions, by which learners who do not know the answer find it.

Each is measured over the whole course and compared with chance: a single question proves nothing. The rules are among
those of Haladyna, Downing and Rodriguez (2002), https://doi.org/10.1207/S15324818AME1503_5.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from scorm_export.course import Course, Question, Quiz, Shuffle
from scorm_export.diagnostics import Diagnostics
from scorm_export.questions.multiple_choice.question import MultipleChoice
from scorm_export.questions.options import Option
from scorm_export.questions.single_choice.question import SingleChoice

_FEWEST = 8
"""Fewer questions than these are not compared with chance."""
_UNLIKELY, _UNLIKELY_OF_FOUR = 1.645, 2.24
"""How many standard deviations from chance are reported: of a count, and of the largest of four counts. One course in
twenty without a clue is reported, too."""
_ABSOLUTE = {
    "ar": "دائما دائمًا أبدا أبدًا جميع كل فقط تماما تمامًا",
    "en": "absolutely all always completely entirely every everybody everyone everything everywhere exactly never "
    "nobody none nothing only",
    "fr": "absolument aucun aucune chaque complètement entièrement exactement jamais rien seulement totalement "
    "toujours tous toutes uniquement",
}
"""Words by language that leave no exception."""
_SHUFFLED = (Shuffle.OPTIONS, Shuffle.ALL)


def check(course: Course, found: Diagnostics) -> None:
    """Note what gives right answers away: their length, their place, and absolute words in the other options."""
    asked = [(quiz, question) for quiz in course.quizzes for question in _once(quiz.pool)]
    single = [(quiz, question) for quiz, question in asked if _has_one_right(question)]
    _check_lengths([question for _, question in single], found)
    _check_places(single, found)
    _check_words(course, [question for _, question in asked], found)


def _once(questions: Iterable[Question]) -> Iterator[Question]:
    """Yield each question once, also one that several draws may choose."""
    yield from {question.id: question for question in questions}.values()


def _has_one_right(question: Question) -> bool:
    return isinstance(question, SingleChoice) and sum(option.correct for option in question.options) == 1


def _options(question: Question) -> Sequence[Option]:
    return question.options if isinstance(question, SingleChoice | MultipleChoice) else ()


def _check_lengths(questions: Sequence[Question], found: Diagnostics) -> None:
    longest = [question for question in questions if _is_right_the_longest(_options(question))]
    chances = [1 / len(_options(question)) for question in questions]
    if _is_unlikely(len(longest), chances, _UNLIKELY):
        found.note(
            "longest-right-option",
            f"the right option is the longest in {len(longest)} of {len(questions)} questions; "
            f"by chance it would be in about {round(sum(chances))}",
            longest[0].origin.span,
            "shorten right options, or say as much in the others; it is so in "
            + _listed([question.id for question in longest]),
        )


def _is_right_the_longest(options: Sequence[Option]) -> bool:
    lengths = sorted(len(option.text.plain) for option in options)
    right = next(option for option in options if option.correct)
    return len(right.text.plain) == lengths[-1] > lengths[-2]


def _check_places(single: Sequence[tuple[Quiz, Question]], found: Diagnostics) -> None:
    still = [
        question
        for quiz, question in single
        if quiz.shuffle not in _SHUFFLED or (isinstance(question, SingleChoice) and question.keep_order)
    ]
    places: Counter[int] = Counter()
    for question in still:
        places[next(place for place, option in enumerate(_options(question)) if option.correct)] += 1
    for place, count in places.most_common(1):
        chances = [1 / len(_options(question)) if place < len(_options(question)) else 0 for question in still]
        if _is_unlikely(count, chances, _UNLIKELY_OF_FOUR):
            found.note(
                "place-of-right-option",
                f"the right option is number {place + 1} in {count} of {len(still)} questions; "
                f"by chance it would be in about {round(sum(chances))}",
                still[0].origin.span,
                "put right options at other places, or shuffle: `shuffle: options`",
            )


def _check_words(course: Course, questions: Sequence[Question], found: Diagnostics) -> None:
    words = _ABSOLUTE.get(course.language.split("-", maxsplit=1)[0].lower(), "").split()
    if not words:
        return
    absolute = re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE)
    options = [option for question in questions for option in _options(question)]
    wrong = [option for option in options if not option.correct]
    right = [option for option in options if option.correct]
    if len(questions) < _FEWEST or not wrong or not right:
        return
    in_wrong = [option for option in wrong if absolute.search(option.text.plain)]
    in_right = sum(bool(absolute.search(option.text.plain)) for option in right)
    of_all = (len(in_wrong) + in_right) / len(options)
    deviation = math.sqrt(of_all * (1 - of_all) * (1 / len(wrong) + 1 / len(right)))
    if len(in_wrong) / len(wrong) - in_right / len(right) > _UNLIKELY * deviation:
        word = absolute.search(in_wrong[0].text.plain)
        found.note(
            "absolute-words",
            f"absolute words such as `{word[0] if word else ''}` are in {len(in_wrong)} of {len(wrong)} wrong options, "
            f"and in {in_right} of {len(right)} right ones",
            in_wrong[0].origin.span,
            "write wrong options that a thoughtful person might hold",
        )


def _is_unlikely(count: int, chances: Sequence[float], deviations: float) -> bool:
    """Return whether a count is far above what independent chances lead to (normal approximation)."""
    if len(chances) < _FEWEST:
        return False
    return count - sum(chances) > deviations * math.sqrt(sum(chance * (1 - chance) for chance in chances))


def _listed(ids: Sequence[str]) -> str:
    return ", ".join(f"`{each}`" for each in ids)
