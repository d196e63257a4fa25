-- expands
-- Recordings of calls: what is known of each, the key of those whose audio is kept, and what transcribing cost.

create table recordings (
  id             text primary key,
  collection_id  text not null references collections (id),
  -- the key of the call's transcript: a recording may come before the transcript that it belongs to
  call_key       text not null,
  -- without personal data
  name           text not null,
  -- keyed; of the file's bytes
  content_hash   text not null,
  format         text not null check (format in ('wav', 'mp3', 'ogg-opus')),
  channels       int not null check (channels >= 1),
  duration_ms    int not null check (duration_ms >= 0),
  -- of the file; set with the key when its audio is kept
  bytes          bigint,
  created_at     timestamptz not null default now(),
  unique (collection_id, call_key)
);

-- Unlocks the kept audio; without its row the audio is noise.
create table recording_keys (
  recording_id  text primary key references recordings (id) on delete cascade,
  key           text not null,
  created_at    timestamptz not null default now()
);

-- What the files of a run had transcribed, and what they set aside of the run's budget while they are at it.
create table transcription_usage (
  run_id         text not null references ingest_runs (id) on delete cascade,
  ordinal        int not null,
  model          text not null,
  requests       int not null default 0,
  milliseconds   bigint not null default 0,
  reserved_ms    bigint not null default 0,
  -- null: no price was set
  cost           numeric,
  currency       text not null,
  updated_at     timestamptz not null default now(),
  primary key (run_id, ordinal)
);
