"""What an admin does on a terminal: set up, and find out what is wrong. Knows the services, and no feature."""
