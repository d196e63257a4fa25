import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { FromParser, ToParser } from './parser-messages.ts';

/** How a child ended. */
export type ChildEnd = 'out-of-memory' | 'lost';

/** One child process that parses; speaks in messages. */
export interface ParserChild {
  /** Resolves when the message was handed over. Rejects when the child is gone. */
  send(message: ToParser): Promise<void>;
  /** The next message; null when the child is gone: `ended` says how. */
  receive(): Promise<FromParser | null>;
  readonly ended: Promise<ChildEnd>;
  readonly isGone: boolean;
  kill(): void;
  /** Whether the process of the parent waits for it. */
  hold(held: boolean): void;
}

export interface ChildSettings {
  readonly memoryMb: number;
  readonly pseudonymKey: Uint8Array;
  /** Where parseFile comes from, for tests. */
  readonly module?: string;
}

/** Starts a parser with nothing of this process's environment but the place of temporary files. */
export async function startParserChild({ memoryMb, pseudonymKey, module }: ChildSettings): Promise<ParserChild> {
  const { TMPDIR, PATH } = process.env;
  const child = fork(fileURLToPath(new URL('./parser-child-start.mjs', import.meta.url)), [], {
    serialization: 'advanced',
    execArgv: [`--max-old-space-size=${memoryMb}`],
    env: {
      ...(TMPDIR === undefined ? {} : { TMPDIR }),
      ...(PATH === undefined ? {} : { PATH }),
      ...(module === undefined ? {} : { PARSER_MODULE: module }),
      PARSER_MEMORY_MB: String(memoryMb),
    },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const handle = handleOf(child);
  let printed = '';
  let started = false;
  // What it prints later may quote what it reads.
  child.stderr?.on('data', (chunk: Buffer) => {
    if (!started) printed = (printed + chunk.toString()).slice(-2_000);
  });
  await handle.send({ type: 'key', pseudonymKey }).catch(() => undefined);
  if ((await handle.receive()) === null) throw new Error(`The parser process did not start: ${printed}`);
  started = true;
  return handle;
}

function handleOf(child: ChildProcess): ParserChild {
  const waiting: FromParser[] = [];
  let wake: (() => void) | null = null;
  let gone = false;
  const ended = once(child, 'exit').then(
    ([code, signal]): ChildEnd =>
      // The heap's own limit aborts the process.
      signal === 'SIGUSR2' || signal === 'SIGABRT' || code === 134 ? 'out-of-memory' : 'lost',
    (): ChildEnd => 'lost',
  );
  const end = () => {
    gone = true;
    wake?.();
  };
  child.on('message', (message) => {
    waiting.push(message as FromParser);
    wake?.();
  });
  child.on('exit', end);
  child.on('error', end);
  return {
    send: (message) =>
      new Promise((resolve, reject) => {
        if (gone || !child.connected) return reject(new Error('the parser is gone'));
        child.send(message, (error) => (error ? reject(error) : resolve()));
      }),
    async receive() {
      while (waiting.length === 0 && !gone) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return waiting.shift() ?? null;
    },
    ended,
    get isGone() {
      return gone;
    },
    kill: () => void child.kill('SIGKILL'),
    hold(held) {
      const handles = [child, child.channel, child.stderr instanceof Socket ? child.stderr : null];
      for (const handle of handles) {
        if (held) handle?.ref();
        else handle?.unref();
      }
    },
  };
}
