import { describe, expect, it } from 'vitest';
import { csvChinese, csvEnglish, workbook } from './testing/call-examples.ts';
import { makeWorkbook, workbookParts, zipOf } from './testing/make-workbook.ts';
import { parseOne, parseWhole, spoken } from './testing/parse-whole.ts';

describe('CSV', () => {
  it('with Chinese headers becomes a call for each id, with its facts', async () => {
    const { sources, outcome } = await parseWhole('a.csv', `\ufeff${csvChinese}`);
    expect(outcome).toEqual({ ok: true, records: 2, problems: 0 });
    const [first, second] = sources;
    expect(first).toMatchObject({ key: 'c-1', language: 'zh-Hans' });
    expect(first?.call).toMatchObject({
      agent: { id: 'A7', name: '林静', team: '一组' },
      outcome: { result: 'solved', satisfaction: 5, handlingSeconds: 190 },
      customerPseudonym: 'p-3',
      startedAt: new Date('2026-03-02T02:15:00Z'),
      channel: 'phone',
    });
    expect(first && spoken(first)).toEqual([
      ['agent', 0, 900, '您好，我是[NAME]。'],
      ['customer', 1_000, 2_500, '年费扣了两次，"两次"！'],
    ]);
    expect(second).toMatchObject({ metadata: { leftOut: { machine: 1 } }, call: { outcome: { result: 'escalated' } } });
  });

  it('with English headers, semicolons and the time of day counts from the first turn, over midnight too', async () => {
    expect(spoken(await parseOne('a.csv', csvEnglish)).map(([role, startMs]) => [role, startMs])).toEqual([
      ['agent', 0],
      ['customer', 4_500],
    ]);
    const late = csvEnglish.replace('10:15:03', '23:59:59').replace('10:15:07.5', '00:00:01');
    expect((await parseOne('a.csv', late)).segments.map((s) => s.startMs)).toEqual([0, 2_000]);
  });

  it('without a column for the call is one call; date-times count from its start', async () => {
    const rows =
      'speaker\ttext\ttime\tcall start\nAgent\thi\t2026-03-02 10:15:01.250\t2026-03-02 10:15:00\nCustomer\tho\t2026-03-02T10:15:03+08:00\t\n';
    const source = await parseOne('x/one.tsv', rows);
    expect(source).toMatchObject({ key: 'x/one.tsv', call: { startedAt: new Date('2026-03-02T02:15:00Z') } });
    expect(source.segments.map((s) => s.startMs)).toEqual([1_250, 3_000]);
  });

  it('takes columns and speakers from the mapping beside it', async () => {
    const rows = 'k,a,b,c\n1,01,hello,3\n1,02,hi,4.5\n';
    expect((await parseWhole('a.csv', rows)).problems[0]?.remedy).toContain('a header');
    const mapping = {
      columns: { callId: 'k', role: 'a', text: 'b', startSeconds: 'c' },
      speakers: { '01': 'agent', '02': 'customer' },
    };
    expect(spoken(await parseOne('a.csv', rows, mapping))).toEqual([
      ['agent', 3_000, undefined, 'hello'],
      ['customer', 4_500, undefined, 'hi'],
    ]);
  });

  it('names a bad row with its line and how to mend it, and loses no other call', async () => {
    const rows = [
      'callId,role,text,start,outcome',
      'a,Agent,hi,00:01,',
      'a,Customer,ho,7,',
      'c,Agent,hi,00:01,solved',
      'c,Customer,ho "ho",00:02,',
      'd,Agent,hi,00:01,brilliant 13812345678',
      ',Agent,hi,00:01,',
      'e,,hi,00:01,',
      'f,小李,嗯,00:01,',
      'f,小王,嗯,00:01,',
      'g,Agent,hi,00:01,',
      'g,Customer,"ho,00:02,',
      'h,Agent,hi,00:01,',
    ].join('\n');
    const { sources, problems, outcome } = await parseWhole('a.csv', rows);
    expect(sources.map((s) => s.key)).toEqual(['c']);
    expect(outcome).toEqual({ ok: true, records: 1, problems: 6 });
    expect(problems.map((p) => [p.line, p.reason])).toEqual([
      [7, 'the row names no call'],
      [2, 'line 3: start is a number without a unit'],
      [6, 'outcome must be one of solved, escalated, unresolved, abandoned, unknown'],
      [8, 'line 8: the row does not say who speaks'],
      [9, 'it does not tell which of its speakers is the customer and which the agent (2 of 2 unknown)'],
      [11, 'line 12: a quote that opens here is never closed, so that the rows below it are lost'],
    ]);
    expect(problems.every((p) => p.remedy !== '' && !/138|brilliant/.test(p.reason))).toBe(true);
  });

  it('takes in no call that a lost row may belong to', async () => {
    const rows = ['callId,role,text', 'a,Agent,1', 'b,Agent,2', 'a,Customer,3', 'b,Customer,"4'].join('\n');
    expect((await parseWhole('a.csv', rows)).sources).toEqual([]);
  });

  it.each([
    ['a,b\n1,2\n', undefined, 'no header row tells which columns hold the words and who says them'],
    ['role,text\n', undefined, 'the table holds no utterance'],
    [
      'role,text\nAgent,x\n',
      { columns: { callId: 'nope' } },
      'the mapping says that callId stands under a header that the table does not have',
    ],
    ['role,text\nAgent,x\n', { columns: { nope: 'x' } }, 'its mapping: columns'],
    ['role,text\nAgent,x\n', '{', 'its mapping: the mapping is not valid JSON'],
  ])('%j with the mapping %j is refused: %s', async (rows, mapping, reason) => {
    const { outcome, problems } = await parseWhole('a.csv', rows, mapping as object | undefined);
    expect(outcome.ok).toBe(false);
    expect(problems[0]?.reason).toContain(reason);
    expect(problems[0]?.remedy).not.toBe('');
  });
});

describe('a mapping', () => {
  it('is no source of its own, and is checked', async () => {
    expect((await parseWhole('a.csv.mapping.json', { speakers: { A: 'agent' } })).outcome).toEqual({
      ok: true,
      records: 0,
      problems: 0,
    });
    const { outcome, problems } = await parseWhole('a.csv.mapping.json', { speakers: { A: 'king' } });
    expect(outcome.ok).toBe(false);
    expect(problems[0]).toMatchObject({ problem: 'file', reason: expect.stringContaining('speakers.A') });
  });
});

describe('a workbook', () => {
  it('is read from the sheet that has utterances: title rows, merged ids, times and dates of its formats', async () => {
    const { sources } = await parseWhole('a.xlsx', workbook());
    expect(sources.map((s) => s.key)).toEqual(['x-1', 'x-2']);
    const [first] = sources;
    expect(first?.call).toMatchObject({ startedAt: new Date('2026-03-02T02:15:00Z'), customerPseudonym: 'p-11' });
    expect(first && spoken(first)).toEqual([
      ['agent', 1_000, undefined, '您好 & 欢迎 <来电>'],
      ['customer', 4_500, undefined, '卡丢了。'],
    ]);
  });

  it('is known by its content, and read from the sheet that the mapping names', async () => {
    const two = makeWorkbook({
      A: {
        rows: [
          ['role', 'text'],
          ['Agent', 'first'],
        ],
      },
      B: {
        rows: [
          ['role', 'text'],
          ['Agent', 'second'],
        ],
      },
    });
    expect((await parseOne('download', two)).segments[0]?.text).toBe('first');
    expect((await parseOne('a.xlsx', two, { sheet: 'B' })).segments[0]?.text).toBe('second');
    expect((await parseWhole('a.xlsx', two, { sheet: 'C' })).problems[0]?.reason).toContain(
      'a sheet that the workbook does not have',
    );
  });

  it('that would unpack to too much is refused, whatever its header claims', async () => {
    const parts = workbookParts({
      A: {
        rows: [
          ['role', 'text'],
          ['Agent', 'x'],
        ],
      },
    });
    expect((await parseWhole('a.xlsx', zipOf(parts, 200 * 1_048_576))).problems[0]?.reason).toBe(
      'it unpacks to more than 128 MiB',
    );
    const bomb = { ...parts, 'xl/workbook.xml': new Uint8Array(5 * 1_048_576) };
    expect((await parseWhole('a.xlsx', zipOf(bomb, 1_000))).problems[0]?.reason).toBe(
      'it unpacks to more than its header says',
    );
  });

  it.each([
    [
      'not well-formed',
      { 'xl/worksheets/sheet1.xml': '<worksheet><row>' },
      'a part of the workbook is not well-formed XML',
    ],
    [
      'with entities of its own',
      { 'xl/sharedStrings.xml': '<!DOCTYPE x [<!ENTITY a "b">]><sst><si><t>&a;</t></si></sst>' },
      'a part of the workbook is not well-formed XML',
    ],
    [
      'without a table',
      { 'xl/worksheets/sheet1.xml': '<worksheet/>' },
      'no header row tells which columns hold the words and who says them',
    ],
  ])('%s is refused', async (_, parts, reason) => {
    const whole = {
      ...workbookParts({
        A: {
          rows: [
            ['role', 'text'],
            ['Agent', 'x'],
          ],
        },
      }),
      ...parts,
    };
    expect((await parseWhole('a.xlsx', zipOf(whole))).problems[0]?.reason).toBe(reason);
  });

  it('cut short, or with another content, is refused', async () => {
    expect((await parseWhole('a.xlsx', workbook().subarray(0, 900))).problems[0]?.reason).toBe(
      'the workbook is damaged or cut short',
    );
    expect((await parseWhole('a.xlsx', 'role,text')).problems[0]?.reason).toBe('the content is no workbook');
  });
});
