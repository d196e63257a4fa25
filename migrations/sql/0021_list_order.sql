-- expands
-- Calls by their beginning and sources by their title, as lists show them: a hundred thousand are paged without sorting them.
create index calls_created on calls (created_at desc, id desc);
create index sources_title on sources (left(title, 200), id);
