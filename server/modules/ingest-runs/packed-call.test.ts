import { expect, it } from 'vitest';
import { learnHandling } from '../../../ingest/index.ts';
import type { StoredSource } from '../../../ingest/ports.ts';
import { packCall } from './packed-call.ts';

const openings = ['我要问一下信用卡年费为什么又扣了', '我想问信用卡年费为什么扣错了'];

/** A call; in every third the agent promises what is taken back two turns later. */
function call(n: number): StoredSource {
  const turns = [
    ['customer', `${openings[n % 2]}，这个月账单上多了一笔。`],
    ['agent', '请您提供卡号后四位，我来查询账单。'],
    ['customer', '好的，尾号是这个。'],
    [
      'agent',
      n % 3 === 0
        ? '我保证现在帮您申请把这笔信用卡年费退回到您的账户。'
        : '我现在帮您申请把这笔信用卡年费退回到您的账户。',
    ],
    ['customer', '那太好了。'],
    ['agent', n % 3 === 0 ? '更正一下，年费不能今天退回，需要先提交申请。' : '申请提交好了，结果会发短信给您。'],
    ['customer', '行吧，那就这样。'],
  ] as const;
  return {
    type: 'transcript',
    key: `call-${String(n).padStart(2, '0')}`,
    sourceId: `src-${n}`,
    title: '',
    language: 'zh-Hans',
    metadata: {},
    segments: turns.map(([role, text], ordinal) => ({
      id: `${n}/${ordinal}`,
      ordinal,
      kind: 'utterance',
      locator: `${ordinal}`,
      role,
      text,
    })),
    call: {
      agent: { id: `a${n % 4}` },
      outcome: { result: 'solved' },
      customerPseudonym: null,
      startedAt: new Date(Date.UTC(2026, 0, 1 + n)),
      durationMs: null,
      channel: null,
    },
  };
}

it('teaches the same packed as unpacked, promises that were taken back included', async () => {
  const calls = Array.from({ length: 24 }, (_, n) => call(n));
  const scenario = { kind: 'scenario', key: 'fee' } as const;
  const frame = { validFrom: null, validTo: null, confidence: 1 };
  const learn = (from: readonly StoredSource[]) =>
    learnHandling(from, scenario, 'zh-Hans', frame, {}, async () => undefined);
  const plain = await learn(calls);
  expect(plain.parts.some(({ evidence }) => evidence.some(({ kind }) => kind === 'contradicts'))).toBe(true);
  expect(await learn(calls.map(packCall))).toEqual(plain);
});
