-- expands
-- Sentences that a model composed beside an answer without a call, in order, with the row that holds its card's words; those of calls are events.
alter table exposures add column composed text[] not null default '{}';
