-- expands
-- Experts' own words as sources, whose customer a live call is, and what was erased.

-- An attestation is a source; this is what it has beside the others. The author stays named when their account is closed.
create table attestations (
  source_id   text primary key references sources (id) on delete cascade,
  author_id   text not null,
  -- what it was given about, and in which live call, if any
  item_id     text references items (id),
  call_id     text references calls (id) on delete set null,
  created_at  timestamptz not null default now()
);
create index attestations_author on attestations (author_id, created_at);
create index attestations_call on attestations (call_id) where call_id is not null;

-- Keyed, as in cases: the id that the call platform sends is never stored.
alter table calls
  add column customer_pseudonym text,
  add column erased_at timestamptz;
create index calls_customer on calls (customer_pseudonym) where customer_pseudonym is not null;
create index calls_external_ref on calls (external_ref) where external_ref is not null;

-- Words that stood beside what was erased; the audit chain keeps their keyed hashes.
alter table proposals add column erased_at timestamptz;
alter table reviews add column erased_at timestamptz;
alter table decisions add column reason_erased_at timestamptz;
create index sources_erased on sources (collection_id) where erased_at is not null;

create table erasures (
  id            text primary key,
  -- the order in which processes forget what they hold of it
  seq           bigint generated always as identity unique,
  target        text not null check (target in ('customer', 'source')),
  -- keyed hash of the pseudonym or of the source's id
  subject_hash  text not null,
  requested_by  text not null,
  counts        jsonb not null,
  -- the decision that retracted what rested on it alone; null: nothing was in force
  position      bigint references decisions (position),
  erased_at     timestamptz not null default now(),
  -- set when files, late copies and dead rows are gone too
  finished_at   timestamptz
);
create index erasures_subject on erasures (subject_hash, erased_at);
