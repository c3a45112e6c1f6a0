"""Interactions in which something is chosen: options, true or false, levels of a scale, areas of an image."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from scorm_export.exchange import TOOL
from scorm_export.exchange.bank import ALL, Data, UnreadableError, characters, decimal, plainly
from scorm_export.exchange.choosing_fields import Choice, multiple_choice, single_choice
from scorm_export.exchange.qti.item import UNKNOWN, Item, worth_of
from scorm_export.exchange.qti.responses import Response
from scorm_export.exchange.qti.written_answers import HUNDREDTH
from scorm_export.exchange.xml_files import Element, place
from scorm_export.questions.likert.question import MOST_LEVELS

_TRUTH = ("true", "false")


_MOST_TRIED = 10
"""The most options of which every combination is tried, where the scoring only compares whole sets."""


def choice(item: Item, interaction: Element, response: Response) -> Data:
    """Return the fields of a choice of options, of true or false, or of a scale."""
    elements = list(interaction.iter("{*}simpleChoice"))
    name = interaction.get("responseIdentifier", "")
    ids = [e.get("identifier", "") for e in elements]
    if len(set(ids)) < max(len(ids), 2):
        raise UnreadableError(
            "it does not have two options, each with its own identifier", place(item.file, interaction)
        )
    if not response.right and not response.mapping and not any(item.earned({name: [each]}) for each in ids):
        if response.cardinality != "single" or len(elements) > MOST_LEVELS:
            raise UnreadableError("none of its options is right")
        return _scale(item, elements)
    made = [(element, item.choice) for element in elements]
    if response.cardinality == "single":
        shares = _shares(item, name, response, ids)
        if ids == list(_TRUTH) and sorted(shares.values()) == [0, ALL] and _says_true_and_false(elements):
            said = {c: item.choice(e, ALL).feedback for c, e in zip(_TRUTH, elements, strict=True)}
            feedback = {word: text for word, text in said.items() if text}
            return {"type": "true-false", "answer": shares["true"] == ALL, "feedback": feedback or None}
        fields = _one_chosen(item, made, shares)
    else:
        fields = _several_chosen(item, name, made, response)
    keeps = interaction.get("shuffle", "false") == "false" and item.root.get("toolName") == TOOL
    return fields | ({"keepOrder": True} if keeps else {})


def _says_true_and_false(elements: Iterable[Element]) -> bool:
    """Whether options with the identifiers `true` and `false` have the same words."""
    words = [
        "".join(
            (e.text or "", *(c.tail or "" for c in e.iterchildren("{*}feedbackInline", "{*}feedbackBlock")))
        ).strip()
        for e in elements
    ]
    return [word.lower() for word in words] == list(_TRUTH)


def _shares(item: Item, name: str, response: Response, ids: Sequence[str]) -> dict[str, Decimal]:
    """Return the share in per cent that each option alone earns: by the scoring, or else by what is declared."""
    earned = {each: item.earned({name: [each]}) for each in ids}
    known = {each: number for each, number in earned.items() if number is not None}
    if len(known) == len(earned):
        best = max(known.values(), default=Decimal(0))
        if best <= 0:
            raise UnreadableError("none of its options earns anything by its own scoring")
        item.best = best
        item.report_declared(response, [each for each, number in known.items() if number == best])
        return {each: ALL * number / best for each, number in known.items()}
    item.report_unknown_scoring()
    if item.maps() and response.mapping:
        worth = worth_of(response)
        return {each: ALL * response.mapping.get(each, response.default) / worth for each in ids}
    return {each: ALL if each in response.right else Decimal(0) for each in ids}


Made = Sequence[tuple[Element, Callable[[Element, Decimal], Choice]]]
"""The elements of options, each with what makes a choice of it and of its share in per cent."""


def _chosen(item: Item, name: str, made: Made, response: Response) -> Data:
    """Return the fields of a single or multiple choice, by what each option earns."""
    if response.cardinality != "single":
        return _several_chosen(item, name, made, response)
    ids = [element.get("identifier", "") for element, _ in made]
    return _one_chosen(item, made, _shares(item, name, response, ids))


def _one_chosen(item: Item, made: Made, shares: Mapping[str, Decimal]) -> Data:
    """Return the fields of a single choice; `shares` are in per cent, by identifier."""
    return single_choice(item.bank, [make(e, shares[e.get("identifier", "")]) for e, make in made], item.at)


def _several_chosen(item: Item, name: str, made: Made, response: Response) -> Data:
    """Return the fields of a multiple choice, by what each option earns."""
    ids = [element.get("identifier", "") for element, _ in made]
    if by_option := _shares_together(item, name, response, ids):
        choices = [make(e, by_option[i]) for i, (e, make) in zip(ids, made, strict=True)]
        return multiple_choice(item.bank, choices, item.at)
    right = _right_set(item, name, response, ids)
    share = ALL / max(1, len(right))
    choices = [make(e, share if i in right else -share) for i, (e, make) in zip(ids, made, strict=True)]
    fields = multiple_choice(item.bank, choices, item.at)
    fields.pop("penalty", None)
    return fields | {"credit": "all-or-nothing"}


def _shares_together(item: Item, name: str, response: Response, ids: Sequence[str]) -> dict[str, Decimal] | None:
    """Return the share in per cent that each option earns or deducts; None where only whole sets earn points."""
    alone = {each: item.earned({name: [each]}) or Decimal(0) for each in ids}
    right = [each for each, number in alone.items() if number > 0]
    whole = item.earned({name: right}) if right else None
    if whole is None:
        if item.scoring.is_there and item.earned({name: list(ids)}) is None and item.maps() and response.mapping:
            worth = worth_of(response)
            return {each: ALL * response.mapping.get(each, response.default) / worth for each in ids}
        return None
    if len(right) == 1 and not item.maps():
        return None  # it is the same, and said more plainly
    if whole <= 0 or abs(whole - sum((alone[each] for each in right), Decimal(0))) > HUNDREDTH:
        return None
    item.best = whole
    item.report_declared(response, right)
    lost = {each: (item.earned({name: [*right, each]}) or Decimal(0)) - whole for each in ids if each not in right}
    return {each: ALL * (alone[each] if each in right else lost[each]) / whole for each in ids}


def _right_set(item: Item, name: str, response: Response, ids: Sequence[str]) -> list[str]:
    """Return the options that earn all points together: those declared, or the only set that the scoring takes."""
    declared = [each for each in ids if each in response.right]
    earned = item.earned({name: declared}) if declared else Decimal(0)
    if earned is None or earned > 0:
        item.check_key({name: declared})
        return declared
    if len(ids) > _MOST_TRIED:
        raise UnreadableError("its scoring does not say which of its options are right")
    sets = [[each for n, each in enumerate(ids) if chosen >> n & 1] for chosen in range(1, 1 << len(ids))]
    worth = [(item.earned({name: each}) or Decimal(0), each) for each in sets]
    best = max(number for number, _ in worth)
    found = [each for number, each in worth if number == best]
    if best <= 0 or len(found) != 1:
        raise UnreadableError("its scoring does not say which of its options are right")
    item.best = best
    item.report_declared(response, found[0])
    return found[0]


def _scale(item: Item, elements: list[Element]) -> Data:
    """Return the fields of a scale: no option is right."""
    levels = [
        {"id": name, "text": item.text(element, inline=True)}
        for name, element in zip(characters(len(elements)), elements, strict=True)
    ]
    return {"type": "likert", "scale": levels}


def hotspot(item: Item, interaction: Element, response: Response) -> Data:
    """Return the fields of a choice of areas in an image."""
    image = interaction.find("{*}object")
    image = interaction.find("{*}img") if image is None else image
    address = (image.get("data") or image.get("src") or "") if image is not None else ""
    name = item.bank.keep_image(address, item.file_at)
    if image is None or name is None:
        raise UnreadableError(f"its image `{address}` is missing")
    width, height = decimal(image.get("width")), decimal(image.get("height"))
    if not width or not height:
        raise UnreadableError("its image does not say how wide and high it is", place(item.file, image))
    alternative = " ".join((image.get("alt") or "".join(image.itertext())).split())
    if not alternative:
        item.bank.lost("the text alternative of the image: write it as `alternative`", place(item.file, image))
    elements = list(interaction.iter("{*}hotspotChoice"))
    if len({element.get("identifier") for element in elements}) < max(len(elements), 2):
        raise UnreadableError("it does not have two areas, each with its own identifier", place(item.file, interaction))

    def make(element: Element, fraction: Decimal) -> Choice:
        choice = item.choice(element, fraction)
        label = element.get("hotspotLabel") or element.get("label") or ""
        if not label:
            item.bank.lost(
                f"the name of the area `{element.get('identifier')}`, which has none",
                choice.at,
                "write what it is as its `text`",
            )
        text = item.bank.plain(label or element.get("identifier", ""))
        return Choice(text=text, fraction=choice.fraction, feedback=choice.feedback, at=choice.at)

    name_of_response = interaction.get("responseIdentifier", "")
    fields = _chosen(item, name_of_response, [(element, make) for element in elements], response)
    areas = fields.pop("options")
    for area, element in zip(areas, elements, strict=True):
        _report_share(item, area, element)
        area["shape"] = _shape(item, element, width, height)
    if fields.pop("type") == "single-choice" or sum("correct" in area for area in areas) == 1:
        fields = {}
    return {"type": "hotspot", "image": name, "alternative": alternative or "–", "areas": areas, **fields}


def _report_share(item: Item, area: Data, element: Element) -> None:
    """Take the share out of an area of a hotspot, which cannot have one."""
    if share := area.pop("share", None):
        message = f"{plainly(100 * share)} % for the area `{area['text']}`: an area earns all points or none"
        item.bank.lost(message, place(item.file, element))


def _shape(item: Item, element: Element, width: Decimal, height: Decimal) -> str:
    """Return a shape in per cent of the image's width and height."""
    numbers = [decimal(part) for part in re.split(r"[\s,]+", element.get("coords", "").strip())]
    given = [number for number in numbers if number is not None]
    kind = element.get("shape")
    at = place(item.file, element)

    def across(number: Decimal) -> str:
        return plainly(min(max(number * 100 / width, Decimal(0)), ALL).quantize(HUNDREDTH, ROUND_HALF_UP))

    def down(number: Decimal) -> str:
        return plainly(min(max(number * 100 / height, Decimal(0)), ALL).quantize(HUNDREDTH, ROUND_HALF_UP))

    if kind == "rect" and len(given) == 4:  # noqa: PLR2004 — left, top, right, bottom
        left, top, right, bottom = given
        return f"rectangle {across(left)} {down(top)} {across(right - left)} {down(bottom - top)}"
    if kind == "circle" and len(given) == 3:  # noqa: PLR2004 — middle, radius
        return f"circle {across(given[0])} {down(given[1])} {across(given[2])}"
    if kind == "poly" and len(given) >= 6 and len(given) % 2 == 0:  # noqa: PLR2004 — three corners
        corners = list(zip(given[::2], given[1::2], strict=True))
        corners = corners[:-1] if corners[0] == corners[-1] else corners
        return "polygon " + ", ".join(f"{across(x)} {down(y)}" for x, y in corners)
    if kind == "ellipse" and len(given) == 4:  # noqa: PLR2004 — middle, both radii
        x, y, horizontal, vertical = given
        item.bank.lost("an ellipse, which becomes the rectangle around it", at)
        return f"rectangle {across(x - horizontal)} {down(y - vertical)} {across(2 * horizontal)} {down(2 * vertical)}"
    raise UnreadableError(f"an area of the shape `{kind}`, {UNKNOWN}", at)
