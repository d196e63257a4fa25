import { isProblem, type MappedFile, parseFile } from '../../../ingest/index.ts';
import type { FileOutcome, IngestSettings, ParsedAgent, ParsedSource, RecordProblem } from '../../../ingest/ports.ts';
import { DatabaseError } from '../../ports/database.ts';
import { unstorableTexts } from '../../text/storable-text.ts';
import type { PlacedSource, SourcesStore, StoreOutcome } from '../sources/index.ts';
import type { RunFile } from './ingest-run-store.ts';

interface FileContext {
  readonly runId: string;
  readonly collectionId: string;
  readonly fileOrdinal: number;
  readonly sources: SourcesStore;
  readonly settings: IngestSettings;
  /** Called after each batch with the records stored so far; false ends the reading. */
  readonly goOn: (records: number) => Promise<boolean>;
}

export type FileReport = Pick<RunFile, 'status' | 'reason' | 'remedy' | 'records'>;

/** What became of a file, and what it says of agents; null: the reading was ended. */
export interface FileReading {
  readonly report: FileReport;
  readonly agents: readonly ParsedAgent[];
}

/** The class of PostgreSQL's errors about values: out of range, not representable. */
const isDataException = (error: unknown) => error instanceof DatabaseError && error.code.startsWith('22');

const batchSize = 100;
const problemsShown = 5;

/** Reads one file: stores its sources and names whatever could not be read. Doing it again stores nothing twice. */
export async function readFileOfRun(context: FileContext, file: MappedFile): Promise<FileReading | null> {
  const batches = new BatchWriter(context, file.name);
  const records = parseFile(file, context.settings);
  let outcome: FileOutcome;
  for (;;) {
    const next = records.next();
    if (next.done) {
      outcome = next.value;
      break;
    }
    if (!(await batches.take(next.value))) return null;
  }
  if (!(await batches.flush())) return null;
  return { report: batches.report(outcome), agents: batches.agents() };
}

class BatchWriter {
  private batch: PlacedSource[] = [];
  private taken = 0;
  private readonly problems: RecordProblem[] = [];
  private readonly counts = { new: 0, changed: 0, unchanged: 0 };
  private problemCount = 0;
  private readonly agentsById = new Map<string, ParsedAgent>();

  constructor(
    private readonly context: FileContext,
    private readonly name: string,
  ) {}

  async take(read: ParsedSource | RecordProblem): Promise<boolean> {
    const record = isProblem(read) ? read : (problemOfText(this.name, read) ?? read);
    if (isProblem(record)) {
      this.note(record);
      return true;
    }
    this.batch.push({ source: record, record: this.taken });
    this.taken += 1;
    return this.batch.length < batchSize || (await this.flush());
  }

  async flush(): Promise<boolean> {
    if (this.batch.length === 0) return true;
    const batch = this.batch;
    this.batch = [];
    await this.store(batch);
    return this.context.goOn(this.records());
  }

  report(outcome: FileOutcome): FileReport {
    const records = this.records();
    const first = this.problems[0];
    if (!outcome.ok) return { status: 'failed', reason: outcome.reason, remedy: outcome.remedy, records };
    const reason = first
      ? this.problems.map((problem) => `${problem.where}: ${problem.reason}`).join('; ') + this.more()
      : null;
    const remedy = first?.remedy ?? null;
    if (records === 0 && first) return { status: 'failed', reason, remedy, records };
    const status = this.counts.changed > 0 ? 'changed' : this.counts.new > 0 ? 'new' : 'unchanged';
    return { status, reason, remedy, records };
  }

  agents = (): readonly ParsedAgent[] => [...this.agentsById.values()];

  private records(): number {
    return this.counts.new + this.counts.changed + this.counts.unchanged;
  }

  private more(): string {
    const rest = this.problemCount - this.problems.length;
    return rest > 0 ? `; and ${rest} more` : '';
  }

  /** Stores a batch; where the database refuses what one record says, that record is named and the others are stored. */
  private async store(batch: readonly PlacedSource[]): Promise<void> {
    const { sources, collectionId, runId, fileOrdinal } = this.context;
    try {
      const outcomes = await sources.store(collectionId, { runId, fileOrdinal }, batch);
      for (const [index, placed] of batch.entries()) this.count(placed, outcomes[index] ?? 'unchanged');
    } catch (error) {
      if (!isDataException(error)) throw error;
      const [only, ...others] = batch;
      if (only && others.length === 0) {
        this.note({
          problem: 'record',
          file: this.name,
          where: only.source.key,
          reason: 'a value in it is out of the range that can be stored',
          remedy: 'correct numbers and dates that are too large or too small, and ingest the file again',
        });
        return;
      }
      for (const record of batch) await this.store([record]);
    }
  }

  private count({ source }: PlacedSource, outcome: StoreOutcome): void {
    this.counts[outcome] += 1;
    const agent = source.call?.agent;
    // What stood there before the run says nothing new of its agent either.
    if (!agent || outcome === 'unchanged') return;
    this.agentsById.set(agent.id, { ...this.agentsById.get(agent.id), ...agent });
  }

  private note(problem: RecordProblem): void {
    this.problemCount += 1;
    if (this.problems.length < problemsShown) this.problems.push(problem);
  }
}

/** A record whose text the database would refuse is left out by name; it must not take the whole file with it. */
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
