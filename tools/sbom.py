"""What a release is made of, as CycloneDX 1.6: every locked part with version, hashes, licence and what needs what.

    .venv/bin/python tools/sbom.py                  # writes build/momentum-<version>.cdx.json
    .venv/bin/python tools/sbom.py -                # prints it

The same lock and the same environment give the same bytes. A part for another system or Python is listed too; its
licence is not known here, and it says so.
"""

import json
import re
import sys
import tomllib
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
NOT_HERE = "not installed on the machine that made this list"
# What classifiers call licences, as SPDX calls them.
SPDX = {
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}


@dataclass
class Part:
    name: str
    version: str
    marker: str
    hashes: list[str] = field(default_factory=list)

    @property
    def purl(self) -> str:
        return f"pkg:pypi/{self.name}@{self.version}"

    @property
    def installed(self) -> metadata.Distribution | None:
        """The part itself, if this very version is installed here."""
        try:
            found = metadata.distribution(self.name)
        except metadata.PackageNotFoundError:
            return None
        return found if Version(found.version) == Version(self.version) else None


def locked(text: str) -> list[Part]:
    parts: list[Part] = []
    for line in text.splitlines():
        if named := re.match(r"([\w.-]+)==([\w.!+-]+)(?: ; (.+?))?(?: \\)?$", line):
            parts.append(Part(canonicalize_name(named[1]), named[2], named[3] or ""))
        elif hashed := re.match(r"\s+--hash=sha256:([0-9a-f]{64})", line):
            parts[-1].hashes.append(hashed[1])
    return parts


def licence_of(part: metadata.Distribution) -> list[dict[str, Any]]:
    said = part.metadata
    if expression := said.get("License-Expression"):
        return [{"expression": expression}]
    classifiers = [
        each.rpartition(" :: ")[2] for each in said.get_all("Classifier", []) if each.startswith("License ::")
    ]
    known = sorted({each for each in classifiers if each != "OSI Approved"})
    if known:
        return [{"license": {"id": SPDX[each]} if each in SPDX else {"name": each}} for each in known]
    short = (said.get("License") or "").strip().splitlines()
    return [{"license": {"name": short[0][:100]}}] if short else []


def component(part: Part) -> dict[str, Any]:
    here = part.installed
    made: dict[str, Any] = {"type": "library", "bom-ref": part.purl, "name": part.name, "version": part.version,
                            "purl": part.purl}  # fmt: skip
    properties = [{"name": "momentum:needed-where", "value": part.marker}] if part.marker else []
    if here is None:
        properties.append({"name": "momentum:licence", "value": NOT_HERE})
    else:
        made["description"] = here.metadata.get("Summary", "")
        made["licenses"] = licence_of(here)
    made["externalReferences"] = [
        {
            "type": "distribution",
            "url": part.purl,
            "hashes": [{"alg": "SHA-256", "content": each} for each in sorted(part.hashes)],
        }
    ]
    return made | ({"properties": properties} if properties else {})


def needs(part: Part, by_name: dict[str, list[str]]) -> list[str]:
    """The locked parts that this one asks for."""
    asked = [Requirement(each) for each in (part.installed.requires or [])] if part.installed else []
    plain = [each for each in asked if each.marker is None or "extra" not in str(each.marker)]
    return sorted({ref for each in plain for ref in by_name.get(canonicalize_name(each.name), [])})


def bill() -> str:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    parts = sorted(
        locked((ROOT / "requirements.lock").read_text(encoding="utf-8")),
        key=lambda part: (part.name, part.version),
    )
    by_name: dict[str, list[str]] = {}
    for part in parts:
        by_name.setdefault(part.name, []).append(part.purl)
    own = f"pkg:generic/{project['name']}@{project['version']}"
    direct = {canonicalize_name(Requirement(each).name) for each in project["dependencies"]}
    dependencies = [
        {"ref": own, "dependsOn": sorted(ref for name in direct for ref in by_name.get(name, []))}
    ]
    dependencies += [{"ref": part.purl, "dependsOn": needs(part, by_name)} for part in parts]
    told = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": own,
                "name": project["name"],
                "version": project["version"],
                "description": project["description"],
                "licenses": [{"license": {"id": project["license"]}}],
            }
        },
        "components": [component(part) for part in parts],
        "dependencies": dependencies,
    }
    return json.dumps(told, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def main(arguments: list[str]) -> int:
    text = bill()
    if arguments == ["-"]:
        print(text, end="")
        return 0
    version = json.loads(text)["metadata"]["component"]["version"]
    file = ROOT / "build" / f"momentum-{version}.cdx.json"
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")
    print(f"written: {file.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
