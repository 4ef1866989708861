"""AniList, Discord's sign-in and a Discord channel on this machine, for trying Musubi and for its tests.

Stands outside Musubi: knows the services it imitates and nothing of cogs, web, linking or store.
"""
