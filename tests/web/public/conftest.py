"""A region with a handful of organisations."""

import pytest

from tests.builders import centre


@pytest.fixture
async def korus(db: None) -> int:
    return await centre()
