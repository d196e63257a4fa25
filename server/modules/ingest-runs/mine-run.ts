import type { ProposalDraft } from '../../../graph-schema/index.ts';
import {
  mineCalls,
  mineDocument,
  openScenarioModel,
  type PracticeSearch,
  type ScenarioModel,
  type StoredScenarioModel,
  typesByWords,
  verbatimParts,
} from '../../../ingest/index.ts';
import type { IngestSettings, StoredSource } from '../../../ingest/ports.ts';
import type { Database } from '../../ports/database.ts';
import { conflictDrafts, documentContext, joinDocument } from '../merges/index.ts';
import { keepReport, keptMixtures, minedBefore, miningReport, noteMining, textOf } from '../mining-runs/index.ts';
import { assignCalls, readScenarioModel, writeMatters, writeScenarioModel } from './call-matters.ts';
import { readMeanings } from './call-meanings.ts';
import type { CollectionHold } from './collection-hold.ts';
import type { RunAtWork, RunWork } from './ingest-run.ts';
import { readKnownHandling } from './known-handling.ts';
import { type KnownItems, readKnownItems } from './known-items.ts';
import { modelOfRun, type RunModel } from './mine-with-model.ts';
import { packCall } from './packed-call.ts';

interface Mining {
  readonly work: RunWork;
  readonly run: RunAtWork;
  readonly settings: IngestSettings;
  readonly hold: CollectionHold;
  readonly model: RunModel;
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
  const settings = { ...work.settings, verbatim: run.verbatim };
  const mining: Mining = { work, run, settings, hold, model: modelOfRun(work, run, hold.signal), onShare };
  if (run.asked) return mineAsAsked(mining);
  await work.mining.settle(run.id);
  const inOwnWords = await work.mining.filesInOwnWords(run.id, run.verbatim);
  for (const ordinal of inOwnWords) await importRows(mining, ordinal);
  const calls = await work.mining.claimCalls(run.id, run.collectionId);
  const documents = await mineDocuments(mining, calls > 0 ? 0.5 : 1);
  const onlyAssigned = calls > 0 && (await mineAllCalls(mining, calls)) === 'assigned';
  // A call that was only assigned says nothing that could contradict anything; a run that was broken off looks again.
  if (inOwnWords.length > 0 || documents > 0 || !onlyAssigned) await proposeConflicts(mining);
}

async function proposeConflicts(mining: Mining): Promise<void> {
  const { database, log } = mining.work;
  // A database that believes its new tables to be small reads all of them again for each statement.
  await database
    .query('analyze items, proposals, proposal_parts, segments, source_revisions, sources, decisions, decision_entries')
    .catch((error) => log.warn({ err: error }, 'statistics were not taken; looking for conflicts may take long'));
  for (const draft of await conflictDrafts(mining.work.database, mining.run.collectionId))
    await propose(mining, draft, conflictPriority);
}

/** What contradicts itself comes before what is new. */
const conflictPriority = 100;

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

/** How many documents were mined. */
async function mineDocuments(mining: Mining, wholeShare: number): Promise<number> {
  const { work, run, settings, hold, onShare } = mining;
  const rank = (kind: string | null) => documentOrder.indexOf(kind ?? 'procedure');
  const documents = (await work.mining.documents(run.id)).toSorted((a, b) => rank(a.kind) - rank(b.kind));
  for (const [index, { revisionId }] of documents.entries()) {
    hold.signal.throwIfAborted();
    const { source } = await work.mining.document(revisionId);
    const context = await documentContext(work.database, run.collectionId);
    const joining = { collectionId: run.collectionId, revisionId, mergedBy: run.startedBy };
    const mined = await mining.model.readDocument(source, mineDocument(source, settings, context));
    const drafts = await joinDocument(work.database, source, mined, joining);
    for (const draft of drafts) await propose(mining, draft, priorityOfDocument(source));
    await hold.transaction((tx) => work.mining.markMined(tx, [revisionId]));
    onShare(((index + 1) / documents.length) * wholeShare);
  }
  return documents.length;
}

// So many calls, and so small a share of new ones, that the new ones change no scenario: they are assigned only.
const callsOfSteadyModel = 2_000;
const mostNewShare = 0.02;

async function mineAllCalls(mining: Mining, fresh: number): Promise<'assigned' | 'mined'> {
  const { work, run, hold, onShare } = mining;
  const known = await readScenarioModel(work.database, run.collectionId);
  const steady = known !== null && known.calls >= callsOfSteadyModel && fresh <= known.calls * mostNewShare;
  if (steady && (await assignFresh(mining, known.model, known.calls * mostNewShare))) return 'assigned';
  const found = await mineTogether(mining, (share) => onShare(0.5 + share * 0.5));
  for (const draft of found.drafts) await propose(mining, draft, priorityOfCalls(draft));
  await keepModel(mining, found);
  await hold.transaction((tx) => work.mining.markCallsMined(tx, run.id));
  return 'mined';
}

/**
 * Mines the calls that somebody asked for, proposes what they teach unless it is only tried, and reports. Part of the
 * calls can show what is new, but not that a known scenario changed or ended: that waits for a mining of all.
 */
async function mineAsAsked(mining: Mining): Promise<void> {
  const { work, run, hold, onShare } = mining;
  const { database } = work;
  const whole = !run.asked?.since;
  if (!run.dryRun && whole) await work.mining.claimCalls(run.id, run.collectionId);
  const found = await mineTogether(mining, (share) => onShare(share * 0.98));
  const earlier = await minedBefore(database, run.collectionId, whole ? null : found.calls);
  const assigned = assignCalls(openScenarioModel(found.model), found.calls);
  const known = await scenariosOfOthers(database, run);
  const proposed = whole ? found.drafts : found.drafts.filter((draft) => !known.has(textOf(draft).key));
  const named = await mining.model.report();
  const saidTypes = await typesByWords(found.complaintTypes, found.calls);
  const complaintTypes = found.complaintTypes.map(({ name }) => name);
  const report = miningReport({
    ...earlier,
    drafts: found.drafts,
    proposals: proposed.length,
    whole,
    assigned,
    complaintTypes,
    saidTypes,
    named,
    practices: found.practices,
  });
  if (!run.dryRun) {
    for (const draft of proposed) await propose(mining, draft, priorityOfCalls(draft));
    await proposeConflicts(mining);
    if (whole) await keepModel(mining, found);
  }
  await hold.transaction(async (tx) => {
    await keepReport(tx, run.id, report);
    await noteMining(tx, run.id, 'proposed', { proposals: run.dryRun ? 0 : proposed.length });
    if (!run.dryRun && whole) await work.mining.markCallsMined(tx, run.id);
  });
}

/** Keys of the scenarios that were published or proposed, but for what this run itself proposed before it was broken off. */
async function scenariosOfOthers(database: Database, { id, collectionId }: RunAtWork): Promise<ReadonlySet<string>> {
  const found = await database.query<{ key: string }>(
    `select i.key from items i where i.collection_id = $1 and i.sort = 'node' and i.kind = 'scenario'
        and exists (select 1 from proposal_parts p join proposals q on q.id = p.proposal_id
                     where p.item_id = i.id and q.run_id is distinct from $2)`,
    [collectionId, id],
  );
  return new Set(found.rows.map(({ key }) => key));
}

interface MinedTogether {
  readonly calls: readonly StoredSource[];
  readonly drafts: readonly ProposalDraft[];
  readonly model: StoredScenarioModel;
  readonly complaintTypes: KnownItems['knownComplaintTypes'];
  /** By scenario, whether best practices were looked for. */
  readonly practices: ReadonlyMap<string, PracticeSearch>;
}

/** Mines all calls of the collection, or those since the moment that was asked for. */
async function mineTogether(mining: Mining, onShare: (share: number) => void): Promise<MinedTogether> {
  const { work, run, settings, hold } = mining;
  const { database, log } = work;
  const calls = await readAll(mining);
  await noteMining(database, run.id, 'read', { calls: calls.length });
  const crew = work.openCrew(hold.signal);
  try {
    const known = await readKnownItems(database, run.collectionId);
    const meanings = await readMeanings(work, calls, hold.signal);
    let model: StoredScenarioModel | null = null;
    const practices = new Map<string, PracticeSearch>();
    const drafts = await mineCalls(calls, settings, {
      ...known,
      knownScenarios: run.asked?.since ? among(known.knownScenarios, calls) : known.knownScenarios,
      ...(await readKnownHandling(database, run.collectionId, work.statements)),
      fineness: run.asked?.fineness ?? 'normal',
      ...(meanings && { meanings }),
      ...mining.model.naming(),
      runMixtures: run.asked ? keptMixtures({ database, runId: run.id, log }, crew.runMixtures) : crew.runMixtures,
      learnHandling: crew.learnHandling,
      abreast: crew.threads,
      onPractices: (scenario, search) => practices.set(scenario, search),
      onModel: (mined) => {
        model = mined;
      },
      onProgress: (done, total) => onShare(done / Math.max(1, total)),
    });
    await noteMining(database, run.id, 'grouped', { scenarios: drafts.length, byMeaning: meanings?.size ?? 0 });
    await mining.model.noteNames();
    const nothing: StoredScenarioModel = { version: 1, zh: { terms: [], groups: [] }, en: { terms: [], groups: [] } };
    return { calls, drafts, model: model ?? nothing, complaintTypes: known.knownComplaintTypes, practices };
  } finally {
    await crew.close();
  }
}

async function readAll({ work, run, hold }: Mining): Promise<StoredSource[]> {
  const since = run.asked?.since ? new Date(run.asked.since) : null;
  const calls: StoredSource[] = [];
  for await (const call of work.mining.calls(run.collectionId)) {
    hold.signal.throwIfAborted();
    const startedAt = call.call?.startedAt ?? null;
    if (since === null || (startedAt !== null && startedAt >= since)) calls.push(packCall(call));
  }
  return calls;
}

/** Known scenarios by those of their calls that are mined: what lies before speaks neither for nor against a group. */
function among(known: KnownItems['knownScenarios'], calls: readonly StoredSource[]): KnownItems['knownScenarios'] {
  const mined = new Set(calls.map(({ key }) => key));
  return known.map(({ key, callKeys }) => ({ key, callKeys: callKeys.filter((call) => mined.has(call)) }));
}

/** Assigns the calls that have no scenario yet; false, with nothing done, when too many of them have gathered. */
async function assignFresh({ work, run, hold }: Mining, model: ScenarioModel, most: number): Promise<boolean> {
  const { collectionId } = run;
  const { unassigned, assigned } = await work.mining.freshCalls(collectionId, Math.floor(most) + 1);
  if (unassigned.length + assigned > most) return false;
  const calls: StoredSource[] = [];
  for await (const call of work.mining.calls(collectionId, unassigned)) calls.push(call);
  await hold.transaction(async (tx) => {
    await writeMatters(tx, collectionId, assignCalls(model, calls), false);
    await work.mining.markCallsMined(tx, run.id);
  });
  return true;
}

const callsEachWrite = 500;

/** Keeps by what later calls are assigned, and what each call of today is about. */
async function keepModel({ run, hold }: Mining, { calls, model: stored }: MinedTogether): Promise<void> {
  const { collectionId } = run;
  await hold.transaction((tx) =>
    writeScenarioModel(tx, { collectionId, runId: run.id, calls: calls.length, model: stored }),
  );
  const model = openScenarioModel(stored);
  for (let from = 0; from < calls.length; from += callsEachWrite) {
    hold.signal.throwIfAborted();
    const assigned = assignCalls(model, calls.slice(from, from + callsEachWrite));
    await hold.transaction((tx) => writeMatters(tx, collectionId, assigned, true));
  }
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
