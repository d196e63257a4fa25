import type { ProposalDraft } from '../../../graph-schema/index.ts';
import {
  isProblem,
  mineCalls,
  mineDocument,
  type ParsedSource,
  parseFile,
  verbatimParts,
} from '../../../ingest/index.ts';
import type { FileOutcome, IngestSettings, RecordProblem, StoredSource } from '../../../ingest/ports.ts';
import { type Database, DatabaseError } from '../../ports/database.ts';
import { unstorableTexts } from '../../text/storable-text.ts';
import type { OpenBundle, ProposalsService } from '../proposals/index.ts';
import type { SourcesStore, StoreResult } from '../sources/index.ts';
import type { RunFile } from './ingest-run-store.ts';
import { readKnownItems } from './known-items.ts';

export interface RunContext {
  readonly runId: string;
  readonly collectionId: string;
  readonly startedBy: string;
  readonly settings: IngestSettings;
  readonly database: Database;
  readonly sources: SourcesStore;
  readonly proposals: ProposalsService;
  readonly onRecords: (count: number) => void;
  readonly onProposal: () => void;
  readonly onMining: (share: number) => void;
  /** Aborted when the service stops; the run goes on after the next start. */
  readonly signal: AbortSignal;
}

/** What the files of a run left to be mined once all of them are read. */
export interface MiningBacklog {
  readonly documents: { readonly source: StoredSource; readonly revisionId: string }[];
  newCalls: number;
}

/** The class of PostgreSQL's errors about values: out of range, not representable. */
const isDataException = (error: unknown) => error instanceof DatabaseError && error.code.startsWith('22');

const batchSize = 100;
const problemsShown = 5;

/** Reads one file: stores its sources, imports rows in their own words, and names whatever could not be read. */
export async function readFileOfRun(
  context: RunContext,
  file: { name: string; bytes: Uint8Array },
  backlog: MiningBacklog,
): Promise<Omit<RunFile, 'id'>> {
  const reading = new FileReading(context, file.name, backlog);
  const records = parseFile(file, context.settings);
  let outcome: FileOutcome;
  for (;;) {
    const next = records.next();
    if (next.done) {
      outcome = next.value;
      break;
    }
    await reading.take(next.value);
  }
  await reading.finish();
  return reading.report(outcome);
}

class FileReading {
  private readonly batch: ParsedSource[] = [];
  private readonly problems: RecordProblem[] = [];
  private readonly counts = { new: 0, changed: 0, unchanged: 0 };
  private problemCount = 0;
  private rows: OpenBundle | null = null;
  private readonly rowRevisions: string[] = [];

  constructor(
    private readonly context: RunContext,
    private readonly name: string,
    private readonly backlog: MiningBacklog,
  ) {}

  async take(read: ParsedSource | RecordProblem): Promise<void> {
    const record = isProblem(read) ? read : (problemOfText(this.name, read) ?? read);
    if (isProblem(record)) {
      this.note(record);
      return;
    }
    this.batch.push(record);
    if (this.batch.length >= batchSize) await this.flush();
  }

  async finish(): Promise<void> {
    await this.flush();
    if (!this.rows) return;
    if (await this.rows.finish()) this.context.onProposal();
    await this.context.sources.markMined(this.rowRevisions);
  }

  report(outcome: FileOutcome): Omit<RunFile, 'id'> {
    const records = this.counts.new + this.counts.changed + this.counts.unchanged;
    const first = this.problems[0];
    if (!outcome.ok)
      return { name: this.name, status: 'failed', reason: outcome.reason, remedy: outcome.remedy, records };
    const reason = first
      ? this.problems.map((problem) => `${problem.where}: ${problem.reason}`).join('; ') + this.more()
      : null;
    const remedy = first?.remedy ?? null;
    if (records === 0 && first) return { name: this.name, status: 'failed', reason, remedy, records };
    const status = this.counts.changed > 0 ? 'changed' : this.counts.new > 0 ? 'new' : 'unchanged';
    return { name: this.name, status, reason, remedy, records };
  }

  private more(): string {
    const rest = this.problemCount - this.problems.length;
    return rest > 0 ? `; and ${rest} more` : '';
  }

  private async flush(): Promise<void> {
    if (this.batch.length === 0) return;
    const batch = this.batch.splice(0);
    const results = await this.store(batch);
    this.context.onRecords(batch.length);
    for (const result of results) this.counts[result.outcome] += 1;
    await this.keepForMining(results.filter((result) => !result.mined));
    this.context.signal.throwIfAborted();
  }

  /** Stores a batch; where the database refuses what one record says, that record is named and the others are stored. */
  private async store(batch: readonly ParsedSource[]): Promise<readonly StoreResult[]> {
    const { sources, collectionId, runId } = this.context;
    try {
      return await sources.store(collectionId, runId, batch);
    } catch (error) {
      if (!isDataException(error)) throw error;
      const [only, ...others] = batch;
      if (only && others.length === 0) {
        this.note({
          problem: 'record',
          file: this.name,
          where: only.key,
          reason: 'a value in it is out of the range that can be stored',
          remedy: 'correct numbers and dates that are too large or too small, and ingest the file again',
        });
        return [];
      }
      const results: StoreResult[] = [];
      for (const record of batch) results.push(...(await this.store([record])));
      return results;
    }
  }

  private note(problem: RecordProblem): void {
    this.problemCount += 1;
    if (this.problems.length < problemsShown) this.problems.push(problem);
  }

  private async keepForMining(results: readonly StoreResult[]): Promise<void> {
    const verbatim: StoredSource[] = [];
    for (const { stored, revisionId } of results) {
      if (stored.call) this.backlog.newCalls += 1;
      else if (stored.document?.row || this.context.settings.verbatim) {
        verbatim.push(stored);
        this.rowRevisions.push(revisionId);
      } else this.backlog.documents.push({ source: stored, revisionId });
    }
    if (verbatim.length === 0) return;
    this.rows ??= await this.context.proposals.openBundle({
      collectionId: this.context.collectionId,
      proposedBy: this.context.startedBy,
      runId: this.context.runId,
      title: this.name,
      origin: 'import',
      rationale: 'Imported verbatim: every row or document is an item in its own words.',
    });
    await this.rows.add(verbatim.flatMap((source) => verbatimParts(source)));
  }
}

/** A record whose text the database would refuse is left out by name; it must not take the whole run with it. */
function problemOfText(file: string, { hashInput: _raw, ...kept }: ParsedSource): RecordProblem | null {
  if (unstorableTexts(kept, '').length === 0) return null;
  const where = unstorableTexts(kept.key, '').length === 0 ? kept.key : 'a record whose id is not well-formed';
  return {
    problem: 'record',
    file,
    where,
    reason: 'its text holds U+0000 or half of a surrogate pair',
    remedy: 'write it as well-formed Unicode text',
  };
}

const documentOrder = ['taxonomy', 'product', 'regulation', 'procedure'];

/** Mines what was read: documents in the order in which they refer to each other, then the calls of the collection. */
export async function mineBacklog(context: RunContext, backlog: MiningBacklog): Promise<void> {
  const rank = ({ source: { document } }: MiningBacklog['documents'][number]) =>
    documentOrder.indexOf(document?.kind ?? 'procedure');
  const documents = backlog.documents.toSorted((a, b) => rank(a) - rank(b));
  for (const [index, { source, revisionId }] of documents.entries()) {
    context.signal.throwIfAborted();
    for (const draft of mineDocument(source, context.settings))
      await propose(context, draft, priorityOfDocument(source));
    await context.sources.markMined([revisionId]);
    context.onMining(((index + 1) / documents.length) * (backlog.newCalls > 0 ? 0.5 : 1));
  }
  if (backlog.newCalls === 0) return;
  const calls: StoredSource[] = [];
  for await (const call of context.sources.calls(context.collectionId)) calls.push(call);
  const drafts = await mineCalls(calls, context.settings, {
    ...(await readKnownItems(context.database, context.collectionId)),
    onProgress: (done, total) => context.onMining(0.5 + (done / Math.max(1, total)) * 0.5),
  });
  for (const draft of drafts) await propose(context, draft, priorityOfCalls(draft));
  await context.sources.markCallsMined(context.collectionId);
}

async function propose(context: RunContext, draft: ProposalDraft, priority: number): Promise<void> {
  const { collectionId, startedBy, runId } = context;
  const proposed = await context.proposals.propose(draft, { collectionId, proposedBy: startedBy, runId, priority });
  if (proposed) context.onProposal();
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
