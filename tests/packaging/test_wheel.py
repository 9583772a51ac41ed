"""The wheel holds all the package needs, and works without the checkout."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*command, "--wheel-dir", str(folder), str(ROOT)], check=True)
    (found,) = folder.glob("*.whl")
    return found


@pytest.mark.parametrize("top", ["mail_templates", "migrations", "directory/templates", "directory/locale"])
def test_everything_that_is_not_code_travels_too(wheel: Path, top: str) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    here = [path for path in (ROOT / top).rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    missing = {
        f"directory/{path.relative_to(ROOT)}".replace("directory/directory", "directory") for path in here
    } - inside
    assert here
    assert not missing


def test_the_front_end_travels_built(wheel: Path) -> None:
    inside = zipfile.ZipFile(wheel).namelist()
    assert "directory/assets/built/manifest.json" in inside
    assert any(name.startswith("directory/assets/built/app-") and name.endswith(".css") for name in inside)


def test_the_installed_package_migrates_fills_and_exports(wheel: Path, tmp_path: Path) -> None:
    """In a folder of its own, where nothing of the checkout can be found."""
    zipfile.ZipFile(wheel).extractall(tmp_path / "installed")
    environment = {
        "PYTHONPATH": str(tmp_path / "installed"),
        "DIRECTORY_DATA_DIR": str(tmp_path / "data"),
        "PATH": "/usr/bin:/bin:/usr/sbin:/sbin",
    }
    script = (
        "import sys; sys.path.insert(0, sys.argv.pop(1)); from directory.cli import main; import directory; "
        "assert directory.__file__.startswith(sys.path[0]), directory.__file__; sys.exit(main(sys.argv[1:]))"
    )

    def run(*arguments: str) -> str:
        command = [sys.executable, "-c", script, str(tmp_path / "installed"), *arguments]
        done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    run("seed", "--organisations", "3")
    assert len(run("export", "--format", "csv").splitlines()) == 4
