-- Version 2: what people say of runs. Tags are a JSON array of strings.
CREATE TABLE stored_annotations (
    run_key    INTEGER PRIMARY KEY,
    tags       TEXT NOT NULL,
    note       TEXT NOT NULL,
    changed_at TEXT NOT NULL
);

CREATE VIEW annotations AS
SELECT r.run_id, a.tags, a.note, a.changed_at
FROM stored_annotations a JOIN stored_runs r ON r.run_key = a.run_key;

CREATE INDEX events_by_kind ON events (kind, id);
