-- expands
-- What several processes on one database need: jobs that outlive a lost queue, leases, and who is running.

-- A job is asked for in a row and is over when the row says so; a queue that lost its memory gets it again.
alter table outbox
  add column completed_at timestamptz,
  -- set aside: it failed as often as it may, and waits for somebody to replay it
  add column failed_at timestamptz,
  add column error text,
  add column attempts int not null default 0,
  -- rises when a job that was set aside is replayed; part of the key under which the queue takes it once
  add column replays int not null default 0,
  -- 0..100
  add column progress int not null default 0 check (progress between 0 and 100);
update outbox set completed_at = dispatched_at where dispatched_at is not null;
create index outbox_unfinished on outbox (id) where completed_at is null and failed_at is null;
create index outbox_set_aside on outbox (failed_at) where failed_at is not null;

-- Work that one process at a time may do. The epoch rises with each new holder, so that a late one can be told.
create table leases (
  name   text primary key,
  owner  text not null,
  epoch  bigint not null,
  until  timestamptz not null
);

alter table calls add column lease_epoch bigint not null default 0;
-- What this call's redaction must remember, sealed with a key that the database does not hold; gone when it ends.
alter table calls add column sealed_memory text;

-- Processes that run on this database, each with the position that its projections have reached.
create table replicas (
  id                text primary key,
  role              text not null check (role in ('web', 'worker', 'all')),
  host              text not null,
  pid               int not null,
  -- the newest migration that its program knows
  schema_version    int not null,
  position          bigint not null,
  started_at        timestamptz not null default now(),
  seen_at           timestamptz not null default now()
);

-- Decisions that a projection could not take in, after as many tries as it has; what they are about is withheld there.
create table set_aside_decisions (
  projection    text not null,
  position      bigint not null references decisions (position),
  error         text not null,
  attempts      int not null,
  set_aside_at  timestamptz not null default now(),
  primary key (projection, position)
);

-- Tells a process that was given other keys than those that this database was written with.
alter table installation add column keys_fingerprint text;
