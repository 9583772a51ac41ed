"""The room of what waits for a person: suggestions, mail that came in, and the centre's own list of entries."""
