"""Python's collector of cycles, kept from looking through the same objects again and again.

Almost everything is freed when its last user lets go of it; the collector is for the little that keeps itself alive.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

NEW_OBJECTS = 10_000  # between two looks at the newest; Python's own 700 were made for some eight letters


def settle() -> None:
    """Leave what is loaded out of all later looks, and look less often: for a process that goes on for long."""
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS)


@contextmanager
def resting() -> Iterator[None]:
    """Let the collector rest inside the block: for making very much that stays, as a large round does."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
