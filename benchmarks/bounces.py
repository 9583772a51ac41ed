"""Score the reading of returned mail against a collection of your own.

    python benchmarks/bounces.py FOLDER TRUTH.tsv

TRUTH has a line a mail: its file's name in the folder, a tab, and `hard` or `not`. Nothing is stored anywhere, and
no collection is part of this project. Ends with one JSON line; the mails that were read otherwise come before it.
"""

import json
import sys
from collections import Counter
from pathlib import Path

from directory.clock import stopwatch
from directory.mail.returns.intake import understand
from directory.mail.returns.parts import take_apart


def main(folder: Path, truth: Path) -> None:
    """Print what was read otherwise, then the score: right of all, and how often each way it was wrong."""
    seen: Counter[tuple[str, str]] = Counter()
    began = stopwatch()
    for line in truth.read_text(encoding="utf-8").splitlines():
        name, _tab, wanted = line.partition("\t")
        raw = (folder / name).read_bytes()
        found = understand(take_apart(raw), raw)
        read = "hard" if found.kind == "hard" else "not"
        seen[wanted, read] += 1
        if read != wanted:
            print(f"{name}: {found.kind}, not {wanted}: {found.sentence[:100]!r}")
    mails = sum(seen.values())
    score = {
        "bench": "bounces-hard-or-not",
        "mails": mails,
        "right": round((seen["hard", "hard"] + seen["not", "not"]) / max(mails, 1), 4),
        "hard_missed": seen["hard", "not"],
        "called_hard": seen["not", "hard"],
        "mails_per_second": round(mails / max(stopwatch() - began, 0.001)),
    }
    print(json.dumps(score))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
