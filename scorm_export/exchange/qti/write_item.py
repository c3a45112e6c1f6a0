"""An item while it is written: its parts, and how answers are scored and commented on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from scorm_export.course import Question
from scorm_export.diagnostics import Span
from scorm_export.exchange.losses import Losses
from scorm_export.exchange.qti.markup import Element, identifier, make
from scorm_export.exchange.qti.write_content import lost_forms, put
from scorm_export.exchange.texts import Texts, plainly
from scorm_export.questions.credit import Credit, Rule
from scorm_export.questions.multiple_choice.question import MultipleChoice
from scorm_export.questions.options import Option
from scorm_export.source.document import Document


@dataclass(slots=True)
class NewItem:
    """An item while it is written: its parts, in the order of the specification."""

    root: Element
    texts: Texts
    losses: Losses
    declarations: list[Element] = field(default_factory=list)
    outcomes: list[Element] = field(default_factory=list)
    body: Element = field(default_factory=lambda: make(None, "itemBody"))
    processing: Element = field(default_factory=lambda: make(None, "responseProcessing"))
    feedback: list[Element] = field(default_factory=list)

    def response(self, name: str, cardinality: str, kind: str, right: Iterable[str] = ()) -> Element:
        """Declare a response and what is right."""
        declaration = make(None, "responseDeclaration", identifier=name, cardinality=cardinality, baseType=kind)
        values = list(right)
        if values:
            correct = make(declaration, "correctResponse")
            for value in values:
                make(correct, "value", value)
        self.declarations.append(declaration)
        return declaration

    def outcome(self, name: str, kind: str, cardinality: str = "single", most: Decimal | None = None) -> None:
        """Declare an outcome, once; one that is a number begins with 0."""
        if name in [each.get("identifier") for each in self.outcomes]:
            return
        outcome = make(None, "outcomeDeclaration", identifier=name, cardinality=cardinality, baseType=kind)
        if most is not None:
            outcome.set("normalMaximum", plainly(most))
        if kind == "float":
            make(make(outcome, "defaultValue"), "value", "0")
        self.outcomes.append(outcome)

    def set(self, name: str, where: Element | None = None) -> Element:
        """Add a rule that sets an outcome, and return it for the expression."""
        return make(self.processing if where is None else where, "setOutcomeValue", identifier=name)

    def add_if(self) -> Element:
        """Add a condition, and return it for its expression and rules."""
        return make(make(self.processing, "responseCondition"), "responseIf")

    def whole(self) -> Element:
        """Return the item with its parts in order."""
        self.root.extend([*self.declarations, *self.outcomes, self.body])
        if len(self.processing):
            self.root.append(self.processing)
        self.root.extend(self.feedback)
        return self.root

    def choices(self, options: Iterable[Option], *, most: int, keeps: bool) -> None:
        """Add an interaction in which options are chosen: at most so many, or any number for 0."""
        interaction = make(
            self.body,
            "choiceInteraction",
            responseIdentifier="RESPONSE",
            shuffle=str(not keeps).lower(),
            maxChoices=str(most),
        )
        for option in options:
            self.flow(
                make(interaction, "simpleChoice", identifier=identifier(option.id)), option.text, option.origin.span
            )
        self.say_of_options(options, several=most != 1)

    def say_of_options(self, options: Iterable[Option], *, several: bool) -> None:
        """Show the feedback of the options that are chosen."""
        for option in options:
            if option.feedback:
                self.modal("FEEDBACK", identifier(option.id), option.feedback, option.origin.of("feedback"))
        if self.feedback:
            self.outcome("FEEDBACK", "identifier", "multiple" if several else "single")
            make(self.set("FEEDBACK"), "variable", identifier="RESPONSE")

    def score_options(self, question: MultipleChoice, options: Iterable[Option]) -> None:
        """Score options of which several can be chosen."""
        right = [identifier(option.id) for option in options if option.correct]
        declaration = self.response("RESPONSE", "multiple", "identifier", right)
        if question.credit.rule is Rule.ALL_OR_NOTHING:
            self.all_or_nothing(question)
            return
        parts = equal_shares(question.points, len(right))
        wrong = {identifier(option.id): -parts[0] * question.credit.penalty for option in options if not option.correct}
        add_mapping(declaration, dict(zip(right, parts, strict=True)) | wrong, Decimal(0), question.points)
        make(self.set("SCORE"), "mapResponse", identifier="RESPONSE")

    def all_or_nothing(self, question: Question) -> None:
        """Give all points for the declared response, and none for any other."""
        rule = self.add_if()
        same = make(rule, "match")
        make(same, "variable", identifier="RESPONSE")
        make(same, "correct", identifier="RESPONSE")
        make(self.set("SCORE", rule), "baseValue", plainly(question.points), baseType="float")

    def report_penalty(self, question: Question, credit: Credit) -> None:
        """Report a penalty, which the rules of the item cannot say."""
        if credit.penalty and credit.rule is Rule.PARTIAL:
            self.losses.report(f"`{question.id}`: the penalty for a wrong part", question.origin.of("penalty"))

    def always(self, name: str, said: Document, at: Span) -> None:
        """Show a text after any answer."""
        outcome = name.upper()
        self.outcome(outcome, "identifier")
        make(self.set(outcome), "baseValue", name, baseType="identifier")
        self.modal(outcome, name, said, at)

    def modal(self, outcome: str, name: str, said: Document, at: Span) -> None:
        """Show a text where an outcome has a value."""
        modal = make(None, "modalFeedback", outcomeIdentifier=outcome, showHide="show", identifier=name)
        self.flow(modal, said, at)
        self.feedback.append(modal)

    def flow(self, parent: Element, document: Document | None, at: Span, *, blocks: bool = False) -> None:
        """Add a text; `blocks` where the parent takes no words of its own."""
        text = self.texts.html(document, at)
        for what in lost_forms(text):
            self.losses.report(f"the formatting of words that are {what}: only the words are kept", at)
        put(parent, text, blocks=blocks)


def equal_shares(points: Decimal, parts: int) -> list[Decimal]:
    """Return equal shares of points that make all of them: what rounding leaves goes to the last."""
    each = (points / parts).quantize(Decimal("1e-9"))
    return [*[each] * (parts - 1), points - each * (parts - 1)]


def add_mapping(
    declaration: Element,
    values: Mapping[str, Decimal],
    other: Decimal,
    most: Decimal,
    *,
    least: Decimal = Decimal(0),
    case: bool | None = None,
) -> None:
    """Say what each response earns, all together from `least` to `most`; `other` is for all that are not named."""
    bounds = {"lowerBound": plainly(least.normalize() + 0), "upperBound": plainly(most)}
    mapping = make(declaration, "mapping", **bounds, defaultValue=plainly(other.normalize() + 0))
    for key, value in values.items():
        entry = make(mapping, "mapEntry", mapKey=key, mappedValue=plainly(value.normalize() + 0))
        if case is not None:
            entry.set("caseSensitive", str(case).lower())
