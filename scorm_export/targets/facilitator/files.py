"""The files of the edition for facilitators."""

from __future__ import annotations

from scorm_export.diagnostics import Diagnostics
from scorm_export.render import Site
from scorm_export.targets.base import Files
from scorm_export.targets.facilitator.docx import docx_of
from scorm_export.targets.facilitator.guide import guide
from scorm_export.targets.facilitator.handouts import handouts
from scorm_export.targets.facilitator.material import Material
from scorm_export.targets.facilitator.pdf import pdf_of
from scorm_export.targets.facilitator.slides import Slide, deck, fitted, presentation
from scorm_export.targets.facilitator.slides.fitting import is_overfull

SLIDES = "slides.pptx"


def files(site: Site) -> Files:
    """Return the documents of a site."""
    material, theme = Material(site), site.look.theme
    found: Files = {SLIDES: presentation(_slides(material), material)}
    for name, manual in (("guide", guide(material)), ("handouts", handouts(material))):
        found[f"{name}.docx"] = docx_of(manual, theme, material.fonts)
        found[f"{name}.pdf"] = pdf_of(manual, theme, material.fonts)
    return found


def _slides(material: Material) -> list[Slide]:
    return [part for slide in deck(material) for part in fitted(slide, material.fonts)]


def overfull(site: Site) -> Diagnostics:
    """Return a diagnostic for each slide of an author whose text is too long even in the smallest letters."""
    material, found = Material(site), Diagnostics()
    for slide in _slides(material):
        at = slide.at or material.course.origin.span
        if is_overfull(slide, material.fonts):
            message = f"the text of the slide `{slide.title}` is longer than its place, also in small letters"
            found.warn("slide-overfull", message, at, "shorten it, or divide it into several points or slides")
    return found
