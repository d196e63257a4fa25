-- expands
-- What published versions mean, as vectors of one or more embedding models.

create extension if not exists vector;

-- One model's vectors; those of different spaces are never compared. The id goes into the name of an index.
create table embedding_spaces (
  id          text primary key check (id ~ '^[a-z0-9][a-z0-9_-]{0,39}$'),
  model       text not null,
  -- as many as an index of the vector type takes
  dimensions  int not null check (dimensions between 1 and 2000),
  created_at  timestamptz not null default now()
);

create table version_vectors (
  space_id   text not null references embedding_spaces (id) on delete cascade,
  item_id    text not null,
  version    int not null,
  embedding  vector not null,
  primary key (space_id, item_id, version),
  foreign key (item_id, version) references item_versions (item_id, version)
);
create index version_vectors_version on version_vectors (item_id, version);
