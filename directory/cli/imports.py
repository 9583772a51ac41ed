"""`directory template` and `directory import`: from a spreadsheet to entries, and back."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from directory.cli.arguments import numbered
from directory.cli.context import OPERATOR, Context, add, add_json, print_json, run, say
from directory.errors import Refused
from directory.imports import actions, actions_undo
from directory.imports.isolated import read_list
from directory.imports.reader import Options
from directory.imports.report import Report
from directory.imports.template import write_template
from directory.staff import centres
from directory.tokens import Keys


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `template` and `import`."""
    template = add(commands, "template", "Write an empty list as an Excel file, with choices and help.", _template)
    template.add_argument("file", type=Path, metavar="FILE.xlsx")
    template.add_argument("--lang", choices=("nb", "nn"), default="nb")
    taking = add(
        commands, "import", "Take in a list of organisations, or take an import back (import undo ID).", _import
    )
    taking.add_argument("file", metavar="FILE|undo", help="an .xlsx, .xls, .ods or .csv file, or the word undo")
    taking.add_argument("id", nargs="?", type=numbered("import"), help="the import to take back, after undo")
    taking.add_argument("--dry-run", action="store_true", help="compare and report, write nothing")
    taking.add_argument("--centre", metavar="CODE", help="whose organisations these are")
    taking.add_argument("--sheet", metavar="NAME", default="", help="read only this sheet")
    taking.add_argument("--county-from-sheet", action="store_true", help="a sheet's name is the county it covers")
    add_json(taking)


def _template(chosen: argparse.Namespace) -> None:
    try:
        write_template(chosen.file, chosen.lang)
    except OSError as problem:
        raise Refused(f"{chosen.file} cannot be written: {problem.strerror or problem}") from None
    say(f"wrote {chosen.file}")


def _import(chosen: argparse.Namespace) -> None:
    if chosen.file == "undo" and (chosen.id is not None or not Path("undo").exists()):
        _undo(chosen)
        return
    if chosen.id is not None:
        print("directory import: an id is only for `import undo ID`", file=sys.stderr)
        raise SystemExit(2)
    path = Path(chosen.file)
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise Refused(f"{path} cannot be read: {problem.strerror or problem}") from None

    async def work(context: Context) -> Report:
        centre = await centres.by_code(chosen.centre) if chosen.centre else await _only_centre(dry_run=chosen.dry_run)
        options = Options(chosen.sheet, chosen.county_from_sheet, tuple(centre["counties"]))
        reading = await read_list(content, context.settings, options)
        source = actions.Source(path.name, content)
        keys = Keys(context.settings.secret_keys) if context.settings.secret_keys else None
        return await actions.run_import(
            reading, source, centre["id"], OPERATOR, context.clock(), dry_run=chosen.dry_run, keys=keys
        )

    report: Report = run(work)
    if chosen.json:
        print_json(report.as_json())
    else:
        _tell(report)


async def _only_centre(*, dry_run: bool) -> "centres.Row":
    every = await centres.every()
    if not every and dry_run:
        return {"id": 0, "counties": []}  # nothing is written, and nothing is there to compare with
    if not every:
        raise Refused("there is no centre yet: add one with `directory centre add CODE NAME`")
    if len(every) > 1:
        codes = ", ".join(sorted(centre["code"] for centre in every))
        raise Refused(f"there are several centres: say whose list this is with --centre ({codes})")
    return every[0]


def _tell(report: Report) -> None:
    run_line = "dry run, nothing was written" if report.run is None else f"import {report.run}"
    counts = ", ".join(f"{report.counts[name]} {name}" for name in ("new", "same", "changed", "attention", "duplicate"))
    say(f"{run_line}: {len(report.rows)} organisations: {counts}")
    if report.dropped_notes:
        say(f"{report.dropped_notes} private notes were left out and not stored")
    for skipped in report.skipped:
        say(_line(skipped.sheet, skipped.cell, skipped.value, skipped.text()))
    for problem in report.problems:
        say(_line(problem.sheet, problem.cell, problem.value, problem.text()))
    if report.run is not None:
        say(f"take it back with: directory import undo {report.run}")


def _line(sheet: str, cell: str, value: str, text: str) -> str:
    shown = " ".join(value.split())[:60]
    parts: Sequence[str] = [f"  {sheet}{'!' if cell else ''}{cell}:", f"[{shown}]" if shown else "", text]
    return " ".join(filter(None, parts))


def _undo(chosen: argparse.Namespace) -> None:
    if chosen.id is None:
        print("directory import: which import? `directory import undo ID`", file=sys.stderr)
        raise SystemExit(2)

    async def work(context: Context) -> actions_undo.Undone:
        return await actions_undo.undo_import(chosen.id, OPERATOR, context.clock())

    done: actions_undo.Undone = run(work)
    if chosen.json:
        kept = [{"name": name, "reason": why} for name, why in done.kept]
        print_json({"run": done.run, "removed": done.removed, "restored": done.restored, "kept": kept})
        return
    say(f"import {done.run} is taken back: {done.removed} entries removed, {done.restored} restored")
    for name, why in done.kept:
        say(f"  kept {name}: {why}")
