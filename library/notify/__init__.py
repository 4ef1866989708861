"""Who is told of an episode or of a change, once, and when."""
