"""What comes back: returned mail, automatic replies, complaints and people's own answers."""
