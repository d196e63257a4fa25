-- expands
-- The order of the review queue by its factors, who is editing, where a proposal came from, who confirmed an item until when.

alter table proposals
  -- calls behind it and calls that saw what it changes in the last four weeks
  add column calls_affected int not null default 0,
  -- 1: ordinary words; up to 4: much is at stake
  add column risk_weight    double precision not null default 1,
  -- the proposal that it was split off, or whose item it takes back to an earlier version
  add column derived_from   text references proposals (id) on delete set null,
  add column merged_into    text references proposals (id) on delete set null;
-- calls x risk x age, as a logarithm to base 2: the weight doubles every two weeks, so the order never changes by waiting.
alter table proposals
  add column queue_rank double precision not null generated always as (
    ln((1 + calls_affected) * risk_weight) / ln(2::double precision)
    - (extract(epoch from created_at - timestamptz '2020-01-01 00:00:00+00') / 1209600)::double precision) stored;
create index proposals_queue on proposals (status, queue_rank desc, id desc);
create index proposals_rank on proposals (queue_rank desc, id desc);
create index proposals_updated on proposals (updated_at desc, id desc);
create index proposals_priority on proposals (priority desc, id desc);
create index proposal_parts_named on proposal_parts (md5(label), kind);

-- Who is editing a proposal; it lapses by itself. What decides is the etag.
create table proposal_locks (
  proposal_id  text primary key references proposals (id) on delete cascade,
  holder_id    text not null references users (id) on delete cascade,
  since        timestamptz not null default now(),
  lapses_at    timestamptz not null
);

-- "Still right": by whom, until when.
create table item_verifications (
  id           text primary key,
  item_id      text not null,
  version      int not null,
  verified_by  text not null,
  verified_at  timestamptz not null default now(),
  until        timestamptz not null check (until > verified_at),
  foreign key (item_id, version) references item_versions (item_id, version)
);
create index item_verifications_item on item_verifications (item_id, version, verified_at desc);

create index item_versions_shown on item_versions (position desc, item_id desc);
create index item_versions_label on item_versions (left(label, 200), item_id);
create index proposals_title on proposals (title, id);
create index exposures_shown on exposures (shown_at);
create index decisions_decided on decisions (decided_at desc);
create index reviews_created on reviews (created_at desc, id desc);
