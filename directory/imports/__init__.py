"""From a centre's spreadsheet to entries: reading, comparing, importing, undoing."""
