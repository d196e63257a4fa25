-- expands
-- Changesets: what they compare, what becomes of each item, who reviewed them.

alter table changesets
  add column etag          int not null default 1,
  add column rationale     text not null default '',
  add column collection_id text references collections (id),
  -- the zone in which whoever set effective_at reads clocks
  add column zone          text,
  -- whoever changed it since; like its maker, they do not review it
  add column edited_by     text[] not null default '{}',
  -- the regulation or product of which a new version came, and the revision that brought it
  add column target_id     text references items (id),
  add column revision_id   text,
  -- which part became which, by ids: the words stay with versions and proposals
  add column comparison    jsonb not null default '[]',
  add column published_by  text,
  add column published_at  timestamptz,
  add column position      bigint references decisions (position);
create index changesets_updated on changesets (updated_at desc, id desc);
create index proposals_changeset on proposals (changeset_id) where changeset_id is not null;
create index decisions_changeset on decisions (changeset_id) where changeset_id is not null;

-- What becomes of an item that is in force when the changeset is published; action null: not decided yet.
create table changeset_items (
  changeset_id   text not null references changesets (id) on delete cascade,
  item_id        text not null references items (id),
  -- the version that was in force when it was looked at, and the last decision on the item by then
  version        int not null,
  base_position  bigint not null,
  -- difference: it is part of what is replaced; impact: it leans on that
  cause          text not null check (cause in ('difference', 'impact')),
  -- the changed items that it leans on
  leans_on       text[] not null default '{}',
  action         text check (action in ('update', 'suspend', 'retire', 'keep')),
  note           text not null default '',
  -- the edited words, where the action is update
  proposal_id    text references proposals (id),
  decided_by     text,
  decided_at     timestamptz,
  primary key (changeset_id, item_id)
);

create table changeset_reviews (
  id            text primary key,
  changeset_id  text not null references changesets (id) on delete cascade,
  reviewer_id   text not null references users (id),
  acting_role   text not null,
  decision      text not null check (decision in ('approve', 'request_changes')),
  comment       text not null default '',
  content_hash  text not null,
  created_at    timestamptz not null default now(),
  erased_at     timestamptz
);
create index changeset_reviews_changeset on changeset_reviews (changeset_id, created_at);
