import { beforeAll, describe, expect, it } from 'vitest';
import type { DraftPart } from '../../../graph-schema/index.ts';
import type { StoredSource } from '../../ports.ts';
import { mineScenarios } from '../mine-scenarios.ts';

type Turn = readonly [role: 'customer' | 'agent', text: string];
type Node = Extract<DraftPart, { sort: 'node' }>;

function call(key: string, turns: readonly Turn[]): StoredSource {
  return {
    type: 'transcript',
    key,
    sourceId: key,
    title: key,
    language: 'zh-Hans',
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
      outcome: { result: 'solved' },
      customerPseudonym: `customer of ${key}`,
      startedAt: null,
      durationMs: null,
      channel: null,
    },
  };
}

const promise = '我保证今天就把违约手续费给您全部免掉。';
const figures = ['三', '十五', '八', '十一', '六', '二十'];
const settled = figures.map((n, i) =>
  call(`settle ${i}`, [
    ['agent', '您好，这里是信用卡中心，请讲。'],
    ['customer', '我想提前结清分期，手续费怎么算？'],
    ['agent', '我先跟您核对一下，验证码说一下。'],
    ['customer', '[PASSCODE]'],
    ['agent', `查到了，您这笔分期还剩${n}期，本金${n}千。`],
    ['customer', '那提前结清要多少手续费？'],
    ['agent', '提前结清分期只收一期违约手续费，五个工作日内结清到账。'],
    ['customer', '违约手续费能不能不收？'],
    ...(i < 3
      ? ([
          ['agent', promise],
          ['customer', '真的能免手续费？'],
          ['agent', '抱歉，我刚才说错了，违约手续费没办法保证全部免掉。'],
          ['customer', '那算了。'],
        ] as const)
      : []),
    ['agent', '分期结清以后额度马上恢复，下期账单不再出分期手续费。'],
    ['customer', '好的，帮我结清。'],
    ['agent', '已经替您提交分期结清了，请留意短信。'],
  ]),
);
const lost = ['地铁上', '家里', '商场', '公司'].map((place, i) =>
  call(`lost ${i}`, [
    ['agent', '您好，这里是信用卡中心，请讲。'],
    ['customer', `我的卡在${place}丢了，想挂失补办新卡。`],
    ['agent', '挂失以后旧卡马上停用，新卡会寄到您的通讯地址。'],
    ['customer', '新卡要等多久才能收到？'],
    ['agent', '新卡制好以后用挂号信寄出，收到以后在手机上激活。'],
  ]),
);

describe('words to say, of calls with passcodes asked for, balances and promises taken back', () => {
  let nodes: Node[] = [];
  beforeAll(async () => {
    const drafts = await mineScenarios([...settled, ...lost]);
    nodes = drafts.flatMap(({ parts }) => parts.filter((part) => part.sort === 'node'));
  });
  const of = (kind: 'step' | 'script') => nodes.filter((node) => node.kind === kind);
  const said = () =>
    [...of('step').map(({ content }) => content['instruction']), ...of('script').map(sayOf)].join('\n');
  const sayOf = ({ content }: Node) => String(content['say']);

  it('hold steps and scripts', () => {
    expect(of('step').length).toBeGreaterThanOrEqual(2);
    expect(of('script').map(sayOf)).toContain('提前结清分期只收一期违约手续费，五个工作日内结清到账。');
  });

  it('never ask to say a passcode', () => {
    expect(said()).not.toContain('验证码');
    expect(of('step').map(({ content }) => content['doneWhen'] ?? '')).not.toContainEqual(
      expect.stringContaining('验证码'),
    );
  });

  it('never hold what one customer owes', () => {
    for (const n of figures) expect(said()).not.toContain(`${n}期`);
    expect(of('script').map(sayOf)).not.toContainEqual(expect.stringContaining('本金'));
  });

  it('warn of the promise, which is said nowhere, nor is the excuse for it', () => {
    expect(said()).not.toMatch(/保证|说错/);
    expect(of('script').flatMap(({ content }) => content['avoid'])).toContain(promise);
    const warning = of('script').find(({ content }) => (content['avoid'] as string[]).length > 0);
    expect(warning?.evidence.filter(({ kind }) => kind === 'contradicts').map(({ span }) => span.segmentId)).toEqual(
      expect.arrayContaining(['settle 0/8', 'settle 0/10']),
    );
  });

  it('are each proposed once', () => {
    const lines = of('script').map(sayOf);
    expect(lines).toEqual([...new Set(lines)]);
  });
});
