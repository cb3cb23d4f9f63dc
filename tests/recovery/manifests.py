"""What an archive says of itself."""

import json
import tarfile
from pathlib import Path


def manifest(file: Path) -> dict:
    with tarfile.open(file) as archive:
        return json.load(archive.extractfile("manifest.json"))
