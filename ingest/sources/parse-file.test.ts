import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FileOutcome, type IngestSettings, isProblem, type ParsedSource, type RecordProblem } from '../ports.ts';
import { parseFile } from './parse-file.ts';

const settings: IngestSettings = {
  timeZone: 'Asia/Shanghai',
  pseudonym: (id) => `p-${id.length}`,
  ownContacts: { phones: [], emails: [] },
  verbatim: false,
};

async function parse(name: string, content: string | Uint8Array) {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const records: (ParsedSource | RecordProblem)[] = [];
  const reader = parseFile({ name, bytes }, settings);
  for (;;) {
    const next = await reader.next();
    if (next.done) {
      const outcome: FileOutcome = next.value;
      return {
        outcome,
        sources: records.filter((r): r is ParsedSource => !isProblem(r)),
        problems: records.filter(isProblem),
      };
    }
    records.push(next.value);
  }
}

const call = (fields: object = {}) =>
  JSON.stringify({
    id: 'c1',
    startedAt: '2026-03-02T10:15:00+08:00',
    language: 'zh-Hans',
    channel: 'phone',
    agent: { id: 'A1', name: '李静', team: 't', tenureMonths: 3 },
    customer: { id: 'C-1' },
    outcome: { result: 'solved', satisfaction: 5, source: 'crm' },
    truth: { scenario: 'hidden' },
    turns: [
      { role: 'agent', startMs: 0, endMs: 900, text: '您好，我是客服李静。' },
      { role: 'customer', startMs: 1_000, endMs: 65_000, text: '我叫王建国，手机13812345678。' },
    ],
    ...fields,
  });

describe('calls', () => {
  it('become redacted transcripts with agent, outcome and a pseudonym for the customer', async () => {
    const { sources, outcome } = await parse('calls.jsonl', call());
    expect(outcome).toEqual({ ok: true, records: 1, problems: 0 });
    const [source] = sources;
    expect(source).toMatchObject({ type: 'transcript', key: 'c1', language: 'zh-Hans' });
    expect(source?.segments.map((s) => [s.ordinal, s.role, s.locator, s.text])).toEqual([
      [0, 'agent', '00:00', '您好，我是客服[NAME]。'],
      [1, 'customer', '00:01', '我叫[NAME]，手机[PHONE]。'],
    ]);
    expect(source?.call).toMatchObject({
      agent: { id: 'A1', team: 't' },
      outcome: { result: 'solved', satisfaction: 5 },
      customerPseudonym: 'p-3',
      durationMs: 65_000,
      channel: 'phone',
    });
    expect(source?.call?.startedAt?.toISOString()).toBe('2026-03-02T02:15:00.000Z');
  });

  it('never carry the label that a generator put into them', async () => {
    const [source] = (await parse('calls.jsonl', call())).sources;
    const { hashInput: _, ...kept } = source ?? { hashInput: '' };
    expect(JSON.stringify(kept)).not.toContain('hidden');
  });

  it('that are bad are named with line, field and remedy, and stop nothing else', async () => {
    const lines = [
      '{broken 13812345678',
      call({ turns: [{ role: 'robot', text: 'x' }] }),
      '',
      call({ id: 'c2' }),
      call({ id: 'c2' }),
    ];
    const { sources, problems, outcome } = await parse('x/calls.jsonl', lines.join('\n'));
    expect(sources.map((s) => s.key)).toEqual(['c2']);
    expect(outcome).toEqual({ ok: true, records: 1, problems: 3 });
    expect(problems.map((p) => [p.where, p.reason])).toEqual([
      ['x/calls.jsonl:1', 'not valid JSON'],
      ['x/calls.jsonl:2', 'turns.0.role: must be customer or agent'],
      ['x/calls.jsonl:5', 'its id was used on line 4 already'],
    ]);
    expect(problems.every((p) => p.remedy !== '' && !p.reason.includes('138'))).toBe(true);
  });

  it('lose a name also where it was said before its introduction', async () => {
    const turns = [
      { role: 'agent', text: '您要找建国对吗' },
      { role: 'customer', text: '对，我叫王建国。' },
    ];
    const [source] = (await parse('calls.jsonl', call({ turns }))).sources;
    expect(source?.segments.map((s) => s.text)).toEqual(['您要找[NAME]对吗', '对，我叫[NAME]。']);
  });

  it('keep what the agent looked up, redacted, behind the turn with words that it came after', async () => {
    const turns = [
      { role: 'agent', text: ' ' },
      { role: 'customer', text: '我叫王建国，年费能免吗？' },
      { role: 'agent', text: '能免。' },
    ];
    const lookups = [
      { afterTurns: 2, name: 'check waiver', result: { holder: '王建国', left: 1 } },
      { afterTurns: 3, name: 'note', result: 'done' },
    ];
    const [source] = (await parse('calls.jsonl', call({ turns, lookups }))).sources;
    expect(source?.metadata['lookups']).toEqual([
      {
        after: 0,
        name: 'check waiver',
        result: [
          { field: 'holder', value: '[NAME]' },
          { field: 'left', value: '1' },
        ],
      },
      { after: 1, name: 'note', result: [{ field: '', value: 'done' }] },
    ]);
    expect((await parse('calls.jsonl', call({ lookups: [{ afterTurns: -1, name: 'x' }] }))).problems).toHaveLength(1);
  });

  it('with bytes that are not UTF-8 are named with the offset in the file', async () => {
    const good = new TextEncoder().encode(`${call()}\n`);
    const { problems, sources } = await parse('calls.jsonl', Uint8Array.from([...good, 0x7b, 0xff, 0x7d]));
    expect(sources).toHaveLength(1);
    expect(problems[0]).toMatchObject({ line: 2 });
    expect(problems[0]?.reason).toContain(`byte ${good.length + 1} of the file`);
  });

  it('with a turn that ends before it starts are refused', async () => {
    const turns = [{ role: 'agent', startMs: 5, endMs: 1, text: 'hi' }];
    expect((await parse('calls.jsonl', call({ turns }))).problems[0]?.reason).toBe('turn 1 ends before it starts');
  });
});

describe('rows of documents', () => {
  it('are sources of their own, keyed by file and id, with law, article and start of validity', async () => {
    const row = {
      _id: 'law#1',
      title: '某法 第一条',
      text: '为了规范，制定本法。',
      metadata: { law: '某法', article: '第一条', chapter: '总则', version: '2021-01-01' },
    };
    const [source] = (await parse('set/corpus.jsonl', JSON.stringify(row))).sources;
    expect(source).toMatchObject({ key: 'set/corpus.jsonl#law#1', type: 'document' });
    expect(source?.document).toMatchObject({ row: true, law: '某法', article: '第一条', versionDate: '2021-01-01' });
    expect(source?.document?.validFrom?.toISOString()).toBe('2020-12-31T16:00:00.000Z');
    expect(source?.segments).toHaveLength(1);
  });

  it('without a version hold from the beginning', async () => {
    const row = { id: 7, title: 't', text: 'x', metadata: { version: null } };
    expect((await parse('c.jsonl', JSON.stringify(row))).sources[0]?.document).toMatchObject({
      validFrom: null,
      versionDate: null,
    });
  });

  it('without text or id are named', async () => {
    const { problems } = await parse('c.jsonl', '{"id":"a","text":"  "}\n{"text":"x"}\n[1]');
    expect(problems.map((p) => p.reason)).toEqual([
      'text is empty',
      'the record has neither id nor _id',
      'not a JSON object',
    ]);
  });
});

describe('documents', () => {
  it('keep front matter as evidence and read its dates in the zone, the last day inclusive', async () => {
    const text =
      '---\nkind: product\ntitle: 某卡\naliases: [甲卡, Card A]\neffectiveFrom: 2025-01-01\neffectiveTo: 2026-06-30\n---\n# 某卡\n\n介绍。\n\n## 费用\n\n- 年费：300元\n';
    const [source] = (await parse('p/card.md', text)).sources;
    expect(source?.document).toMatchObject({ kind: 'product', aliases: ['甲卡', 'Card A'] });
    expect(source?.document?.validTo?.toISOString()).toBe('2026-06-30T16:00:00.000Z');
    expect(source?.segments.map((s) => s.locator)).toEqual(['文首', '某卡', '费用']);
  });

  it('that are legal by their structure say when they start', async () => {
    const text =
      '某银行收费办法\n\n第一条 收费应当公示。\n第二条 年费300元。\n第三条 本办法自2026年4月1日起施行。2024年3月1日起施行的办法废止。';
    const [source] = (await parse('rule.txt', text)).sources;
    expect(source?.document).toMatchObject({ kind: 'regulation', versionDate: '2026-04-01' });
    expect(source?.document?.validFrom?.toISOString()).toBe('2026-03-31T16:00:00.000Z');
    expect(source?.title).toBe('某银行收费办法');
  });

  it.each([
    ['a.md', '---\nkind: poem\n---\ntext', 'kind: must be one of product, regulation, procedure, taxonomy'],
    ['a.md', '---\ntitle: [x\n---\ntext', 'the front matter is not valid YAML'],
    ['a.md', '---\neffectiveFrom: 2025-02-30\n---\ntext', 'effectiveFrom is not a day of the calendar'],
    [
      'a.md',
      '---\neffectiveFrom: 2025-03-01\neffectiveTo: 2025-01-01\n---\ntext',
      'effectiveTo lies before effectiveFrom',
    ],
    ['a.md', ' \n', 'the document has no text'],
    ['a.docx', 'PK\u0003\u0004', 'the file is damaged or cut short'],
    ['a.json', '[]', 'the list is empty'],
    ['a.json', '{"a":1}', 'it is no call or document of a form that is known'],
    ['a.xml', '<a/>', 'files of type .xml are not read'],
    ['noname', 'hello', 'neither the name nor the content tells what it is'],
    ['a.txt', '', 'the file is empty'],
    ['a.jsonl', '\n\n', 'the file holds no record'],
  ])('%s with %j is refused: %s', async (name, content, reason) => {
    const { outcome, problems } = await parse(name, content);
    expect(outcome.ok).toBe(false);
    expect(problems[0]?.reason).toContain(reason);
    expect(problems[0]?.remedy).not.toBe('');
  });

  it('that hold calls are read as calls under the name of a text too', async () => {
    const call = '{"id":"c1","turns":[{"role":"customer","text":"Why?"}]}';
    expect((await parse('a.txt', call)).sources[0]?.type).toBe('transcript');
  });

  it('in another encoding are read, and say so', async () => {
    const gbk = Uint8Array.from([0xc4, 0xea, 0xb7, 0xd1, 0xc8, 0xfd, 0xb0, 0xd9, 0xd4, 0xaa]);
    const [source] = (await parse('a.txt', gbk)).sources;
    expect(source).toMatchObject({ title: '年费三百元', metadata: { encoding: 'gb18030' } });
  });

  it('lose a byte order mark', async () => {
    expect((await parse('a.txt', '\ufeff年费说明\n\n年费300元。')).sources[0]?.title).toBe('年费说明');
  });
});

describe('for any bytes', () => {
  it('a file gives records or a named problem, and never throws', async () => {
    const name = fc.constantFrom('a.md', 'a.txt', 'a.jsonl', 'a.json', 'a.vtt', 'a.srt', 'a.csv', 'a.xlsx', 'a');
    const body = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.string({ unit: 'binary', maxLength: 200 }).map((s) => new TextEncoder().encode(s)),
      fc.json().map((s) => new TextEncoder().encode(`${s}\n${s}`)),
      fc
        .array(
          fc.constantFrom(
            '---\n',
            'kind: product\n',
            '# t\n',
            '第一条 甲\n',
            '| a | b |\n',
            '- x: 1\n',
            '1. do\n',
            '&a *a\n',
          ),
        )
        .map((l) => new TextEncoder().encode(l.join(''))),
    );
    await fc.assert(
      fc.asyncProperty(name, body, async (file, bytes) => {
        const { outcome, sources, problems } = await parse(file, bytes);
        expect(sources.length + problems.length).toBeGreaterThan(0);
        if (outcome.ok) expect(outcome.records).toBe(sources.length);
      }),
      { numRuns: 400 },
    );
  });
});
