"""Questions in which things are put where they belong, as the interactions of an item."""

from __future__ import annotations

from itertools import pairwise

from scorm_export.exchange.qti.markup import identifier, make
from scorm_export.exchange.qti.write_item import NewItem, add_mapping, equal_shares
from scorm_export.exchange.texts import plainly
from scorm_export.questions.credit import Rule
from scorm_export.questions.pairs import Pairing
from scorm_export.questions.sequencing.question import Sequencing


def pairing(question: Pairing, item: NewItem) -> bool:
    """Add two sets to match."""
    right = [f"{identifier(s.id)} {identifier(s.target, 't')}" for s in question.sources]
    declaration = item.response("RESPONSE", "multiple", "directedPair", right)
    interaction = make(
        item.body,
        "matchInteraction",
        responseIdentifier="RESPONSE",
        shuffle="true",
        maxAssociations=str(len(question.sources)),
    )
    for entries, prefix, most in ((question.sources, "o", "1"), (question.targets, "t", "0")):
        group = make(interaction, "simpleMatchSet")
        for entry in entries:
            choice = make(group, "simpleAssociableChoice", identifier=identifier(entry.id, prefix), matchMax=most)
            item.flow(choice, entry.text, entry.origin.span)
    if question.credit.rule is Rule.ALL_OR_NOTHING:
        item.all_or_nothing(question)
    else:
        parts = equal_shares(question.points, len(right))
        wrong = -parts[0] * question.credit.penalty
        add_mapping(declaration, dict(zip(right, parts, strict=True)), wrong, question.points)
        make(item.set("SCORE"), "mapResponse", identifier="RESPONSE")
    for source in question.sources:
        if source.feedback:
            item.always(f"said_{identifier(source.id)}", source.feedback, source.origin.of("feedback"))
    return True


def sequencing(question: Sequencing, item: NewItem) -> bool:
    """Add items to put in order; each that follows its right neighbour earns some points."""
    order = [identifier(entry.id) for entry in question.items]
    item.response("RESPONSE", "ordered", "identifier", order)
    interaction = make(item.body, "orderInteraction", responseIdentifier="RESPONSE", shuffle="true")
    for entry in question.presented:
        item.flow(make(interaction, "simpleChoice", identifier=identifier(entry.id)), entry.text, entry.origin.span)
    if question.credit.rule is Rule.ALL_OR_NOTHING:
        item.all_or_nothing(question)
        return True
    item.report_penalty(question, question.credit)
    item.outcome("NEIGHBOURS", "float")
    for one, other in pairwise(order):
        rule = item.add_if()
        somewhere = make(rule, "or")
        for place in range(1, len(order)):
            there = make(somewhere, "and")
            for at, name in ((place, one), (place + 1, other)):
                same = make(there, "match")
                make(make(same, "index", n=str(at)), "variable", identifier="RESPONSE")
                make(same, "baseValue", name, baseType="identifier")
        both = make(item.set("NEIGHBOURS", rule), "sum")
        make(both, "variable", identifier="NEIGHBOURS")
        make(both, "baseValue", "1", baseType="float")
    quotient = make(item.set("SCORE"), "divide")
    product = make(quotient, "product")
    make(product, "variable", identifier="NEIGHBOURS")
    make(product, "baseValue", plainly(question.points), baseType="float")
    make(quotient, "baseValue", str(len(order) - 1), baseType="float")
    return True
