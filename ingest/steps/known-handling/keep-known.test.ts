import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DraftPart } from '../../../graph-schema/index.ts';
import type { StoredSource } from '../../ports.ts';
import { learnHandling } from '../procedures/learn-handling.ts';
import { createPacer } from '../scenarios/give-way.ts';
import { keepKnown, knownHandling } from './keep-known.ts';
import { steadyContent } from './steady-content.ts';

const frame = { validFrom: null, validTo: null, confidence: 0.5 };
const scenario = { kind: 'scenario', key: 'scenario/umbrellas' } as const;

// What an agent does in the order of doing it, each in several wordings; `%` is a number of the call.
const doings: readonly (readonly string[])[] = [
  ['请报一下雨伞的编号。', '麻烦您说一下雨伞编号好吗？', '雨伞的编号是多少呢？', '先报雨伞编号给我，谢谢。'],
  ['我看到您是%号借走的雨伞。', '系统里写着您%号借的雨伞。', '您借走雨伞是在%号，对吧。'],
  ['逾期要付%元的租金。', '租金逾期了，要补%元。', '逾期租金是%元，您看可以吗？', '这里要补逾期租金%元。'],
  ['可以在任意车站归还雨伞。', '雨伞还到任何一个车站都行。', '任意车站都能归还雨伞。'],
  ['已经给您办好延期，到%号为止。', '延期办好了，%号之前都可以。', '给您办了延期，%号到期。'],
];

function umbrellas(count: number, seed: number): StoredSource[] {
  let state = seed;
  const draw = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
  return Array.from({ length: count }, (_, n) => {
    const said = doings.filter((_, i) => i % 2 === 0 || draw() < 0.7);
    const lines = said.map((ways) => (ways[Math.floor(draw() * ways.length)] ?? '').replace('%', `${3 + (n % 25)}`));
    const turns = lines.flatMap((line) => [
      ['customer', draw() < 0.5 ? '好的。' : '嗯，知道了。'] as const,
      ['agent', line] as const,
    ]);
    return {
      type: 'transcript',
      key: `c${n}`,
      sourceId: `c${n}`,
      title: `c${n}`,
      language: 'zh-Hans',
      metadata: {},
      segments: turns.map(([role, text], ordinal) => ({
        id: `c${n}/${ordinal}`,
        ordinal,
        kind: 'utterance',
        locator: '',
        role,
        text,
      })),
      call: {
        agent: { id: `a${n % 7}` },
        outcome: { result: draw() < 0.8 ? 'solved' : 'unresolved', satisfaction: 1 + Math.floor(draw() * 5) },
        customerPseudonym: null,
        startedAt: null,
        durationMs: null,
        channel: 'phone',
      },
    };
  });
}

async function mined(calls: readonly StoredSource[], before: readonly DraftPart[]): Promise<DraftPart[]> {
  const knownSteps = before.flatMap((part) =>
    part.sort === 'node' && part.kind === 'step'
      ? [
          {
            key: part.key,
            segmentIds: part.evidence.map(({ span }) => span.segmentId),
            instruction: String(part.content['instruction']),
          },
        ]
      : [],
  );
  const { parts } = await learnHandling(calls, scenario, 'zh-Hans', frame, { knownSteps }, createPacer());
  return keepKnown(parts, knownHandling(before), calls);
}

const stateOf = (part: DraftPart) => JSON.stringify({ ...part, evidence: [] });

describe('mining again', () => {
  it('proposes nothing where the calls are the same, or a twentieth more', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 1_000_000 }), async (seed) => {
        const calls = umbrellas(84, seed);
        const before = await mined(calls.slice(0, 80), []);
        expect(before.filter(({ kind }) => kind === 'script').length).toBeGreaterThanOrEqual(4);
        expect(await mined(calls.slice(0, 80), before)).toEqual(before);
        const known = new Set(before.map(stateOf));
        const fresh = (await mined(calls, before)).filter((part) => !known.has(stateOf(part)));
        expect(fresh).toEqual([]);
      }),
      { numRuns: 2 },
    );
  });
});

describe('what is known of how calls are handled', () => {
  const calls = umbrellas(60, 7);
  const isStep = (part: DraftPart) => part.kind === 'step';

  it('is met again by its words where its evidence is not among the calls', async () => {
    const before = await mined(calls.slice(0, 30), []);
    const others = calls.slice(30).map((call) => ({ ...call, key: `o${call.key}` }));
    const after = await mined(others, before);
    const keys = new Set(before.filter(isStep).map((part) => part.sort === 'node' && part.key));
    const met = after.filter((part) => isStep(part) && part.sort === 'node' && keys.has(part.key));
    expect(met.length).toBeGreaterThanOrEqual(4);
  });

  it('keeps the words and the audience that people gave it, and gains what calls warn of', async () => {
    const before = await mined(calls, []);
    const edited = before.map((part): DraftPart => {
      if (part.sort !== 'node' || part.kind !== 'script') return part;
      return { ...part, audience: ['expert'], content: { ...part.content, say: `${String(part.content['say'])}！` } };
    });
    const warned = before.map((part): DraftPart => {
      if (part.sort !== 'node' || part.kind !== 'script') return part;
      return { ...part, content: { ...part.content, avoid: ['保证今天到账'] } };
    });
    const scriptsOf = (parts: readonly DraftPart[]) => parts.filter(({ kind }) => kind === 'script');
    expect(scriptsOf(await mined(calls, edited))).toEqual(scriptsOf(edited));
    const [script] = scriptsOf(keepKnown(warned, knownHandling(edited), calls));
    expect(script).toMatchObject({ audience: ['expert'], content: { avoid: ['保证今天到账'] } });
    expect(JSON.stringify(script?.content)).toContain('！"');
  });

  it('leaves no place for further lines than an item has', async () => {
    const before = await mined(calls, []);
    const known = before.map((part): DraftPart => {
      const isLine = part.sort === 'node' && part.kind === 'script';
      return isLine ? { ...part, content: { ...part.content, say: 'something else entirely' } } : part;
    });
    const renamed = before.map((part): DraftPart => {
      if (part.sort === 'node') return part.kind === 'script' ? { ...part, key: `new/${part.key}` } : part;
      if (part.kind !== 'USES_SCRIPT' || 'itemId' in part.to) return part;
      return { ...part, to: { ...part.to, key: `new/${part.to.key}` } };
    });
    const uses = (parts: readonly DraftPart[]) =>
      parts.flatMap((part) => (part.sort === 'edge' && part.kind === 'USES_SCRIPT' ? [JSON.stringify(part.from)] : []));
    const [there, kept] = [uses(known), uses(keepKnown(renamed, knownHandling(known), calls))];
    const isFull = (owner: string) => there.filter((one) => one === owner).length === 2;
    expect(there.some(isFull)).toBe(true);
    expect(kept).toEqual(there.filter((owner) => !isFull(owner)));
  });
});

describe('a number or a statement that is mined again', () => {
  it.each([
    ['a share within chance', { frequency: 0.5, calls: 100 }, { frequency: 0.54, calls: 104 }, true],
    ['a share beyond it', { frequency: 0.5, calls: 100 }, { frequency: 0.6, calls: 104 }, false],
    ['many more calls', { frequency: 0.5, calls: 100 }, { frequency: 0.5, calls: 130 }, false],
    [
      'the same condition',
      { condition: '客户提到“挂失”时（此分支的43%），例如“a”' },
      { condition: '客户提到“挂失”时（此分支的47%），例如“b”' },
      true,
    ],
    [
      'another condition',
      { condition: 'The customer says "lost" (43% of the times)' },
      { condition: 'The customer says "stolen" (43% of the times)' },
      false,
    ],
    [
      'a condition that a person wrote',
      { condition: 'Only for cards' },
      { condition: 'The customer says "card" (43% of the times)' },
      true,
    ],
    [
      'a lift inside its interval',
      { effect: { lift: 0.1, low: 0.05, high: 0.15, calls: 100 } },
      { effect: { lift: 0.07, low: 0, high: 0.2, calls: 110 } },
      true,
    ],
    [
      'a lift outside of it',
      { effect: { lift: 0.1, low: 0.05, high: 0.15, calls: 100 } },
      { effect: { lift: 0.02, low: 0, high: 0.2, calls: 110 } },
      false,
    ],
    ['a condition that calls no longer show', { condition: 'x' }, {}, true],
  ])('%s', (_, known, found, isKept) => {
    expect(steadyContent(known, found) === known).toBe(isKept);
  });
});
