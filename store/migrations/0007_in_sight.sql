-- The people whose lists somebody may look at, or waits for, though they themselves run no command.
CREATE VIEW in_sight AS
SELECT discord_id FROM members
WHERE seen_at > 0 AND is_barred = 0
AND NOT EXISTS (SELECT 1 FROM hidden_everywhere WHERE discord_id = members.discord_id)
AND NOT EXISTS (SELECT 1 FROM hidden WHERE discord_id = members.discord_id AND guild_id = members.guild_id)
AND NOT EXISTS (SELECT 1 FROM guilds WHERE guild_id = members.guild_id AND is_social = 0);
