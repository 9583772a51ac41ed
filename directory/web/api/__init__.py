"""What machines ask."""

from collections.abc import Sequence

from litestar.types import ControllerRouterHandler

from directory.web.api import health

ROUTES: Sequence[ControllerRouterHandler] = [health.alive, health.ready]
