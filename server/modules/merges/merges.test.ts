import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ChatModel } from '../../ports/chat-model.ts';
import { createKeyedHash } from '../../publishing/index.ts';
import { startTestService, type TestService } from '../../testing/test-service.ts';
import { wordsInTables } from '../../testing/words-anywhere.ts';
import { meteredModel } from '../mining-model/index.ts';

const terms = Array.from(
  { length: 30 },
  (_, i) => `- 第${i}类业务收费：每笔${i + 10}元，由客户经理在办理前说明清楚`,
).join('\n');
const product = (title: string, fee: string, aliases = '') => `---
kind: product
title: ${title}
aliases: [${aliases}]
language: zh-Hans
---
# ${title}

一张普通的借记卡。

## 费用

- 年费：${fee}
${terms}
`;

describe('documents that speak of the same', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await startTestService({ REQUESTS_PER_MINUTE: '10000' });
  });
  afterAll(() => service.close());

  const ingest = async (name: string, text: string) => {
    const run = request(service.app)
      .post('/v1/ingest-runs')
      .set({ authorization: `Bearer ${service.localToken}` })
      .field('label', name)
      .attach('file', Buffer.from(text), name);
    const { body } = await run.expect(202);
    expect(await service.ingestRuns.finished(String(body.id))).toMatchObject({ status: 'succeeded' });
  };
  const keys = async (kind: string) => {
    const found = await service.database.query<{ key: string }>(
      `select distinct i.key from items i join proposal_parts p on p.item_id = i.id where i.kind = $1 order by 1`,
      [kind],
    );
    return found.rows.map(({ key }) => key);
  };
  const conflicts = async () => {
    const found = await service.database.query<{
      title: string;
      rationale: string;
      evidence: { kind: string }[];
      proposal: string;
      other: string;
    }>(
      `select q.title, q.rationale, p.evidence, q.id as proposal, o.kind as other
         from proposal_parts p join proposals q on q.id = p.proposal_id
         join items i on i.id = p.item_id join items o on o.id = i.to_id
        where p.kind = 'CONFLICTS_WITH' order by q.id`,
    );
    return found.rows;
  };
  const merges = async () => {
    const reviewer = await service.as('reviewer');
    return (await reviewer.call('get', '/v1/merges').expect(200)).body.items;
  };

  it('are joined with the reason kept, kept apart where they contradict each other, and can be taken apart', async () => {
    await ingest('jia.md', product('甲信用卡', '每年300元', '甲卡'));
    await ingest('copy.md', product('甲信用卡（副本）', '每年280元'));
    expect(await keys('product')).toEqual(['甲信用卡']);
    expect(await merges()).toMatchObject([
      { reason: 'near_duplicate', aliasName: '甲信用卡（副本）', canonicalName: '甲信用卡', undoneAt: null },
    ]);
    expect((await keys('product_fact')).filter((key) => key.includes('年费'))).toEqual([
      '甲信用卡/费用 年费',
      '甲信用卡/费用 年费 (copy.md)',
    ]);
    expect(await conflicts()).toMatchObject([{ evidence: [{ kind: 'states' }, { kind: 'contradicts' }] }]);

    await ingest('alias.md', product('甲卡', '每年300元').replace(terms, '- 补卡：每张15元'));
    await ingest('final.md', product('甲信用卡 final', '每年300元'));
    expect(await keys('product')).toEqual(['甲信用卡']);
    const [second] = (await merges()).filter((merge: { reason: string }) => merge.reason === 'alias');
    const reviewer = await service.as('reviewer');
    await (await service.as('annotator')).call('post', `/v1/merges/${second.id}/undo`).expect(403);
    const undone = await reviewer.call('post', `/v1/merges/${second.id}/undo`).expect(200);
    expect(await service.ingestRuns.finished(undone.body.miningRun)).toMatchObject({ status: 'succeeded' });
    expect(await keys('product')).toEqual(['甲信用卡', '甲卡']);
    await reviewer.call('post', `/v1/merges/${second.id}/undo`).expect(409);
  }, 120_000);

  it('are in conflict where a clause states another value, and nothing is changed by saying so', async () => {
    await ingest(
      'rules.md',
      '---\nkind: regulation\ntitle: 某行收费办法\nlanguage: zh-Hans\n---\n# 某行收费办法\n\n第一条 甲信用卡年费为每年260元。\n\n第二条 甲信用卡补卡每张15元。\n\n第三条 依照第一条收取的年费，应当公示。\n',
    );
    const found = (await conflicts()).filter(({ title }) => title.startsWith('冲突'));
    expect(found.map(({ title }) => title)).toEqual([
      '冲突：费用 年费 与 某行收费办法 第一条',
      '冲突：费用 年费 与 某行收费办法 第一条',
    ]);
  });

  it('are in conflict where they forbid what agents promise, once and in both languages', async () => {
    const spoken = {
      'zh-Hans': ['我的信用卡滞纳金能不能退，我只晚还了一天。', '您放心，我保证给您减免这笔滞纳金。'],
      en: [
        'Why was I charged an overdraft fee on my account?',
        'I promise you will get a refund of the overdraft fee.',
      ],
    };
    const calls = Object.entries(spoken).flatMap(([language, lines]) =>
      Array.from({ length: 6 }, (_, n) => ({
        id: `${language}-${n}`,
        startedAt: `2026-03-0${n + 1}T10:00:00Z`,
        language,
        agent: { id: `A${n}` },
        outcome: { result: 'solved', source: 'crm' },
        turns: [...lines, ...lines].map((text, i) => ({
          role: i % 2 === 0 ? 'customer' : 'agent',
          startMs: i * 1_000,
          endMs: i * 1_000 + 900,
          text,
        })),
      })),
    );
    const rules = (language: string, law: string, rule: string) =>
      `---\nkind: regulation\ntitle: ${law}\nlanguage: ${language}\n---\n# ${law}\n\n${rule}\n`;
    await ingest('conduct.jsonl', calls.map((call) => JSON.stringify(call)).join('\n'));
    await ingest('conduct-zh.md', rules('zh-Hans', '某行服务规范', '第一条 客服人员不得承诺减免滞纳金。'));
    await ingest('conduct-en.md', rules('en', 'Desk rules', 'Agents must not promise a refund of the overdraft fee.'));
    const found = (await conflicts()).filter(({ title }) => /服务规范|Desk rules/.test(title));
    expect(new Set(found.map(({ title }) => title.slice(0, 2)))).toEqual(new Set(['冲突', 'Co']));
    for (const { evidence } of found) expect(evidence.map(({ kind }) => kind)).toEqual(['states', 'contradicts']);
    const called: Readonly<Record<string, RegExp>> = {
      step: /驳回该步骤|reject the step/,
      script: /驳回该话术|reject the script/,
      best_practice: /驳回该最佳实践|reject the best practice/,
    };
    for (const { rationale, other } of found) expect(rationale).toMatch(called[other] ?? /^$/);
    await ingest('conduct-2.jsonl', JSON.stringify({ ...calls[0], id: 'zz' }));
    expect((await conflicts()).filter(({ title }) => /服务规范|Desk rules/.test(title))).toEqual(found);
    // Rows are in their own words at once, and forbid as well.
    const row = { _id: '行规#第一条', title: '本行行规', text: '客服人员不得承诺减免滞纳金。' };
    await ingest('rows.jsonl', JSON.stringify(row));
    expect((await conflicts()).filter(({ title }) => title.includes('本行行规'))).not.toEqual([]);
  });

  it('are read by a model once, within a budget that a run keeps, and no longer than their source is known', async () => {
    const found = await service.database.query<{ id: string; run: string }>(
      "select o.id, r.run_id as run from sources o join source_revisions r on r.source_id = o.id where o.key = 'jia.md'",
    );
    const { id: sourceId = '', run: runId = '' } = found.rows[0] ?? {};
    const said: string[] = [];
    const chat: ChatModel = {
      model: 'small',
      async *stream(messages) {
        said.push(messages[1]?.content ?? '');
        yield { type: 'text', text: 'Here: {"facts": []}' };
        yield { type: 'usage', promptTokens: 400, answerTokens: 100 };
      },
    };
    const budget = { tokensPerRun: 900, maxTokens: 200, promptPrice: 1, answerPrice: 2 };
    const { database } = service;
    const hash = createKeyedHash(Buffer.alloc(32, 1));
    const open = () => meteredModel({ database, hash, chat, budget, runId, signal: new AbortController().signal });
    const question = (user: string) => ({ system: 's', user, name: 'n', schema: {}, sourceIds: [sourceId] });
    expect(await open().ask(question('first'))).toEqual({ json: { facts: [] } });
    expect(await open().ask(question('first'))).toEqual({ json: { facts: [] } });
    expect(await open().ask(question('x'.repeat(400)))).toEqual({ missing: 'budget' });
    expect(said).toEqual(['first']);
    expect((await database.query('select * from model_spending')).rows).toMatchObject([
      { requests: 1, from_cache: 1, refused: 1, cost: expect.closeTo(0.0006, 10) },
    ]);
  });

  it('leave nothing of a document that is erased but what others say too', async () => {
    await ingest(
      'wux.md',
      product('wuxquill 卡', '每年777001元', 'brindlefang').replace('一张普通的借记卡', 'wuxquill brindlefang'),
    );
    await ingest('wuxquill-2.md', product('wuxquill 卡 final', '每年300元').replace('一张普通的借记卡', '借记卡'));
    expect(await merges()).toContainEqual(expect.objectContaining({ canonicalName: 'wuxquill 卡' }));
    const found = await service.database.query<{ id: string }>("select id from sources where key like 'wux%'");
    await service.database.query(
      `insert into model_answers (key, source_id, model, answer, prompt_tokens, answer_tokens) values ('k', $1, 'small', '{"facts": "wuxquill"}', 1, 1)`,
      [found.rows[0]?.id ?? ''],
    );
    const compliance = await service.as('compliance');
    for (const { id } of found.rows) await compliance.call('post', '/v1/erasures').send({ sourceId: id }).expect(200);
    await vi.waitFor(
      async () => {
        const open = await service.database.query('select 1 from erasures where finished_at is null');
        expect(open.rowCount).toBe(0);
      },
      { timeout: 60_000 },
    );
    expect(await wordsInTables(service.database, ['wuxquill', 'brindlefang', '777001'])).toEqual([]);
    const signatures = await service.database.query('select 1 from document_signatures where source_id = any($1)', [
      found.rows.map(({ id }) => id),
    ]);
    expect(signatures.rowCount).toBe(0);
  }, 120_000);
});
