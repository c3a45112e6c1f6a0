"""Hotspot: places in an image to point at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from scorm_export.course import Interaction, Question, TypicalAnswer
from scorm_export.diagnostics import Diagnostics
from scorm_export.questions.base import common, question_type
from scorm_export.questions.credit import CREDIT, penalty_field, read_credit
from scorm_export.questions.hotspot.notation import NOTATION
from scorm_export.questions.multiple_choice.question import MultipleChoice
from scorm_export.questions.options import OPTION_FIELDS, Option, check_options, check_penalty, option_parts, right_ids
from scorm_export.source.document import Document, image_alone
from scorm_export.source.fields import ListOf, Record, Values, required
from scorm_export.source.kinds import Schema
from scorm_export.source.scalars import ScalarKind
from scorm_export.source.texts import FILE, Text

_NUMBER = r"[0-9]{1,3}(?:\.[0-9]{1,2})?"
_POINT = rf"{_NUMBER} {_NUMBER}"
_FORMS = {
    "rectangle": rf"{_POINT} {_POINT}",
    "circle": rf"{_POINT} {_NUMBER}",
    "polygon": rf"{_POINT}(?: ?, ?{_POINT}){{2,}}",
}
_WRITTEN = {
    "rectangle": "`rectangle 10 20 30 15`: from the left, from the top, width, height",
    "circle": "`circle 60 50 12`: its middle from the left and the top, and its radius",
    "polygon": "`polygon 10 10, 40 10, 25 60`: at least three points, each from the left and the top",
}
_WHOLE = 100
"""The image from left to right, and from top to bottom."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A part of an image, in per cent of its width and height; a circle's radius is in per cent of the width."""

    form: str
    """`rectangle`, `circle` or `polygon`."""
    numbers: tuple[Decimal, ...]

    @property
    def points(self) -> tuple[tuple[Decimal, Decimal], ...]:
        """Its corners from left and top; of a circle the middle, and both ends of its diameter."""
        x, y, *rest = self.numbers
        if self.form == "rectangle":
            return (x, y), (x + rest[0], y + rest[1])
        if self.form == "circle":
            return (x, y), (x - rest[0], y), (x + rest[0], y)
        return tuple(zip(self.numbers[::2], self.numbers[1::2], strict=True))

    @property
    def top(self) -> Decimal:
        """How far from the left its highest point is."""
        x, _, *rest = self.numbers
        if self.form == "polygon":
            return min(self.points, key=lambda point: point[1])[0]
        return x + rest[0] / 2 if self.form == "rectangle" else x

    @property
    def is_inside(self) -> bool:
        """Whether all of it is in the image, and there is something of it."""
        has_size = self.form == "polygon" or all(self.numbers[2:])
        return has_size and all(0 <= number <= _WHOLE for point in self.points for number in point)


@dataclass(frozen=True)
class ShapeText(ScalarKind[Shape]):
    """A shape such as `circle 60 50 12`."""

    what: str = "a shape: `rectangle`, `circle` or `polygon`, and its numbers"
    blank: Shape = Shape("rectangle", (Decimal(0), Decimal(0), Decimal(1), Decimal(1)))

    def parse(self, text: str) -> Shape | None:
        """Read a word and its numbers."""
        form, _, numbers = " ".join(text.split()).partition(" ")
        if not re.fullmatch(_FORMS.get(form, "(?!)"), numbers):
            return None
        shape = Shape(form, tuple(Decimal(number) for number in re.findall(_NUMBER, numbers)))
        return shape if shape.is_inside else None

    def hint(self, text: str) -> str:
        """Say how the form is written, or that it leaves the image."""
        form, _, numbers = " ".join(text.split()).partition(" ")
        if re.fullmatch(_FORMS.get(form, "(?!)"), numbers):
            return "it has to lie in the image, which is 100 wide and 100 high, and to have a size"
        return _WRITTEN.get(form) or f"for example {_WRITTEN['rectangle']}"

    def schema(self) -> Schema:
        """Return the pattern."""
        return {"type": "string", "pattern": f"^(?:{'|'.join(f'{form} {rest}' for form, rest in _FORMS.items())})$"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Area(Option):
    """A place in the image that a learner can choose."""

    shape: Shape


_IMAGE = required("image", FILE, "an image file beside the quiz")
_ALTERNATIVE = required("alternative", Text("a text that says what the image shows"), "what the image shows, in words")
_SHAPE = required("shape", ShapeText(), "where the area is, in per cent of the image's width and height")
_AREAS = required(
    "areas",
    ListOf(
        Record("an area", (*OPTION_FIELDS, _SHAPE), lambda v: Area(**option_parts(v), shape=v[_SHAPE])),
        least=2,
    ),
    "the places that can be chosen, in order; later ones lie over earlier ones",
)
_PENALTY = penalty_field("1")


@dataclass(frozen=True, kw_only=True)
class Hotspot(MultipleChoice):
    """One area of an image is right, or several are."""

    type: ClassVar[str] = "hotspot"
    image: Document
    options: tuple[Area, ...]

    @property
    def has_several(self) -> bool:
        """Whether more than one area is right, so that any number can be chosen."""
        return len(right_ids(self.options)) > 1

    def documents(self) -> Iterator[Document]:
        """Every Markdown text of the question, and the image."""
        yield from super().documents()
        yield self.image

    def typical_answers(self) -> tuple[TypicalAnswer, ...]:
        """Return single areas where only one can be chosen, otherwise as in multiple choice."""
        if self.has_several:
            return super().typical_answers()
        areas = sorted(self.options, key=lambda area: not area.correct)
        return tuple(self._answer([area.id]) for area in areas)

    def interaction(self) -> Interaction:
        """Return a choice of the areas: no standard has places in images."""
        return Interaction(type="choice", exact=False, choices=tuple((area.id, area.text) for area in self.options))

    def check(self, found: Diagnostics) -> None:
        """Report areas of which none is right, and points for choosing all of them."""
        check_options(self.options, self.origin, found, listed="areas")
        if self.has_several:
            check_penalty(self.options, self.credit, self.origin, found)


def _build(values: Values) -> Question:
    at = values.spans.get(_IMAGE.name, values.span)
    return Hotspot(
        **common(values),
        image=image_alone(values[_IMAGE], values[_ALTERNATIVE], values.path, at),
        options=values[_AREAS],
        credit=read_credit(values, _PENALTY),
    )


TYPE = question_type(Hotspot.type, (_IMAGE, _ALTERNATIVE, _AREAS, CREDIT, _PENALTY), _build, notation=NOTATION)
