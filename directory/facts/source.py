"""Reading of the fact files that travel in the package."""

import csv
from importlib import resources


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of one fact file (`name` without folder, with `.csv`), in file order."""
    text = resources.files("directory.facts").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
