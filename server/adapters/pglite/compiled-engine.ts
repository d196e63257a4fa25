import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

// Of the DOM's types, which are not this program's.
declare const WebAssembly: { compile(code: Uint8Array): Promise<unknown> };

let kept: Promise<unknown> | undefined;

/**
 * From now on the engine's code is compiled once for all databases that this process opens, and not again for each that
 * is opened when no other is open.
 */
export async function keepCompiledEngine(): Promise<void> {
  kept ??= readFile(join(dirname(createRequire(import.meta.url).resolve('@electric-sql/pglite')), 'pglite.wasm')).then(
    (code) => WebAssembly.compile(code),
  );
  await kept;
}
