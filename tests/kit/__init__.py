"""The kits that tests share. tests/README.md says which kit is for which test."""
