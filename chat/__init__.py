"""What every feature needs of Discord: the client, interactions, replies, permissions, posting. Knows no feature."""
