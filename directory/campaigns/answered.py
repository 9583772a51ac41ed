"""What an organisation of a round has answered, as every statement tells it: a kind of `campaign status --json`.

Its latest answer counts (`a`, of the invitation `i` in the campaign `c`). Who has asked not to be listed, and is not,
stays `withdrawn` whatever they say afterwards, such as that all that stands there is right. Somebody who is asked in
the place of who was not the right one has not answered, nor has who took the answer back by its undo link.
"""

from directory.mail.asking import COUNTS

# The latest answer, as `a`: its kind, instant and channel.
LATEST = f"""
  LEFT JOIN LATERAL (SELECT a.kind, a.at, a.channel FROM answer a
                     WHERE a.organisation = i.organisation AND a.at >= c.opened_at AND {COUNTS}
                     ORDER BY a.at DESC, a.id DESC LIMIT 1) a ON true"""  # noqa: S608  # its parts are ours

ANSWERED = """
  CASE WHEN a.kind <> 'withdrawn' AND EXISTS (
         SELECT FROM answer w JOIN organisation u ON u.id = w.organisation
         WHERE w.organisation = i.organisation AND w.kind = 'withdrawn' AND w.at >= c.opened_at AND w.undone_at IS NULL
           AND NOT u.published)
         THEN 'withdrawn'
       WHEN a.kind IN ('paused', 'dissolved') THEN 'paused_or_ceased' WHEN a.kind IS NOT NULL THEN a.kind
       WHEN i.held_at IS NOT NULL THEN 'replied' ELSE 'unanswered' END"""
