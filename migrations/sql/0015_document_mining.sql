-- expands
-- What mining of documents remembers: which items were joined and why, how alike documents are, and what a model answered.

-- One item under two natural keys. Undone rows stay: what somebody took apart is not joined again.
create table item_merges (
  id             text primary key,
  collection_id  text not null references collections (id),
  kind           text not null,
  alias_key      text not null,
  alias_name     text not null,
  canonical_key  text not null,
  canonical_name text not null,
  reason         text not null check (reason in ('alias', 'near_duplicate')),
  -- 0..1: how alike the texts are; 1 for an alias
  similarity     double precision not null check (similarity between 0 and 1),
  -- the document whose items were joined, and the one that they were joined to
  source_id      text not null references sources (id) on delete cascade,
  other_source   text references sources (id) on delete cascade,
  -- the words that name both, as evidence spans
  evidence       jsonb not null default '[]',
  merged_by      text not null,
  merged_at      timestamptz not null default now(),
  undone_by      text,
  undone_at      timestamptz,
  unique (collection_id, kind, alias_key)
);
create index item_merges_source on item_merges (source_id);
create index item_merges_other on item_merges (other_source) where other_source is not null;

-- MinHash signatures of documents; drawn from their words, so they go when those go.
create table document_signatures (
  revision_id    text primary key references source_revisions (id) on delete cascade,
  source_id      text not null references sources (id) on delete cascade,
  collection_id  text not null references collections (id),
  signature      bigint[] not null
);
create index document_signatures_collection on document_signatures (collection_id);
create index document_signatures_source on document_signatures (source_id);

-- Answers of a language model by what it was asked (a keyed hash), so that nothing is asked and paid twice.
create table model_answers (
  key            text primary key,
  source_id      text not null references sources (id) on delete cascade,
  model          text not null,
  answer         jsonb not null,
  prompt_tokens  int not null,
  answer_tokens  int not null,
  created_at     timestamptz not null default now()
);
create index model_answers_source on model_answers (source_id);

-- What each mining run spent on a model, in tokens and in the currency of the configured prices.
create table model_spending (
  run_id         text primary key references ingest_runs (id) on delete cascade,
  model          text not null,
  requests       int not null default 0,
  from_cache     int not null default 0,
  refused        int not null default 0,
  prompt_tokens  bigint not null default 0,
  answer_tokens  bigint not null default 0,
  cost           double precision not null default 0
);
