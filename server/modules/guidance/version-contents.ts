import { type Citation, type ItemContent, type ItemKind, itemLabel } from '../../../graph-schema/index.ts';
import type { Executor } from '../../ports/database.ts';
import { type VersionRef, versionReviews } from '../../publishing/index.ts';

/** A published version with the words that carry it, as a card needs it. */
export interface VersionContent {
  readonly itemId: string;
  readonly version: number;
  readonly kind: ItemKind;
  readonly label: string;
  readonly content: ItemContent;
  readonly citations: readonly Citation[];
  /** Names of the experts who approved it; empty where a rule or the system published it. */
  readonly approvedBy: readonly string[];
  /** Since when it has held, ISO 8601; null for what has not been decided. */
  readonly since: string | null;
}

/** Reads versions by reference; what was erased or does not exist is left out. Versions never change, so they are kept. */
export interface VersionContents {
  read(refs: readonly VersionRef[]): Promise<ReadonlyMap<string, VersionContent>>;
  /** Keeps nothing of what was read so far, for when the log was replaced by another with other versions. */
  forget(): void;
}

export const versionKey = ({ itemId, version }: VersionRef) => `${itemId}@${version}`;

const mostKept = 5_000;
const quoteUnits = 400;
const citationsEach = 3;

interface Row {
  item_id: string;
  version: number;
  kind: ItemKind;
  content: ItemContent;
  approved_by: string[] | null;
  since: Date;
  citations:
    | {
        sourceId: string;
        title: string;
        locator: string;
        segmentId: string;
        start: number;
        end: number;
        text: string;
      }[]
    | null;
}

export function createVersionContents(executor: Executor): VersionContents {
  let kept = new Map<string, VersionContent>();
  return {
    forget() {
      kept = new Map();
    },
    async read(refs) {
      // What is on its way while everything is forgotten is not kept.
      const cache = kept;
      const missing = refs.filter((ref) => !cache.has(versionKey(ref)));
      if (missing.length > 0) {
        if (cache.size + missing.length > mostKept) cache.clear();
        for (const content of await load(executor, missing)) cache.set(versionKey(content), content);
      }
      const result = new Map<string, VersionContent>();
      for (const ref of refs) {
        const content = cache.get(versionKey(ref));
        if (content) result.set(versionKey(ref), content);
      }
      return result;
    },
  };
}

async function load(executor: Executor, refs: readonly VersionRef[]): Promise<VersionContent[]> {
  const found = await executor.query<Row>(
    `select v.item_id, v.version, i.kind, v.content, greatest(v.valid_from, d.decided_at) as since,
            (select array_agg(distinct r ->> 'byName') from jsonb_array_elements(${versionReviews}) r
              where r ->> 'decision' = 'approve') as approved_by,
            (select jsonb_agg(jsonb_build_object('sourceId', o.id, 'title', o.title, 'locator', s.locator, 'segmentId', s.id,
                              'start', e.start_unit, 'end', e.end_unit, 'text', s.text) order by e.ordinal)
               from (select * from evidence x where x.item_id = v.item_id and x.version = v.version order by x.ordinal limit ${citationsEach}) e
               join segments s on s.id = e.segment_id and s.erased_at is null
               join source_revisions r on r.id = s.revision_id join sources o on o.id = r.source_id) as citations
       from item_versions v join items i on i.id = v.item_id join decisions d on d.position = v.position
       join jsonb_to_recordset($1::jsonb) as w ("itemId" text, version int) on w."itemId" = v.item_id and w.version = v.version
      where v.content is not null and i.sort = 'node'`,
    [JSON.stringify(refs.map(({ itemId, version }) => ({ itemId, version })))],
  );
  return found.rows.map((row) => ({
    itemId: row.item_id,
    version: row.version,
    kind: row.kind,
    label: itemLabel(row.kind, row.content),
    content: row.content,
    approvedBy: row.approved_by ?? [],
    since: row.since.toISOString(),
    citations: (row.citations ?? []).map(({ segmentId, start, end, text, ...where }) => {
      const shownEnd = Math.min(end, start + quoteUnits);
      return {
        itemId: row.item_id,
        version: row.version,
        ...where,
        span: { segmentId, start, end: shownEnd },
        quote: text.slice(start, shownEnd),
      };
    }),
  }));
}
