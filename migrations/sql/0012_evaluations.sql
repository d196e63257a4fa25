-- expands
-- Saved questions, and what answered them in each run.

create table evaluations (
  id           text primary key,
  name         text not null unique,
  description  text not null default '',
  language     text,
  -- rises with every change of it or its questions
  etag         int not null default 1,
  created_by   text not null,
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now()
);

-- A question never changes: an edited one takes its place, and this one stays for the runs that asked it.
create table evaluation_questions (
  id             text primary key,
  evaluation_id  text not null references evaluations (id) on delete cascade,
  -- its place in the set, kept by what replaces it
  ordinal        int not null,
  -- [{role, text}], oldest first, redacted
  utterances     jsonb not null,
  context        jsonb not null default '{}',
  -- ids of the items of which any is a right answer; none: nothing relevant is expected
  expected       text[] not null,
  origin         text not null check (origin in ('typed', 'file', 'gap', 'call')),
  gap_id         text references gaps (id) on delete cascade,
  call_id        text references calls (id) on delete cascade,
  created_by     text not null,
  created_at     timestamptz not null default now(),
  removed_at     timestamptz
);
create unique index evaluation_questions_place on evaluation_questions (evaluation_id, ordinal) where removed_at is null;
create index evaluation_questions_gap on evaluation_questions (gap_id) where gap_id is not null;
create index evaluation_questions_call on evaluation_questions (call_id) where call_id is not null;

create table evaluation_runs (
  id             text primary key,
  evaluation_id  text not null references evaluations (id) on delete cascade,
  status         text not null check (status in ('queued', 'running', 'done', 'failed', 'cancelled')),
  -- what it is compared with: a changeset, proposals, another recipe; all null: only what is in force
  changeset_id   text,
  proposal_ids   text[],
  recipe         jsonb,
  -- as they were asked for; null: now, or when the changeset takes effect
  as_of          timestamptz,
  known_at       timestamptz,
  -- the times that were used, and the position of the log that was known
  used_as_of     timestamptz,
  used_known_at  timestamptz,
  position       bigint,
  questions      int not null,
  answered       int not null default 0,
  summary        jsonb,
  error          text,
  requested_by   text not null,
  created_at     timestamptz not null default now(),
  ended_at       timestamptz
);
create index evaluation_runs_of on evaluation_runs (evaluation_id, created_at desc);

-- The questions as they were when the run was asked for, and what answered them: references, never words.
create table evaluation_answers (
  run_id       text not null references evaluation_runs (id) on delete cascade,
  ordinal      int not null,
  question_id  text not null references evaluation_questions (id) on delete cascade,
  verdict      text check (verdict in ('better', 'worse', 'changed', 'same')),
  before       jsonb,
  after        jsonb,
  primary key (run_id, ordinal)
);
create index evaluation_answers_question on evaluation_answers (question_id);
