-- expands
-- What else an answer of a model rests on, beside the source that it is noted under: it is forgotten with each of them.
create table model_answer_sources (
  key        text not null references model_answers (key) on delete cascade,
  source_id  text not null references sources (id) on delete cascade,
  primary key (key, source_id)
);
create index model_answer_sources_source on model_answer_sources (source_id);
