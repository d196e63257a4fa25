import { createHmac } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { isProblem } from '../../../ingest/index.ts';
import { ParserLost, type ParserOptions } from '../../ports/file-parser.ts';
import { parserProcess } from './parser-process.ts';

const module = fileURLToPath(new URL('./testing/misbehaving-parser.ts', import.meta.url));
const pseudonymKey = Buffer.alloc(32, 7);
const settings = { timeZone: 'UTC', ownContacts: { phones: [], emails: [] }, verbatim: false };
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

function openParser(limits: { readonly memoryMb?: number; readonly timeoutSeconds?: number } = {}) {
  const parser = parserProcess({ memoryMb: 256, timeoutSeconds: 60, pseudonymKey, module, ...limits });
  closing.push(() => parser.close());
  return async (
    name: string,
    options?: ParserOptions,
    content: { bytes: Uint8Array; mapping?: Uint8Array } = { bytes: new Uint8Array(1) },
  ) => {
    const reading = parser.parse({ name, ...content }, settings, options);
    const said: string[] = [];
    for (;;) {
      const next = await reading.next();
      if (next.done) return { outcome: next.value, said };
      if (isProblem(next.value)) said.push(next.value.reason);
    }
  };
}

describe('a parser in a process of its own', { timeout: 120_000 }, () => {
  it('that hangs is ended, and the next file is read', async () => {
    const parse = openParser({ timeoutSeconds: 1 });
    const { outcome, said } = await parse('hang');
    expect(outcome).toMatchObject({
      ok: false,
      reason: 'reading it took longer than 1 s without a record',
      remedy: expect.stringContaining('PARSER_TIMEOUT_SECONDS'),
    });
    expect(said).toHaveLength(1);
    expect((await parse('many')).outcome).toMatchObject({ ok: true, problems: 5_000 });
  });

  it.each(['heap', 'other-memory'])('that needs too much memory (%s) is ended with reason and remedy', async (name) => {
    const { outcome } = await openParser({ memoryMb: 128 })(name);
    expect(outcome).toMatchObject({
      ok: false,
      reason: 'reading it needed more than 128 MB of memory',
      remedy: expect.stringContaining('PARSER_MEMORY_MB'),
    });
  });

  it('that crashes says so by ParserLost, and is replaced', async () => {
    const parse = openParser();
    await expect(parse('crash')).rejects.toThrow(ParserLost);
    expect((await parse('many')).said).toHaveLength(5_000);
  });

  it('that throws does not pass on what it says, which may quote the file', async () => {
    const { outcome } = await openParser()('throw-words');
    expect(outcome).toMatchObject({ ok: false, reason: 'it could not be read (RangeError)' });
  });

  it('gets the file whole, has neither network nor environment, and is used again', async () => {
    const parse = openParser();
    const bytes = new Uint8Array(9 * 1_048_576).fill(3);
    bytes[0] = 1;
    bytes[bytes.length - 1] = 2;
    expect((await parse('whole', {}, { bytes, mapping: new Uint8Array(5) })).said).toEqual([
      `${bytes.length} bytes that begin with 1 and end with 2`,
      '5 of mapping',
      createHmac('sha256', pseudonymKey).update('C-1').digest('hex').slice(0, 32),
    ]);
    expect((await parse('network')).said[0]).toMatch(/no network/);
    expect((await parse('environment')).said[0]).not.toMatch(/HOME|URL|PASSWORD|KEY/);
    expect((await parse('pid')).said).toEqual((await parse('pid')).said);
  });

  it('ends when it is told to', async () => {
    const stop = new AbortController();
    const parsing = openParser()('hang', { signal: stop.signal });
    setTimeout(() => stop.abort(new Error('cancelled')), 200);
    await expect(parsing).rejects.toThrow('cancelled');
  });
});
