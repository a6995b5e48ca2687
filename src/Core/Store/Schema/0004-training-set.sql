-- Version 4: the size of a run's training split, from which its chance floor follows; null in runs that began before.
ALTER TABLE stored_runs ADD COLUMN training_people INTEGER;
ALTER TABLE stored_runs ADD COLUMN training_images INTEGER;
