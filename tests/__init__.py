"""The tests of Musubi; CONTRIBUTING.md says how to run and write them."""

import gc

# New objects before Python looks for garbage among them: most of a test's have no cycles, and what is imported stays.
gc.set_threshold(50_000)
