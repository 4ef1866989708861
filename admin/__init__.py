"""The admin's commands on a terminal: setup and diagnosis. Knows the services, and no feature."""
