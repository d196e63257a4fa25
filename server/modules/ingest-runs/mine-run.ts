import type { ProposalDraft } from '../../../graph-schema/index.ts';
import { mineCalls, mineDocument, verbatimParts } from '../../../ingest/index.ts';
import type { IngestSettings, StoredSource } from '../../../ingest/ports.ts';
import type { CollectionHold } from './collection-hold.ts';
import type { RunAtWork, RunWork } from './ingest-run.ts';
import { readKnownItems } from './known-items.ts';
import { packCall } from './packed-call.ts';

interface Mining {
  readonly work: RunWork;
  readonly run: RunAtWork;
  readonly settings: IngestSettings;
  readonly hold: CollectionHold;
  /** How much of the mining is done, 0..1. */
  readonly onShare: (share: number) => void;
}

/**
 * Mines what the files of a run left, in an order that no worker's pace changes: rows and verbatim documents file by
 * file, documents in the order in which they refer to each other, then the calls of the collection. What was proposed
 * before a process was killed is recognised, and not proposed twice.
 */
export async function mineRun(
  work: RunWork,
  run: RunAtWork,
  hold: CollectionHold,
  onShare: (share: number) => void,
): Promise<void> {
  const mining: Mining = { work, run, settings: { ...work.settings, verbatim: run.verbatim }, hold, onShare };
  await work.mining.settle(run.id);
  for (const ordinal of await work.mining.filesInOwnWords(run.id, run.verbatim)) await importRows(mining, ordinal);
  const calls = await work.mining.claimCalls(run.id, run.collectionId);
  await mineDocuments(mining, calls > 0 ? 0.5 : 1);
  if (calls > 0) await mineAllCalls(mining);
}

/** One bundle a file: every row or document is an item in its own words. */
async function importRows({ work, run, hold }: Mining, ordinal: number): Promise<void> {
  const { database, mining, proposals } = work;
  const named = await database.query<{ name: string }>(
    'select name from ingest_run_files where run_id = $1 and ordinal = $2',
    [run.id, ordinal],
  );
  const bundle = await proposals.openBundle({
    collectionId: run.collectionId,
    proposedBy: run.startedBy,
    runId: run.id,
    title: named.rows[0]?.name ?? run.id,
    origin: 'import',
    rationale: 'Imported verbatim: every row or document is an item in its own words.',
  });
  const mined: string[] = [];
  for await (const page of mining.inOwnWords(run.id, ordinal, run.verbatim)) {
    hold.signal.throwIfAborted();
    await bundle.add(page.flatMap(({ source }) => verbatimParts(source)));
    mined.push(...page.map(({ revisionId }) => revisionId));
  }
  await bundle.finish();
  await hold.transaction((tx) => mining.markMined(tx, mined));
}

const documentOrder = ['taxonomy', 'product', 'regulation', 'procedure'];

async function mineDocuments(mining: Mining, wholeShare: number): Promise<void> {
  const { work, run, settings, hold, onShare } = mining;
  const rank = (kind: string | null) => documentOrder.indexOf(kind ?? 'procedure');
  const documents = (await work.mining.documents(run.id)).toSorted((a, b) => rank(a.kind) - rank(b.kind));
  for (const [index, { revisionId }] of documents.entries()) {
    hold.signal.throwIfAborted();
    const { source } = await work.mining.document(revisionId);
    for (const draft of mineDocument(source, settings)) await propose(mining, draft, priorityOfDocument(source));
    await hold.transaction((tx) => work.mining.markMined(tx, [revisionId]));
    onShare(((index + 1) / documents.length) * wholeShare);
  }
}

async function mineAllCalls(mining: Mining): Promise<void> {
  const { work, run, settings, hold, onShare } = mining;
  const calls: StoredSource[] = [];
  for await (const call of work.mining.calls(run.collectionId)) {
    hold.signal.throwIfAborted();
    calls.push(packCall(call));
  }
  const drafts = await mineCalls(calls, settings, {
    ...(await readKnownItems(work.database, run.collectionId)),
    onProgress: (done, total) => onShare(0.5 + (done / Math.max(1, total)) * 0.5),
  });
  for (const draft of drafts) await propose(mining, draft, priorityOfCalls(draft));
  await hold.transaction((tx) => work.mining.markCallsMined(tx, run.id));
}

async function propose({ work, run, hold }: Mining, draft: ProposalDraft, priority: number): Promise<void> {
  hold.signal.throwIfAborted();
  await work.proposals.propose(draft, {
    collectionId: run.collectionId,
    proposedBy: run.startedBy,
    runId: run.id,
    priority,
  });
}

// A change of rules comes before a change of products, since it binds everybody.
function priorityOfDocument({ document }: StoredSource): number {
  return document?.kind === 'regulation' ? 50 : 20;
}

const riskFactor = { low: 1, medium: 2, high: 4 } as const;

/** How many calls stand behind it, times what is at stake. */
function priorityOfCalls(draft: ProposalDraft): number {
  const scenario = draft.parts.find((part) => part.sort === 'node' && part.kind === 'scenario');
  const segments = new Set(draft.parts.flatMap((part) => part.evidence.map(({ span }) => span.segmentId)));
  const risk = scenario?.sort === 'node' ? scenario.content['riskLevel'] : 'low';
  return segments.size * riskFactor[risk === 'high' || risk === 'medium' ? risk : 'low'];
}
