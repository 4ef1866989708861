"""Every write to AniList: journalled, sent once, found out about when its answer is lost, and undone."""
