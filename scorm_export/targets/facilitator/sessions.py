"""Session plans: what a group does when, computed from the minutes that lessons say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from scorm_export.course import FacilitationKind, Lesson, SessionPlan
from scorm_export.targets.facilitator.material import Material, lessons_of, of_kind, quizzes_of

OPENING, CLOSING, BREAK, LUNCH = 10, 10, 15, 60
"""Minutes."""
_WITHOUT_BREAK, _WITHOUT_LUNCH = 130, 330
"""Minutes of a session after which there is a break, and a meal."""
_SHORTENED = 0.5


class Kept(IntEnum):
    """What is left out first when there is too little time."""

    QUIZ = 0
    WORK = 1
    DISCUSSION = 2
    TALK = 3
    """Shortened to half, and then left to reading."""
    ESSENTIAL = 4


@dataclass(frozen=True, slots=True)
class Item:
    """Something that a group does."""

    title: str
    lesson: str
    minutes: int
    kept: Kept = Kept.ESSENTIAL


@dataclass(frozen=True, slots=True)
class Session:
    """A meeting of the group: its items with the minutes after its beginning at which they start."""

    number: int
    items: tuple[tuple[int, Item], ...]


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan: its sessions, and what participants read or do outside of them."""

    title: str
    sessions: tuple[Session, ...]
    outside: tuple[Item, ...]


def plans(material: Material) -> list[Planned]:
    """Return the plans of a course, or the usual three."""
    words = material.words
    usual = (
        SessionPlan(title=words["half_a_day"], sessions=1, minutes=240),
        SessionPlan(title=words["one_day"], sessions=1, minutes=450),
        SessionPlan(title=words["five_sessions"], sessions=5, minutes=120),
    )
    items = list(_items(material))
    return [_planned(plan, items, material) for plan in material.course.session_plans or usual]


def _items(material: Material) -> Iterator[Item]:
    """Yield everything that a group can do, in order."""
    for module in material.course.modules:
        lessons = lessons_of(module)
        marked = any(block.is_essential for lesson in lessons for block in lesson.facilitation)
        for lesson in lessons:
            yield Item(material.words["presentation"], lesson.title, material.presented(lesson), Kept.TALK)
            yield from _done(lesson, material, first_is_kept=not marked)
            marked = marked or bool(of_kind(lesson, FacilitationKind.DISCUSSION, FacilitationKind.WORK))
        for quiz in quizzes_of(module):
            yield Item(quiz.title, "", quiz.minutes, Kept.QUIZ)


def _done(lesson: Lesson, material: Material, *, first_is_kept: bool) -> Iterator[Item]:
    for number, block in enumerate(of_kind(lesson, FacilitationKind.DISCUSSION, FacilitationKind.WORK)):
        usual = Kept.WORK if block.kind is FacilitationKind.WORK else Kept.DISCUSSION
        is_kept = block.is_essential or (first_is_kept and number == 0)
        yield Item(
            material.title_of(block), lesson.title, material.minutes_of(block), Kept.ESSENTIAL if is_kept else usual
        )


def _planned(plan: SessionPlan, items: Sequence[Item], material: Material) -> Planned:
    breaks = _breaks(plan.minutes)
    room = plan.sessions * (plan.minutes - OPENING - CLOSING - sum(breaks))
    kept, outside = _within(items, room)
    return Planned(plan.title, tuple(_sessions(plan, kept, breaks, material)), tuple(outside))


def _breaks(minutes: int) -> tuple[int, ...]:
    """Return the breaks of a session, in order."""
    if minutes > _WITHOUT_LUNCH:
        return (BREAK, LUNCH, BREAK)
    return (BREAK,) if minutes > _WITHOUT_BREAK else ()


def _within(items: Sequence[Item], room: int) -> tuple[list[Item], list[Item]]:
    """Return the items for which there is room, and the others: the longest of the least kept are left out first."""
    left: list[Item | None] = list(items)
    short: set[int] = set()

    def used() -> int:
        return sum(item.minutes for item in left if item)

    while used() > room:
        candidates = [(item.kept, index in short, -item.minutes, -index) for index, item in enumerate(left) if item]
        if not candidates:
            break
        kept, is_short, _, index = min(candidates)
        item = left[-index]
        assert item is not None
        if kept is Kept.TALK and not is_short:
            short.add(-index)
            left[-index] = replace(item, minutes=max(3, round(item.minutes * _SHORTENED)))
        else:
            left[-index] = None
    return [item for item in left if item], [item for item, now in zip(items, left, strict=True) if now is None]


def _sessions(
    plan: SessionPlan, items: Sequence[Item], breaks: tuple[int, ...], material: Material
) -> Iterator[Session]:
    """Divide items among sessions, each about as long as the others, with breaks between them."""
    words = material.words
    parts = _shares(items, plan.sessions)
    for number, part in enumerate(parts, 1):
        pieces = _shares(part, len(breaks) + 1)
        planned = [Item(words["opening"], "", OPENING)]
        for piece, pause in zip(pieces, (*breaks, 0), strict=True):
            planned += piece
            planned += [Item(words["lunch" if pause == LUNCH else "break"], "", pause)] if pause else []
        planned.append(Item(words["closing"], "", CLOSING))
        yield Session(number, tuple(_timed(planned)))


def _timed(items: Iterable[Item]) -> Iterator[tuple[int, Item]]:
    now = 0
    for item in items:
        yield now, item
        now += item.minutes


def _shares(items: Sequence[Item], count: int) -> list[list[Item]]:
    """Return items in so many parts whose minutes are about the same, in order."""
    whole = sum(item.minutes for item in items)
    parts: list[list[Item]] = [[] for _ in range(count)]
    before = 0
    for item in items:
        middle = before + item.minutes / 2
        parts[min(count - 1, int(middle * count / whole))].append(item)
        before += item.minutes
    return parts
