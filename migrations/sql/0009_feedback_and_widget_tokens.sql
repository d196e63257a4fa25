-- expands
-- What was made of cards, and tokens by which a page on another origin follows one call.

-- One row for each card and kind of feedback, with the version that the card showed first.
create table feedback (
  id           text primary key,
  card_id      text not null,
  kind         text not null check (kind in ('shown', 'opened', 'used', 'dismissed', 'wrong')),
  exposure_id  text not null references exposures (id) on delete cascade,
  -- null: guidance outside of a call
  call_id      text references calls (id) on delete cascade,
  item_id      text not null,
  version      int not null,
  -- the position of the log that the process knew when it showed the card
  position     bigint not null,
  principal    text not null,
  -- redacted
  comment      text,
  created_at   timestamptz not null default now(),
  unique (card_id, kind)
);
create index feedback_created on feedback (created_at desc, id desc);
create index feedback_item on feedback (item_id, version);
create index feedback_call on feedback (call_id);
create index feedback_exposure on feedback (exposure_id);
create index exposures_card on exposures (card_id);

create table widget_tokens (
  id          text primary key,
  call_id     text not null references calls (id) on delete cascade,
  token_hash  text not null unique,
  created_by  text not null,
  created_at  timestamptz not null default now(),
  expires_at  timestamptz not null,
  revoked_at  timestamptz
);
create index widget_tokens_call on widget_tokens (call_id);
create index widget_tokens_expiry on widget_tokens (expires_at);
