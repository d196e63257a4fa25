import { describe, expect, it } from 'vitest';
import {
  type DraftPart,
  type ProposalDraft,
  parseContent,
  proposalDraftSchema,
  refuseEnds,
} from '../../graph-schema/index.ts';
import type { IngestSettings, StoredSource } from '../ports.ts';
import { parseFile } from '../sources/parse-file.ts';
import { mineDocument } from './mine-document.ts';
import { verbatimParts } from './verbatim-parts.ts';

const settings: IngestSettings = {
  timeZone: 'Asia/Shanghai',
  pseudonym: (id) => id,
  ownContacts: { phones: [], emails: [] },
  verbatim: false,
};

async function stored(name: string, text: string): Promise<StoredSource> {
  const { value: record } = await parseFile({ name, bytes: new TextEncoder().encode(text) }, settings).next();
  if (!('key' in record)) throw new Error('the document was refused');
  const { hashInput: _, ...source } = record;
  return { ...source, sourceId: name, segments: source.segments.map((s) => ({ ...s, id: `${name}/${s.ordinal}` })) };
}

const wordsOf = (source: StoredSource, part: DraftPart) =>
  part.evidence.map(({ span }) =>
    source.segments.find((s) => s.id === span.segmentId)?.text.slice(span.start, span.end),
  );

/** Mines the text and checks what holds for every proposal: the schemas, the ends, and evidence for every part. */
async function mined(name: string, text: string) {
  const source = await stored(name, text);
  const drafts: ProposalDraft[] = mineDocument(source, settings);
  for (const draft of drafts) {
    proposalDraftSchema.parse(draft);
    for (const part of draft.parts) {
      expect(wordsOf(source, part).every((words) => words !== undefined && words.trim() !== '')).toBe(true);
      expect(part.evidence.length).toBeGreaterThan(0);
      if (part.sort === 'node') parseContent(part.kind, part.content);
      else if ('kind' in part.from && 'kind' in part.to) {
        expect(refuseEnds(part.kind, part.from.kind, part.to.kind)).toBeNull();
      }
    }
  }
  const parts = drafts.flatMap((draft) => draft.parts);
  const nodes = (kind: string) => parts.filter((part) => part.sort === 'node').filter((part) => part.kind === kind);
  const edges = (kind: string) =>
    parts.flatMap((part) =>
      part.sort === 'edge' && part.kind === kind && 'key' in part.from && 'key' in part.to
        ? [{ from: part.from.key, to: part.to.key, content: part.content, words: wordsOf(source, part) }]
        : [],
    );
  return { source, drafts, nodes, edges };
}

describe('a product document', async () => {
  const text = `---
kind: product
title: 甲信用卡
aliases: [甲卡]
effectiveFrom: 2025-01-01
---
# 甲信用卡

一张信用卡，收费依据《某银行收费办法》第四条。

## 费用

| 项目 | 标准 | 条件 |
| --- | --- | --- |
| 年费 | 每年300元 | 首年免收 |
| 取现 | 金额的1% | |

- 免息期：最长50天
- 未激活不收年费
`;
  const { nodes, edges } = await mined('card.md', text);

  it('gives the product with facts from tables and lists, typed where one number is stated', () => {
    expect(nodes('product')[0]?.content).toMatchObject({ name: '甲信用卡', aliases: ['甲卡'] });
    expect(nodes('product_fact').map((fact) => [fact.key, fact.content.statement, fact.content.value])).toEqual([
      [
        '甲信用卡/费用 年费',
        '费用 年费：每年300元；条件：首年免收',
        { type: 'amount', amount: 300, currency: 'CNY', per: 'year' },
      ],
      ['甲信用卡/费用 取现', '费用 取现：金额的1%', { type: 'rate', percent: 1 }],
      ['甲信用卡/免息期', '免息期：最长50天', { type: 'duration', count: 50, unit: 'day', bound: 'at_most' }],
      ['甲信用卡/未激活不收年费', '未激活不收年费', { type: 'text', text: '未激活不收年费' }],
    ]);
    expect(nodes('product_fact')[0]?.validFrom).toBe('2024-12-31T16:00:00.000Z');
  });

  it('ties facts to the product and the product to the clause that it names, by the sentence that says so', () => {
    expect(edges('PART_OF')).toHaveLength(4);
    expect(edges('GOVERNED_BY')).toMatchObject([
      { from: '甲信用卡', to: '某银行收费办法/第四条', words: ['一张信用卡，收费依据《某银行收费办法》第四条。'] },
    ]);
  });
});

describe('a regulation', async () => {
  const text =
    '# 某銀行收費辦法\n\n## 第一章 總則\n\n第一條 收費應當公示。\n\n## 第二章 收費\n\n第2條【年費】 依照本辦法第一條，年費300元。\n（一）首年免收；\n（二）其後照收。\n\n第三條 本辦法自2026年4月1日起施行。\n';
  const { nodes, edges } = await mined('rule.md', text);

  it('gives clauses under keys that outlive its versions, with chapter, text and interval', () => {
    expect(nodes('regulation')[0]).toMatchObject({ key: '某银行收费办法', content: { versionDate: '2026-04-01' } });
    expect(nodes('clause').map((clause) => clause.key)).toEqual([
      '某银行收费办法/第一条',
      '某银行收费办法/第二条',
      '某银行收费办法/第三条',
    ]);
    expect(nodes('clause')[1]?.content).toMatchObject({
      law: '某銀行收費辦法',
      article: '第2條',
      heading: '年費',
      chapter: '第二章 收費',
      text: '依照本辦法第一條，年費300元。\n（一）首年免收；\n（二）其後照收。',
      versionDate: '2026-04-01',
    });
    expect(nodes('clause')[1]?.validFrom).toBe('2026-03-31T16:00:00.000Z');
  });

  it('ties clauses to it and to each other', () => {
    expect(edges('PART_OF')).toHaveLength(3);
    expect(edges('MENTIONS')).toMatchObject([{ from: '某银行收费办法/第二条', to: '某银行收费办法/第一条' }]);
  });
});

describe('a procedure', async () => {
  const text = `---
kind: procedure
title: 年费争议处理
products: [甲信用卡, 乙卡]
---
# 年费争议处理

## 适用情形

客户对甲信用卡的年费不认可。

## 步骤

1. 核验身份，查询账单。
2. 若客户未达标，则核对是否可以减免（《某银行收费办法》第五条、第六条）。
3. If the customer insists, then open a complaint.

## 话术参考

- “我先核验您的身份，再查账单。”

## 禁止承诺

- 不得承诺全额退费。
`;
  const { nodes, edges } = await mined('flow.md', text);

  it('gives its steps in order with their conditions', () => {
    expect(nodes('step').map((step) => [step.key, step.content.name, step.content.condition])).toEqual([
      ['年费争议处理/1', '核验身份', undefined],
      ['年费争议处理/2', '核对是否可以减免', '若客户未达标'],
      ['年费争议处理/3', 'open a complaint', 'If the customer insists'],
    ]);
    expect(edges('NEXT_STEP')).toMatchObject([
      { to: '年费争议处理/2', content: { condition: '若客户未达标' } },
      { to: '年费争议处理/3', content: { condition: 'If the customer insists' } },
    ]);
    expect(nodes('procedure')[0]?.content).toMatchObject({ avoid: ['不得承诺全额退费。'] });
  });

  it('ties steps to every article that they name, and the suggested line to the step that it is about', () => {
    expect(edges('GOVERNED_BY').map((edge) => edge.to)).toEqual(['某银行收费办法/第五条', '某银行收费办法/第六条']);
    expect(edges('USES_SCRIPT')).toMatchObject([{ from: '年费争议处理/1', to: '年费争议处理/script/1' }]);
    expect(nodes('script')[0]?.content).toMatchObject({
      say: '我先核验您的身份，再查账单。',
      avoid: ['不得承诺全额退费。'],
    });
  });

  it('is about the products that its body or front matter names', () => {
    expect(edges('ABOUT_PRODUCT').map((edge) => edge.to)).toEqual(['甲信用卡', '乙卡']);
  });

  it('reads conditions that go on, that are the whole step, or that say otherwise; and no empty places', async () => {
    const { nodes: read } = await mined(
      'flow-en.md',
      `---
kind: procedure
title: Late parcels
---
## Steps

1. If the parcel is late, and the customer is upset, then offer a voucher.
2. If they are still unhappy:
   - Ask a manager.
3. Otherwise, close the ticket.
4. Then, check the new, longer address.
5. x
`,
    );
    expect(read('step').map((step) => [step.content.name, step.content.condition])).toEqual([
      ['offer a voucher', 'If the parcel is late, and the customer is upset'],
      ['If they are still unhappy', 'If they are still unhappy'],
      ['close the ticket', 'Otherwise'],
      ['check the new, longer address', undefined],
    ]);
  });

  it('is read from numbered lines that Markdown does not know as a list', async () => {
    const lines = await mined('flow.txt', '退费流程\n\n1、核验客户身份。\n2、查询扣费记录。\n3、提交退费申请。\n');
    expect(lines.nodes('step').map((step) => step.content.instruction)).toEqual([
      '核验客户身份。',
      '查询扣费记录。',
      '提交退费申请。',
    ]);
  });
});

describe('a taxonomy', () => {
  it('gives complaint types with their other labels, the nested ones narrower', async () => {
    const { nodes, edges } = await mined(
      'types.md',
      '---\nkind: taxonomy\n---\n- 信用卡 / Credit cards: 卡类\n  - 年费争议 / Annual fee: 退年费, 乱收费\n',
    );
    expect(nodes('complaint_type').map((type) => type.content)).toEqual([
      { name: '信用卡', altLabels: ['Credit cards', '卡类'] },
      { name: '年费争议', altLabels: ['Annual fee', '退年费', '乱收费'] },
    ]);
    expect(edges('BROADER')).toMatchObject([{ from: '年费争议', to: '信用卡' }]);
  });
});

describe('in its own words', () => {
  const row = async (fields: object) =>
    verbatimParts(await stored('set.jsonl', JSON.stringify({ id: 'x1', title: '标题', ...fields })))[0];

  it('a row of a law is a clause under the key of its source', async () => {
    const metadata = { law: '某法', article: '第一条', chapter: '总则', version: '2021-01-01' };
    expect(await row({ text: '为了规范。', metadata })).toMatchObject({
      kind: 'clause',
      key: 'set.jsonl#x1',
      content: { law: '某法', article: '第一条', chapter: '总则', versionDate: '2021-01-01', text: '为了规范。' },
      validFrom: '2020-12-31T16:00:00.000Z',
    });
  });

  it('a row with a list of three instructions is a procedure, one with a list of facts is not', async () => {
    expect(
      (await row({ text: 'Steps:\n\n1. Verify the caller.\n2. Open the account.\n3. Send the form.' }))?.kind,
    ).toBe('procedure');
    expect((await row({ text: '1. 核验身份。\n2. 登记工单。\n3. 告知客户。' }))?.kind).toBe('procedure');
    const facts = await row({ text: '1. The fee is $5.\n2. The limit is $10.\n3. The term is a year.' });
    expect(facts).toMatchObject({ kind: 'clause', content: { law: '标题', article: 'x1', heading: '标题' } });
  });

  it('a row is the kind that it asks to be', async () => {
    expect(await row({ text: '说什么', metadata: { kind: 'script' } })).toMatchObject({
      kind: 'script',
      content: { name: '标题', say: '说什么' },
    });
  });

  it('every part has content that its kind accepts', async () => {
    for (const kind of [
      'scenario',
      'step',
      'script',
      'best_practice',
      'product',
      'product_fact',
      'regulation',
      'clause',
      'procedure',
      'complaint_type',
      'need',
    ] as const) {
      const part = await row({ text: '内容', metadata: { kind } });
      expect(part?.sort === 'node' && part.kind === kind && parseContent(kind, part.content)).toBeTruthy();
    }
  });

  it('a document without a kind comes section by section', async () => {
    const { nodes } = await mined('notes.md', '# 说明\n\n营业时间为九点。\n\n## 退换\n\n概不退换。\n');
    expect(nodes('clause').map((clause) => [clause.key, clause.content.heading])).toEqual([
      ['notes.md#说明', '说明'],
      ['notes.md#退换', '退换'],
    ]);
  });
});
