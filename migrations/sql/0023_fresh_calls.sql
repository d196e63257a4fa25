-- expands

-- How many calls came since all of a collection were mined together is asked for each import.
create index call_matters_fresh on call_matters (collection_id) where not mined;
