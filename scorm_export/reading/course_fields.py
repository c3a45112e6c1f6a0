"""The fields of course.yaml and module.yaml."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from scorm_export.course import (
    Activity,
    Author,
    Completion,
    Course,
    Effort,
    EmbedHost,
    Extent,
    FrequentQuestion,
    Languages,
    LessonDone,
    Level,
    Module,
    Objective,
    Order,
    Origin,
    Picture,
    Provider,
    Published,
    Quiz,
    Scoring,
    Structure,
    Theme,
)
from scorm_export.diagnostics import Severity, Span
from scorm_export.reading.certificate import CERTIFICATE, CONTACT
from scorm_export.reading.facilitator_fields import FACILITATOR
from scorm_export.reading.inserts import Variables
from scorm_export.reading.lrs import LRS
from scorm_export.reading.metadata_fields import (
    KEYWORDS,
    LAUNCH_PARAMETERS,
    PUBLISHED_PROFILE,
    RELEASED,
    REPORTING,
    RIGHTS,
)
from scorm_export.reading.own_blocks import OWN_BLOCKS
from scorm_export.reading.shared_fields import OBJECTIVE_IDS, TITLE, objectives
from scorm_export.source.fields import (
    Field,
    ListOf,
    MarkdownText,
    Placed,
    Record,
    Values,
    defaulted,
    optional,
    required,
)
from scorm_export.source.languages import LANGUAGE
from scorm_export.source.levels import Levels
from scorm_export.source.scalars import Duration, Factor, Flag, OneOf, Points
from scorm_export.source.texts import (
    EMAIL,
    FILE,
    HOST,
    IDENTIFIER,
    IRI,
    SECURE_ADDRESS,
    VERSION,
    WEB_ADDRESS,
    Text,
)

_NAME = Text("a name", most=200)


# course.yaml
_ID = required("id", IDENTIFIER, "the course's permanent id")
_IRI = required("iri", IRI, "absolute IRI under a domain of the publisher; permanent")
_VERSION = required("version", VERSION, "of this edition; part of the package's name")
_LANGUAGE = required("language", LANGUAGE, "BCP 47 tag of the text")
_LANGUAGES = defaulted(
    "languages", OneOf(Languages), Languages.APART, "whether one package holds all languages, with a switch"
)
_DESCRIPTION = required("description", MarkdownText(), "what the course promises; Markdown")
_LEVEL = optional("level", OneOf(Level), "for whom the course is")
_LEAST = required("least", Duration(), "of a quick learner")
_MOST = required("most", Duration(), "of a thorough one")
_EFFORT = optional(
    "effort",
    Record(
        "`effort`", (_LEAST, _MOST), lambda v: Effort(least=v[_LEAST], most=v[_MOST], origin=Origin(v.span, v.spans))
    ),
    "how long the whole course takes",
)
_PACE = optional("pace", Text(), "how to take the course")
_PROVIDER_NAME = required("name", _NAME, "of the publishing institution")
_URL = optional("url", WEB_ADDRESS, "its web site")
_EMAIL = optional("email", EMAIL, "where to ask")
PROVIDER_FIELDS = (_PROVIDER_NAME, _URL, _EMAIL)
_PROVIDER_KIND = Record(
    "the provider",
    PROVIDER_FIELDS,
    lambda v: Provider(name=v[_PROVIDER_NAME], url=v[_URL], email=v[_EMAIL]),
)
_PROVIDER = required("provider", _PROVIDER_KIND, "who publishes the course")
_OWN_PROVIDER = optional("provider", _PROVIDER_KIND, "who publishes the course, if not the `brand` of the project file")
_AUTHOR_NAME = required("name", _NAME, "a person or group")
_ROLE = optional("role", _NAME, "what they did")
_AUTHORS = defaulted(
    "authors",
    ListOf(Record("an author", (_AUTHOR_NAME, _ROLE), lambda v: Author(name=v[_AUTHOR_NAME], role=v[_ROLE]))),
    (),
    "who made the course",
)
_AUDIENCES = defaulted("audiences", ListOf(Text()), (), "for whom it is")
_OBJECTIVE_ID = required("id", IDENTIFIER, "the objective's permanent id")
_OBJECTIVE_TEXT = required("text", MarkdownText(inline=True), "what a learner can do afterwards")
_OBJECTIVE = Record(
    "an objective",
    (_OBJECTIVE_ID, _OBJECTIVE_TEXT),
    lambda v: Objective(id=v[_OBJECTIVE_ID], text=v[_OBJECTIVE_TEXT], origin=Origin(v.span, v.spans)),
)
_OBJECTIVES = required("objectives", ListOf(_OBJECTIVE, least=1), "what learners learn")
_QUESTION = required("question", Text(), "as people ask it")
_REPLY = required("answer", MarkdownText(), "the answer; Markdown")
_FAQ = defaulted(
    "faq",
    ListOf(
        Record(
            "a question of the FAQ",
            (_QUESTION, _REPLY),
            lambda v: FrequentQuestion(question=v[_QUESTION], answer=v[_REPLY]),
        )
    ),
    (),
    "what people ask about the course",
)
_TOTAL = optional("total", Points(), "all points of the course; computed if left out")
_PASS = required("pass", Points(), "the points that pass it")
_SCORING = optional(
    "scoring",
    Record(
        "`scoring`",
        (_TOTAL, _PASS),
        lambda v: Scoring(total=v[_TOTAL] or Decimal(0), passing=v[_PASS], origin=Origin(v.span, v.spans)),
    ),
    "points; left out when there is no quiz",
)
_ALL_LESSONS = defaulted("lessons", OneOf(Extent), Extent.ALL, "which lessons have to be done")
_ALL_QUIZZES = defaulted("quizzes", OneOf(Extent), Extent.ALL, "which quizzes have to be handed in")
_ALL_SURVEYS = defaulted("surveys", OneOf(Extent), Extent.NONE, "which surveys have to be sent")
_LESSON_DONE = defaulted("lesson_done", OneOf(LessonDone), LessonDone.OPENED, "when a lesson is done")
_COMPLETION = defaulted(
    "completion",
    Record(
        "`completion`",
        (_ALL_LESSONS, _ALL_QUIZZES, _ALL_SURVEYS, _LESSON_DONE),
        lambda v: Completion(
            lessons=v[_ALL_LESSONS], quizzes=v[_ALL_QUIZZES], surveys=v[_ALL_SURVEYS], lesson_done=v[_LESSON_DONE]
        ),
    ),
    Completion(),
    "what completes the course",
)
_STRUCTURE = defaulted("structure", OneOf(Structure), Structure.COURSE, "how the course is cut into SCOs")
_ORDER = defaulted("order", OneOf(Order), Order.FREE, "when a part opens, where the course is cut")
_ACCOMMODATION = defaulted("accommodation", Factor(), Decimal(1), "what every time limit is multiplied by")
_SHARED_DEVICES = defaulted("shared_devices", Flag(), False, "`true`: no learner's work is kept on the device")  # noqa: FBT003 — it is the value
_KEEP_SIGNED_IN = defaulted("keep_signed_in", Flag(), True, "`false`: the LMS may sign a learner out who works")  # noqa: FBT003 — it is the value
_REPORT_CHECKS = defaulted("report_checks", Flag(), True, "`false`: answers to checks in lessons are not reported")  # noqa: FBT003 — it is the value
_LRS = optional("lrs", LRS, "the record store that SCORM packages report to beside the LMS")
_THEME = optional("theme", Placed(FILE), "the look: the name of a theme, or its folder")
_HOST = required("host", HOST, "of the addresses, such as `phet.colorado.edu`")
_RUNS = required("name", _NAME, "of the organization that runs it")
_PRIVACY = optional("privacy", SECURE_ADDRESS, "its privacy notice")
_DATA = optional("data", Text(), "a sentence: what it receives besides what every host receives")
_EMBEDS = defaulted(
    "embeds",
    ListOf(
        Record(
            "a host",
            (_HOST, _RUNS, _PRIVACY, _DATA),
            lambda v: EmbedHost(
                host=v[_HOST], name=v[_RUNS], privacy=v[_PRIVACY], data=v[_DATA], origin=Origin(v.span, v.spans)
            ),
        )
    ),
    (),
    "hosts whose pages texts may embed; learners are told who runs them",
)
_RULES = defaulted("rules", Levels(), {}, "which rules are off, notes, warnings or errors in this course")
_VARIABLES = defaulted("variables", Variables(), {}, "texts by name, which lessons show as `{{ name }}`")
BIBLIOGRAPHY = optional(
    "bibliography", Placed(FILE), "the works that lessons cite as `[@key]`, in CSL JSON (.json) or BibTeX (.bib)"
)
_MODULES = required("modules", ListOf(Placed(FILE), least=1), "the module folders, in order")

# module.yaml
_MODULE_ID = required("id", IDENTIFIER, "the module's permanent id")
_MODULE_DESCRIPTION = optional("description", MarkdownText(), "shown on the course home; Markdown")
_ACTIVITIES = required(
    "activities", ListOf(Placed(FILE), least=1), "lessons (.md) and quizzes (.yaml, or .md with `kind: quiz`), in order"
)


@dataclass(frozen=True, slots=True)
class CourseFile:
    """What course.yaml says; each name of a file or folder has its place."""

    values: Values
    rules: Mapping[str, Severity]
    variables: Mapping[str, str]
    bibliography: tuple[str, Span] | None
    theme: tuple[str, Span] | None
    published: tuple[str, Span] | None
    modules: tuple[tuple[str, Span], ...]

    @property
    def iri(self) -> str:
        """The course's IRI."""
        return self.values[_IRI]


@dataclass(frozen=True, slots=True)
class ModuleFile:
    """What module.yaml says; each name of a file has its place."""

    values: Values
    activities: tuple[tuple[str, Span], ...]


def _course_record(provider: Field[Any]) -> Record[CourseFile]:
    """Return the fields of course.yaml, with this one for who publishes the course."""
    return Record(
        "the course",
        (
            _ID,
            _IRI,
            _VERSION,
            TITLE,
            _LANGUAGE,
            _LANGUAGES,
            _DESCRIPTION,
            _LEVEL,
            _EFFORT,
            _PACE,
            provider,
            CONTACT,
            _AUTHORS,
            _AUDIENCES,
            KEYWORDS,
            RIGHTS,
            RELEASED,
            PUBLISHED_PROFILE,
            _OBJECTIVES,
            _FAQ,
            _SCORING,
            _COMPLETION,
            CERTIFICATE,
            _STRUCTURE,
            _ORDER,
            _ACCOMMODATION,
            _SHARED_DEVICES,
            _KEEP_SIGNED_IN,
            _REPORT_CHECKS,
            _LRS,
            LAUNCH_PARAMETERS,
            REPORTING,
            _THEME,
            OWN_BLOCKS,
            FACILITATOR,
            _EMBEDS,
            _RULES,
            _VARIABLES,
            BIBLIOGRAPHY,
            _MODULES,
        ),
        lambda v: CourseFile(
            v, v[_RULES], v[_VARIABLES], v[BIBLIOGRAPHY], v[_THEME], v[PUBLISHED_PROFILE], v[_MODULES]
        ),
    )


COURSE_ALONE = _course_record(_PROVIDER)
"""A course whose provider nobody else names."""
COURSE = _course_record(_OWN_PROVIDER)
MODULE = Record(
    "the module",
    (_MODULE_ID, TITLE, _MODULE_DESCRIPTION, OBJECTIVE_IDS, _ACTIVITIES),
    lambda v: ModuleFile(v, v[_ACTIVITIES]),
)


def course_of(
    head: CourseFile,
    modules: Sequence[Module],
    *,
    theme: Theme | None,
    logo: Picture | None,
    provider: Provider | None,
    published: Published | None,
) -> Course:
    """Return the course of a course.yaml with its modules; `provider` is its publisher where the file names none."""
    values = head.values
    scoring: Scoring | None = values[_SCORING]
    if scoring and not scoring.total:
        activities = (activity for module in modules for activity in module.activities)
        points = (activity.weight for activity in activities if isinstance(activity, Quiz))
        scoring = replace(scoring, total=sum(points, Decimal(0)))
    return Course(
        id=values[_ID],
        iri=values[_IRI],
        version=values[_VERSION],
        title=values[TITLE],
        language=values[_LANGUAGE],
        languages=values[_LANGUAGES],
        description=values[_DESCRIPTION],
        level=values[_LEVEL],
        effort=values[_EFFORT],
        pace=values[_PACE],
        provider=values[_OWN_PROVIDER] or provider if provider else values[_PROVIDER],
        authors=values[_AUTHORS],
        audiences=values[_AUDIENCES],
        objectives=values[_OBJECTIVES],
        faq=values[_FAQ],
        scoring=scoring,
        completion=values[_COMPLETION],
        structure=values[_STRUCTURE],
        order=values[_ORDER],
        accommodation=values[_ACCOMMODATION],
        shared_devices=values[_SHARED_DEVICES],
        keep_signed_in=values[_KEEP_SIGNED_IN],
        report_checks=values[_REPORT_CHECKS],
        lrs=values[_LRS],
        keywords=values[KEYWORDS],
        rights=values[RIGHTS],
        released=values[RELEASED],
        published=published,
        launch_parameters=values[LAUNCH_PARAMETERS],
        reporting=values[REPORTING],
        blocks=values[OWN_BLOCKS],
        session_plans=values[FACILITATOR],
        embeds=values[_EMBEDS],
        contact=values[CONTACT],
        certificate=values[CERTIFICATE],
        theme=theme,
        logo=logo,
        modules=tuple(modules),
        origin=Origin(values.span, values.spans),
    )


def module_of(head: ModuleFile, path: str, activities: Sequence[Activity]) -> Module:
    """Return the module of the module.yaml at a path, and its activities."""
    values = head.values
    names, origin = objectives(values)
    return Module(
        id=values[_MODULE_ID],
        title=values[TITLE],
        description=values[_MODULE_DESCRIPTION],
        objectives=names,
        activities=tuple(activities),
        path=path,
        origin=origin,
    )
