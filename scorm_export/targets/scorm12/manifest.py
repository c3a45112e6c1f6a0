"""SCORM 1.2 (ADL, October 2001): the manifest of the Content Aggregation Model."""

from __future__ import annotations

from decimal import Decimal

from lxml import etree

from scorm_export.check import Limits
from scorm_export.course import Part
from scorm_export.limits import MOST_STATE_SCORM12
from scorm_export.render import Launch, Site
from scorm_export.render.player_data import hundredths, passing_points
from scorm_export.targets import content_packaging as packaging
from scorm_export.targets.base import Files, Target, control_documents, player
from scorm_export.targets.lom import LRM, ims_metadata

NAME = "scorm12"
_CP = "http://www.imsproject.org/xsd/imscp_rootv1p1p2"
_ADLCP = "http://www.adlnet.org/xsd/adlcp_rootv1p2"
_NAMESPACES: dict[str | None, str] = {None: _CP, "adlcp": _ADLCP, "imsmd": LRM, "xsi": packaging.XSI}
_SCHEMA_LOCATION = f"{_CP} imscp_rootv1p1p2.xsd {LRM} imsmd_rootv1p2p1.xsd {_ADLCP} adlcp_rootv1p2.xsd"

_PREREQUISITES_LENGTH = 200


def describe(site: Site) -> Files:
    """Return the files of a site's package: manifest, control documents, player, pages, media."""
    content = player(NAME, site, beside=site.course.lrs is not None)
    control = control_documents(NAME)
    return {packaging.MANIFEST: _manifest(site, list(content), list(control)), **control, **content}


def _manifest(site: Site, content: list[str], control: list[str]) -> bytes:
    """Return imsmanifest.xml (CAM 1.2, section 2.2.4).

    No `adlcp:masteryscore`, unless an LMS profile asks for it: with one, LMSs overwrite the status at LMSFinish by the
    score alone, even when the learner has only left half-way (RTE 1.2, 3.4.4). The player judges.
    """
    identifier = packaging.shortened(site.course.id, site.settings.identifier_length)
    manifest = etree.Element(f"{{{_CP}}}manifest", nsmap=_NAMESPACES, identifier=identifier)
    packaging.add_version(manifest, site.course.version)
    manifest.set(f"{{{packaging.XSI}}}schemaLocation", _SCHEMA_LOCATION)
    packaging.add_metadata(manifest, _CP, "1.2").append(ims_metadata(site.course, site.launches[0].page))
    organization = packaging.add_organization(manifest, _CP, site.course)
    resources = packaging.child(manifest, _CP, "resources")
    items, _clusters = packaging.add_items(_root(organization, site), _CP, site)
    own, shared = packaging.divide(site, content)
    for launch in site.launches:
        _add_prerequisites(items[launch.id], site, launch)
        told = given(site, launch)
        for element, name in (("launch_data", "datafromlms"), ("student_data.mastery_score", "masteryscore")):
            if element in told:
                packaging.child(items[launch.id], _ADLCP, name, told[element])
        resource = packaging.add_resource(resources, _CP, site, launch, own[launch.id])
        resource.set(f"{{{_ADLCP}}}scormtype", "sco")
        if shared:
            packaging.child(resource, _CP, "dependency", identifierref=packaging.SHARED)
    for identifier, names in ((packaging.SHARED, shared), ("control_documents", control)):
        if names:
            packaging.add_files(resources, _CP, identifier, names).set(f"{{{_ADLCP}}}scormtype", "asset")
    return packaging.to_bytes(manifest)


def _root(organization: packaging.Element, site: Site) -> packaging.Element:
    """Return the parent of the items: in a course of several SCOs, an item that Moodle shows as the tree's root."""
    if site.launches[0].part.module is None:
        return organization
    return packaging.add_cluster(organization, _CP, f"course_{site.course.id}", site.course.title)


def _add_prerequisites(item: packaging.Element, site: Site, launch: Launch) -> None:
    """Add prerequisites (CAM 1.2, 2.2.4): in at most 200 characters, so of many parts only the last ones."""
    conditions = [_done(part) for part in site.course.opens_after(launch.part)]
    while len(_script(conditions)) > _PREREQUISITES_LENGTH:
        conditions.pop(0)
    if conditions:
        packaging.child(item, _ADLCP, "prerequisites", _script(conditions), type="aicc_script")


def _done(part: Part) -> str:
    """Return the condition that a part is done: an identifier alone means passed or completed.

    A part that was failed for good also opens the next, or the learner could never go on.
    """
    name = packaging.item_id(part.id)
    return f'{name}|{name}="failed"' if part.points else name


def _script(conditions: list[str]) -> str:
    return "&".join(f"({condition})" for condition in conditions) if len(conditions) > 1 else "".join(conditions)


def given(site: Site, launch: Launch) -> dict[str, str]:
    """Return what the LMS tells a SCO: launch data, and the pass mark if an LMS profile asks for it.

    The mark is on the scale of the SCO's raw score.
    """
    told = {"launch_data": site.launch_parameters} if site.launch_parameters else {}
    scoring = site.course.scoring
    if site.settings.mastery_score and scoring and launch.part.by_points:
        share = passing_points(scoring, launch.part) * 10_000 // hundredths(scoring.total)
        told["student_data.mastery_score"] = f"{Decimal(share) / 100}"
    return told


SCORM12 = Target(
    name=NAME,
    label="SCORM 1.2",
    describe=describe,
    given=given,
    limits=Limits(
        "SCORM 1.2",
        MOST_STATE_SCORM12,
        "cmi.suspend_data is a CMIString4096 (SCORM 1.2 RTE, 3.4.4)",
        nearest_interactions={"long-fill-in": "fill-in", "other": "fill-in"},
        names_learner="cmi.interactions is part of a learner's record (SCORM 1.2 RTE, 3.4.4)",
        beside=True,
    ),
)
