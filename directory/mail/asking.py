"""Whether a letter still asks for something, as conditions in SQL on its ties (`li`) and their invitations (`i`)."""

# The link that the letter was to carry for an organisation has not been taken back since it was planned.
ALIVE = "i.revoked_at IS NULL AND i.generation IS NOT DISTINCT FROM li.generation"
# Its organisation has not answered since the campaign (`c`) opened, nor replied, nor said stop.
ASKS = f"""{ALIVE} AND i.held_at IS NULL AND i.opted_out_at IS NULL
      AND NOT EXISTS (SELECT FROM answer a WHERE a.organisation = li.organisation AND a.at >= c.opened_at)"""
TIES = "letter_invitation li LEFT JOIN invitation i ON i.id = li.invitation"
