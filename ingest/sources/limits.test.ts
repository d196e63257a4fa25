import { describe, expect, it } from 'vitest';
import { type IngestSettings, isProblem, type ParsedSource, type RecordProblem } from '../ports.ts';
import { parseFile } from './parse-file.ts';

const settings: IngestSettings = {
  timeZone: 'Asia/Shanghai',
  pseudonym: (id) => {
    if (id === 'broken') throw new TypeError('broken 13812345678');
    return id;
  },
  ownContacts: { phones: [], emails: [] },
  verbatim: false,
};

async function records(name: string, text: string) {
  const read: (ParsedSource | RecordProblem)[] = [];
  for await (const record of parseFile({ name, bytes: new TextEncoder().encode(text) }, settings)) read.push(record);
  return read;
}
const problem = async (name: string, text: string) => (await records(name, text)).find(isProblem);
const call = (fields: object) => JSON.stringify({ id: 'c', turns: [{ role: 'agent', text: 'hi' }], ...fields });
const row = (metadata: object) => JSON.stringify({ id: 'r', text: 'x', metadata });
const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);

describe('what cannot be kept is refused by its field, line and remedy', () => {
  it.each([
    ['satisfaction', call({ outcome: { result: 'solved', satisfaction: 3_000_000_000 } })],
    ['tenureMonths', call({ agent: { id: 'A', tenureMonths: 3_000_000_000 } })],
    ['handlingSeconds', call({ outcome: { result: 'solved', handlingSeconds: 2_147_484 } })],
    ['turns.0.startMs', call({ turns: [{ role: 'agent', text: 'x', startMs: 2_147_483_648 }] })],
    ['turns.0.endMs', call({ turns: [{ role: 'agent', text: 'x', startMs: 0, endMs: 1e15 }] })],
    ['startedAt', call({ startedAt: '0000-01-01T00:00:00Z' })],
    ['startedAt', call({ startedAt: '+012026-01-01T00:00:00Z' })],
    ['metadata.version', row({ version: '0000-01-01' })],
    ['metadata.effectiveFrom', row({ effectiveFrom: '0001-01-01' })],
    ['metadata.effectiveTo', row({ effectiveTo: '9999-12-31T23:00:00-09:00' })],
    ['nested', `{"id":"r","text":"x","metadata":{"a":${deep(60)}}}`],
    ['nested', `{"id":"r","text":"x","metadata":{"a":${deep(100_000)}}}`],
  ])('%s', async (named, line) => {
    const found = await problem('x.jsonl', `\n${line}`);
    expect(found).toMatchObject({ problem: 'record', line: 2 });
    expect(found?.reason).toContain(named);
    expect(found?.remedy).not.toBe('');
  });

  it.each([
    ['effectiveTo', '---\neffectiveTo: 9999-12-31T23:00:00-09:00\n---\nx'],
    ['version', '---\nversion: 0000-01-01\n---\nx'],
    ['nested', `---\na: ${deep(80)}\n---\nx`],
    ['levels deep', '> '.repeat(5_000)],
  ])('%s of a Markdown file', async (named, text) => {
    expect(await problem('a.md', text)).toMatchObject({ problem: 'file', reason: expect.stringContaining(named) });
  });
});

it('brackets in a string nest nothing', async () => {
  expect(await problem('x.jsonl', JSON.stringify({ id: 'r', text: '["[{'.repeat(100) }))).toBeUndefined();
});

it('an unforeseen error is a named problem of its record that quotes nothing, and stops nothing else', async () => {
  const [first, second] = await records('x.jsonl', `${call({ customer: { id: 'broken' } })}\n${call({ id: 'd' })}`);
  expect(first).toMatchObject({ problem: 'record', line: 1, reason: 'it could not be read (TypeError)' });
  expect(second).toMatchObject({ key: 'd' });
});

it('metadata loses numbers and names that stand under personal keys, and the front matter with it', async () => {
  const text =
    '---\nauthor: 王建国\ncontact: [John Smith, 13812345678]\nmobile: 13912345678\npages: 12\n---\n正文王建国。';
  const [source] = await records('a.md', text);
  if (!source || isProblem(source)) throw new Error('refused');
  expect(source.metadata).toMatchObject({
    author: '[NAME]',
    contact: ['[NAME]', '[PHONE]'],
    mobile: '[PHONE]',
    pages: 12,
  });
  expect(JSON.stringify(source.segments)).not.toMatch(/王建国|Smith|13\d{9}/);
});
