"""What people do in Discord: one file, one feature. A module here with a ``setup`` is loaded; nothing lists it."""
