"""`directory template` and `directory import`, each a process of its own, as an operator types them."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from directory.cli import main
from directory.settings import Settings
from directory.tables.imports import ImportRun
from directory.tables.organisations import Organisation
from tests import builders, commands

SAMPLE = Path(__file__).parent.parent / "data" / "oversikt-eksempel.xlsx"
Shell = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def shell(settings: Settings, tmp_path: Path) -> Shell:
    environment = commands.environment(tmp_path, DATABASE_URL=settings.database_url)

    def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
        done = commands.run(*arguments, env=environment)
        return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


async def test_the_sample_goes_in_by_command_and_out_again(db: None, shell: Shell) -> None:
    await builders.centre()
    tried = json.loads(shell("import", str(SAMPLE), "--dry-run", "--json").stdout)
    assert (tried["run"], tried["new"], tried["duplicates"], tried["dropped_notes"]) == (None, 48, 2, 2)
    assert await Organisation.count() == 0
    done = json.loads(shell("import", str(SAMPLE), "--centre", "korus", "--json").stdout)
    assert (done["new"], await Organisation.count(), await ImportRun.count()) == (48, 48, 1)
    again = shell("import", str(SAMPLE))
    assert "50 organisations: 0 new, 48 same, 0 changed, 0 attention, 2 duplicate" in again.stdout
    assert "Rogaland!A36: [ÆRFUGLGRUPPA SULDAL] Probably the same as" in again.stdout
    assert "UTGÅTT - ikke bruk: The sheet calls itself out of date" in again.stdout
    undone = json.loads(shell("import", "undo", str(done["run"]), "--json").stdout)
    assert (undone["removed"], undone["kept"], await Organisation.count()) == (48, [], 0)


async def test_what_cannot_be_done_is_one_line_and_changes_nothing(db: None, shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "liste.xlsx"
    file.write_bytes(b"%PDF-1.7 nothing here")
    assert "no centre yet" in shell("import", str(file)).stderr
    await builders.centre("vest")
    for arguments, said in (((str(file),), "This is a PDF"), (("undo", "99"), "no such import")):
        done = shell("import", *arguments)
        assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
        assert said in done.stderr
    await builders.centre("sor")
    assert "say whose list this is with --centre (sor, vest)" in shell("import", str(SAMPLE)).stderr
    assert await ImportRun.count() == 0


@pytest.mark.parametrize("arguments", [["import"], ["import", "undo"], ["import", "liste.xlsx", "7"]])
def test_a_wrong_call_is_a_usage_error(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(arguments)
    assert end.value.code == 2


@pytest.mark.parametrize(("language", "first"), [("nb", "Organisasjoner"), ("nn", "Organisasjonar")])
def test_the_template_is_written_in_the_language_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str, first: str
) -> None:
    path = tmp_path / "mal.xlsx"
    assert main(["template", str(path), "--lang", language]) == 0
    assert openpyxl.load_workbook(path).sheetnames[0] == first
    assert main(["template", str(tmp_path / "no" / "mal.xlsx")]) == 1
    said = capsys.readouterr().err
    assert "cannot be written: " in said
    assert "None" not in said
