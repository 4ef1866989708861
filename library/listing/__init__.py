"""Pages of a list: what is filtered by, in which order, and the views that buttons lead back to."""
