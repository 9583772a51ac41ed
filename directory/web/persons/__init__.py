"""Pages of contact persons: each behind a link of their own, about themselves alone."""

from collections.abc import Sequence

from litestar import Router
from litestar.types import ControllerRouterHandler

from directory.web.guards import ForeignForm
from directory.web.persons import answering, own_link
from directory.web.persons.opened import DeadPersonLink

ROUTES: Sequence[ControllerRouterHandler] = [
    Router(
        "/",
        route_handlers=[
            own_link.link_form,
            own_link.link_asked,
            own_link.link_sent,
            answering.open_by_link,
            answering.own_page,
            answering.answer,
            answering.correction,
            answering.ask_removal,
            answering.removal,
            answering.removed,
        ],
        exception_handlers={DeadPersonLink: answering.dead_link, ForeignForm: answering.ended},
    )
]
