-- expands
-- What experts mark in past calls, some of them twice and blind, and what was decided where they differ.

-- One for each revision of a call that is being annotated.
create table annotation_tasks (
  id             text primary key,
  source_id      text not null references sources (id) on delete cascade,
  revision_id    text not null unique references source_revisions (id) on delete cascade,
  collection_id  text not null references collections (id),
  -- how many experts annotate it, none seeing another's labels
  wanted         int not null check (wanted between 1 and 5),
  status         text not null check (status in ('open', 'done', 'agreed', 'disputed', 'adjudicated')),
  -- what holds of it, once it is not open and not disputed; [{id, kind, value, note, spans}]
  decided        jsonb,
  -- who settled what two experts saw differently; null: nobody had to
  decided_by     text,
  decided_note   text not null default '',
  etag           int not null default 1,
  -- when the experts who were wanted were all done
  completed_at   timestamptz,
  decided_at     timestamptz,
  created_at     timestamptz not null default now()
);
create index annotation_tasks_source on annotation_tasks (source_id);
create index annotation_tasks_status on annotation_tasks (status, completed_at, id);

-- What one expert marks in it.
create table annotations (
  id            text primary key,
  task_id       text not null references annotation_tasks (id) on delete cascade,
  annotator_id  text not null,
  status        text not null check (status in ('draft', 'submitted', 'skipped')),
  -- [{id, kind, value, note, spans: [{segmentId, start, end}]}], redacted
  labels        jsonb not null default '[]',
  -- why this call was given to them, [{reason, weight}]
  reasons       jsonb not null default '[]',
  etag          int not null default 1,
  created_at    timestamptz not null default now(),
  updated_at    timestamptz not null default now(),
  submitted_at  timestamptz,
  unique (task_id, annotator_id)
);
create index annotations_annotator on annotations (annotator_id, status, updated_at desc);
