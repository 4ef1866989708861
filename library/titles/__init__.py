"""What titles are called and how they are found by name, in memory. Pure: no request, no table."""
