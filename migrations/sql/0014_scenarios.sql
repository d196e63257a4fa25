-- expands
-- What a mining of calls leaves behind, so that a new call finds its scenario without mining all calls again.

-- One for each collection: how often each term is said in each scenario. Built anew by mining; erasing a call drops it.
create table scenario_models (
  collection_id  text primary key,
  model          jsonb not null,
  -- how many calls it was drawn from
  calls          int not null,
  run_id         text references ingest_runs (id) on delete set null,
  mined_at       timestamptz not null default now()
);

-- What each call is about: keys of scenarios, the main one first; none: it fits nowhere yet.
create table call_matters (
  case_id        text primary key references cases (id) on delete cascade,
  collection_id  text not null,
  scenario_keys  text[] not null,
  -- for each of them, how much likelier the call is in its words than in those of all calls, in nats
  gains          float8[] not null,
  -- it was there when all calls were mined together; false: it came since, and was only assigned
  mined          boolean not null,
  assigned_at    timestamptz not null default now()
);
create index call_matters_scenarios on call_matters using gin (scenario_keys);
create index call_matters_collection on call_matters (collection_id);
