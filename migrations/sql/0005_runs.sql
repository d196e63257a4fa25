-- expands
-- Runs that can be cancelled, repeated where they failed, tried without storing anything, and that say how long they take.

alter table ingest_run_files drop constraint ingest_run_files_status_check;
alter table ingest_run_files
  -- skipped: brought nothing and is no failure, as a recording that nothing transcribes
  add constraint ingest_run_files_status_check check (status in ('pending', 'new', 'changed', 'unchanged', 'failed', 'skipped')) not valid,
  -- size of the upload, and how much of it was read; null: uploaded by an earlier version
  add column bytes bigint,
  add column bytes_read bigint not null default 0,
  -- what was found in the file, and the notices that it gave
  add column report jsonb;

alter table ingest_runs
  -- when reading began, this time, and how many bytes had been read by then
  add column reading_since timestamptz,
  add column reading_base bigint not null default 0;

-- Until when uploads of files that failed wait to be read once more. Null: they are in use.
alter table ingest_spools
  add column kept_until timestamptz,
  -- whether only those are left, under a key that nothing else was ever encrypted with
  add column narrowed boolean not null default false;
