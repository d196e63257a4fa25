import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseContent, proposalDraftSchema } from '../../graph-schema/index.ts';
import type { StoredSource } from '../ports.ts';
import { mineScenarios } from './mine-scenarios.ts';
import { averageLinkage, cutAt } from './scenarios/average-linkage.ts';
import { cosine, type SparseVector } from './scenarios/call-vectors.ts';
import { createPacer } from './scenarios/give-way.ts';

type Turn = readonly [role: 'customer' | 'agent', text: string];

function call(
  key: string,
  language: 'zh-Hans' | 'zh-Hant' | 'en',
  result: 'solved' | 'unresolved',
  turns: readonly Turn[],
): StoredSource {
  return {
    type: 'transcript',
    key,
    sourceId: key,
    title: key,
    language,
    metadata: {},
    segments: turns.map(([role, text], ordinal) => ({
      id: `${key}/${ordinal}`,
      ordinal,
      kind: 'utterance',
      locator: '',
      role,
      text,
    })),
    call: {
      agent: null,
      outcome: { result },
      customerPseudonym: null,
      startedAt: null,
      durationMs: null,
      channel: null,
    },
  };
}

const greeting: Turn = ['agent', '您好，这里是客服，请讲。'];
const fee = (
  key: string,
  opening: string,
  result: 'solved' | 'unresolved' = 'solved',
  language: 'zh-Hans' | 'zh-Hant' = 'zh-Hans',
) =>
  call(key, language, result, [
    greeting,
    ['customer', opening],
    ['agent', '年费是按照收费办法收取的，您的信用卡刷满次数就可以免收年费。'],
    ['customer', '那这次的年费能不能退给我？再不退我找律师。'],
  ]);
const lost = (key: string, opening: string) =>
  call(key, 'zh-Hans', 'solved', [
    greeting,
    ['customer', opening],
    ['agent', '境外汇款一般三个工作日到账，我马上替您发起汇款查询。'],
  ]);

const calls = [
  fee('f1', '信用卡怎么又扣了我三百块年费？'),
  fee('f2', '账单上这笔年费是怎么回事，信用卡我都没用！'),
  fee('f3', '信用卡年費為什麼收我的？我要退年費。', 'solved', 'zh-Hant'),
  fee('f4', '我要投诉，信用卡年费乱收。', 'unresolved'),
  lost('r1', '我汇到境外的汇款一直没到账。'),
  lost('r2', '境外汇款三天了没有到账，怎么查？'),
  lost('r3', '为什么汇款还没到账，我汇去境外的。'),
  call('e1', 'en', 'solved', [['customer', 'My mortgage prepayment penalty is wrong, can you check?']]),
];

describe('scenarios', () => {
  const products = [{ key: '甲信用卡', name: '甲信用卡', aliases: ['信用卡'] }];

  it('are groups of calls about one matter, both scripts together, with real phrases and lines of solved calls', async () => {
    const drafts = await mineScenarios(calls, { knownProducts: products });
    expect(drafts).toHaveLength(2);
    for (const draft of drafts) proposalDraftSchema.parse(draft);
    const [scenario, ...rest] = drafts[0]?.parts ?? [];
    expect(scenario?.evidence.map((e) => e.span.segmentId.slice(0, 1))).not.toContain('r');
    const content = scenario?.sort === 'node' ? parseContent('scenario', scenario.content) : null;
    expect(content?.name).toContain('年费');
    expect(content?.riskKinds).toEqual(['legal']);
    expect(content?.triggerPhrases.length).toBeGreaterThan(2);
    const texts = calls.flatMap((c) => c.segments.map((s) => s.text)).join('\n');
    for (const phrase of content?.triggerPhrases ?? []) expect(texts).toContain(phrase);
    expect(content?.name).toMatch(/^甲信用卡：/);
    expect(content?.needs).toContain('退款或赔偿');
    expect(rest.map((part) => part.kind)).toContain('ABOUT_PRODUCT');
    const scripts = rest.filter((part) => part.sort === 'node').filter((part) => part.kind === 'script');
    expect(scripts.length).toBeGreaterThan(0);
    for (const script of scripts) expect(script.evidence[0]?.span.segmentId).not.toMatch(/^f4/);
  });

  it('are linked to the documented procedure about the same, where one is clearly nearer than the others', async () => {
    const step = (name: string, instruction: string) => ({ key: name, name, instruction });
    const knownProcedures = [
      { key: 'fees', name: '信用卡年费争议', steps: [step('核对', '核对年费是否按收费办法收取，刷满次数免收年费')] },
      { key: 'moving', name: '变更地址', steps: [step('登记', '登记新的通讯地址')] },
    ];
    const drafts = await mineScenarios(calls, { knownProcedures });
    const links = drafts.flatMap(({ parts, rationale }) =>
      parts.flatMap((part) => (part.sort === 'edge' && part.kind === 'APPLIES_TO' ? [{ part, rationale }] : [])),
    );
    expect(links.map(({ part }) => part.from)).toEqual([{ kind: 'procedure', key: 'fees' }]);
    expect(links[0]?.part.evidence.map(({ span }) => span.segmentId.slice(0, 1))).toContain('f');
    expect(links[0]?.rationale).toContain('信用卡年费争议');
  });

  it('take no script from calls that were not solved', async () => {
    const unsolved = calls.map(
      (c): StoredSource => ({
        ...c,
        ...(c.call ? { call: { ...c.call, outcome: { result: 'unresolved' as const } } } : {}),
      }),
    );
    const kinds = (await mineScenarios(unsolved)).flatMap((draft) => draft.parts.map((part) => part.kind));
    expect(kinds).toEqual(['scenario', 'scenario']);
  });

  it('have evidence in every call, and say in the language of the calls why they are proposed', async () => {
    const [draft] = await mineScenarios(calls);
    const behind = draft?.parts[0]?.evidence.map((e) => e.span.segmentId.split('/')[0]);
    expect(new Set(behind)).toEqual(new Set(['f1', 'f2', 'f3', 'f4']));
    expect(draft?.title).toMatch(/^场景：/);
    expect(draft?.rationale).toContain('4通来电');
    const traditional = await mineScenarios(calls.map((c): StoredSource => ({ ...c, language: 'zh-Hant' })));
    expect(traditional[0]?.title).toMatch(/^場景：/);
    expect(traditional[0]?.rationale).toContain('4通來電');
    const english = await mineScenarios(calls.map((c): StoredSource => ({ ...c, language: 'en' })));
    expect(english[0]?.title).toMatch(/^Scenario: /);
    expect(english[0]?.rationale).toContain('4 calls');
  });

  it('are of the complaint type whose labels their calls say, with those words as evidence, or of none', async () => {
    const types = [
      { key: '卡', name: '信用卡', altLabels: [] },
      { key: '费', name: '信用卡年费争议', altLabels: ['乱收年费', '退年费'] },
      { key: '贷', name: '房贷', altLabels: ['提前还款'] },
    ];
    const drafts = await mineScenarios(calls, { knownComplaintTypes: types });
    const [fees, transfers] = drafts.map((draft) => draft.parts);
    expect(fees?.[0]?.content).toMatchObject({ complaintType: '信用卡年费争议' });
    const edge = fees?.find((part) => part.kind === 'OF_TYPE');
    expect(edge).toMatchObject({ to: { kind: 'complaint_type', key: '费' } });
    const segments = new Map(calls.flatMap((c) => c.segments.map((s) => [s.id, s.text])));
    for (const { span } of edge?.evidence ?? []) {
      expect(segments.get(span.segmentId)?.slice(span.start, span.end)).toMatch(/年[费費]/);
    }
    expect(edge?.evidence.length).toBeGreaterThan(0);
    expect(transfers?.[0]?.content).not.toHaveProperty('complaintType');
    expect(transfers?.some((part) => part.kind === 'OF_TYPE')).toBe(false);
  });

  it('keep the key under which they were known, also when calls came in since', async () => {
    const known = [
      { key: 'scenario/old-fees', callKeys: ['f1', 'f2', 'f3'] },
      { key: 'scenario/r1', callKeys: ['x', 'y', 'z'] },
    ];
    const more = ['f5', 'f6'].map((key) => fee(key, '信用卡年费怎么又扣了？'));
    const drafts = await mineScenarios([...calls, ...more], { knownScenarios: known });
    expect(drafts[0]?.parts[0]).toMatchObject({ key: 'scenario/old-fees' });
    expect(drafts[0]?.rationale).toContain('以前提出过');
    expect(drafts[1]?.parts[0]).not.toMatchObject({ key: 'scenario/r1' });
  });

  it('propose a split, a merge and an end of what is published, with counts and calls, instead of starting over', async () => {
    const published = (key: string, name: string, callKeys: readonly string[]) => ({
      key,
      callKeys,
      inForce: { name, content: { name, language: 'zh-Hans' }, validFrom: null },
    });
    const knownScenarios = [
      published(
        'scenario/all',
        '各种来电',
        calls.map(({ key }) => key),
      ),
    ];
    const [first, second] = await mineScenarios(calls, { knownScenarios });
    const split = [first, second].find((draft) => draft?.title.startsWith('拆分「各种来电」'));
    expect(split?.rationale).toContain('原有8通来电，其中3通现在自成一类');
    expect(split?.parts.find(({ kind }) => kind === 'DERIVED_FROM')).toMatchObject({ to: { key: 'scenario/all' } });

    const halves = [
      published('scenario/a', '年费甲', ['f1', 'f2', 'f3', 'f4', 'f5']),
      published('scenario/b', '年费乙', ['f6', 'f7', 'f8']),
    ];
    const more = ['f5', 'f6', 'f7', 'f8'].map((key) => fee(key, '信用卡年费怎么又扣了？'));
    const lonely = published('scenario/x', '零散', ['x1', 'x2', 'x3']);
    const odd = ['今天天气怎么样？', '附近哪里停车？', '请给我唱首歌吧。'].map((text, i) =>
      call(`x${i + 1}`, 'zh-Hans', 'solved', [['customer', text]]),
    );
    const drafts = await mineScenarios([...calls, ...more, ...odd], { knownScenarios: [...halves, lonely] });
    for (const draft of drafts) proposalDraftSchema.parse(draft);
    const merge = drafts.find(({ title }) => title.startsWith('合并场景：年费乙 → '));
    expect(merge?.rationale).toContain('原有3通来电，其中3通现在');
    expect(merge?.parts).toMatchObject([
      { kind: 'scenario', key: 'scenario/b', content: { name: '年费乙' } },
      { kind: 'SUPERSEDES', from: { key: 'scenario/a' }, to: { key: 'scenario/b' } },
    ]);
    expect(merge?.parts[0]?.validTo).not.toBeNull();
    const end = drafts.find(({ title }) => title === '停用场景：零散');
    expect(end?.rationale).toContain('例如x1、x2、x3');
    expect(end?.parts).toMatchObject([{ kind: 'scenario', key: 'scenario/x' }]);
  });

  it('say how often the same customer called again about the matter, and are named in words that customers say', async () => {
    const again = calls.map((c): StoredSource => {
      const n = { f1: 1, f2: 10, f4: 90 }[c.key];
      if (n === undefined || !c.call) return c;
      return { ...c, call: { ...c.call, customerPseudonym: 'somebody', startedAt: new Date(Date.UTC(2026, 0, n)) } };
    });
    const [draft] = await mineScenarios(again);
    const content = draft?.parts[0]?.sort === 'node' ? parseContent('scenario', draft.parts[0].content) : null;
    expect(content?.summary).toContain('1通是同一客户在30天内就同一事再次来电');
    const said = calls.flatMap((c) => c.segments.map((s) => s.text)).join('\n');
    expect(said).toContain(content?.name);
  });

  it('are the same whatever the order of the calls', async () => {
    const keys = async (order: readonly StoredSource[]) =>
      (await mineScenarios(order))
        .map((draft) => draft.parts[0])
        .map((part) => (part?.sort === 'node' ? part.key : ''));
    expect((await keys([...calls].reverse())).sort()).toEqual((await keys(calls)).sort());
  });

  it('report progress up to the end, and need three calls', async () => {
    const seen: number[] = [];
    expect(await mineScenarios(calls.slice(0, 2), { onProgress: (done) => seen.push(done) })).toEqual([]);
    expect(seen.at(-1)).toBe(2);
  });
});

describe('average linkage', () => {
  const vector = fc
    .uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 4 })
    .chain((terms) =>
      fc.tuple(
        fc.constant(terms.sort((a, b) => a - b)),
        fc.array(fc.integer({ min: 1, max: 97 }), { minLength: terms.length, maxLength: terms.length }),
      ),
    )
    .map(([terms, weights]): SparseVector => {
      const norm = Math.hypot(...weights);
      return { terms: Uint32Array.from(terms), weights: Float32Array.from(weights, (w) => w / norm) };
    });

  /** Joins the two most similar groups until none is similar enough. */
  function naive(vectors: readonly SparseVector[], threshold: number): number[][] {
    const groups = vectors.map((_, i) => [i]);
    for (;;) {
      let best = { i: -1, j: -1, value: threshold };
      for (const [i, a] of groups.entries()) {
        for (const [j, b] of groups.entries()) {
          if (j <= i) continue;
          const pairs = a.flatMap((x) => b.map((y) => cosine(vectors[x] ?? empty, vectors[y] ?? empty)));
          const value = pairs.reduce((sum, v) => sum + v, 0) / pairs.length;
          if (value > best.value) best = { i, j, value };
        }
      }
      if (best.i < 0)
        return groups.map((group) => group.sort((a, b) => a - b)).sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
      const [joined = []] = groups.splice(best.j, 1);
      groups[best.i]?.push(...joined);
    }
  }
  const empty: SparseVector = { terms: new Uint32Array(), weights: new Float32Array() };

  it('makes the groups of the plain algorithm', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(vector, { minLength: 2, maxLength: 9 }), async (vectors) => {
        const merges = await averageLinkage(vectors, createPacer(), () => {});
        const similarities = merges.map((merge) => merge.similarity);
        // Ties may be joined in any order: cut where there is a clear gap.
        const sorted = [...similarities, 0].sort((a, b) => b - a);
        fc.pre(sorted.every((value, i) => i === 0 || (sorted[i - 1] ?? 0) - value > 1e-4 || value === 0));
        const threshold = ((sorted[1] ?? 0) + (sorted[2] ?? 0)) / 2;
        fc.pre((sorted[1] ?? 0) - (sorted[2] ?? 0) > 1e-3);
        // So may be ties that a merge does away with.
        const pairs = vectors.flatMap((a, i) => vectors.slice(i + 1).map((b) => cosine(a, b))).sort((a, b) => b - a);
        fc.pre(pairs.every((value, i) => i === 0 || (pairs[i - 1] ?? 0) - value > 1e-4 || value === 0));
        const labels = cutAt(vectors.length, merges, threshold);
        const groups = new Map<number, number[]>();
        labels.forEach((label, i) => void groups.set(label, [...(groups.get(label) ?? []), i]));
        expect([...groups.values()].sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0))).toEqual(naive(vectors, threshold));
      }),
      { numRuns: 100 },
    );
  });
});
