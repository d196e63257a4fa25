-- expands
-- Minings that somebody asks for: what they were asked, what they found, and what they had drawn when they were broken off.

-- Beside the run, which holds status and progress as those of imports do.
create table mining_runs (
  run_id         text primary key references ingest_runs (id) on delete cascade,
  collection_id  text not null references collections (id),
  -- fineness, since
  options        jsonb not null,
  -- It waits, as queued, until somebody has it go on.
  paused_at      timestamptz,
  -- Sizes, coverage, taxonomy, drift; names of scenarios come from calls, so erasing one of its calls empties it.
  report         jsonb
);
create index mining_runs_collection on mining_runs (collection_id);

-- What happened in a run, in order: events and numbers, no words of calls.
create table mining_run_log (
  run_id  text not null references mining_runs (run_id) on delete cascade,
  seq     bigint generated always as identity,
  at      timestamptz not null default clock_timestamp(),
  event   text not null,
  data    jsonb not null default '{}',
  primary key (run_id, seq)
);

-- Groups that were drawn already, by what they were drawn from, so that a run goes on where it was broken off; gone with its end.
create table mining_votes (
  run_id    text not null references mining_runs (run_id) on delete cascade,
  vote_key  text not null,
  -- a byte for each call, in base64: the number of its group
  labels    text not null,
  primary key (run_id, vote_key)
);
