-- expands
-- Which embedding space questions are compared in: the one that was completed last.

alter table embedding_spaces add column activated_at timestamptz;
