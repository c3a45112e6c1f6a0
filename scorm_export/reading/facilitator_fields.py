"""The mapping `facilitator` of a course: how groups take it."""

from __future__ import annotations

from scorm_export.course import SessionPlan
from scorm_export.source.fields import ListOf, Record, Values, defaulted, required
from scorm_export.source.scalars import Minutes, WholeNumber
from scorm_export.source.texts import Text

_TITLE = required("title", Text("a title of at most 100 characters", most=100), "what facilitators call the plan")
_SESSIONS = required("sessions", WholeNumber(1, 30), "how often the group meets")
_MINUTES = required("minutes", Minutes(30, 600), "of each session, with its breaks")


def _plan(values: Values) -> SessionPlan:
    return SessionPlan(title=values[_TITLE], sessions=values[_SESSIONS], minutes=values[_MINUTES])


_PLANS = defaulted(
    "plans", ListOf(Record("a session plan", (_TITLE, _SESSIONS, _MINUTES), _plan)), (), "session plans, in order"
)
FACILITATOR = defaulted(
    "for_facilitators",
    Record("`for_facilitators`", (_PLANS,), lambda v: v[_PLANS]),
    (),
    "the session plans of the facilitator's edition; half a day, a day and five sessions if left out",
)
