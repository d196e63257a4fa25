import { createHmac } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import type { CallSettings, MappedFile } from '../../../ingest/index.ts';
import type { FileRecords, ParsedSource, RecordProblem } from '../../../ingest/ports.ts';
import { batchesAhead, type FileMessage, type FromParser, type ToParser } from './parser-messages.ts';
import { refuseNetwork } from './refuse-network.ts';

type Parse = (file: MappedFile, settings: CallSettings) => FileRecords;

const batchRecords = 100;
const batchMs = 100;
const megabyte = 1_048_576;
let startedWith = 0;

const send = (message: FromParser): Promise<void> =>
  new Promise((resolve, reject) => {
    process.send?.(message, undefined, {}, (error) => (error ? reject(error) : resolve()));
  });

/** Reads the files that the parent sends, one after the other. Knows no database, has no network and no environment. */
export function runParser(parse: Parse): void {
  const memory = watchMemory();
  refuseNetwork();
  let key: Uint8Array = new Uint8Array();
  let coming: { readonly file: FileMessage; readonly bytes: Uint8Array; at: number } | null = null;
  const credit = createCredit();
  process.on('disconnect', () => process.exit(0));
  process.on('message', (message: ToParser) => {
    if (message.type === 'key') key = message.pseudonymKey;
    else if (message.type === 'taken') credit.give();
    else if (message.type === 'file') {
      memory.allow(message.size);
      coming = { file: message, bytes: new Uint8Array(message.size), at: 0 };
    } else if (coming) {
      coming.bytes.set(message.bytes, coming.at);
      coming.at += message.bytes.length;
    }
    if (!coming || coming.at < coming.bytes.length) return;
    const { file, bytes } = coming;
    coming = null;
    credit.reset();
    void parseOne(parse, file, bytes, key, credit.take);
  });
  void send({ type: 'ready' });
}

async function parseOne(
  parse: Parse,
  { name, mapping, settings }: FileMessage,
  bytes: Uint8Array,
  key: Uint8Array,
  takeCredit: () => Promise<void>,
): Promise<void> {
  let place = { share: 0, format: null as string | null };
  let records: (ParsedSource | RecordProblem)[] = [];
  let flushedAt = performance.now();
  const flush = async () => {
    if (records.length === 0) return;
    const batch = records;
    records = [];
    await takeCredit();
    // Those ahead are few, so that nothing piles up while one is on its way.
    send({ type: 'batch', records: batch, place }).catch(() => process.exit(1));
    flushedAt = performance.now();
  };
  try {
    const reading = parse(
      { name, bytes, ...(mapping === null ? {} : { mapping }) },
      {
        ...settings,
        pseudonym: (id) => createHmac('sha256', key).update(id).digest('hex').slice(0, 32),
        onShare: (share) => {
          place = { ...place, share };
        },
        onFormat: (format) => {
          place = { ...place, format };
        },
      },
    );
    for (let next = await reading.next(); ; next = await reading.next()) {
      if (next.done) {
        await flush();
        return await send({
          type: 'end',
          outcome: next.value,
          place,
          grownBy: process.memoryUsage.rss() - startedWith,
        });
      }
      records.push(next.value);
      if (records.length >= batchRecords || performance.now() - flushedAt > batchMs) await flush();
    }
  } catch (error) {
    await send({ type: 'failure', kind: error instanceof Error ? error.constructor.name : 'unknown error' });
  }
}

/** How many more batches may be sent before one is taken. */
function createCredit() {
  let left = batchesAhead;
  let wake: (() => void) | null = null;
  return {
    reset() {
      left = batchesAhead;
    },
    give() {
      left += 1;
      wake?.();
    },
    async take(): Promise<void> {
      while (left === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      left -= 1;
    },
  };
}

function watchMemory() {
  startedWith = process.memoryUsage.rss();
  const limitMb = Number(process.env['PARSER_MEMORY_MB']) + Math.ceil(startedWith / megabyte);
  const limit = new SharedArrayBuffer(4);
  const megabytes = new Int32Array(limit);
  Atomics.store(megabytes, 0, limitMb);
  new Worker(new URL('./parser-watch.mjs', import.meta.url), {
    workerData: { limit, parent: process.ppid },
    execArgv: [],
  }).unref();
  return {
    /** A file's own bytes, and what this process is made of, come on top of what its parser may need. */
    allow: (bytes: number) => Atomics.store(megabytes, 0, limitMb + Math.ceil(bytes / megabyte)),
  };
}
