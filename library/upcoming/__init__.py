"""What comes next: titles that begin, sequels, titles that are back from a break."""
