import { expect } from 'vitest';
import { z } from 'zod';
import type { Evidence } from '../../graph-schema/index.ts';
import type { Database } from '../ports/database.ts';
import type { Staff } from './staff.ts';

/** A scenario that was to be put in force, and what was answered of it. */
export interface Entry {
  readonly name: string;
  readonly itemId: string;
  readonly proposalId: string;
  /** The position that the approval's answer named; null: no such answer came. */
  readonly published: number | null;
  readonly retracted: number | null;
}

/** Decides like a team of experts, and remembers what was acknowledged. */
export interface Ledger {
  /** Proposes a scenario at a process and has it approved; rejects when no acknowledgement came. */
  approve(url: string, name?: string): Promise<Entry>;
  retract(url: string, entry: Entry): Promise<Entry>;
  /**
   * Goes on approving, and retracting every third, over the processes in turn, until it is told to stop; a refusal is no
   * end of it.
   */
  keepDeciding(
    urls: readonly string[],
    pauseMs?: number,
  ): { stop(): Promise<{ acknowledged: number; failed: number }> };
  readonly entries: readonly Entry[];
  /** Holds the database against what was acknowledged, and the rest whole or not at all. */
  expectNothingLost(): Promise<void>;
}

const proposalSchema = z.object({ id: z.string(), etag: z.number(), contentHash: z.string() });
const partsSchema = z.object({ items: z.array(z.object({ itemId: z.string() })) });
const reviewSchema = z.object({ published: z.object({ position: z.number() }) });
const decidedSchema = z.object({ position: z.number() });

interface StoredRow {
  readonly id: string;
  readonly status: string;
  readonly version: number | null;
  readonly says: string | null;
  readonly position: number | null;
  readonly entered: boolean;
  readonly decided: boolean;
  readonly audited: boolean;
  readonly reviewed: boolean;
}

const storedSql = `
  select p.id, p.status, v.version, v.content ->> 'summary' as says, v.position::int as position,
         exists (select from decision_entries e where e.item_id = v.item_id and e.version = v.version and e.position = v.position) as entered,
         exists (select from decisions d where d.position = v.position and d.action = 'publish' and d.proposal_id = p.id) as decided,
         exists (select from audit_log a where a.position = v.position) as audited,
         exists (select from reviews r where r.proposal_id = p.id and r.decision = 'approve') as reviewed
    from proposals p left join item_versions v on v.proposal_id = p.id
   where p.id = any($1)`;

const consonants = 'bcdfghjklmnprtvz';
const vowels = 'aeiou';

/** Words that nothing else is called, so that a question about them is about nothing else. */
function inventedName(number: number): string {
  return [number * 3, number * 3 + 1, number * 3 + 2].map(inventedWord).join(' ');
}

function inventedWord(number: number): string {
  let rest = Math.imul(number + 1, 2_654_435_761) >>> 0;
  let word = '';
  for (let syllable = 0; syllable < 5; syllable += 1) {
    word += `${consonants[rest % 16]}${vowels[(rest >>> 4) % 5]}`;
    rest = Math.floor(rest / 80);
  }
  return word;
}

export function createLedger(database: Database, { expert, reviewer }: Staff, evidence: readonly Evidence[]): Ledger {
  const entries = new Map<string, Entry>();
  let count = 0;
  const note = (entry: Entry): Entry => {
    entries.set(entry.proposalId, entry);
    return entry;
  };

  const approve: Ledger['approve'] = async (url, given) => {
    count += 1;
    const name = given ?? inventedName(count);
    const content = { name, summary: name };
    const part = { sort: 'node', kind: 'scenario', key: name, content, evidence, confidence: 1 };
    const proposal = proposalSchema.parse(
      await expert.post(url, '/v1/proposals', { title: name, rationale: '', parts: [part] }),
    );
    const parts = partsSchema.parse(await expert.get(url, `/v1/proposals/${proposal.id}/parts`));
    const entry = note({
      name,
      itemId: parts.items[0]?.itemId ?? '',
      proposalId: proposal.id,
      published: null,
      retracted: null,
    });
    const review = await reviewer.post(
      url,
      `/v1/proposals/${proposal.id}/reviews`,
      { decision: 'approve', contentHash: proposal.contentHash },
      { 'if-match': `"${proposal.etag}"` },
    );
    return note({ ...entry, published: reviewSchema.parse(review).published.position });
  };
  const retract: Ledger['retract'] = async (url, entry) => {
    const body = { reason: 'no longer right' };
    const decided = await reviewer.post(url, `/v1/items/${entry.itemId}/versions/1/retract`, body);
    return note({ ...entry, retracted: decidedSchema.parse(decided).position });
  };
  return {
    approve,
    retract,
    keepDeciding(urls, pauseMs = 20) {
      let stopping = false;
      let acknowledged = 0;
      let failed = 0;
      const loop = (async () => {
        for (let turn = 0; !stopping; turn += 1) {
          const url = urls[turn % urls.length] ?? '';
          try {
            const entry = await approve(url);
            acknowledged += 1;
            if (turn % 3 === 0) {
              await retract(url, entry);
              acknowledged += 1;
            }
          } catch {
            failed += 1;
          }
          await new Promise((resolve) => setTimeout(resolve, pauseMs));
        }
      })();
      return {
        async stop() {
          stopping = true;
          await loop;
          return { acknowledged, failed };
        },
      };
    },
    get entries() {
      return [...entries.values()];
    },
    async expectNothingLost() {
      const stored = await database.query<StoredRow>(storedSql, [[...entries.keys()]]);
      const rows = new Map(stored.rows.map((row) => [row.id, row]));
      for (const entry of entries.values()) {
        const { id: _, ...row } = rows.get(entry.proposalId) ?? { id: '', status: 'not there' };
        expect(row, entry.name).toEqual(wholeOrNot(entry, row));
      }
      const retracted = [...entries.values()].flatMap((entry) => (entry.retracted === null ? [] : [entry]));
      const found = await database.query<{ position: number; item_id: string }>(
        `select e.position::int as position, e.item_id from decision_entries e join decisions d using (position)
          where d.action = 'retract' and e.position = any($1) order by position`,
        [retracted.map(({ retracted: position }) => position ?? 0)],
      );
      expect(found.rows).toEqual(
        retracted
          .map(({ retracted: position, itemId }) => ({ position: position ?? 0, item_id: itemId }))
          .toSorted((a, b) => a.position - b.position),
      );
      const log = await database.query<{ decisions: number; head: number }>(
        'select count(*)::int as decisions, max(position)::int as head from decisions',
      );
      expect(log.rows[0]?.decisions, 'the log has no holes').toBe(log.rows[0]?.head);
    },
  };
}

/** What must be stored of an entry: everything of it, or, if no answer said so, also nothing of it. */
function wholeOrNot({ name, published }: Entry, found: object) {
  const done = { entered: true, decided: true, audited: true, reviewed: true };
  const none = { entered: false, decided: false, audited: false, reviewed: false };
  const isThere = 'status' in found && found.status === 'approved';
  if (published !== null || isThere) {
    const position = published ?? expect.any(Number);
    return { status: 'approved', version: 1, says: name, position, ...done };
  }
  return { status: 'in_review', version: null, says: null, position: null, ...none };
}
