"""What tests share. Which kit for which test: tests/README.md."""
