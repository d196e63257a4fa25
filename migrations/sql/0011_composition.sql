-- expands
alter table collections add column composition boolean not null default true;

comment on column collections.composition is 'Whether a model may put its approved text into words of its own.';
