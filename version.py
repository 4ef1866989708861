"""Which Musubi this is. A release changes this line and heads ``CHANGELOG.md``."""

VERSION = "0.3.0"
