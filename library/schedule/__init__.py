"""When episodes air: by day, by season, and the poll that keeps air times true."""
