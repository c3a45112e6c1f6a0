"""Detects the tool that wrote a package, by what it leaves in it."""

from __future__ import annotations

import re

from scorm_export.verify.descriptor import Descriptor
from scorm_export.verify.package import Package

_BY_FILE = {
    "Articulate Rise": r"(^|/)scormcontent/(lib/(rise|main\.bundle)|index\.html)",
    "Articulate Storyline": r"(^|/)(story_content/|story\.html$|html5/data/js/)",
    "Adobe Captivate": r"(^|/)(assets/js/CPM\.js|dr/imgmd|CPXM?HR?\.js|SCORM_utilities\.js)$|(^|/)captivate",
    "iSpring": r"(^|/)res/(data/)?(ispring|player\.js|presentation\.js)|(^|/)ispring",
    "Lectora": r"(^|/)(trivantis|trivscorm)[^/]*\.(js|css)$",
    "Adapt": r"(^|/)adapt/(js/)?(adapt\.min\.js|css/adapt\.css)$",
    "eXeLearning": r"(^|/)(exe_[a-z]+\.js|contentv\d\.xml|content\.xsd|SCOFunctions\.js)$",
    "Xerte": r"(^|/)(xenith\.js|rloObject\.htm|scormRLO\.htm|xttracking_[^/]*\.js)$",
    "H5P": r"(^|/)(h5p\.json|H5P\.Package)",
    "Elucidat": r"(^|/)elucidat",
    "dominKnow": r"(^|/)dominknow",
    "Moodle": r"(^|/)moodle_backup\.xml$",
    "scorm-export": r"^third-party-notices\.txt$",
}
_COMPILED = {tool: re.compile(pattern) for tool, pattern in _BY_FILE.items()}


def tool_of(package: Package, descriptor: Descriptor) -> str | None:
    """Return the tool that wrote a package; None when it left no known mark."""
    head = "\n".join(descriptor.file.lines[:60])[:20_000].lower()
    for tool, pattern in _COMPILED.items():
        if tool.split()[-1].lower() in head.split("<title")[0] or any(pattern.search(name) for name in package.files):
            return tool
    return None
