-- A person's own titles by status, the latest change first: all that is asked while somebody types.
CREATE INDEX own_titles ON entries (discord_id, status, updated_at DESC, media_type);
