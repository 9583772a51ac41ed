"""Run every test, and say loudly in the last lines when the browser tests did not run."""

import os
import shutil
import subprocess
import sys

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def main() -> int:
    # A process per core, each with a PostgreSQL of its own; a file's tests stay together. In the order of their names,
    # not of how many they hold: the browser's are few and slow, and would all be left for the end.
    side_by_side = ["-q", "-n", str(min(os.cpu_count() or 1, 4)), "--dist", "loadfile", "--no-loadscope-reorder"]
    arguments = sys.argv[1:] or side_by_side
    code = subprocess.call([sys.executable, "-m", "pytest", *arguments])  # noqa: S603  # our own command line
    if not any(map(shutil.which, BROWSERS)):
        print("=" * 78)
        print("THE BROWSER TESTS DID NOT RUN: no Chromium on this machine.")
        print("Install it (apt-get install chromium) and run `make test` again.")
        print("=" * 78)
    return code


if __name__ == "__main__":
    sys.exit(main())
