"""SCORM 2004, 3rd and 4th Edition: the manifest of the Content Aggregation Model (CAM), with sequencing.

The editions differ in their version string, their control documents and how a completion threshold is written. Nothing
that only the 4th Edition defines is ever in a manifest of the 3rd, so a package of the 3rd works in both.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_DOWN, Decimal
from functools import partial

from lxml import etree

from scorm_export.check import Limits
from scorm_export.course.reporting import ScaledScore
from scorm_export.limits import MOST_STATE_SCORM2004, MOST_STATE_SCORM2004_2ND
from scorm_export.render import Launch, Site
from scorm_export.targets import content_packaging as packaging
from scorm_export.targets.base import Files, Target, control_documents, player
from scorm_export.targets.lom import ieee_metadata
from scorm_export.targets.scorm2004 import sequencing as tree

PLAYER = "scorm2004"
"""The player's script for both editions: it uses nothing in which their run-time environments differ."""
_CP = "http://www.imsglobal.org/xsd/imscp_v1p1"
_ADLCP = "http://www.adlnet.org/xsd/adlcp_v1p3"
_ADLSEQ = "http://www.adlnet.org/xsd/adlseq_v1p3"
_ADLNAV = "http://www.adlnet.org/xsd/adlnav_v1p3"
_IMSSS = "http://www.imsglobal.org/xsd/imsss"
_NAMESPACES: dict[str | None, str] = {
    None: _CP,
    "adlcp": _ADLCP,
    "adlseq": _ADLSEQ,
    "adlnav": _ADLNAV,
    "imsss": _IMSSS,
    "xsi": packaging.XSI,
}
"""The customary prefixes: some LMSs look for names with these."""
_SCHEMA_LOCATION = (
    f"{_CP} imscp_v1p1.xsd {_ADLCP} adlcp_v1p3.xsd {_ADLSEQ} adlseq_v1p3.xsd {_ADLNAV} adlnav_v1p3.xsd "
    f"{_IMSSS} imsss_v1p0.xsd"
)
_CONTROL_DOCUMENTS = "control_documents"
_METADATA = "metadata.xml"
"""A file of its own: what is in a manifest has to follow a schema beside it (3rd Edition), and the control documents
that packages bring have none for LOM."""
_MOST_INTERACTIONS = 250
"""The smallest permitted maximum of `cmi.interactions` (RTE 4.2.9)."""
_EVERYTHING = "1.0"
"""The completion threshold for "everything"."""
_MEASURE = Decimal("0.0000001")
"""The precision of a measure: a real with seven digits after the point (RTE 4.2.20)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Edition:
    """What differs between editions."""

    name: str
    label: str
    schemaversion: str
    threshold: str | None = None
    """The text of `adlcp:completionThreshold` for "everything"."""
    threshold_attributes: dict[str, str] = field(default_factory=dict)


_THIRD = _Edition(
    name="scorm2004-3rd", label="SCORM 2004 3rd Edition", schemaversion="2004 3rd Edition", threshold=_EVERYTHING
)
_FOURTH = _Edition(
    name="scorm2004-4th",
    label="SCORM 2004 4th Edition",
    schemaversion="2004 4th Edition",
    threshold_attributes={"completedByMeasure": "true", "minProgressMeasure": _EVERYTHING},
)


def _describe(edition: _Edition, site: Site) -> Files:
    """Return the files of a site's package: manifest, control documents, player, pages, media."""
    content = player(PLAYER, site, beside=site.course.lrs is not None)
    metadata = packaging.to_bytes(ieee_metadata(site.course, site.launches[0].page))
    control = {_METADATA: metadata} | control_documents(edition.name)
    return {packaging.MANIFEST: _manifest(edition, site, list(content), list(control)), **control, **content}


def _manifest(edition: _Edition, site: Site, content: list[str], control: list[str]) -> bytes:
    """Return imsmanifest.xml (CAM, section 3.4)."""
    identifier = packaging.shortened(site.course.id, site.settings.identifier_length)
    manifest = etree.Element(f"{{{_CP}}}manifest", nsmap=_NAMESPACES, identifier=identifier)
    packaging.add_version(manifest, site.course.version)
    manifest.set(f"{{{packaging.XSI}}}schemaLocation", _SCHEMA_LOCATION)
    metadata = packaging.add_metadata(manifest, _CP, edition.schemaversion)
    packaging.child(metadata, _ADLCP, "location", _METADATA)
    organization = packaging.add_organization(manifest, _CP, site.course)
    # By default, objectives would be global to all courses of a learner (CAM, organization).
    organization.set(f"{{{_ADLSEQ}}}objectivesGlobalToSystem", "false")
    resources = packaging.child(manifest, _CP, "resources")
    items, clusters = packaging.add_items(organization, _CP, site)
    own, shared = packaging.divide(site, content)
    for launch in site.launches:
        item = items[launch.id]
        _add_given(item, edition, site, launch)
        _add_presentation(item)
        resource = packaging.add_resource(resources, _CP, site, launch, own[launch.id])
        resource.set(f"{{{_ADLCP}}}scormType", "sco")
        if shared:
            packaging.child(resource, _CP, "dependency", identifierref=packaging.SHARED)
        packaging.child(resource, _CP, "dependency", identifierref=_CONTROL_DOCUMENTS)
    for module in site.course.modules:
        if module.id in clusters:
            tree.add_module(clusters[module.id], site.course, module)
    if site.launches[0].part.module:
        tree.add_course(organization, site.course)
    else:
        _add_organization_sequencing(organization)
    for identifier, names in ((packaging.SHARED, shared), (_CONTROL_DOCUMENTS, control)):
        if names:
            packaging.add_files(resources, _CP, identifier, names).set(f"{{{_ADLCP}}}scormType", "asset")
    return packaging.to_bytes(manifest)


def _add_given(item: packaging.Element, edition: _Edition, site: Site, launch: Launch) -> None:
    """Write what the LMS tells a SCO, and its sequencing."""
    told = given(site, launch)
    if "launch_data" in told:
        packaging.child(item, _ADLCP, "dataFromLMS", told["launch_data"])
    if "completion_threshold" in told:
        packaging.child(item, _ADLCP, "completionThreshold", edition.threshold, **edition.threshold_attributes)
    if launch.part.module:
        tree.add_part(item, site.course, launch.part)
    else:
        _add_item_sequencing(item, told.get("scaled_passing_score"))


def given(site: Site, launch: Launch) -> dict[str, str]:
    """Return what the LMS tells a SCO: launch data, a completion threshold, the pass mark.

    A threshold of everything where completion depends on nothing else: with one, an LMS derives completion from
    progress alone and overrides the player's (RTE 4.2.4.1). A course with points is complete when it has a verdict,
    which remaining attempts may delay: no threshold.

    No mark for parts, whose results the sequencing adds up; where a quiz has to be passed besides; or where the score
    is sent before the verdict: an LMS that has a mark judges by the score alone, as soon as there is one (RTE 4.2.22).
    """
    told = {"launch_data": site.launch_parameters} if site.launch_parameters else {}
    scoring, part = site.course.scoring, launch.part
    if scoring is None or not part.points:
        return {**told, "completion_threshold": _EVERYTHING}
    if part.module is None and part.by_points and site.reporting.scaled_score is ScaledScore.VERDICT:
        told["scaled_passing_score"] = measure(scoring.passing, scoring.total)
    return told


def _add_item_sequencing(item: packaging.Element, mark: str | None) -> None:
    """Let the player set its statuses, and add the pass mark (CAM, `deliveryControls` and `objectives`).

    Without `deliveryControls`, an LMS treats a SCO that was only opened as completed and passed (SN, UP.4).
    """
    sequencing = packaging.child(item, _IMSSS, "sequencing")
    if mark is not None:
        objectives = packaging.child(sequencing, _IMSSS, "objectives")
        primary = packaging.child(objectives, _IMSSS, "primaryObjective", satisfiedByMeasure="true")
        packaging.child(primary, _IMSSS, "minNormalizedMeasure", mark)
    packaging.child(sequencing, _IMSSS, "deliveryControls", completionSetByContent="true", objectiveSetByContent="true")


def _add_presentation(item: packaging.Element) -> None:
    """Hide the LMS's buttons for next and previous: the player has its own, and the LMS's would leave the course."""
    presentation = packaging.child(item, _ADLNAV, "presentation")
    interface = packaging.child(presentation, _ADLNAV, "navigationInterface")
    for button in ("continue", "previous"):
        packaging.child(interface, _ADLNAV, "hideLMSUI", button)


def _add_organization_sequencing(organization: packaging.Element) -> None:
    """Let the LMS start the course: without `flow`, Start does not work (CAM, `controlMode`)."""
    sequencing = packaging.child(organization, _IMSSS, "sequencing")
    packaging.child(sequencing, _IMSSS, "controlMode", choice="true", flow="true")


def measure(part: Decimal, whole: Decimal) -> str:
    """Return a share as a measure, rounded down like the player's `cmi.score.scaled`, so that both are equal."""
    return f"{(part / whole).quantize(_MEASURE, ROUND_DOWN).normalize():f}"


def _target(edition: _Edition) -> Target:
    limits = Limits(
        edition.label,
        MOST_STATE_SCORM2004,
        f"cmi.suspend_data keeps 64,000 characters ({edition.label} RTE, 4.2.23), and 4,000 in the 2nd Edition",
        names_learner=f"cmi.interactions is part of a learner's record ({edition.label} RTE, 4.2.9)",
        beside=True,
        older_state_characters=MOST_STATE_SCORM2004_2ND,
        most_interactions=_MOST_INTERACTIONS,
    )
    return Target(
        name=edition.name,
        label=edition.label,
        describe=partial(_describe, edition),
        given=given,
        limits=limits,
        rolls_up=True,
    )


SCORM2004_3RD = _target(_THIRD)
SCORM2004_4TH = _target(_FOURTH)
