"""Answers that are written: blanks, lists in a text, numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from scorm_export.diagnostics import Span
from scorm_export.exchange.bank import ALL, Data, UnreadableError, characters, decimal, plainly
from scorm_export.exchange.plain_to_markdown import BLANK_CLOSE, BLANK_OPEN
from scorm_export.exchange.qti.item import Item, replace_by, worth_of
from scorm_export.exchange.qti.responses import Response
from scorm_export.exchange.writing_fields import Gap, Written, gap_text
from scorm_export.exchange.xml_files import Element, name_of, place

HUNDREDTH = Decimal("0.01")
_NAMED_NOWHERE = "\ue0ff"


def blanks_of(item: Item, body: Element, found: list[Element]) -> Data:
    """Return the fields of a text with blanks, or of a number."""
    names = [each.get("responseIdentifier", "") for each in found]
    if len(set(names)) < len(names):
        raise UnreadableError("several blanks have one response, so it is unclear which answer belongs where", item.at)
    responses = [item.responses.get(name) for name in names]
    if len(found) == 1 and responses[0] and responses[0].base_type in ("float", "integer"):
        return number_of(item, body, found[0], responses[0])
    gaps: dict[str, Gap] = {}
    aside = item.aside(body, found[0])
    for name, interaction, response in zip(characters(len(found)), found, responses, strict=True):
        if response is None:
            raise UnreadableError("its response is not declared", place(item.file, interaction))
        gaps[name] = _gap(item, interaction, response)
        item.blanks[name] = interaction.get("responseIdentifier", "")
        replace_by(interaction, BLANK_OPEN + name + BLANK_CLOSE)
    return with_gaps(item, item.text(body, without=aside), gaps)


def with_gaps(item: Item, text: str, gaps: Mapping[str, Gap]) -> Data:
    """Return a text with its blanks and their feedback."""
    fields = gap_text(item.bank, text, gaps, item.at)
    blanks: list[Data] = fields["blanks"]
    if not blanks:
        raise UnreadableError("it has no gap")
    for one in blanks:
        said = [
            f
            for f in item.said
            if f.get("identifier") == f"blank_{item.blanks.get(one['id'], '').removeprefix('RESPONSE_')}"
        ]
        one["feedback"] = item.joined(said) or None
        if pattern := _pattern(item, item.blanks.get(one["id"], "")):
            one["pattern"] = pattern
    if fields["text"] == f"[[{blanks[0]['id']}]]":
        del fields["text"]
    if any(mentions(item.root, "blank_all")):
        fields["credit"] = "all-or-nothing"
    return fields


def _pattern(item: Item, response: str) -> str | None:
    """Return the pattern that a response may match."""
    for match in item.root.iter("{*}patternMatch"):
        variable = match.find("{*}variable")
        if variable is not None and variable.get("identifier") == response:
            return match.get("pattern")
    return None


def _gap(item: Item, interaction: Element, response: Response) -> Gap:
    at = place(item.file, interaction)
    name = interaction.get("responseIdentifier", "")
    if name_of(interaction) == "inlineChoiceInteraction":
        choices = {
            c.get("identifier", ""): (" ".join("".join(c.itertext()).split()), place(item.file, c))
            for c in interaction.iter("{*}inlineChoice")
        }
        shares = _shares_of_gap(item, name, response, list(choices))
        written = [
            Written(text=text, fraction=shares.get(key, Decimal(0)), feedback=None, at=where, wild=False)
            for key, (text, where) in choices.items()
        ]
        return Gap(worth_of(response), "choice", written)
    texts = [v.text.strip() for v in item.root.iter("{*}baseValue") if v.get("baseType") == "string" and v.text]
    shares = _shares_of_gap(item, name, response, [*response.right, *response.mapping, *texts])
    written = [Written(text=t, fraction=s, feedback=None, at=at, wild=False) for t, s in shares.items() if s]
    right = [each.text for each in written if each.fraction == ALL]
    _report_other_answers(item, name, at)
    return Gap(worth_of(response), "case" if _counts_case(item, name, response, right) else "text", written)


def _report_other_answers(item: Item, name: str, at: Span) -> None:
    """Report points that any unlisted text earns or deducts."""
    others = {key: other.right[:1] for key, other in item.responses.items() if key != name}
    without, other = item.earned(others), item.earned({**others, name: [_NAMED_NOWHERE]})
    if without is not None and other is not None and other != without:
        item.bank.lost(f"{plainly(other - without)} points for any other answer: it earns nothing here", at)


def _counts_case(item: Item, name: str, response: Response, right: Iterable[str]) -> bool:
    """Whether a right text earns less in other letters; reported where that holds for some of them only."""
    others = {key: other.right[:1] for key, other in item.responses.items() if key != name}
    in_any_case: list[str] = []
    as_written: list[str] = []
    for text in right:
        one, other = (item.earned({**others, name: [each]}) for each in (text, text.swapcase()))
        is_alike = text in response.in_any_case if one is None or text == text.swapcase() else one == other
        (in_any_case if is_alike else as_written).append(text)
    if in_any_case and as_written:
        item.bank.lost(
            f"capitals count in `{as_written[0]}` but not in `{in_any_case[0]}`: here they count in every answer",
            item.at,
            "list other ways to write it among its `answers`",
        )
    return bool(as_written)


def _shares_of_gap(item: Item, name: str, response: Response, candidates: Iterable[str]) -> dict[str, Decimal]:
    """Return the share in per cent that each candidate earns where all other gaps are right."""
    others = {key: other.right[:1] for key, other in item.responses.items() if key != name}
    without = item.earned(others)
    earned = {text: item.earned({**others, name: [text]}) for text in dict.fromkeys(candidates)}
    if without is None or any(each is None for each in earned.values()):
        item.report_unknown_scoring()
        shares = dict.fromkeys(response.right, ALL)
        worth = worth_of(response)
        return shares | {text: ALL * value / worth for text, value in response.mapping.items() if value > 0}
    more = {text: each - without for text, each in earned.items() if each is not None}
    best = max(more.values(), default=Decimal(0))
    if best <= 0:
        return {}
    right = [text for text, each in more.items() if each == best]
    if response.right and response.right[0] not in right:
        item.report_declared(response, right)
    order = sorted(more, key=lambda text: text not in response.right)
    return {text: (ALL * more[text] / best).quantize(HUNDREDTH) for text in order}


def number_of(item: Item, body: Element, interaction: Element, response: Response) -> Data:
    """Return the fields of a numeric question."""
    fields: Data = {"type": "numeric", **accepted(item, interaction.get("responseIdentifier", ""), response)}
    unit = body.find(".//{*}span[@class='unit']")
    if unit is not None:
        fields["unit"] = " ".join("".join(unit.itertext()).split())
    said = [f for f in item.said if f.get("identifier") == "said"]
    fields["feedback"] = item.joined(said) or None
    aside = [*([unit] if unit is not None else []), *item.aside(body, interaction)]
    if _stands_in_words(interaction, unit):
        replace_by(interaction, BLANK_OPEN)
    else:
        aside.append(interaction)
    prompt = item.text(body, without=aside).replace(BLANK_OPEN, "\\_\\_\\_\\_\\_")
    return fields | {"prompt": prompt}


def accepted(item: Item, name: str, response: Response) -> Data:
    """Return the answer and its tolerance, or the range, that the rules take, and that earns what it should."""
    least, most = (_bound(item.root, sign) for sign in ("gte", "lte"))
    for sign, end in (("gt", least), ("lt", most)):
        if end is None and (bound := _bound(item.root, sign)) is not None and bound != 0:
            raise UnreadableError(
                f"a number has to be `{sign}` {plainly(bound)}: here the ends of a range are right too"
            )
    equal = next(item.root.iter("{*}equal"), None)
    literal = None if equal is None else equal.find("{*}baseValue")
    declared_right = response.right[0] if response.right else ""
    answer = decimal(literal.text if literal is not None else declared_right)
    if literal is not None and answer != decimal(declared_right):
        item.report_declared(response, [literal.text or ""])
    fields: Data = {"answer": answer}
    if equal is not None and answer is not None and equal.get("toleranceMode", "exact") != "exact":
        fields = _tolerated(item, equal, answer)
    elif answer is not None and least is not None and most is not None and most - answer == answer - least:
        fields["tolerance"] = most - answer or None
    elif least is not None or most is not None:
        fields = {"range": {"least": least, "most": most}}
    if answer is None and "range" not in fields:
        raise UnreadableError("no number is right")
    right = answer if answer is not None else least if least is not None else most
    item.check_key({name: [plainly(right or Decimal(0))]})
    return fields


def _tolerated(item: Item, equal: Element, answer: Decimal) -> Data:
    """Return the answer with its tolerance, or the range where it is wider to one side (ASI 2.1, 15.3: equal)."""
    at = place(item.file, equal)
    for bound in ("includeLowerBound", "includeUpperBound"):
        if equal.get(bound) == "false":
            raise UnreadableError(f"`{bound}` is false: here the ends of a range are right too", at)
    tolerances = [decimal(each) for each in equal.get("tolerance", "").split()]
    if not tolerances or None in tolerances:
        raise UnreadableError(f"`{equal.get('tolerance', '')}` is not a tolerance", at)
    below, above = tolerances[0] or Decimal(0), tolerances[-1] or Decimal(0)
    if name_of(equal[0]) == "variable":  # whose value the other is compared with
        below, above = above, below
    if equal.get("toleranceMode") == "relative":
        if name_of(equal[0]) == "variable":
            item.bank.lost("its tolerance, relative to the answer: here it is relative to the right number", at)
        below, above = abs(answer) * below / 100, abs(answer) * above / 100
    if below == above:
        return {"answer": answer, "tolerance": below or None}
    item.bank.lost(f"the target value {plainly(answer)}: every number of the range is right here", at)
    return {"range": {"least": answer - below, "most": answer + above}}


def _stands_in_words(interaction: Element, unit: Element | None) -> bool:
    """Whether words, but for a unit, come after something that is to be filled in on its line."""
    parent = interaction.getparent()
    assert parent is not None
    behind = [interaction.tail or ""]
    for sibling in interaction.itersiblings():
        behind += ["" if sibling is unit else "".join(sibling.itertext()), sibling.tail or ""]
    return bool("".join(behind).strip())


def mentions(root: Element, identifier: str) -> Iterator[bool]:
    """Whether an item has an outcome of this name, once for each."""
    return (element.get("identifier") == identifier for element in root.iter("{*}outcomeDeclaration"))


def _bound(root: Element, sign: str) -> Decimal | None:
    element = next(root.iter(f"{{*}}{sign}"), None)
    return None if element is None else decimal(element.findtext("{*}baseValue"))
