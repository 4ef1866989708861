"""What a message looks like. Pure: data in, a :class:`discord.ui.LayoutView` out; nothing here waits or acts."""
