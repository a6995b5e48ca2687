-- Version 1 of the record. What users query (CONTRACT §3) are the views without a prefix and the table events;
-- stored_* tables are compact (integer keys) and may change from version to version.
-- Wherever a number was NaN, SQLite has NULL: it knows no NaN. Infinities are stored as they are.

CREATE TABLE stored_sweeps (
    sweep_key   INTEGER PRIMARY KEY,
    sweep_id    TEXT NOT NULL UNIQUE,
    name        TEXT NOT NULL,
    method      TEXT NOT NULL,
    metric      TEXT NOT NULL,
    goal        TEXT NOT NULL,
    spec_yaml   TEXT NOT NULL,
    state       TEXT NOT NULL,
    created_at  TEXT NOT NULL,
    finished_at TEXT,
    dataset     TEXT NOT NULL,  -- JSON: the data set with absolute folders, which the YAML alone does not tell
    fingerprint TEXT,           -- of the images, told by the first run
    run_cap     INTEGER,        -- set by extend
    epochs      INTEGER         -- set by extend
);

CREATE TABLE stored_trials (
    sweep_key   INTEGER NOT NULL,
    trial       INTEGER NOT NULL,
    parameters  TEXT NOT NULL,
    explanation TEXT NOT NULL,
    PRIMARY KEY (sweep_key, trial)
) WITHOUT ROWID;

CREATE TABLE stored_runs (
    run_key         INTEGER PRIMARY KEY,
    run_id          TEXT NOT NULL UNIQUE,
    sweep_key       INTEGER NOT NULL,
    trial           INTEGER NOT NULL,
    replicate       INTEGER NOT NULL,
    fold            INTEGER NOT NULL,
    state           TEXT NOT NULL,
    attempt         INTEGER NOT NULL DEFAULT 0,
    lease_token     TEXT,                        -- null while no attempt may write
    sequence        INTEGER NOT NULL DEFAULT 0,  -- last report of the attempt on disk
    steps_per_epoch INTEGER,
    device          TEXT,
    silo            TEXT,
    threads         INTEGER,
    seed            INTEGER NOT NULL,
    epoch           INTEGER NOT NULL DEFAULT 0,
    step            INTEGER NOT NULL DEFAULT 0,
    created_at      TEXT NOT NULL,
    started_at      TEXT,
    finished_at     TEXT,
    reason          TEXT
);
CREATE UNIQUE INDEX runs_by_sweep ON stored_runs (sweep_key, trial, replicate, fold);
CREATE INDEX runs_by_state ON stored_runs (sweep_key, state);

CREATE TABLE stored_losses (
    run_key INTEGER NOT NULL,
    step    INTEGER NOT NULL,
    loss    REAL,
    PRIMARY KEY (run_key, step)
) WITHOUT ROWID;

CREATE TABLE stored_metrics (
    metric_key INTEGER PRIMARY KEY,
    metric     TEXT NOT NULL UNIQUE
);

CREATE TABLE stored_evaluations (
    run_key    INTEGER NOT NULL,
    metric_key INTEGER NOT NULL,
    epoch      INTEGER NOT NULL,
    value      REAL,
    PRIMARY KEY (run_key, metric_key, epoch)
) WITHOUT ROWID;

CREATE TABLE pair_books (
    book_key INTEGER PRIMARY KEY,
    hash     TEXT NOT NULL UNIQUE,
    split    TEXT NOT NULL
);

CREATE TABLE pair_book_images (
    book_key INTEGER NOT NULL,
    ordinal  INTEGER NOT NULL,
    image    TEXT NOT NULL,
    person   TEXT NOT NULL,
    PRIMARY KEY (book_key, ordinal)
) WITHOUT ROWID;

-- Pair number `ordinal` of a book is of its images a and b, a < b, in the order 01 02 … 0n 12 13 …
CREATE TABLE pair_book_pairs (
    book_key  INTEGER NOT NULL,
    ordinal   INTEGER NOT NULL,
    a         INTEGER NOT NULL,
    b         INTEGER NOT NULL,
    different INTEGER NOT NULL,
    PRIMARY KEY (book_key, ordinal)
) WITHOUT ROWID;

-- One row a run, split and epoch; scores is a JSON array in the book's pair order, null where NaN, ±9e999 where infinite.
CREATE TABLE stored_scores (
    run_key             INTEGER NOT NULL,
    split               TEXT NOT NULL,
    epoch               INTEGER NOT NULL,
    book_key            INTEGER NOT NULL,
    threshold           REAL,
    threshold_from_test INTEGER NOT NULL,
    scores              TEXT NOT NULL
);
CREATE UNIQUE INDEX scores_by_run ON stored_scores (run_key, split, epoch);

-- One row a run and epoch; vectors is a JSON array of [image, [numbers]].
CREATE TABLE stored_embeddings (
    run_key INTEGER NOT NULL,
    epoch   INTEGER NOT NULL,
    best    INTEGER NOT NULL,
    vectors TEXT NOT NULL
);
CREATE UNIQUE INDEX embeddings_by_run ON stored_embeddings (run_key, epoch);

CREATE TABLE stored_baselines (
    run_key INTEGER NOT NULL,
    method  TEXT NOT NULL,
    metric  TEXT NOT NULL,
    value   REAL,
    PRIMARY KEY (run_key, method, metric)
) WITHOUT ROWID;

CREATE TABLE stored_checkpoints (
    run_key INTEGER NOT NULL,
    kind    TEXT NOT NULL,
    epoch   INTEGER NOT NULL,
    path    TEXT NOT NULL,
    bytes   INTEGER NOT NULL,
    sha256  TEXT NOT NULL,
    PRIMARY KEY (run_key, kind)
) WITHOUT ROWID;
CREATE INDEX checkpoints_by_path ON stored_checkpoints (path);

CREATE TABLE events (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    at       TEXT NOT NULL,
    sweep_id TEXT,
    run_id   TEXT,
    kind     TEXT NOT NULL,
    detail   TEXT NOT NULL
);
CREATE INDEX events_by_sweep ON events (sweep_id, id) WHERE sweep_id IS NOT NULL;
CREATE INDEX events_by_run ON events (run_id, kind) WHERE run_id IS NOT NULL;

CREATE VIEW sweeps AS
SELECT sweep_id, name, method, metric, goal, spec_yaml, state, created_at, finished_at FROM stored_sweeps;

CREATE VIEW trials AS
SELECT s.sweep_id, t.trial, t.parameters
FROM stored_trials t JOIN stored_sweeps s ON s.sweep_key = t.sweep_key;

CREATE VIEW runs AS
SELECT r.run_id, s.sweep_id, r.trial, r.replicate, r.fold, r.state, r.attempt, r.device, r.silo, r.threads, r.seed,
       r.epoch, r.step, r.created_at, r.started_at, r.finished_at, r.reason
FROM stored_runs r JOIN stored_sweeps s ON s.sweep_key = r.sweep_key;

CREATE VIEW loss_history AS
SELECT r.run_id, l.step, l.loss
FROM stored_losses l JOIN stored_runs r ON r.run_key = l.run_key;

CREATE VIEW evaluations AS
SELECT r.run_id, e.epoch, m.metric, e.value
FROM stored_evaluations e
JOIN stored_runs r ON r.run_key = e.run_key
JOIN stored_metrics m ON m.metric_key = e.metric_key;

-- CROSS JOIN keeps SQLite from parsing the JSON once for every pair.
CREATE VIEW test_dissimilarities AS
SELECT r.run_id, s.epoch, a.image AS image_a, b.image AS image_b, p.different, CAST(v.value AS REAL) AS dissimilarity
FROM stored_runs r
JOIN stored_scores s ON s.run_key = r.run_key AND s.split = 'test'
CROSS JOIN json_each(s.scores) v
CROSS JOIN pair_book_pairs p ON p.book_key = s.book_key AND p.ordinal = v.key
JOIN pair_book_images a ON a.book_key = p.book_key AND a.ordinal = p.a
JOIN pair_book_images b ON b.book_key = p.book_key AND b.ordinal = p.b;

CREATE VIEW embeddings AS
SELECT r.run_id, e.epoch, json_extract(v.value, '$[0]') AS image, json_extract(v.value, '$[1]') AS vector
FROM stored_runs r
JOIN stored_embeddings e ON e.run_key = r.run_key
JOIN json_each(e.vectors) v;

CREATE VIEW baselines AS
SELECT s.sweep_id, r.trial, r.replicate, r.fold, b.method, b.metric, b.value
FROM stored_baselines b
JOIN stored_runs r ON r.run_key = b.run_key
JOIN stored_sweeps s ON s.sweep_key = r.sweep_key;

CREATE VIEW checkpoints AS
SELECT r.run_id, c.epoch, c.kind, c.path, c.bytes, c.sha256
FROM stored_checkpoints c JOIN stored_runs r ON r.run_key = c.run_key;
