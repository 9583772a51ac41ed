"""Whether the process lives, and whether it can serve."""

import asyncpg
from litestar import get
from litestar.enums import MediaType
from litestar.response import Response

from directory import migrate
from directory.database import AWAY
from directory.errors import Refused


@get("/healthz", sync_to_thread=False)
def alive() -> Response[str]:
    """Answer as long as the process does."""
    return Response("ok", media_type=MediaType.TEXT)


@get("/readyz")
async def ready() -> Response[str]:
    """Answer 200 when the database is there and has had every migration, else 503."""
    try:
        waiting = await migrate.missing()
    except (*AWAY, asyncpg.PostgresError, Refused):
        return _not_ready("the database is away")
    if waiting:
        return _not_ready(f"{len(waiting)} migrations have not been run")
    return Response("ready", media_type=MediaType.TEXT)


def _not_ready(why: str) -> Response[str]:
    return Response(why, status_code=503, media_type=MediaType.TEXT, headers={"retry-after": "5"})
