/**
 * A subselect of the reviews on which the version `v` went into force, as a JSON array of `by`, `byName`, `role`,
 * `decision` and `at` in their order: those of its proposal, or of the changeset that it went live with. Empty where a
 * rule or the system published it.
 */
export const versionReviews = `coalesce((
  select jsonb_agg(jsonb_build_object('by', r.reviewer_id, 'byName', coalesce(u.display_name, r.reviewer_id), 'role', r.acting_role,
           'decision', r.decision, 'at', r.created_at) order by r.created_at, r.id)
    from (select r.id, r.reviewer_id, r.acting_role, r.decision, r.created_at
            from reviews r join proposals p on p.id = r.proposal_id and p.etag = r.proposal_etag where p.id = v.proposal_id
           union all
          select r.id, r.reviewer_id, r.acting_role, r.decision, r.created_at
            from proposals p join changeset_reviews r on r.changeset_id = p.changeset_id
           where p.id = v.proposal_id and r.content_hash = (select n.content_hash from changeset_reviews n
             where n.changeset_id = p.changeset_id order by n.created_at desc, n.id desc limit 1)) r
    left join users u on u.id = r.reviewer_id), '[]')`;
