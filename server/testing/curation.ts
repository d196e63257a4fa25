import { randomBytes } from 'node:crypto';
import { type DraftPart, type Evidence, type ItemKind, newId, type RelationType } from '../../graph-schema/index.ts';
import { inProcessWakeUps } from '../adapters/in-process/in-process-wake-ups.ts';
import { createProposalsService, type ProposalsService } from '../modules/proposals/index.ts';
import type { Database } from '../ports/database.ts';
import type { WakeUps } from '../ports/wake-ups.ts';
import { createKeyedHash, type Decision, decideOnVersions, type KeyedHash } from '../publishing/index.ts';

type NodeDraft = Extract<DraftPart, { sort: 'node' }>;
type EdgeDraft = Extract<DraftPart, { sort: 'edge' }>;

/** Proposing and deciding as a team of experts does it, for tests that need something published. */
export interface Curation {
  readonly proposals: ProposalsService;
  /** One person each; the proposer reviews nothing. */
  readonly people: { readonly proposer: string; readonly reviewer: string; readonly compliance: string };
  /** A span over a whole new segment of a new source. */
  evidence(text?: string): Promise<Evidence[]>;
  propose(parts: readonly DraftPart[], title?: string): Promise<string>;
  /** Every review that the proposal needs. */
  approve(proposalId: string): Promise<Decision>;
  publish(parts: readonly DraftPart[]): Promise<Decision & { readonly proposalId: string }>;
  itemId(kind: string, key: string): Promise<string>;
  decide(action: 'retract' | 'suspend' | 'resume', itemId: string, version: number): Promise<Decision>;
}

const contents: Partial<Record<ItemKind, (words: string) => Record<string, unknown>>> = {
  scenario: (words) => ({ name: words, summary: words }),
  step: (words) => ({ name: words, instruction: words }),
  script: (words) => ({ name: words, say: words }),
  clause: (words) => ({ law: 'House rules', article: '1', text: words }),
  product_fact: (words) => ({ name: words, statement: words }),
  procedure: (words) => ({ name: words, text: words }),
};

/** A node whose content says the given words. */
export function nodeDraft(
  kind: ItemKind,
  key: string,
  words: string,
  evidence: Evidence[],
  more: Partial<NodeDraft> = {},
): NodeDraft {
  const content = contents[kind]?.(words) ?? { name: words };
  const rest = {
    validFrom: null,
    validTo: null,
    conditions: {},
    audience: ['agent', 'expert'],
    confidence: 0.9,
  } as const;
  return { sort: 'node', kind, key, content, evidence, ...rest, audience: [...rest.audience], ...more };
}

/** A relation between two items by their keys. */
export function edgeDraft(
  kind: RelationType,
  from: EdgeDraft['from'],
  to: EdgeDraft['to'],
  evidence: Evidence[],
): EdgeDraft {
  const rest = { content: {}, validFrom: null, validTo: null, conditions: {}, confidence: 0.9 } as const;
  return { sort: 'edge', kind, from, to, evidence, ...rest, audience: ['agent', 'expert'] };
}

export async function createCuration(
  database: Database,
  wakeUps: WakeUps = inProcessWakeUps(),
  service?: ProposalsService,
  hash: KeyedHash = createKeyedHash(randomBytes(32)),
): Promise<Curation> {
  const proposals = service ?? createProposalsService(database, hash, wakeUps);
  const people = { proposer: newId('user'), reviewer: newId('user'), compliance: newId('user') };
  await database.query("insert into collections (id, name) values ('main', 'main') on conflict do nothing");
  for (const [role, id] of Object.entries(people)) {
    await database.query(
      "insert into users (id, login, display_name, roles, password_hash) values ($1, lower($1), $2, array[$2], 'none')",
      [id, role],
    );
  }
  const read = async (id: string) => {
    const found = await database.query<{ etag: number; content_hash: string; governance: string }>(
      'select etag, content_hash, governance from proposals where id = $1',
      [id],
    );
    const row = found.rows[0];
    if (!row) throw new Error(`no proposal ${id}`);
    return row;
  };
  const curation: Curation = {
    proposals,
    people,
    evidence: (text = 'These are the words behind it.') => storeWords(database, text),
    async propose(parts, title = 'A change') {
      const draft = { title, origin: 'person', rationale: '', parts: [...parts] };
      const proposed = await proposals.propose(draft, { collectionId: 'main', proposedBy: people.proposer });
      if (!proposed) throw new Error('the proposal says nothing new');
      return proposed.id;
    },
    async approve(id) {
      const { etag, content_hash: contentHash, governance } = await read(id);
      const command = { decision: 'approve', comment: '', contentHash } as const;
      if (governance === 'two_reviews') {
        await proposals.review(id, etag, { id: people.reviewer, roles: ['reviewer'] }, command);
      }
      const done = await proposals.review(id, etag, { id: people.compliance, roles: ['compliance'] }, command);
      if (!done.published) throw new Error('the approvals were not complete');
      return done.published;
    },
    async publish(parts) {
      const proposalId = await curation.propose(parts);
      return { ...(await curation.approve(proposalId)), proposalId };
    },
    async itemId(kind, key) {
      const found = await database.query<{ id: string }>('select id from items where kind = $1 and key = $2', [
        kind,
        key,
      ]);
      const row = found.rows[0];
      if (!row) throw new Error(`no ${kind} ${key}`);
      return row.id;
    },
    async decide(action, itemId, version) {
      const record = { action, approval: 'expert', decidedBy: people.compliance, reason: 'for a test' } as const;
      const decision = await database.transaction((tx) => decideOnVersions(tx, hash, record, [{ itemId, version }]));
      wakeUps.notify('decisions');
      return decision;
    },
  };
  return curation;
}

async function storeWords(database: Database, text: string): Promise<Evidence[]> {
  const [source, revision, segment] = [newId('source'), newId('revision'), newId('segment')];
  await database.query(
    "insert into sources (id, collection_id, type, key, title) values ($1, 'main', 'document', $1, 'Handbook')",
    [source],
  );
  await database.query("insert into source_revisions (id, source_id, revision, content_hash) values ($1, $2, 1, 'x')", [
    revision,
    source,
  ]);
  await database.query(
    "insert into segments (id, revision_id, ordinal, kind, locator, text) values ($1, $2, 0, 'section', '1', $3)",
    [segment, revision, text],
  );
  return [{ kind: 'states', span: { segmentId: segment, start: 0, end: text.length } }];
}
