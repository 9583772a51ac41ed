"""Our commands as an operator runs them, each a process of its own.

It is forked from one that has loaded everything already: loading takes longer than most commands do. That
`directory` and `python -m directory` start from nothing is shown where the wheel is tested.
"""

import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from directory.cli import FILES, main

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.commands", "directory.app", *(f"directory.cli.{name}" for name in FILES.values())])
PATIENCE = 120.0  # seconds


def environment(data_dir: Path, **ours: str) -> dict[str, str]:
    """Return what a command finds in its environment; nothing of ours is handed down."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DIRECTORY_")}
    return kept | {"DIRECTORY_DATA_DIR": str(data_dir), "DIRECTORY_ENVIRONMENT": "development"} | ours


def run(*arguments: str, env: Mapping[str, str], given: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
    """Run `directory …` to its end with `given` on its input; return its code and what it printed."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "0").write_bytes(given)
        process = started(*arguments, env=env, files=[str(Path(folder) / name) for name in "012"])
        process.join(PATIENCE)
        if process.exitcode is None:
            process.kill()
            process.join()
        printed, problems = ((Path(folder) / name).read_bytes() for name in "12")
        return subprocess.CompletedProcess(arguments, process.exitcode or 0, printed, problems)


def started(*arguments: str, env: Mapping[str, str], files: list[str]) -> ForkServerProcess:
    """Start `directory …` with three files as its input, output and error output."""
    process = FORKS.Process(target=_command, args=(arguments, dict(env), files))
    process.start()
    return process


def _command(arguments: tuple[str, ...], env: dict[str, str], files: list[str]) -> None:
    os.environ.clear()
    os.environ.update(env)
    for number, name in enumerate(files):
        opened = os.open(name, os.O_RDONLY if number == 0 else os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115  # until the process ends
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    try:
        code = main(arguments)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    sys.exit(code)
