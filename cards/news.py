"""The news of the newest version, for members, as /help tells them. A release renews them, as it renews CHANGELOG.md.

A name of a command in braces is that command, and can be pressed.
"""

from i18n import mark

OF = "Unreleased"  # the heading in CHANGELOG.md: that of a release, or of what comes after it
NEWS = (
    mark("Replies are in your language. Choose another one with {account}."),
    mark("Lists and cards are easier to read, with a sign for each status."),
    mark("Delete a reply to you: open the message’s menu, then **Apps**, **Delete reply**."),
)
