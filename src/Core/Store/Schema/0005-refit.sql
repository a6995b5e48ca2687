-- Version 5: trials that train a sweep's winner again, on its training and validation people; null in all others.
ALTER TABLE stored_trials ADD COLUMN refit_of INTEGER;
ALTER TABLE stored_trials ADD COLUMN refit_threshold REAL;

DROP VIEW trials;
CREATE VIEW trials AS
SELECT s.sweep_id, t.trial, t.parameters, t.refit_of IS NOT NULL AS refit
FROM stored_trials t JOIN stored_sweeps s ON s.sweep_key = t.sweep_key;
