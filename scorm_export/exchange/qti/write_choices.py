"""Questions in which something is chosen, as the interactions of an item."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO

import imagesize

from scorm_export.exchange.qti.markup import identifier, make
from scorm_export.exchange.qti.write_item import NewItem, add_mapping
from scorm_export.questions.hotspot.question import Hotspot, Shape
from scorm_export.questions.likert.question import Likert
from scorm_export.questions.multiple_choice.question import MultipleChoice
from scorm_export.questions.single_choice.question import SingleChoice
from scorm_export.questions.true_false.question import TrueFalse


def single_choice(question: SingleChoice, item: NewItem) -> bool:
    """Add one choice of several, each with what it earns."""
    right = [identifier(option.id) for option in question.options if option.correct]
    declaration = item.response("RESPONSE", "single", "identifier", right)
    shares = {identifier(option.id): question.points * option.share for option in question.options if option.share}
    least = min([Decimal(0), *shares.values()])
    add_mapping(declaration, dict.fromkeys(right, question.points) | shares, Decimal(0), question.points, least=least)
    if question.deducts:
        item.losses.count("that the total of a quiz is never below 0", question.origin.of("options"))
    item.choices(question.options, most=1, keeps=question.keep_order)
    make(item.set("SCORE"), "mapResponse", identifier="RESPONSE")
    return True


def multiple_choice(question: MultipleChoice, item: NewItem) -> bool:
    """Add a choice of any number of options."""
    item.choices(question.options, most=0, keeps=question.keep_order)
    item.score_options(question, question.options)
    return True


def hotspot(question: Hotspot, item: NewItem) -> bool:
    """Add areas of an image; False, and reported, where its size is not known."""
    (medium,) = question.image.media
    name = item.texts.named(medium.src, question.image)
    width, height = map(round, imagesize.get(BytesIO(item.texts.content(name)) if name else BytesIO(b"")))
    if name is None or width <= 0 or height <= 0:
        item.losses.report(f"`{question.id}`: the size of its image cannot be read", question.origin.of("image"))
        return False
    interaction = make(
        item.body,
        "hotspotInteraction",
        responseIdentifier="RESPONSE",
        maxChoices="0" if question.has_several else "1",
    )
    kind = "svg+xml" if name.endswith(".svg") else name.rpartition(".")[2].replace("jpg", "jpeg")
    attributes = {"data": f"../{name}", "type": f"image/{kind}", "width": str(width), "height": str(height)}
    make(interaction, "object", medium.alternative, **attributes)
    for area in question.options:
        form, coords = coordinates(area.shape, width, height)
        label = item.texts.plain(area.text, area.origin.span, "the name of an area")
        make(
            interaction, "hotspotChoice", identifier=identifier(area.id), shape=form, coords=coords, hotspotLabel=label
        )
    item.say_of_options(question.options, several=question.has_several)
    if question.has_several:
        item.score_options(question, question.options)
    else:
        right = [identifier(option.id) for option in question.options if option.correct]
        add_mapping(
            item.response("RESPONSE", "single", "identifier", right),
            dict.fromkeys(right, question.points),
            Decimal(0),
            question.points,
        )
        make(item.set("SCORE"), "mapResponse", identifier="RESPONSE")
    return True


def true_false(question: TrueFalse, item: NewItem) -> bool:
    """Add a choice of true or false."""
    right = "true" if question.answer else "false"
    add_mapping(
        item.response("RESPONSE", "single", "identifier", [right]),
        {right: question.points},
        Decimal(0),
        question.points,
    )
    interaction = make(item.body, "choiceInteraction", responseIdentifier="RESPONSE", shuffle="false", maxChoices="1")
    for word, said in (("true", question.feedback_true), ("false", question.feedback_false)):
        make(interaction, "simpleChoice", word, identifier=word)
        if said:
            item.modal("FEEDBACK", word, said, question.origin.of("feedback"))
    if item.feedback:
        item.outcome("FEEDBACK", "identifier")
        make(item.set("FEEDBACK"), "variable", identifier="RESPONSE")
    make(item.set("SCORE"), "mapResponse", identifier="RESPONSE")
    return True


def likert(question: Likert, item: NewItem) -> bool:
    """Add a scale, without a correct response."""
    item.response("RESPONSE", "single", "identifier")
    interaction = make(item.body, "choiceInteraction", responseIdentifier="RESPONSE", shuffle="false", maxChoices="1")
    for level in question.scale:
        item.flow(make(interaction, "simpleChoice", identifier=identifier(level.id)), level.text, level.origin.span)
    return True


def coordinates(shape: Shape, width: int, height: int) -> tuple[str, str]:
    """Return QTI's word for a shape, and its numbers in pixels."""

    def across(number: Decimal) -> str:
        return str(round(number * width / 100))

    def down(number: Decimal) -> str:
        return str(round(number * height / 100))

    x, y, *rest = shape.numbers
    if shape.form == "rectangle":
        return "rect", ",".join([across(x), down(y), across(x + rest[0]), down(y + rest[1])])
    if shape.form == "circle":
        return "circle", ",".join([across(x), down(y), across(rest[0])])
    return "poly", ",".join(number for left, top in shape.points for number in (across(left), down(top)))
