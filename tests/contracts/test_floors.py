"""The house's floors and fences (DESIGN.md): imports go downward only, libraries stay in their rooms."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "directory"
FILES = sorted(path for path in PACKAGE.rglob("*.py"))

ROOMS = {
    8: {"cli", "publish", "demo", "__main__"},
    7: {"app"},
    6: {"web"},
    5: {"campaigns", "review", "imports", "involvement", "reports", "privacy"},
    4: {"organisations", "staff"},
    3: {"mail", "search", "registers"},
    2: {
        "tables",
        "database",
        "audit",
        "embedded",
        "embedded_host",
        "embedded_process",
        "piccolo_app",
        "piccolo_conf",
        "migrate",
        "limits",
    },
    1: {"facts"},
    0: {"settings", "clock", "collector", "errors", "tokens", "i18n", "logs", "__init__"},
}
FLOOR_OF_ROOM = {room: floor for floor, rooms in ROOMS.items() for room in rooms}
# Rules without I/O stand on floor 1 whatever room they are in.
PURE = {
    "organisations": {
        "entry",
        "changes",
        "drafts",
        "canonical",
        "language",
        "mailboxes",
        "wording",
        "typed",
        "said",
        "own_address",
        "roles",
        "consent_text",
        "wishes",
        "branches",
    },
    "search": {"criteria", "document", "facets", "themes"},
    "mail": {
        "addresses",
        "absences",
        "bounce_codes",
        "bounce_tongues",
        "bounce_words",
        "bounces",
        "context_answers",
        "context_parts",
        "contexts",
        "doubt_words",
        "misspelt",
        "parts",
        "pause_words",
        "printable",
        "quiet",
        "quoting",
        "replies",
        "slimming",
        "state_words",
        "states",
        "wording",
    },
    "campaigns": {
        "advice",
        "bundles",
        "calls",
        "codes",
        "findings",
        "pace",
        "plan",
        "server_words",
        "simulation",
        "states",
    },
    "staff": {"policy"},
    "imports": {
        "areas",
        "assembly",
        "cells",
        "choices",
        "contacts",
        "dates",
        "duplicates",
        "entry",
        "geography",
        "headers",
        "heads",
        "layout",
        "mailboxes",
        "match",
        "nameless",
        "names",
        "notes",
        "orgnumbers",
        "people",
        "phrases",
        "private",
        "reader",
        "reasons",
        "packing",
        "report",
        "rows",
        "telephones",
        "unreadable",
        "text",
        "values",
        "websites",
    },
}
FENCES = {
    "litestar": lambda where: where.startswith(("web.", "web/")) or where.split(".")[0] in ("web", "app"),
    "imap_tools": lambda where: where == "mail.returns.imap",
    "flufl": lambda where: where == "mail.returns.bounces",
    "aiosmtplib": lambda where: where == "mail.smtp",
    "itsdangerous": lambda where: where == "tokens",
}
TIME_OF_DAY = {"now", "utcnow", "today"}


def name_of(path: Path) -> str:
    """Return a file's dotted name inside the package: `mail.smtp`, `web.staff`."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)


def floor_of(name: str) -> int:
    room, _dot, rest = name.partition(".")
    return 1 if rest.split(".")[0] in PURE.get(room, set()) else FLOOR_OF_ROOM[room]


def imports_of(path: Path) -> Iterator[tuple[str, ast.stmt]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (_full_names(node))


def _full_names(node: ast.ImportFrom) -> Iterator[tuple[str, ast.stmt]]:
    """A name imported from a package may be a module of it: look for the file."""
    for alias in node.names:
        module = f"{node.module}.{alias.name}"
        inside = PACKAGE / Path(*module.split(".")[1:])
        is_module = inside.with_suffix(".py").is_file() or inside.is_dir()
        yield (module if str(node.module).startswith("directory") and is_module else str(node.module)), node


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_imports_go_downward_only(path: Path) -> None:
    name = name_of(path)
    here, room = floor_of(name), name.split(".")[0]
    for module, node in imports_of(path):
        if not module.startswith("directory."):
            continue
        other = module.removeprefix("directory.")
        same_room = other.split(".")[0] == room
        there = floor_of(other)
        assert there <= here, f"{name}:{node.lineno} (floor {here}) imports {other} (floor {there})"
        assert there < here or same_room or here in (0, 1, 2, 8), f"{name}:{node.lineno} imports sideways: {other}"


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_libraries_stay_in_their_rooms(path: Path) -> None:
    name = name_of(path)
    for module, node in imports_of(path):
        library = module.split(".")[0]
        if library in FENCES:
            assert FENCES[library](name), f"{name}:{node.lineno} imports {library}"


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_environment_and_time_are_read_in_one_place(path: Path) -> None:
    name = name_of(path)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            spoken = f"{node.value.id}.{node.attr}"
            if name != "settings":
                assert spoken not in ("os.environ", "os.getenv"), f"{name}:{node.lineno} reads the environment"
            if name != "clock":
                read = node.value.id in ("datetime", "date") and node.attr in TIME_OF_DAY
                assert not read, f"{name}:{node.lineno} reads the time of day"
                assert spoken not in ("time.time", "time.monotonic"), f"{name}:{node.lineno} reads the time"


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_no_first_party_import_is_hidden_in_a_function(path: Path) -> None:
    for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                module = getattr(node, "module", None) if isinstance(node, ast.ImportFrom) else None
                assert not str(module).startswith("directory"), f"{name_of(path)}:{node.lineno} hides an import"


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_files_and_functions_stay_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 300, f"{name_of(path)} has {text.count(chr(10))} lines"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= 40, f"{name_of(path)}:{node.lineno} {node.name} has {length} lines"


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_transactions_are_opened_only_by_actions(path: Path) -> None:
    """The outbox and the intake are actions of the mail room; migrations open their own."""
    name = name_of(path)
    allowed = name.split(".")[-1].startswith("actions") or name in (
        "database",
        "migrate",
        "mail.outbox",
        "mail.returns.intake",
    )
    used = any(
        isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "transaction"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    )
    assert allowed or not used, f"{name} opens a transaction"
