"""Characters and staff: who is in a title, who speaks and makes it, and where else they are."""
