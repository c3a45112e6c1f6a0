"""Questions with something to write, as the interactions of an item: blanks, numbers, texts."""

from __future__ import annotations

from decimal import Decimal

from scorm_export.exchange.qti.markup import QTI, make
from scorm_export.exchange.qti.write_content import put
from scorm_export.exchange.qti.write_item import NewItem, add_mapping, equal_shares
from scorm_export.exchange.texts import plainly, with_blanks
from scorm_export.questions.credit import Rule
from scorm_export.questions.fill_in.question import Blank, FillIn, Spacing
from scorm_export.questions.long_answer.question import LongAnswer
from scorm_export.questions.numeric.question import Numeric


def fill_in(question: FillIn, item: NewItem) -> bool:
    """Add a text with blanks to type into or to choose for."""
    at = question.origin.of("text")
    if question.text is not None:
        places = {blank.id: make(None, _entry(blank)) for blank in question.blanks}
        text = with_blanks(
            item.texts.html(question.text, at), question.text, lambda blank: f'<span class="blank-{blank}"></span>'
        )
        put(item.body, text, blocks=True)
        for blank_id, entry in places.items():
            span = item.body.find(f".//{{{QTI}}}span[@class='blank-{blank_id}']")
            assert span is not None, "the source was checked"
            entry.tail = span.tail
            parent = span.getparent()
            assert parent is not None
            parent.replace(span, entry)
    else:
        places = {question.blanks[0].id: make(make(item.body, "p"), _entry(question.blanks[0]))}
    item.report_penalty(question, question.credit)
    is_all = question.credit.rule is Rule.ALL_OR_NOTHING and len(question.blanks) > 1
    total = "blank_all" if is_all else "SCORE"
    item.outcome(total, "float")
    parts = [Decimal(1)] * len(question.blanks) if is_all else equal_shares(question.points, len(question.blanks))
    for blank, part in zip(question.blanks, parts, strict=True):
        name = f"RESPONSE_{blank.id}"
        places[blank.id].set("responseIdentifier", name)
        if blank.choices:
            places[blank.id].set("shuffle", "false")
            for number, choice in enumerate(blank.choices):
                make(places[blank.id], "inlineChoice", choice, identifier=f"c{number}")
            right = [f"c{number}" for number, choice in enumerate(blank.choices) if choice in blank.answers]
            add_mapping(
                item.response(name, "single", "identifier", right[:1]), dict.fromkeys(right, part), Decimal(0), part
            )
        else:
            declaration = item.response(name, "single", "string", [blank.answers[0]])
            add_mapping(declaration, dict.fromkeys(blank.answers, part), Decimal(0), part, case=blank.match_case)
        if blank.spacing is Spacing.EXACT:
            item.losses.report(f"`{question.id}`: the exact white space of its answers", blank.origin.of("spacing"))
        rule = item.add_if()
        either = make(rule, "or")
        more = make(either, "gt")
        make(more, "mapResponse", identifier=name)
        make(more, "baseValue", "0", baseType="float")
        if blank.pattern is not None:
            make(make(either, "patternMatch", pattern=blank.pattern), "variable", identifier=name)
        both = make(item.set(total, rule), "sum")
        make(both, "variable", identifier=total)
        make(both, "baseValue", plainly(part), baseType="float")
        if blank.feedback:
            item.always(f"blank_{blank.id}", blank.feedback, blank.origin.of("feedback"))
    if is_all:
        rule = item.add_if()
        same = make(rule, "gte")
        make(same, "variable", identifier=total)
        make(same, "baseValue", str(len(question.blanks)), baseType="float")
        make(item.set("SCORE", rule), "baseValue", plainly(question.points), baseType="float")
    return True


def _entry(blank: Blank) -> str:
    return "inlineChoiceInteraction" if blank.choices else "textEntryInteraction"


def numeric(question: Numeric, item: NewItem) -> bool:
    """Add a number, right within its range or tolerance."""
    least, most = question.accepted
    right = [plainly(question.answer)] if question.answer is not None else []
    item.response("RESPONSE", "single", "float", right)
    line = make(item.body, "p")
    entry = make(line, "textEntryInteraction", responseIdentifier="RESPONSE")
    if question.unit:
        entry.tail = " "
        make(line, "span", question.unit, **{"class": "unit"})
    rule = item.add_if()
    within = make(rule, "and")
    for sign, end in (("gte", least), ("lte", most)):
        if end is not None:
            comparison = make(within, sign)
            make(comparison, "variable", identifier="RESPONSE")
            make(comparison, "baseValue", plainly(end), baseType="float")
    make(item.set("SCORE", rule), "baseValue", plainly(question.points), baseType="float")
    if question.feedback:
        item.always("said", question.feedback, question.origin.of("feedback"))
    return True


def long_answer(question: LongAnswer, item: NewItem) -> bool:
    """Add a longer text, which somebody scores."""
    item.response("RESPONSE", "single", "string")
    make(item.body, "extendedTextInteraction", responseIdentifier="RESPONSE", expectedLength=str(question.length))
    if question.model or question.criteria:
        rubric = make(item.body, "rubricBlock", view="scorer")
        item.flow(rubric, question.model, question.origin.of("model"), blocks=True)
        if question.criteria:
            message = f"`{question.id}`: the self-assessment by learners"
            item.losses.report(message, question.origin.of("criteria"), "the criteria are included for scorers")
            listed = make(rubric, "ul", **{"class": "criteria"})
            for criterion in question.criteria:
                item.flow(make(listed, "li"), criterion.text, criterion.origin.span)
    return True
