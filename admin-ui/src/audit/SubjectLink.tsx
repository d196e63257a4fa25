import { Link } from 'react-router-dom';

// How the identifiers of records with a page of their own begin.
const pages: readonly (readonly [begins: string, page: string])[] = [
  ['prp_', 'proposals'],
  ['chg_', 'changesets'],
  ['itm_', 'items'],
  ['src_', 'sources'],
  ['run_', 'ingest-runs'],
  ['usr_', 'users'],
  ['evl_', 'evaluations'],
];

/** The record that an entry is about: a way to it where the console has a page for it. */
export function SubjectLink({ subject }: { readonly subject: string }) {
  const page = pages.find(([begins]) => subject.startsWith(begins))?.[1];
  if (page === undefined) return <code>{subject}</code>;
  return (
    <Link to={`/${page}/${encodeURIComponent(subject)}/show`} onClick={(event) => event.stopPropagation()}>
      <code>{subject}</code>
    </Link>
  );
}
