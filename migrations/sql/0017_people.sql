-- expands
-- People who come from an identity provider, sessions that their owners can see and end, one-time links for passwords, and how
-- often somebody guessed, known to every process.

alter table users
  add column language text check (language in ('zh', 'zh-Hant', 'en')),
  add column last_sign_in_at timestamptz,
  add column password_changed_at timestamptz,
  -- who vouches for the person, and under which name; null: they have a password here
  add column issuer text,
  add column subject text,
  add constraint users_external check ((issuer is null) = (subject is null));
create unique index users_issuer_subject on users (issuer, subject);

alter table sessions
  -- what a session is called where it is shown; its token is known to the browser only
  add column id text not null default gen_random_uuid()::text,
  add column last_seen_at timestamptz not null default now(),
  -- when the person last proved who they are
  add column authenticated_at timestamptz not null default now(),
  add column method text not null default 'password' check (method in ('password', 'provider')),
  add column address text,
  add column device text,
  -- what the provider wants back to end its own session
  add column id_token text;
create unique index sessions_id on sessions (id);
create index sessions_expiry on sessions (expires_at);

alter table api_keys add column last_used_at timestamptz;

create table password_links (
  token_hash  text primary key,
  user_id     text not null references users (id) on delete cascade,
  created_by  text not null,
  created_at  timestamptz not null default now(),
  expires_at  timestamptz not null
);
create index password_links_user on password_links (user_id);

-- One row for an address, for a login, and for a login from an address; hashed, and gone a day after the last try.
create table sign_in_failures (
  subject         text primary key,
  failures        int not null,
  last_failed_at  timestamptz not null default now()
);
create index sign_in_failures_last on sign_in_failures (last_failed_at);

-- What a browser that went to the identity provider must bring back; used once.
create table provider_sign_ins (
  token_hash  text primary key,
  state       text not null,
  nonce       text not null,
  verifier    text not null,
  -- whether the provider was told to ask for the password again
  anew        boolean not null,
  expires_at  timestamptz not null
);
create index provider_sign_ins_expiry on provider_sign_ins (expires_at);
