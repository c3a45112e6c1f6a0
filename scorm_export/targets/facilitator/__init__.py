"""The edition for facilitators: slides, a guide and handouts. What writes them comes with an extra."""

from __future__ import annotations

from scorm_export.check import Limits
from scorm_export.diagnostics import Diagnostics
from scorm_export.render import Site
from scorm_export.targets.base import Files, NotBuiltError, Target

NAME = "facilitator"


def _describe(site: Site) -> Files:
    """Return the documents of a site. Raises NotBuiltError where the extra is not installed."""
    try:
        from scorm_export.targets.facilitator.files import files  # noqa: PLC0415 — its libraries come with an extra
    except ModuleNotFoundError as problem:
        raise NotBuiltError(
            f"the target `{NAME}` needs {problem.name}: install it with `pip install scorm-export[{NAME}]`"
        ) from problem
    return files(site)


def _losses(site: Site) -> Diagnostics:
    """Return what does not fit on its slide."""
    from scorm_export.targets.facilitator.files import overfull  # noqa: PLC0415 — as above, and written before

    return overfull(site)


TARGETS = (
    Target(
        name=NAME,
        label="Edition for facilitators (slides, guide, handouts)",
        describe=_describe,
        losses=_losses,
        is_launched=False,
        limits=Limits("the edition for facilitators", 10**9, "nothing is saved: there is no learner"),
    ),
)
