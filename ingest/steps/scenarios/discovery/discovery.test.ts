import { describe, expect, it } from 'vitest';
import type { StoredSource } from '../../../ports.ts';
import { createPacer } from '../give-way.ts';
import { openScenarioModel } from '../scenario-model.ts';
import { coAssociation } from './co-association.ts';
import { discoverTexts } from './discover-texts.ts';
import { groupModelOf } from './group-model.ts';
import { latentVectors } from './latent-vectors.ts';
import { dot } from './leading-directions.ts';
import { linkedTerms } from './linked-terms.ts';
import { termsOfText } from './matter-terms.ts';
import { runMixture } from './run-mixtures.ts';
import { seededRandom } from './seeded-random.ts';
import { termTable } from './term-table.ts';

const matters = [
  ['银行卡丢了', '怎么挂失', '补办新卡', '卡片不见了', '临时冻结'],
  ['房贷利率', '提前还款', '违约金多少', '缩短期限', '剩余本金'],
  ['境外汇款', '没有到账', '中间行扣费', '汇款查询', '收款人信息'],
] as const;

/** Turns that say some of a matter's phrases, in any order. */
function turns(each: number): { text: string; truth: number }[] {
  const random = seededRandom(7);
  return Array.from({ length: each * matters.length }, (_, i) => {
    const truth = i % matters.length;
    const phrases = [...(matters[truth] ?? [])].sort(() => random() - 0.5).slice(0, 4);
    return { text: `你好，我想问一下，${phrases.join('，')}？麻烦您了。`, truth };
  });
}

const spoken = (key: string, said: readonly string[]): StoredSource => ({
  type: 'transcript',
  key,
  sourceId: key,
  title: key,
  language: 'zh-Hans',
  metadata: {},
  segments: said.map((text, ordinal) => ({
    id: `${key}/${ordinal}`,
    ordinal,
    kind: 'utterance' as const,
    locator: '',
    role: 'customer' as const,
    text,
  })),
});

describe('discovery', () => {
  it('tells the matters of turns apart without being told how many there are, the same for the same seed', async () => {
    const all = turns(20);
    const texts = all.map(({ text }) => text);
    const { labels, assign } = await discoverTexts(texts, { seed: 3 });
    const pairs = new Set(all.map(({ truth }, i) => `${truth} ${labels[i]}`));
    // No group mixes two matters, and most turns of a matter are together.
    expect(pairs.size).toBe(new Set(labels).size);
    expect(new Set(labels).size).toBeLessThan(10);
    expect((await discoverTexts(texts, { seed: 3 })).labels).toEqual(labels);
    const found = assign(texts[1] ?? '')?.group;
    expect(all[labels.indexOf(found ?? -1)]?.truth).toBe(1);
    expect(assign('附近的网点周末几点开门？')).toBeNull();
  });

  it('links few texts by what is rare in them, not by what all say, in as many groups as asked', async () => {
    const texts = [
      '卡丢了要挂失银行',
      '挂失要多久银行',
      '房贷违约金银行',
      '违约金怎么算银行',
      '汇款没到账银行',
      '汇款查询银行',
    ];
    const [three, two] = await linkedTerms(termTable(texts.map(termsOfText), 1), [3, 2], createPacer());
    expect(Array.from(three ?? [])).toEqual([0, 0, 2, 2, 4, 4]);
    expect(new Set(two).size).toBe(2);
  });

  it('finds texts alike that share no word, by the words that go together', async () => {
    const texts = ['挂失银行卡', '银行卡补办', '补办丢失', '房贷利率', '利率违约金', '违约金还款'];
    const vectors = await latentVectors(termTable(texts.map(termsOfText), 1), {
      directions: 2,
      power: 1,
      giveWay: createPacer(),
    });
    const none = new Float32Array(2);
    const alike = (a: number, b: number) => dot(vectors[a] ?? none, vectors[b] ?? none);
    expect(alike(0, 2)).toBeGreaterThan(0.9);
    expect(alike(0, 3)).toBeLessThan(0.1);
  });

  it('votes on no text of which it read no word', async () => {
    const table = termTable(['挂失', '挂失', '还款', '还款'].map(termsOfText), 1);
    const task = { alpha: 1, beta: 0.1, groups: 4, sweeps: 6, reads: 0.5 };
    const drawn = await Promise.all([1, 2, 3, 4, 5, 6].map((seed) => runMixture(table, { ...task, seed })));
    const half = drawn.find((labels) => labels.includes(4) && labels.some((label) => label < 4));
    expect(half).toBeDefined();
    const together = coAssociation([(half ?? new Int32Array()).map((label) => (label < 4 ? label : -1))], 4);
    expect([together[1], together[4 * 2 + 3]].toSorted()).toEqual([0, 1]);
  });

  it('assigns a call with two matters to both, and keeps no term of fewer than three texts', () => {
    const all = turns(30);
    const texts = [...all.map(({ text }) => text), '独一无二的词', '独一无二的词'];
    const table = termTable(texts.map(termsOfText), 1);
    const labels = Int32Array.from([...all.map(({ truth }) => truth), -1, -1]);
    const zh = groupModelOf(table, labels, ['card', 'loan', 'remittance']);
    expect(JSON.stringify(zh)).not.toContain('独一');
    const model = openScenarioModel({ version: 1, zh, en: { terms: [], groups: [] } });
    const [card, loan] = [
      ['我的银行卡丢了，怎么挂失？', '卡片不见了要补办新卡，先临时冻结。', '好的，银行卡丢了就挂失，补办新卡。'],
      ['另外我想问房贷利率，提前还款违约金多少？', '缩短期限以后剩余本金多少？', '那就提前还款，缩短期限。'],
    ] as const;
    expect(model.mattersOf(spoken('both', [...card, ...loan])).scenarios.toSorted()).toEqual(['card', 'loan']);
    expect(model.mattersOf(spoken('one', card)).scenarios).toEqual(['card']);
  });
});
