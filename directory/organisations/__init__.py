"""The room of the entries: what one says, how it changes, who said it is right, and when."""
