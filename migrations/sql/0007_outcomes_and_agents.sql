-- expands
-- How calls ended, as each source tells it, and who the agents are.

-- One row a report; nothing is overwritten. Which report counts is derived: see server/modules/outcomes.
create table outcome_reports (
  id                text primary key,
  collection_id     text not null references collections (id),
  -- the call's key among the sources of the collection; the report may come before the call does
  call_ref          text not null,
  -- who says so, such as crm
  source            text not null,
  -- null: it says nothing of that
  result            text,
  satisfaction      double precision,
  -- the scale that the satisfaction was given on
  satisfaction_min  double precision,
  satisfaction_max  double precision,
  repeat_contact    boolean,
  handling_seconds  int check (handling_seconds >= 0),
  complaint_type    text,
  risk_level        text,
  -- when the source came to say so; null: it does not tell
  occurred_at       timestamptz,
  -- the transcript that brought it; it counts for as long as that is what the call's case shows
  revision_id       text references source_revisions (id) on delete cascade,
  reported_by       text,
  -- SHA-256 over what is said
  content_hash      text not null,
  created_at        timestamptz not null default now(),
  check ((satisfaction is null) = (satisfaction_min is null)),
  check ((satisfaction is null) = (satisfaction_max is null)),
  check (satisfaction_min < satisfaction_max)
);
create index outcome_reports_call on outcome_reports (collection_id, call_ref);
create index outcome_reports_created on outcome_reports (created_at desc, id desc);
create unique index outcome_reports_revision on outcome_reports (revision_id) where revision_id is not null;

-- What the reports come to, field by field; outcome, outcome_source and satisfaction are there already.
alter table cases
  add column satisfaction_source text,
  -- 0 (worst) to 1 (best), whatever scale it was given on; null: the scale does not hold the value
  add column satisfaction_share double precision check (satisfaction_share between 0 and 1),
  add column repeat_contact boolean,
  add column repeat_contact_source text,
  add column handling_seconds int,
  add column complaint_type text,
  add column risk_level text,
  -- the agent's as the call's own record tells them
  add column team text,
  add column tenure_months int;
create index cases_same_customer on cases (collection_id, customer_pseudonym, started_at) where customer_pseudonym is not null;

-- The rules that what the cases show was derived by; other rules derive it anew.
create table outcome_rules (
  singleton    boolean primary key default true check (singleton),
  fingerprint  text not null
);

insert into outcome_reports (id, collection_id, call_ref, source, result, satisfaction, satisfaction_min, satisfaction_max,
                             occurred_at, revision_id, content_hash, created_at)
select 'out_' || substr(c.id, 5), c.collection_id, o.key, coalesce(c.outcome_source, 'transcript'), c.outcome, c.satisfaction,
       case when c.satisfaction is not null then 1 end, case when c.satisfaction is not null then 5 end,
       c.started_at + make_interval(secs => coalesce(c.duration_ms, 0) / 1000.0), c.revision_id, '', c.created_at
  from cases c join sources o on o.id = c.source_id
 where c.outcome <> 'unknown' or c.satisfaction is not null;

alter table agents
  add column hired_on date,
  -- the day of which tenure_months is told; null: nobody said
  add column tenure_known_on date,
  -- said by somebody or a system that knows, so that transcripts no longer change it
  add column told_at timestamptz,
  add column etag int not null default 1;
create table agent_teams (
  agent_id  text not null references agents (id) on delete cascade,
  since     date not null,
  team      text,
  primary key (agent_id, since)
);
