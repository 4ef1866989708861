-- When somebody was told that their reminders end, because AniList no longer accepted the link they had then.
ALTER TABLE reminders ADD COLUMN end_told_at INTEGER;
