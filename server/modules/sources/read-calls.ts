import type { StoredSource } from '../../../ingest/ports.ts';
import type { Database } from '../../ports/database.ts';

interface CallRow {
  arrival: string;
  id: string;
  revision_id: string;
  key: string;
  title: string;
  language: StoredSource['language'];
  metadata: StoredSource['metadata'];
  agent_id: string | null;
  team: string | null;
  tenure_months: number | null;
  customer_pseudonym: string | null;
  outcome: NonNullable<NonNullable<StoredSource['call']>['outcome']>['result'];
  outcome_source: string | null;
  satisfaction: number | null;
  repeat_contact: boolean | null;
  started_at: Date | null;
  duration_ms: number | null;
  channel: NonNullable<StoredSource['call']>['channel'];
}

interface SegmentRow {
  id: string;
  revision_id: string;
  ordinal: number;
  locator: string;
  role: 'customer' | 'agent' | null;
  start_ms: number | null;
  end_ms: number | null;
  text: string;
}

const callsPerPage = 200;
// As the index sources_calls has it.
const arrival = `(coalesce(o.arrival, 'run_' || substr(o.id, 5)) collate "C")`;

/** The calls of a collection, latest revisions, in the order in which their files first brought them, page by page, as mining wants them; `only`: of these sources. */
export async function* readCalls(
  database: Database,
  collectionId: string,
  only: readonly string[] | null = null,
): AsyncGenerator<StoredSource> {
  let after = '';
  for (;;) {
    const calls = await database.query<CallRow>(
      `select o.id, c.revision_id, o.key, o.title, o.language, o.metadata, c.agent_id, a.team, a.tenure_months, c.customer_pseudonym,
              c.outcome, c.outcome_source, c.satisfaction, c.repeat_contact, c.started_at, c.duration_ms, c.channel, ${arrival} as arrival
         from sources o join cases c on c.source_id = o.id left join agents a on a.id = c.agent_id
        where o.collection_id = $1 and o.type = 'transcript' and ${arrival} > $2 and o.erased_at is null
          and ($3::text[] is null or o.id = any($3))
        order by ${arrival} limit ${callsPerPage}`,
      [collectionId, after, only],
    );
    const last = calls.rows.at(-1);
    if (!last) return;
    after = last.arrival;
    const segments = await database.query<SegmentRow>(
      `select id, revision_id, ordinal, locator, role, start_ms, end_ms, text from segments
        where revision_id = any($1) and erased_at is null order by revision_id, ordinal`,
      [calls.rows.map((row) => row.revision_id)],
    );
    const byRevision = new Map<string, SegmentRow[]>(calls.rows.map((row) => [row.revision_id, []]));
    for (const segment of segments.rows) byRevision.get(segment.revision_id)?.push(segment);
    for (const row of calls.rows) yield toCall(row, byRevision.get(row.revision_id) ?? []);
    if (calls.rows.length < callsPerPage) return;
  }
}

function toCall(row: CallRow, segments: readonly SegmentRow[]): StoredSource {
  return {
    sourceId: row.id,
    type: 'transcript',
    key: row.key,
    title: row.title,
    language: row.language,
    metadata: row.metadata,
    segments: segments.map(({ id, ordinal, locator, role, start_ms, end_ms, text }) => ({
      id,
      ordinal,
      kind: 'utterance',
      locator,
      text,
      ...(role === null ? {} : { role }),
      ...(start_ms === null ? {} : { startMs: start_ms }),
      ...(end_ms === null ? {} : { endMs: end_ms }),
    })),
    call: {
      agent:
        row.agent_id === null
          ? null
          : {
              id: row.agent_id,
              ...(row.team === null ? {} : { team: row.team }),
              ...(row.tenure_months === null ? {} : { tenureMonths: row.tenure_months }),
            },
      outcome: {
        result: row.outcome,
        ...(row.outcome_source === null ? {} : { source: row.outcome_source }),
        ...(row.satisfaction === null ? {} : { satisfaction: row.satisfaction }),
        ...(row.repeat_contact === null ? {} : { repeatContact: row.repeat_contact }),
      },
      customerPseudonym: row.customer_pseudonym,
      startedAt: row.started_at,
      durationMs: row.duration_ms,
      channel: row.channel,
    },
  };
}
