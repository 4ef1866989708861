-- Who of some people has a title is looked up person by person; this index was a quarter of the database.
DROP INDEX shown_entries;
