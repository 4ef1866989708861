"""A title among those that belong to its story: related titles, and the order of a franchise."""
