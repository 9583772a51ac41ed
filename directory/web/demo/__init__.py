"""The demonstration's own pages: the mail that was caught instead of delivered."""

from collections.abc import Sequence

from litestar.types import ControllerRouterHandler

from directory.web.demo import inbox

ROUTES: Sequence[ControllerRouterHandler] = [inbox.letters, inbox.letter, inbox.body]
