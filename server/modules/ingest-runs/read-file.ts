import { isProblem, type MappedFile, type Statements } from '../../../ingest/index.ts';
import type { FileOutcome, ParsedAgent, ParsedSource, RecordProblem } from '../../../ingest/ports.ts';
import { DatabaseError } from '../../ports/database.ts';
import type { FileParser, ParserPlace, ParserSettings } from '../../ports/file-parser.ts';
import { unstorableTexts } from '../../text/storable-text.ts';
import type { PlacedSource, SourcesStore, StoreOutcome } from '../sources/index.ts';
import { createFileCounts, type FileContents } from './file-report.ts';
import type { RunFile } from './ingest-run-store.ts';
import type { Taken } from './take-statements.ts';

interface FileContext {
  readonly runId: string;
  readonly collectionId: string;
  readonly fileOrdinal: number;
  readonly sources: SourcesStore;
  readonly parser: FileParser;
  /** Takes in what a list of agents or of outcomes says. */
  readonly takeStatements: (list: Statements) => Promise<Taken>;
  readonly settings: ParserSettings;
  /** Compares with what stands there instead of storing. */
  readonly dryRun: boolean;
  /** Ends the reading. */
  readonly signal: AbortSignal;
  /** Called after each batch with the records so far and the share of the file that was read; false ends the reading. */
  readonly goOn: (records: number, share: number) => Promise<boolean>;
}

export interface FileReport extends Pick<RunFile, 'status' | 'reason' | 'remedy' | 'records'> {
  readonly contents: FileContents | null;
}

/** What became of a file, and what it says of agents. */
export interface FileReading {
  /** Null: the reading was ended. */
  readonly report: FileReport | null;
  readonly agents: readonly ParsedAgent[];
}

/** The class of PostgreSQL's errors about values: out of range, not representable. */
const isDataException = (error: unknown) => error instanceof DatabaseError && error.code.startsWith('22');

const batchSize = 100;
const problemsShown = 5;

/**
 * Reads one file: stores its sources and names whatever could not be read. Doing it again stores nothing twice. Throws
 * ParserLost when the parser ended without a reason that lies in the file.
 */
export async function readFileOfRun(context: FileContext, file: MappedFile): Promise<FileReading> {
  let place: ParserPlace = { share: 0, format: null };
  const batches = new BatchWriter(context, file.name, () => place);
  const records = context.parser.parse(file, context.settings, {
    signal: context.signal,
    onPlace(now) {
      place = now;
    },
  });
  let outcome: FileOutcome | null = null;
  try {
    while (outcome === null) {
      const next = await records.next();
      if (next.done) outcome = next.value;
      else if (!(await batches.take(next.value))) return batches.ended();
    }
  } catch (error) {
    if (context.signal.aborted) return batches.ended();
    throw error;
  } finally {
    // Whatever ends the reading early ends the parser too.
    if (outcome === null) await records.return({ ok: true, records: 0, problems: 0 });
  }
  if (!(await batches.flush())) return batches.ended();
  if (outcome.ok && outcome.statements) {
    const list = outcome.statements;
    return { report: batches.reportList(list, await context.takeStatements(list)), agents: [] };
  }
  return { report: batches.report(outcome), agents: batches.agents() };
}

class BatchWriter {
  private batch: PlacedSource[] = [];
  private taken = 0;
  private readonly problems: RecordProblem[] = [];
  private readonly counts = { new: 0, changed: 0, unchanged: 0 };
  private readonly found = createFileCounts();
  private problemCount = 0;
  private readonly agentsById = new Map<string, ParsedAgent>();

  constructor(
    private readonly context: FileContext,
    private readonly name: string,
    private readonly place: () => ParserPlace,
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
    return this.context.goOn(this.records(), this.place().share);
  }

  report(outcome: FileOutcome): FileReport {
    const records = this.records();
    const said = { records, contents: this.contents() };
    if (!outcome.ok) {
      const { reason, remedy, skipped } = outcome;
      return { status: skipped ? 'skipped' : 'failed', reason, remedy, ...said };
    }
    const first = this.problems[0];
    const reason = first
      ? this.problems.map((problem) => `${problem.where}: ${problem.reason}`).join('; ') + this.more()
      : null;
    const remedy = first?.remedy ?? null;
    if (records === 0 && first) return { status: 'failed', reason, remedy, ...said };
    const status = this.counts.changed > 0 ? 'changed' : this.counts.new > 0 ? 'new' : 'unchanged';
    return { status, reason, remedy, ...said };
  }

  /** Of a file that is a list and holds no source. */
  reportList({ holds, rows }: Statements, taken: Taken): FileReport {
    const contents = { ...this.contents(), types: { [holds]: rows.length } };
    if (!taken.ok) return { status: 'failed', reason: taken.reason, remedy: taken.remedy, records: 0, contents };
    const status = taken.changed > 0 ? 'new' : 'unchanged';
    return { status, reason: null, remedy: null, records: rows.length, contents };
  }

  ended = (): FileReading => ({ report: null, agents: this.agents() });

  agents = (): readonly ParsedAgent[] => [...this.agentsById.values()];

  private contents(): FileContents {
    return this.found.contents({
      format: this.place().format,
      sources: { ...this.counts },
      problems: this.problemCount,
    });
  }

  private records(): number {
    return this.counts.new + this.counts.changed + this.counts.unchanged;
  }

  private more(): string {
    const rest = this.problemCount - this.problems.length;
    return rest > 0 ? `; and ${rest} more` : '';
  }

  /** Stores a batch; where the database refuses what one record says, that record is named and the others are stored. */
  private async store(batch: readonly PlacedSource[]): Promise<void> {
    const { sources, collectionId, runId, fileOrdinal, dryRun } = this.context;
    try {
      const outcomes = dryRun
        ? await sources.compare(collectionId, batch)
        : await sources.store(collectionId, { runId, fileOrdinal }, batch);
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
    this.found.add(source);
    const agent = source.call?.agent;
    // What stood there before the run says nothing new of its agent either.
    if (!agent || outcome === 'unchanged') return;
    this.agentsById.set(agent.id, { ...this.agentsById.get(agent.id), ...agent });
  }

  private note(problem: RecordProblem): void {
    if (problem.problem === 'notice') {
      this.found.notice(problem);
      return;
    }
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
