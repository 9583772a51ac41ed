"""Pages for everybody."""

from collections.abc import Sequence

from litestar.types import ControllerRouterHandler

from directory.web.public import exports, lists, machines, maps, messages, organisation, texts

ROUTES: Sequence[ControllerRouterHandler] = [
    lists.organisations,
    lists.municipality,
    organisation.organisation,
    maps.tile_map,
    messages.message_form,
    messages.send_message,
    messages.report_form,
    messages.report,
    exports.as_json,
    exports.as_csv,
    exports.as_xlsx,
    texts.about,
    texts.privacy,
    texts.accessibility,
    machines.robots,
    machines.sitemap,
]
