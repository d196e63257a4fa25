-- The whole lifecycle: sources, segments, proposals, reviews, versions, decisions, audit; calls and what agents saw.
-- Content lives in rows that can be erased; decisions and audit rows hold ids and keyed hashes only.

create table installation (
  singleton   boolean primary key default true check (singleton),
  id          text not null,
  created_at  timestamptz not null default now()
);

-- ---------------------------------------------------------------- people and keys
create table users (
  id             text primary key,
  login          text not null unique check (login = lower(login)),
  display_name   text not null,
  roles          text[] not null check (cardinality(roles) > 0),
  password_hash  text not null,
  created_at     timestamptz not null default now(),
  disabled_at    timestamptz
);

create table sessions (
  token_hash  text primary key,
  user_id     text not null references users (id) on delete cascade,
  csrf_hash   text not null,
  created_at  timestamptz not null default now(),
  expires_at  timestamptz not null
);
create index sessions_user on sessions (user_id);

create table api_keys (
  id           text primary key,
  name         text not null,
  secret_hash  text not null unique,
  scopes       text[] not null check (cardinality(scopes) > 0),
  created_by   text not null references users (id),
  created_at   timestamptz not null default now(),
  revoked_at   timestamptz
);

create table idempotency_keys (
  principal     text not null,
  key           text not null,
  request_hash  text not null,
  status        int,
  body          jsonb,
  created_at    timestamptz not null default now(),
  primary key (principal, key)
);

create table agents (
  id             text primary key,
  display_name   text,
  team           text,
  tenure_months  int check (tenure_months >= 0),
  updated_at     timestamptz not null default now()
);

-- ---------------------------------------------------------------- sources
create table collections (
  id          text primary key,
  name        text not null,
  recipe      text not null default 'default',
  created_at  timestamptz not null default now()
);

create table ingest_runs (
  id             text primary key,
  collection_id  text not null references collections (id),
  status         text not null check (status in ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
  started_by     text not null,
  label          text not null,
  options        jsonb not null default '{}',
  progress       jsonb not null default '{}',
  created_at     timestamptz not null default now(),
  started_at     timestamptz,
  finished_at    timestamptz,
  error          text
);
create index ingest_runs_created on ingest_runs (created_at desc, id desc);

create table ingest_run_files (
  run_id     text not null references ingest_runs (id) on delete cascade,
  name       text not null,
  ordinal    int not null,
  status     text not null check (status in ('pending', 'new', 'changed', 'unchanged', 'failed')),
  reason     text,
  remedy     text,
  records    int not null default 0,
  primary key (run_id, name)
);

-- The key of a run's encrypted spool; deleted with the spool, so that what was uploaded cannot be read again.
create table ingest_spools (
  run_id  text primary key references ingest_runs (id) on delete cascade,
  key     text not null
);

create table sources (
  id             text primary key,
  collection_id  text not null references collections (id),
  type           text not null check (type in ('recording', 'transcript', 'document', 'attestation')),
  -- what makes it the same source when it is met again: a call's id, a document's path or id
  key            text not null,
  title          text not null,
  language       text,
  metadata       jsonb not null default '{}',
  created_at     timestamptz not null default now(),
  erased_at      timestamptz,
  unique (collection_id, type, key)
);
create index sources_created on sources (created_at desc, id desc);

create table source_revisions (
  id            text primary key,
  source_id     text not null references sources (id) on delete cascade,
  revision      int not null check (revision >= 1),
  content_hash  text not null,
  metadata      jsonb not null default '{}',
  run_id        text references ingest_runs (id),
  created_at    timestamptz not null default now(),
  -- set when what it says was proposed; what a run that failed left unset is mined by the next one
  mined_at      timestamptz,
  unique (source_id, revision)
);

create index source_revisions_unmined on source_revisions (source_id) where mined_at is null;

create table segments (
  id           text primary key,
  revision_id  text not null references source_revisions (id) on delete cascade,
  ordinal      int not null check (ordinal >= 0),
  kind         text not null check (kind in ('utterance', 'section', 'article')),
  locator      text not null,
  heading      text,
  role         text check (role in ('customer', 'agent')),
  start_ms     int check (start_ms >= 0),
  end_ms       int check (end_ms >= start_ms),
  text         text not null,
  erased_at    timestamptz,
  unique (revision_id, ordinal)
);

create table cases (
  id                  text primary key,
  source_id           text not null unique references sources (id) on delete cascade,
  revision_id         text not null references source_revisions (id) on delete cascade,
  collection_id       text not null references collections (id),
  agent_id            text references agents (id),
  customer_pseudonym  text,
  outcome             text not null,
  outcome_source      text,
  satisfaction        int,
  channel             text,
  language            text,
  started_at          timestamptz,
  duration_ms         int,
  created_at          timestamptz not null default now()
);
create index cases_customer on cases (customer_pseudonym);

-- ---------------------------------------------------------------- what is known: items, their versions and evidence
create table items (
  id             text primary key,
  collection_id  text not null references collections (id),
  sort           text not null check (sort in ('node', 'edge')),
  kind           text not null,
  key            text not null,
  from_id        text references items (id),
  to_id          text references items (id),
  created_at     timestamptz not null default now(),
  unique (collection_id, sort, kind, key),
  check ((sort = 'edge') = (from_id is not null and to_id is not null))
);
create index items_from on items (from_id) where from_id is not null;
create index items_to on items (to_id) where to_id is not null;

create table changesets (
  id            text primary key,
  title         text not null,
  status        text not null check (status in ('open', 'in_review', 'approved', 'published', 'abandoned')),
  effective_at  timestamptz,
  created_by    text not null,
  created_at    timestamptz not null default now(),
  updated_at    timestamptz not null default now()
);

create table proposals (
  id             text primary key,
  collection_id  text not null references collections (id),
  changeset_id   text references changesets (id),
  run_id         text references ingest_runs (id),
  type           text not null check (type in ('item', 'bundle')),
  title          text not null,
  origin         text not null,
  rationale      text not null default '',
  status         text not null check (status in ('draft', 'in_review', 'changes_requested', 'approved', 'rejected', 'withdrawn')),
  governance     text not null,
  proposed_by    text not null,
  -- whoever changed it since; like the proposer, they do not review it
  edited_by      text[] not null default '{}',
  -- rises with every change; reviews name the one they saw
  etag           int not null default 1,
  content_hash   text not null,
  parts_count    int not null,
  -- how many calls the change touches and how much is at stake: the order of the review queue
  priority       double precision not null default 0,
  created_at     timestamptz not null default now(),
  updated_at     timestamptz not null default now()
);
create index proposals_status on proposals (status, priority desc, id);
create index proposals_created on proposals (created_at desc, id desc);

create table proposal_parts (
  proposal_id   text not null references proposals (id) on delete cascade,
  ordinal       int not null,
  sort          text not null check (sort in ('node', 'edge')),
  kind          text not null,
  item_id       text not null,
  key           text not null,
  from_id       text,
  to_id         text,
  -- the latest version it was drawn up against, and the last decision on the item by then; null: never published
  base_version  int,
  base_position bigint,
  -- how lists name it
  label         text not null,
  content       jsonb not null,
  conditions    jsonb not null default '{}',
  audience      text[] not null,
  governance    text not null,
  confidence    double precision not null check (confidence between 0 and 1),
  valid_from    timestamptz,
  valid_to      timestamptz,
  evidence      jsonb not null,
  content_hash  text not null,
  struck        boolean not null default false,
  primary key (proposal_id, ordinal),
  check (valid_from is null or valid_to is null or valid_from < valid_to)
);
create unique index proposal_parts_item on proposal_parts (item_id, proposal_id);

create table reviews (
  id             text primary key,
  proposal_id    text not null references proposals (id) on delete cascade,
  reviewer_id    text not null references users (id),
  -- the role that the review counts as
  acting_role    text not null,
  decision       text not null check (decision in ('approve', 'reject', 'request_changes')),
  comment        text not null default '',
  proposal_etag  int not null,
  content_hash   text not null,
  created_at     timestamptz not null default now()
);
create index reviews_proposal on reviews (proposal_id, created_at);

-- A decision is one position of the published log, and everything that changes with it.
create table decisions (
  position      bigint primary key check (position >= 1),
  decided_at    timestamptz not null unique,
  action        text not null check (action in ('publish', 'retract', 'suspend', 'resume')),
  approval      text not null check (approval in ('expert', 'auto', 'system')),
  decided_by    text not null,
  reason        text not null default '',
  proposal_id   text references proposals (id),
  changeset_id  text references changesets (id),
  entries       int not null check (entries >= 1)
);

create table item_versions (
  item_id       text not null references items (id),
  version       int not null check (version >= 1),
  -- the decision that published it
  position      bigint not null references decisions (position),
  -- null once erased
  label         text,
  content       jsonb,
  conditions    jsonb not null default '{}',
  audience      text[] not null,
  governance    text not null,
  confidence    double precision not null,
  valid_from    timestamptz,
  valid_to      timestamptz,
  content_hash  text not null,
  -- keyed hash over label, confidence, kind, ends and evidence as they were published; the audit chain covers it
  seal          text not null,
  proposal_id   text references proposals (id),
  erased_at     timestamptz,
  primary key (item_id, version),
  check (valid_from is null or valid_to is null or valid_from < valid_to)
);
create index item_versions_position on item_versions (position);
create index item_versions_from on item_versions (valid_from) where valid_from is not null;
create index item_versions_to on item_versions (valid_to) where valid_to is not null;

-- Which versions a decision is about: one row each, in the order of the log.
create table decision_entries (
  position  bigint not null references decisions (position),
  item_id   text not null,
  version   int not null,
  primary key (position, item_id, version),
  foreign key (item_id, version) references item_versions (item_id, version)
);
create index decision_entries_item on decision_entries (item_id, version);

create table evidence (
  item_id     text not null,
  version     int not null,
  ordinal     int not null,
  kind        text not null,
  segment_id  text not null references segments (id),
  start_unit  int not null check (start_unit >= 0),
  end_unit    int not null check (end_unit > start_unit),
  -- keyed hash of the quoted words; stays when they are erased
  quote_hash  text not null,
  primary key (item_id, version, ordinal),
  foreign key (item_id, version) references item_versions (item_id, version)
);
create index evidence_segment on evidence (segment_id);

create table audit_log (
  seq       bigint primary key check (seq >= 1),
  at        timestamptz not null,
  actor     text not null,
  action    text not null,
  subject   text not null,
  -- set for decisions only
  position  bigint unique references decisions (position),
  -- ids, decisions and keyed hashes; never content
  details   jsonb not null default '{}',
  previous  text not null,
  hash      text not null unique
);

create table projection_positions (
  name        text primary key,
  position    bigint not null,
  updated_at  timestamptz not null default now()
);

create table outbox (
  id            bigint generated always as identity primary key,
  queue         text not null,
  payload       jsonb not null,
  created_at    timestamptz not null default now(),
  dispatched_at timestamptz
);
create index outbox_pending on outbox (id) where dispatched_at is null;

-- ---------------------------------------------------------------- calls and what agents saw
create table calls (
  id            text primary key,
  external_ref  text,
  agent_id      text,
  created_by    text not null,
  context       jsonb not null default '{}',
  state         jsonb not null default '{}',
  status        text not null check (status in ('open', 'ended')),
  outcome       text,
  last_seq      bigint not null default 0,
  last_utterance_seq int not null default 0,
  owner         text,
  owner_until   timestamptz,
  created_at    timestamptz not null default now(),
  ended_at      timestamptz
);
create index calls_open on calls (created_at) where status = 'open';

create table call_utterances (
  call_id     text not null references calls (id) on delete cascade,
  seq         int not null,
  client_id   text,
  role        text not null check (role in ('customer', 'agent')),
  text        text not null,
  start_ms    int,
  end_ms      int,
  created_at  timestamptz not null default now(),
  primary key (call_id, seq),
  unique (call_id, client_id)
);

create table call_events (
  call_id     text not null references calls (id) on delete cascade,
  seq         bigint not null,
  type        text not null,
  data        jsonb not null,
  -- set where an event must reach a call only once, as a retraction of one version by one decision
  once_key    text,
  created_at  timestamptz not null default now(),
  primary key (call_id, seq),
  unique (call_id, once_key)
);

-- Which version was on whose screen, when; `card` keeps the words as they were shown.
create table exposures (
  id           text primary key,
  call_id      text references calls (id) on delete cascade,
  principal    text not null,
  agent_id     text,
  card_id      text not null,
  item_id      text not null,
  version      int not null,
  position     bigint not null,
  level        text not null,
  card         jsonb,
  shown_at     timestamptz not null,
  gone_at      timestamptz,
  gone_reason  text,
  foreign key (item_id, version) references item_versions (item_id, version)
);
create index exposures_call on exposures (call_id, shown_at);
create index exposures_item on exposures (item_id, version, shown_at);
create index exposures_open on exposures (call_id) where gone_at is null;

create table gaps (
  id          text primary key,
  question    text not null,
  call_id     text references calls (id) on delete set null,
  language    text,
  context     jsonb not null default '{}',
  best        jsonb,
  status      text not null default 'open' check (status in ('open', 'closed')),
  created_at  timestamptz not null default now()
);
create index gaps_created on gaps (created_at desc, id desc);
