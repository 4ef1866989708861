"""Cards: messages as layouts. Pure: data in, a :class:`discord.ui.LayoutView` out; nothing here waits or acts."""
