"""`make bench-mail`: our engine, django-post_office and bare aiosmtplib, in turn, on one machine in one run.

`--letters` 10000, `--rounds` 3, `--workers` 2, `--connections` 16 (in all, ours and those of bare aiosmtplib), `--wide`
48 96 (ours again over so many, beside django-post_office; over the most of them is `mail-vs-django-post-office`);
`--only memory` with more letters measures the memory of the workers alone. The last lines are one JSON object per
figure, named as in CONTRACT.md.
"""

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median
from urllib.parse import parse_qs, urlsplit

import asyncpg

from benchmarks.mail import ours, ready, web
from benchmarks.mail.ground import Ground, clear, prepared, settle

PEER = "django-post_office"
BARE = "bare aiosmtplib"
PEER_DATABASE = "post_office"


@dataclass(slots=True)
class Figures:
    """Letters per second in each round, and the most memory a worker of ours had in any."""

    ours: list[float] = field(default_factory=list)
    wide: dict[int, list[float]] = field(default_factory=dict)
    post_office: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    peak: float = 0.0


def main() -> None:
    """Measure, and print what was measured."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mail", description=__doc__)
    parser.add_argument("--letters", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--wide", type=int, nargs="*", default=[48, 96])
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", choices=("speed", "memory", "web"))
    parser.add_argument("--peer-python", default=sys.executable, help="the Python of django-post_office's venv")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        for line in asyncio.run(_measure(chosen, Path(folder))):
            print(json.dumps(line), flush=True)


async def _measure(chosen: argparse.Namespace, folder: Path) -> list[dict[str, object]]:
    letters = chosen.letters - chosen.letters % 2
    async with prepared(folder, letters) as ground:
        lines: list[dict[str, object]] = []
        if chosen.only in (None, "speed"):
            lines += await _speed(chosen, ground, letters)
        if chosen.only == "memory":
            taken = await ours.round_(ground, letters, chosen.workers, chosen.connections)
            _say(f"planned in {taken.planned:.1f} s, all accepted after {taken.accepted:.1f} s")
            lines.append(_memory(letters, taken.peak))
        if chosen.only in (None, "web"):
            lines += await web.figures(ground)
    return lines


async def _speed(chosen: argparse.Namespace, ground: Ground, letters: int) -> list[dict[str, object]]:
    figures, file = Figures(), await ready.write(ground)
    await _make_peer_database(ground)
    for number in range(chosen.rounds):
        contestants = [_ours, _post_office, *(partial(_wide, lines) for lines in chosen.wide), _bare]
        begin = number % len(contestants)
        for contestant in contestants[begin:] + contestants[:begin]:
            await clear(ground.url)
            await settle(ground.url, PEER_DATABASE)
            await contestant(chosen, ground, file, letters, figures)
    return [*compared(figures, chosen.connections), _memory(letters, figures.peak)]


def compared(figures: Figures, connections: int) -> list[dict[str, object]]:
    """Return how fast we were beside each of the others; medians of the rounds, in letters a second."""
    named = "mail{}-vs-django-post-office"
    rates = {connections: median(figures.ours)} | {lines: median(each) for lines, each in figures.wide.items()}
    peer, most = median(figures.post_office), max(rates)
    return [
        _figure(named.format(""), rates[most], peer, PEER, "letters/s"),
        *(_figure(named.format(f"-{lines}-lines"), rate, peer, PEER, "letters/s") for lines, rate in rates.items()),
        _figure("mail-vs-bare-aiosmtplib", rates[connections], median(figures.bare), BARE, "letters/s"),
    ]


def _memory(letters: int, peak: float) -> dict[str, object]:
    return _figure(f"worker-memory-{letters}", round(peak, 1), None, "", "MB")


async def _ours(chosen: argparse.Namespace, ground: Ground, _file: Path, letters: int, figures: Figures) -> None:
    figures.ours.append(await _send(chosen, ground, letters, chosen.connections, figures))


async def _wide(
    lines: int, chosen: argparse.Namespace, ground: Ground, _file: Path, letters: int, figures: Figures
) -> None:
    figures.wide.setdefault(lines, []).append(await _send(chosen, ground, letters, lines, figures))


async def _send(chosen: argparse.Namespace, ground: Ground, letters: int, lines: int, figures: Figures) -> float:
    """Send one campaign over so many connections in all; return letters a second."""
    taken = await ours.round_(ground, letters, chosen.workers, lines)
    figures.peak = max(figures.peak, taken.peak)
    rate = letters / taken.accepted
    _say(
        f"{f'ours, {lines} lines':<19} {rate:7.0f} letters/s "
        f"(planned after {taken.planned:.2f} s, all accepted after {taken.accepted:.2f} s, peak {taken.peak:.0f} MB)"
    )
    return rate


async def _post_office(chosen: argparse.Namespace, ground: Ground, file: Path, letters: int, figures: Figures) -> None:
    program = Path(__file__).parent / "peers" / "queue_of_django.py"
    host = parse_qs(urlsplit(ground.url).query)["host"][0]
    command = [chosen.peer_python, str(program), PEER_DATABASE, host, str(ground.mail_port), str(file)]
    took = json.loads(await _output_of(command))
    if took["sent"] != letters:
        raise RuntimeError(f"{PEER} sent {took['sent']} of {letters}")
    figures.post_office.append(letters / (took["queue"] + took["send"]))
    _say(
        f"{PEER:<19} {figures.post_office[-1]:7.0f} letters/s "
        f"(queued in {took['queue']:.2f} s, sent in {took['send']:.2f} s)"
    )


async def _bare(chosen: argparse.Namespace, ground: Ground, file: Path, letters: int, figures: Figures) -> None:
    module = "benchmarks.mail.peers.bare"
    command = [sys.executable, "-m", module, str(ground.mail_port), str(chosen.connections), str(file)]
    seconds = float(await _output_of(command))
    figures.bare.append(letters / seconds)
    _say(f"{BARE:<19} {letters / seconds:7.0f} letters/s (in {seconds:.2f} s)")


async def _output_of(command: Sequence[str]) -> str:
    done = await asyncio.to_thread(subprocess.run, command, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout


async def _make_peer_database(ground: Ground) -> None:
    connection = await asyncpg.connect(ground.url)
    try:
        await connection.execute(f"CREATE DATABASE {PEER_DATABASE}")
    finally:
        await connection.close()


def _figure(bench: str, mine: float, peer: float | None, peer_name: str, unit: str) -> dict[str, object]:
    ratio = round(mine / peer, 2) if peer else None
    return {
        "bench": bench,
        "ours": round(mine, 1),
        "peer": peer and round(peer, 1),
        "peer_name": peer_name,
        "ratio": ratio,
        "unit": unit,
    }


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
