"""Pages behind an organisation's own link."""

from collections.abc import Sequence

from litestar import Router
from litestar.types import ControllerRouterHandler

from directory.web.organisation import (
    competence,
    drafts,
    entrance,
    former,
    letters,
    other_answers,
    overview,
    preview,
    sections,
    several,
    thanks,
    undoing,
)
from directory.web.organisation.opened import DeadLink

ROUTES: Sequence[ControllerRouterHandler] = [
    Router(
        "/",
        route_handlers=[
            entrance.open_by_link,
            entrance.code_form,
            entrance.open_by_code,
            entrance.new_link_form,
            entrance.new_link,
            entrance.new_link_sent,
            several.several,
            letters.letters,
            letters.choose_language,
            letters.stop,
            overview.overview,
            overview.confirmation,
            thanks.thanks,
            preview.preview,
            preview.unsaved,
            sections.screen,
            sections.again,
            sections.save,
            sections.confirm,
            drafts.draft,
            drafts.throw_away,
            competence.search,
            former.former,
            former.not_here,
            other_answers.wrong_person,
            other_answers.name_right_person,
            other_answers.pause,
            other_answers.pause_said,
            other_answers.withdrawal,
            other_answers.withdraw,
            undoing.undo_page,
            undoing.undo,
        ],
        exception_handlers={DeadLink: entrance.dead_link},
    )
]
