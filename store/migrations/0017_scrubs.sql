-- One row while rows that people had deleted are not overwritten yet in the file; how many deletions there were since.
CREATE TABLE scrubs (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    deletions INTEGER NOT NULL CHECK (deletions > 0)
) STRICT;

-- A former release may have been killed between a deletion and its overwriting.
INSERT INTO scrubs (one, deletions) SELECT 1, 1 WHERE EXISTS (SELECT 1 FROM links);
