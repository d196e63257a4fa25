import type { MappedFile } from '../../../ingest/index.ts';
import type { FileOutcome, FileRecords, ParsedSource, RecordProblem } from '../../../ingest/ports.ts';
import { type FileParser, ParserLost, type ParserOptions, type ParserSettings } from '../../ports/file-parser.ts';
import { type ParserChild, startParserChild } from './parser-child-handle.ts';
import { createParserClock, type ParserClock } from './parser-clock.ts';
import { pieceBytes } from './parser-messages.ts';

export interface ParserProcessOptions {
  /** What a parser may need in megabytes, its file's own bytes not counted. */
  readonly memoryMb: number;
  /** How long a parser may work without bringing a record; a whole file may take thirty times as long. */
  readonly timeoutSeconds: number;
  readonly pseudonymKey: Uint8Array;
  /** Another module that exports parseFile, for tests. */
  readonly module?: string;
}

const filesPerChild = 500;
const wholeFileFactor = 30;
const idleMs = 30_000;
const megabyte = 1_048_576;

/** What became of a file, and by how many bytes its child has grown; null: the child is of no more use. */
interface Finished {
  readonly outcome: FileOutcome;
  readonly grownBy: number | null;
}

/**
 * Parsers in child processes: one for each file that is parsed at a time, used again for the next file, and replaced
 * after many files or when it has grown. A child has no database, no network and none of this process's environment.
 */
export function parserProcess(options: ParserProcessOptions): FileParser {
  const resting = createRestingChildren(options.memoryMb);
  return {
    async *parse(file, settings, { signal, onPlace } = {}) {
      const { child, files } = resting.take() ?? { child: await startParserChild(options), files: 0 };
      const end = () => child.kill();
      const { timeoutSeconds } = options;
      const clock = createParserClock(
        { recordMs: timeoutSeconds * 1_000, fileMs: timeoutSeconds * 1_000 * wholeFileFactor },
        end,
      );
      let grownBy: number | null = null;
      try {
        signal?.throwIfAborted();
        signal?.addEventListener('abort', end, { once: true });
        clock.start();
        // A child that goes meanwhile says so when it is listened to.
        await sendFile(child, file, settings).catch(() => undefined);
        const finished = yield* readMessages(child, file, clock, options, {
          ...(onPlace && { onPlace }),
          ...(signal && { signal }),
        });
        grownBy = finished.grownBy;
        return finished.outcome;
      } finally {
        clock.stop();
        signal?.removeEventListener('abort', end);
        if (grownBy === null) child.kill();
        else resting.put(child, files + 1, grownBy);
      }
    },
    close: resting.close,
  };
}

async function sendFile(child: ParserChild, file: MappedFile, settings: ParserSettings): Promise<void> {
  const { name, bytes, mapping = null } = file;
  await child.send({ type: 'file', name, size: bytes.length, mapping, settings });
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    await child.send({ type: 'piece', bytes: bytes.subarray(at, at + pieceBytes) });
  }
}

async function* readMessages(
  child: ParserChild,
  file: MappedFile,
  clock: ParserClock,
  limits: ParserProcessOptions,
  { signal, onPlace }: ParserOptions,
): AsyncGenerator<ParsedSource | RecordProblem, Finished, undefined> {
  for (;;) {
    clock.start();
    const message = await child.receive();
    clock.stop();
    if (message === null) {
      const end = await child.ended;
      signal?.throwIfAborted();
      const why = clock.exceeded ?? end;
      if (why === 'lost') throw new ParserLost('The process that read this file ended before it was done');
      return { outcome: yield* failed(file.name, faultOf(why, limits)), grownBy: null };
    }
    if (message.type === 'failure') {
      return { outcome: yield* failed(file.name, unforeseen(message.kind)), grownBy: null };
    }
    if (message.type === 'ready') continue;
    onPlace?.(message.place);
    if (message.type === 'end') return message;
    yield* message.records;
    await child.send({ type: 'taken' }).catch(() => undefined);
  }
}

interface Fault {
  readonly reason: string;
  readonly remedy: string;
}

async function* failed(name: string, fault: Fault): FileRecords {
  yield { problem: 'file', file: name, where: name, ...fault };
  return { ok: false, where: name, ...fault };
}

function faultOf(why: 'record' | 'file' | 'out-of-memory', { timeoutSeconds, memoryMb }: ParserProcessOptions): Fault {
  const remedy = (setting: string) => `Split the file up or simplify it; an operator may raise ${setting}.`;
  switch (why) {
    case 'record':
      return {
        reason: `reading it took longer than ${timeoutSeconds} s without a record`,
        remedy: remedy('PARSER_TIMEOUT_SECONDS'),
      };
    case 'file':
      return {
        reason: `reading it took longer than ${timeoutSeconds * wholeFileFactor} s`,
        remedy: remedy('PARSER_TIMEOUT_SECONDS'),
      };
    case 'out-of-memory':
      return { reason: `reading it needed more than ${memoryMb} MB of memory`, remedy: remedy('PARSER_MEMORY_MB') };
  }
}

const unforeseen = (kind: string): Fault => ({
  reason: `it could not be read (${kind})`,
  remedy: 'Simplify its structure or split it up; if it is plain, report it as a fault of the program.',
});

interface Resting {
  readonly child: ParserChild;
  readonly files: number;
  readonly timer: NodeJS.Timeout;
}

/** Children that wait for the next file, a while. */
function createRestingChildren(memoryMb: number) {
  let resting: readonly Resting[] = [];
  let closed = false;
  return {
    take(): Omit<Resting, 'timer'> | null {
      const rested = resting.findLast(({ child }) => !child.isGone);
      for (const { timer } of rested ? [rested] : []) clearTimeout(timer);
      resting = resting.filter((one) => one !== rested && !one.child.isGone);
      rested?.child.hold(true);
      return rested ?? null;
    },
    put(child: ParserChild, files: number, grownBy: number): void {
      if (closed || child.isGone || files >= filesPerChild || grownBy > (memoryMb * megabyte) / 2) {
        child.kill();
        return;
      }
      child.hold(false);
      const timer = setTimeout(() => {
        resting = resting.filter((one) => one.child !== child);
        child.kill();
      }, idleMs).unref();
      resting = [...resting, { child, files, timer }];
    },
    async close(): Promise<void> {
      closed = true;
      const ending = resting;
      resting = [];
      for (const { child, timer } of ending) {
        clearTimeout(timer);
        child.hold(true);
        child.kill();
        await child.ended;
      }
    },
  };
}
