"""The parts of Discord that all features need: client, interactions, replies, permissions, posts. Knows no feature."""
