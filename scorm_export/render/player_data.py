"""The player's data, in the shapes of its `course.ts`."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

from scorm_export.blocks.video.block import videos
from scorm_export.course import (
    Activity,
    AnswersTime,
    Counts,
    Course,
    Extent,
    FeedbackTime,
    Layout,
    Lesson,
    LessonDone,
    Order,
    Part,
    Purpose,
    Question,
    Quiz,
    Retry,
    Scoring,
    Shuffle,
    state,
)
from scorm_export.course.answer_key import AnswerKey
from scorm_export.course.reporting import AfterPassing, Failed, Reporting, Slots
from scorm_export.interface.numbers import fill
from scorm_export.interface.words import FALLBACK, Words, language_of_words
from scorm_export.lms.profile import ALWAYS, CUT, Settings
from scorm_export.source.document import Document

FORMAT = 1
COMPLETED = "part_completed"
"""The objective that reports that a part is completed; the underscore keeps it apart from authors' ids."""


def hundredths(points: Decimal) -> int:
    """Return points as whole hundredths; the reader rejects finer ones."""
    return int(points * 100)


def course_data(course: Course, part: Part, words: Words, settings: Settings) -> dict[str, Any]:
    """Return the CourseData of a part of a course: everything whose size does not depend on the length of texts."""
    spared = any(isinstance(a, Quiz) and a.purpose is Purpose.PRETEST for a in part.activities)
    keys = state.course_keys(course)
    items = lesson_items(course)
    objective_keys = state.objective_keys(objective.id for objective in course.objectives)
    return {
        "format": FORMAT,
        "iri": course.iri,
        "id": part.id,
        "key": state.activity_keys([part.id])[part.id].long,
        "title": course.title,
        "version": course.version,
        "language": course.language,
        **_part(course, part),
        **_modules(course, part, words),
        **_withheld(settings, part),
        **_answers_early(settings, part),
        **_reporting(settings.policy(course.reporting), course, part),
        **({} if course.accommodation == 1 else {"accommodation": hundredths(course.accommodation)}),
        **({"sharedDevices": True} if course.shared_devices else {}),
        **({} if course.keep_signed_in else {"letsSessionsExpire": True}),
        **({} if course.report_checks else {"checksUnreported": True}),
        "scoring": _scoring(course, part),
        "completion": _completion(course, part),
        **_achievement(course, part),
        "objectives": [{"id": o.id, **_key(objective_keys[o.id]), "text": o.text.plain} for o in course.objectives],
        "activities": [
            _activity(a, m.id, keys, items.get(a.id, []), spared=spared)
            for m in course.modules
            for a in m.activities
            if a in part.activities
        ],
        **_words(course, words),
    }


def _words(course: Course, words: Words) -> dict[str, Any]:
    """Return the words of the player, and their language where it is not spelt as the course's."""
    tag = language_of_words(course.language)
    return {
        **({} if tag == course.language else {"wordsIn": tag or FALLBACK}),
        **({} if tag else {"datesIn": FALLBACK}),
        "words": words["player"],
    }


def words_script(words: Words) -> bytes:
    """Return the words of quizzes and results, as a script that is put before the one that says them."""
    return f"window.courseWords={compact_json(words['quiz'])};\n".encode()


def _achievement(course: Course, part: Part) -> dict[str, Any]:
    """Return under which key the state holds when the course was passed; nothing for one of its parts."""
    if part.module is not None:
        return {}
    begun = recorded("", state.achievement_key(activity.id for activity in course.activities)) | {"time": 1}
    return {"achievement": begun | ({"certificate": True} if course.certificate else {})}


def _part(course: Course, part: Part) -> dict[str, Any]:
    """Return the data of a part in a course of several; nothing for a whole course."""
    if part.module is None:
        return {}
    parts = course.parts
    following = next((after for before, after in pairwise(parts) if before.id == part.id), None)
    waits = following is not None and part.id in [before.id for before in course.opens_after(following)]
    opens = ("completed" if course.order is Order.LINEAR else "judged") if waits else "always"
    return {
        "part": {
            "home": "" if part.is_module else part.activities[0].id,
            "next": opens,
            "awaited": COMPLETED if opens == "completed" else None,
            "whole": hundredths(course.scoring.total) if course.scoring else 0,
        }
    }


def _withheld(settings: Settings, part: Part) -> dict[str, Any]:
    """Return what is not reported; nothing where everything is."""
    is_cut = part.module is not None
    kept = {
        "interactions": not settings.interactions or (is_cut and not settings.interactions_when_cut),
        "objectives": is_cut and not settings.objectives_when_cut,
        "running score": settings.mastery_score,
    }
    withheld = [what for what, is_kept in kept.items() if is_kept]
    return {"withheld": withheld} if withheld else {}


def _modules(course: Course, part: Part, words: Words) -> dict[str, Any]:
    """Return what the modules are called, by id, where a part has several."""
    if part.module is not None or len(course.modules) == 1:
        return {}
    page = words["page"]
    numbered = ((m, fill(page["module"], words, number=n)) for n, m in enumerate(course.modules, 1))
    return {"modules": {m.id: fill(page["labelled"], words, label=number, text=m.title) for m, number in numbered}}


def _answers_early(settings: Settings, part: Part) -> dict[str, Any]:
    """Return the setting that the LMS answers before it stores; nothing where it does not."""
    when = settings.answers_early
    return {"answersEarly": True} if when == ALWAYS or (when == CUT and part.module is not None) else {}


def _reporting(policy: Reporting, course: Course, part: Part) -> dict[str, Any]:
    """Return how results are reported, as far as it is not as usual; the manifest alone says when there is a mark.

    Where other parts open after a failure, it is reported whatever the policy: they would stay closed.
    """
    waits = any(course.opens_after(other) for other in course.parts)
    asked = [f"{a.id}_{q.id}" for a in part.activities if isinstance(a, Quiz) for q in a.pool]
    interactions = {
        **({"slots": asked} if policy.interaction_slots is Slots.QUESTION else {}),
        **({"most": policy.most_interactions} if policy.most_interactions is not None else {}),
    }
    unusual = {
        "neverFails": policy.failed is Failed.NEVER and not waits,
        "withoutTexts": not policy.question_texts,
        "keepsPass": policy.after_passing is AfterPassing.KEEP,
    }
    told: dict[str, Any] = {name: True for name, is_so in unusual.items() if is_so}
    told |= {"interactions": interactions} if interactions else {}
    return {"reporting": told} if told else {}


def _scoring(course: Course, part: Part) -> dict[str, int] | None:
    """Return the part's points and its pass mark, by the course's share; None without a quiz."""
    scoring = course.scoring
    if not scoring or not part.points:
        return None
    return {"total": hundredths(part.points), "pass": passing_points(scoring, part)}


def passing_points(scoring: Scoring, part: Part) -> int:
    """Return a part's pass mark in hundredths of points: the course's share, rounded up."""
    return -(-hundredths(part.points) * hundredths(scoring.passing) // hundredths(scoring.total))


def _completion(course: Course, part: Part) -> dict[str, str]:
    """Return what completes the part: what the course requires, or everything if it requires nothing of the part."""
    if not any(course.counts(activity) for activity in part.activities):
        return {"lessons": "all", "quizzes": "all"}
    asked = {"lessons": str(course.completion.lessons), "quizzes": str(course.completion.quizzes)}
    return asked | ({"surveys": "all"} if course.completion.surveys is Extent.ALL else {})


def _key(key: state.Key) -> dict[str, str]:
    """Return a key of the saved state; the short one only where the long one does not begin with it."""
    return {"key": key.long} if key.long.startswith(key.short) else {"key": key.long, "short": key.short}


def lesson_items(course: Course) -> dict[str, list[dict[str, str]]]:
    """Return what each lesson asks for before it is done, by the lesson's id; nothing where opening it is enough.

    A check has no key of its own: it is done when its facts hold an answer that was handed in.
    """
    asked = course.completion.lesson_done
    if asked is LessonDone.OPENED:
        return {}
    named = {(lesson.id, "end", "") for lesson in course.lessons}
    if asked is LessonDone.DONE:
        named |= {(lesson.id, "video", video) for lesson in course.lessons for video, _ in videos(lesson.body)}
    names = {item: "/".join(filter(None, item)) for item in sorted(named)}
    keys = state.item_keys((activity.id for activity in course.activities), names.values())
    items: dict[str, list[dict[str, str]]] = {}
    for (lesson, kind, item), name in names.items():
        items.setdefault(lesson, []).append({"kind": kind, **({"id": item} if item else {}), **_key(keys[name])})
    if asked is LessonDone.DONE:
        recorded = state.course_keys(course)
        for one in course.lessons:
            checks = ((check.id, recorded[f"{one.id}/{check.id}"]) for check in one.checks)
            items[one.id] += [{"kind": "check", "id": name, **_key(key)} for name, key in checks]
    return items


def _activity(
    activity: Activity,
    module: str,
    keys: Mapping[str, state.Key],
    items: list[dict[str, str]],
    *,
    spared: bool,
) -> dict[str, Any]:
    """Return an Activity of the player; `spared`: a pretest may exempt learners from lessons by their objectives."""
    data: dict[str, Any] = {
        "kind": "lesson" if isinstance(activity, Lesson) else "quiz",
        "id": activity.id,
        **_key(keys[activity.id]),
        "title": activity.title,
        "module": module,
        "minutes": activity.minutes,
    }
    if isinstance(activity, Quiz):
        return data | _quiz(activity)
    own = {name: data[name] for name in ("title", "module")} | {"lesson": activity.id}
    practice = [
        recorded(f"{activity.id}/{name}", keys[f"{activity.id}/{name}"]) | own | {"purpose": "practice"} | more
        for name, more in [
            *((check.id, {"points": hundredths(check.points)}) for check in activity.checks),
            *((notes.id, {"fields": len(notes.kept)}) for notes in activity.notes),
        ]
    ]
    unusual = {"objectives": spared and list(activity.objectives), "items": items, "practice": practice}
    return data | {name: value for name, value in unusual.items() if value}


def recorded(name: str, key: state.Key) -> dict[str, Any]:
    """Return a Quiz of the player that is on no page of its own: something that the state has facts of."""
    nothing = {"title": "", "module": "", "minutes": 0, "points": 0, "attempts": 0, "objectives": {}}
    return {"kind": "quiz", "id": name, **_key(key), **nothing}


def _quiz(quiz: Quiz) -> dict[str, Any]:
    """Return the fields of a quiz beyond those of every activity, without defaults."""
    unusual: dict[str, tuple[object, object]] = {
        "purpose": (quiz.purpose, Purpose.GRADED),
        "anonymous": (quiz.anonymous, False),
        "counts": (quiz.counts, Counts.BEST),
        "pass": (quiz.passing and hundredths(quiz.passing), None),
        "essential": (quiz.essential, False),
        "wait": (quiz.wait and quiz.wait * 60, None),
        "time": (quiz.time and quiz.time * 60, None),
        "feedback": (quiz.feedback, FeedbackTime.AFTER_HAND_IN),
        "answers": (quiz.answers, AnswersTime.AFTER_LAST_ATTEMPT),
        "retry": (quiz.retry, Retry.ALL),
        "drawKey": (state.keys_in(quiz).get(state.DRAW), None),
        "layout": (quiz.layout, Layout.ALL),
        "shuffle": (quiz.shuffle, Shuffle.NONE),
        "draws": ([{"count": d.count, "from": [q.id for q in d.candidates]} for d in quiz.draws], []),
    }
    return {
        "points": hundredths(quiz.points),
        "attempts": quiz.attempts or 0,
        "objectives": objective_points(quiz),
        **{name: value for name, (value, usual) in unusual.items() if value != usual},
    }


def objective_points(quiz: Quiz) -> dict[str, int]:
    """Return the hundredths of points of an attempt for each objective; the questions of a draw all name the same."""
    drawn = [question for draw in quiz.draws for question in draw.candidates[: draw.count]]
    return {
        name: sum(hundredths(q.points) for q in (*quiz.questions, *drawn) if name in q.objectives)
        for name in state.objectives_of(quiz)
    }


def question_data(
    course: Course, activity: Activity, question: Question, number: int, text: Callable[[Document], str]
) -> dict[str, Any]:
    """Return a Question of the player; `number` is its key, `text` renders what is shown after answering."""
    key = AnswerKey.of(course.iri, activity.id, question.id)
    texts = {name: text(document) for name, document in question.revealed().items()}
    return {
        "id": question.id,
        "type": question.type,
        "key": number,
        "points": hundredths(question.points),
        "objectives": list(question.objectives),
        "text": question.prompt.plain,
        "salt": key.salt,
        **({"texts": key.veil(compact_json(texts))} if texts else {}),
        **question.player_data(key),
    }


def _questions(course: Course, activity: Activity, quiz: Quiz, text: Callable[[Document], str]) -> list[dict[str, Any]]:
    keys = state.question_keys(question.id for question in quiz.pool)
    return [question_data(course, activity, question, keys[question.id], text) for question in quiz.pool]


def page_script(
    course: Course,
    activity: Activity,
    article: str,
    text: Callable[[Document], str],
    behaviours: Sequence[str],
) -> str:
    """Return the script that passes an article, a quiz's questions and the names of scripted blocks to the player."""
    arguments: list[Any] = [activity.id, article]
    quizzes = activity.practice if isinstance(activity, Lesson) else (activity,)
    data = [one for quiz in quizzes for one in _questions(course, activity, quiz, text)]
    if data or behaviours:
        arguments.append(data)
    if behaviours:
        arguments.append(behaviours)
    return f"coursePage({','.join(compact_json(argument) for argument in arguments)});\n"


def compact_json(value: Any) -> str:
    """Return JSON that is also safe inside a script element and in scripts of old engines."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
