"""The built front end as it is answered."""

import httpx
import pytest

from directory.web.assets import PREFIX, manifest


@pytest.mark.parametrize(
    ("ending", "kind", "packed"),
    [("css", "text/css; charset=utf-8", "gzip"), ("woff2", "font/woff2", None)],
)
async def test_a_built_file_says_what_it_is_once_and_is_packed_once(
    client: httpx.AsyncClient, ending: str, kind: str, packed: str | None
) -> None:
    names = [name for name in manifest().values() if name.endswith(ending)]
    answer = await client.get(PREFIX + names[0])
    assert answer.status_code == 200
    assert answer.headers["content-type"] == kind
    assert answer.headers.get("content-encoding") == packed
