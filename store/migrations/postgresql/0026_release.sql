-- The release that told Discord the commands; NULL: an older one than the releases that write it down.
ALTER TABLE commands ADD COLUMN release TEXT COLLATE "C";
