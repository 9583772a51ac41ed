"""Every table, one file a subject; nothing but tables."""
