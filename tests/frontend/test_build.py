"""The built front end: complete, small, free of inline script, and in step with the templates."""

import gzip
import json
import re
import shutil
from pathlib import Path

import pytest

import hatch_build
from directory.web import assets

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((ROOT / "directory" / "templates").rglob("*.html"))
MOST = 30_000  # bytes of style and script together, packed with gzip


def test_every_file_of_the_manifest_is_built_and_every_built_file_is_in_it() -> None:
    files = assets.manifest()
    assert {"app.css", "app.js", "favicon.svg", "mark.svg", "inter-latin-wght-normal.woff2"} <= files.keys()
    beside = {"manifest.json", hatch_build.STAMP}
    assert {path.name for path in assets.BUILT.iterdir()} == set(files.values()) | beside


def test_a_name_carries_a_fingerprint_so_that_it_can_be_cached_for_ever() -> None:
    for plain, file in assets.manifest().items():
        stem, _dot, ending = plain.rpartition(".")
        assert re.fullmatch(rf"{re.escape(stem)}-[A-Z0-9]{{8}}\.{ending}", file)


def test_the_stylesheet_only_asks_for_files_that_are_built() -> None:
    css = (assets.BUILT / assets.manifest()["app.css"]).read_text(encoding="utf-8")
    asked = {found for found in re.findall(r'url\("?([^")]+)', css) if not found.startswith("data:")}
    assert asked == {"./" + assets.manifest()["inter-latin-wght-normal.woff2"]}


def test_style_and_script_stay_small() -> None:
    sizes = {
        name: len(gzip.compress((assets.BUILT / assets.manifest()[name]).read_bytes(), 9))
        for name in ("app.css", "app.js")
    }
    assert sum(sizes.values()) <= MOST, sizes


def test_a_page_that_asks_for_an_unknown_asset_is_told_which_there_are() -> None:
    with pytest.raises(assets.AssetsNotBuilt, match=r"no asset is called 'ap\.css'; there are: app\.css"):
        assets.asset("ap.css")


def test_a_package_without_built_assets_says_how_to_build_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets, "BUILT", tmp_path)
    with pytest.raises(assets.AssetsNotBuilt, match="the front end is not built; run: pip install -e"):
        assets.asset("app.css")


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
def test_no_template_carries_what_the_content_security_policy_forbids(template: Path) -> None:
    text = re.sub(r"\{#.*?#\}", "", template.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert not re.search(r"<style|\sstyle\s*=|javascript:|\son[a-z]+\s*=\s*[\"']", text, flags=re.IGNORECASE)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text, flags=re.IGNORECASE)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
def test_every_class_of_a_template_is_in_the_stylesheet(template: Path) -> None:
    css = (assets.BUILT / assets.manifest()["app.css"]).read_text(encoding="utf-8")
    known = set(re.findall(r"\.([A-Za-z][\w-]*)", css))
    text = re.sub(r"\{#.*?#\}", "", template.read_text(encoding="utf-8"), flags=re.DOTALL)
    used = " ".join(re.sub(r"\{%.*?%\}|\{\{.*?\}\}", " ", found) for found in re.findall(r'class="([^"]*)"', text))
    assert set(used.split()) <= known


def test_the_lock_file_names_no_host_that_packages_come_from() -> None:
    lock = json.loads((ROOT / "assets" / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert all("resolved" not in package and "integrity" in package for package in packages.values())


def a_front_end(root: Path) -> Path:
    shutil.copytree(ROOT / "assets", root / "assets", ignore=shutil.ignore_patterns("node_modules"))
    shutil.copytree(assets.BUILT, root / "directory" / "assets" / "built")
    (root / "directory" / "assets" / "built" / hatch_build.STAMP).write_text(
        hatch_build.fingerprint(root / "assets") + "\n", encoding="ascii"
    )
    return root


def test_nothing_is_built_when_the_built_files_stem_from_these_sources(tmp_path: Path) -> None:
    assert hatch_build.build_assets(a_front_end(tmp_path)) is False


def test_a_lost_file_or_a_changed_source_is_noticed(tmp_path: Path) -> None:
    root = a_front_end(tmp_path)
    built, wanted = root / "directory" / "assets" / "built", hatch_build.fingerprint(root / "assets")
    assert hatch_build.is_complete(built, wanted)
    with (root / "assets" / "app.js").open("a", encoding="utf-8") as source:
        source.write("// more\n")
    assert not hatch_build.is_complete(built, hatch_build.fingerprint(root / "assets"))
    (built / assets.manifest()["app.js"]).unlink()
    assert not hatch_build.is_complete(built, wanted)


def test_a_build_that_fails_says_so_in_one_line(tmp_path: Path) -> None:
    root = a_front_end(tmp_path)
    (root / "assets" / "package-lock.json").write_text("{", encoding="utf-8")
    with pytest.raises(hatch_build.AssetsMissing, match=r"^npm ci failed: [^\n]+$"):
        hatch_build.build_assets(root)


def test_a_package_without_sources_says_what_to_build_from(tmp_path: Path) -> None:
    with pytest.raises(hatch_build.AssetsMissing, match="no sources in assets/"):
        hatch_build.build_assets(tmp_path)
