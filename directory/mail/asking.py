"""Whether a letter still asks for something, as conditions in SQL on its ties (`li`) and their invitations (`i`)."""

# The link that the letter was to carry for an organisation has not been taken back since it was planned.
ALIVE = "i.revoked_at IS NULL AND i.generation IS NOT DISTINCT FROM li.generation"
# Staff have not taken its organisation's entry off the list since, nor is it gone or another's now.
LISTED = """EXISTS (SELECT FROM organisation o WHERE o.id = li.organisation
        AND o.published AND o.status <> 'dissolved' AND o.replaced_by IS NULL)"""
# An answer (`a`) counts in a campaign (`c`) unless it was undone, or somebody else was asked in its place while that
# was on.
COUNTS = "a.undone_at IS NULL AND (a.superseded_at IS NULL OR a.superseded_at >= c.closed_at)"
# An answer (`a`) still stands, whenever it was given.
STANDS = "a.superseded_at IS NULL AND a.undone_at IS NULL"
# Its organisation has not answered since the campaign (`c`) opened, nor replied, nor said stop.
ASKS = f"""{ALIVE} AND i.held_at IS NULL AND i.opted_out_at IS NULL AND {LISTED}
      AND NOT EXISTS (SELECT FROM answer a
        WHERE a.organisation = li.organisation AND a.at >= c.opened_at AND {COUNTS})"""
TIES = "letter_invitation li LEFT JOIN invitation i ON i.id = li.invitation"
# The addresses that do not exist, as a campaign's letters have shown since it opened (`since`). Only a return that
# carries the mark of a letter of ours to that address counts: anybody can write one.
GONE = """
SELECT refused.address_norm FROM letter refused
WHERE refused.campaign = {campaign} AND refused.state = 'refused' AND refused.why = 'address'
UNION ALL SELECT f.address_norm FROM delivery_fact f
JOIN letter returned ON returned.id = f.letter AND returned.address_norm = f.address_norm
WHERE f.kind = 'hard' AND f.at >= {since}"""
# The address of a campaign's letter (`l`) is one of them.
IS_GONE = f"""EXISTS (SELECT FROM ({GONE.format(campaign="l.campaign", since="c.opened_at")}) gone
        WHERE gone.address_norm = l.address_norm)"""
