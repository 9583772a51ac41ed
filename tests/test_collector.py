"""The collector of cycles rests where it would only look through what stays, and works again afterwards."""

import contextlib
import gc
import subprocess
import sys
from collections.abc import Iterator

import pytest

from directory.collector import resting


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    yield
    gc.enable()


def test_the_collector_rests_inside_and_works_again_whatever_happens() -> None:
    seen = []
    with contextlib.suppress(LookupError), resting():
        seen.append(gc.isenabled())
        raise LookupError
    assert seen == [False]
    assert gc.isenabled()


def test_one_rest_inside_another_does_not_end_it() -> None:
    with resting():
        with resting():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()


def test_what_is_loaded_is_left_out_of_later_looks_and_rings_made_afterwards_are_still_found() -> None:
    program = """
import gc, weakref
from directory.collector import settle
settle()
class Ring: pass
ring = Ring(); ring.itself = ring; gone = weakref.ref(ring); del ring
for _ in range(30_000): kept = [[]]; kept.append(kept)
print(gc.get_freeze_count() > 5_000, gone() is None)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "True"]
