-- expands
-- The files of a run are read by several workers at once and mined by one: what each leaves for the others.

alter table ingest_runs
  -- the process that takes an upload in says now and then that it is still there
  add column upload_seen_at timestamptz not null default now(),
  -- set in the transaction that finishes the last file and asks for mining
  add column reading_done_at timestamptz;

-- How often reading was begun; more often than it should be when the file brings its worker down.
alter table ingest_run_files add column tries int not null default 0;

alter table source_revisions
  -- what mining must know of a document beside its segments; null once it was mined, and for calls
  add column document jsonb,
  -- the run that is to mine it, and the place in that run's files that decides the order
  add column mining_run text,
  add column file_ordinal int,
  add column record int;
create index source_revisions_to_mine on source_revisions (mining_run, file_ordinal, record) where mined_at is null;
create index source_revisions_run on source_revisions (run_id, source_id);

create index proposals_run on proposals (run_id) where run_id is not null;

-- Where a source was met first: run, file and record, as text that sorts by them. What older programs wrote has none,
-- and sorts by when it was made.
alter table sources add column arrival text;
create index sources_calls on sources (collection_id, (coalesce(arrival, 'run_' || substr(id, 5)) collate "C")) where type = 'transcript';

-- What the files of a run say of agents; joined by the files' order when all are read.
create table ingest_run_agents (
  run_id         text not null references ingest_runs (id) on delete cascade,
  ordinal        int not null,
  agent_id       text not null,
  display_name   text,
  team           text,
  tenure_months  int,
  primary key (run_id, ordinal, agent_id)
);
