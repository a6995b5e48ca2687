-- Version 3: what the bits of a run's rows rest on (device kind and threads), as its attempts say; null in runs that began before.
ALTER TABLE stored_runs ADD COLUMN basis TEXT;
