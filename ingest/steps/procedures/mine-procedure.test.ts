import { describe, expect, it } from 'vitest';
import { parseContent, proposalDraftSchema } from '../../../graph-schema/index.ts';
import type { StoredSource } from '../../ports.ts';
import { searchWithoutTopAgents } from '../practices/practice-search.ts';
import { createPacer } from '../scenarios/give-way.ts';
import { alignDocumented } from './align-documented.ts';
import { learnHandling } from './learn-handling.ts';
import { maskSlots } from './mask-slots.ts';
import { type MinedProcedure, mineProcedure } from './mine-procedure.ts';
import { joinSamePlaces } from './same-places.ts';
import { traceOfCall } from './trace-of-call.ts';

/** Numbers in 0..1, the same each time. */
function drawing(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}

const frame = { validFrom: null, validTo: null, confidence: 0.5 };
const scenario = { kind: 'scenario', key: 'scenario/parcels' } as const;

const ask = [
  'Could you read me the tracking code of the parcel?',
  'Please read me the tracking code of your parcel.',
  'What is the tracking code of the parcel, please?',
];
const again = [
  'The system does not know it, spell it once more.',
  'It is not known to the system, could you spell it once more?',
  'Not known, please spell it once more for me.',
];
const offer = [
  'It lies at the depot, shall I have it delivered tomorrow?',
  'It is at the depot, would you like it delivered tomorrow?',
  'The depot has it, shall we have it delivered tomorrow?',
];
const deliver = [
  'Right, the courier comes between 9 and 12.',
  'The courier will come between 13 and 17.',
  'Booked, the courier comes between 10 and 14.',
];
const keep = [
  'Then it waits there for you until Friday.',
  'Fine, it waits there until Friday for you.',
  'It will wait there for you until Friday then.',
];

/** Agents ask, look up (again and again if need be), offer, and do what the customer wants; the good ones apologise. */
function parcels(count: number, agents: number): StoredSource[] {
  const random = drawing(3);
  const pick = (list: readonly string[]) => list[Math.floor(random() * list.length)] ?? '';
  return Array.from({ length: count }, (_, n) => {
    const agent = n % agents;
    const best = agent === 0;
    const turns: [role: 'agent' | 'customer', text: string][] = [['customer', 'Where is my parcel?']];
    const lookups: { after: number; name: string; result: { field: string; value: string }[] }[] = [];
    const sorry = random() < (best ? 0.8 : 0.4);
    if (sorry) turns.push(['agent', 'I apologise for the trouble this caused.'], ['customer', 'All right.']);
    turns.push(['agent', pick(ask)], ['customer', `QX${1000 + n}`]);
    const look = (value: string) =>
      lookups.push({ after: turns.length - 1, name: 'find parcel', result: [{ field: 'state', value }] });
    while (random() < 0.35) {
      look('unknown');
      turns.push(['agent', pick(again)], ['customer', `QX${2000 + n}`]);
    }
    look('depot');
    const wants = random() < 0.6;
    turns.push(['agent', pick(offer)], ['customer', wants ? pick(['Yes please.', 'Yes, do that.']) : 'No, I am away.']);
    turns.push(['agent', pick(wants ? deliver : keep)], ['customer', 'Bye.']);
    const solved = random() < 0.25 + (sorry ? 0.5 : 0);
    return {
      type: 'transcript',
      key: `c${n}`,
      sourceId: `c${n}`,
      title: `c${n}`,
      language: 'en',
      metadata: { lookups },
      segments: turns.map(([role, text], ordinal) => ({
        id: `c${n}/${ordinal}`,
        ordinal,
        kind: 'utterance',
        locator: `#${ordinal + 1}`,
        role,
        text,
      })),
      call: {
        agent: { id: `a${agent}`, team: `t${agent % 2}` },
        outcome: { result: solved ? 'solved' : 'unresolved', source: 'crm' },
        customerPseudonym: null,
        startedAt: null,
        durationMs: null,
        channel: 'phone',
      },
    };
  });
}

const calls = parcels(600, 12);
const mining = mineProcedure(calls.map(traceOfCall), createPacer());

/** The step that says, or looks up, such words; with every way of saying it. */
async function stepOf(words: RegExp): Promise<number> {
  const mined = await mining;
  const linesOf = (at: MinedProcedure['steps'][number]['joined']['at']) =>
    at.map(({ trace, event }) => mined?.traces[trace]?.events[event]?.text ?? '');
  const steps = (mined?.steps ?? []).filter(({ joined }) => linesOf(joined.at).every((line) => words.test(line)));
  expect(steps).toHaveLength(1);
  return steps[0]?.step ?? -1;
}

async function pathOf(from: RegExp, to: RegExp) {
  const [a, b] = [await stepOf(from), await stepOf(to)];
  return (await mining)?.paths.find((path) => path.from === a && path.to === b);
}

describe('a procedure read from calls', () => {
  it('joins what is said in other words to one step, and has look-ups as steps', async () => {
    expect((await mining)?.steps).toHaveLength(7);
    for (const words of [/tracking code/, /spell/, /depot/, /courier/, /waits? there/, /apologise/, /find parcel/]) {
      expect(await stepOf(words)).toBeGreaterThanOrEqual(0);
    }
  });

  it('branches by what a look-up returned and by what the customer said', async () => {
    const found = await pathOf(/find parcel/, /depot/);
    expect(found?.condition).toMatchObject({ by: 'looked_up', signs: ['state: depot'] });
    expect((await pathOf(/depot/, /courier/))?.condition?.signs).toContain('yes');
    expect((await pathOf(/depot/, /waits? there/))?.condition?.signs.join(' ')).toMatch(/\bno\b|away/);
    expect((await pathOf(/tracking code/, /find parcel/))?.condition).toBeNull();
  });

  it('knows that it goes back to the look-up until that finds something', async () => {
    expect(await pathOf(/spell/, /find parcel/)).toMatchObject({ loop: true });
    expect(await pathOf(/find parcel/, /spell/)).toMatchObject({ loop: false });
  });

  it('says how calls end that take a step, and what shows that it is done', async () => {
    const [apology, code] = [await stepOf(/apologise/), await stepOf(/tracking code/)];
    const steps = (await mining)?.steps ?? [];
    const shareOf = (step: number) => {
      const ends = steps[step]?.ends ?? { known: 1, solved: 0 };
      return ends.solved / ends.known;
    };
    expect(shareOf(apology)).toBeGreaterThan(shareOf(code) + 0.1);
    expect(steps[code]?.done).toMatchObject({ by: 'number' });
  });

  it('is none where too few calls were solved', async () => {
    const unsolved = calls.slice(0, 40).map((call) => ({ ...traceOfCall(call), solved: false }));
    expect(await mineProcedure(unsolved, createPacer())).toBeNull();
  });
});

describe('steps of few calls', () => {
  /** Directions in which any two differ as much as paraphrases do that share few words. */
  const words = (own: number) => ({
    terms: Uint32Array.from([0, own]),
    weights: Float32Array.from([Math.sqrt(0.3), Math.sqrt(0.7)]),
  });
  const said = (own: number, event: number, calls: readonly number[]) => ({
    direction: words(own),
    at: calls.map((trace) => ({ trace, event })),
  });
  const [some, others, all] = [
    [0, 1, 2, 3],
    [4, 5, 6, 7],
    [0, 1, 2, 3, 4, 5, 6, 7],
  ];

  it('are joined over wordings that share few words where they have one place, and not elsewhere', async () => {
    const groups = [said(1, 0, all), said(2, 1, some), said(3, 1, others), said(4, 2, some.slice(2)), said(5, 3, all)];
    const into = await joinSamePlaces(
      groups,
      all.map(() => 4),
      createPacer(),
    );
    expect(into).toEqual([0, 1, 1, 3, 4]);
  });
});

describe('what is learnt of the handling of a scenario', () => {
  const learn = (options: Parameters<typeof learnHandling>[4]) =>
    learnHandling(calls, scenario, 'en', frame, options, createPacer());

  it('is a valid proposal, every part with evidence that quotes the words', async () => {
    const { parts, rationale } = await learn({});
    const draft = { title: 'x', origin: 'miner:scenarios', rationale, parts };
    proposalDraftSchema.parse(draft);
    const words = new Map(calls.flatMap((call) => call.segments.map(({ id, text }) => [id, text])));
    for (const part of parts) {
      expect(part.evidence.length).toBeGreaterThan(0);
      for (const { span } of part.evidence) {
        expect(span.end).toBeLessThanOrEqual(words.get(span.segmentId)?.length ?? 0);
      }
    }
    const next = parts.filter((part) => part.kind === 'NEXT_STEP');
    expect(next.some((part) => /look-up returns "state: depot"/.test(String(part.content['condition'])))).toBe(true);
    expect(rationale).toContain('1 loop');
  });

  it('finds what the best agents do more and what gets calls solved, with its numbers', async () => {
    const { parts, rationale, practices: search } = await learn({ topAgents: ['a0'], trustedSources: ['crm'] });
    expect(search).toMatchObject({ outcome: 'found' });
    expect(rationale).toContain('Best practices found');
    const practices = parts.flatMap((part) =>
      part.sort === 'node' && part.kind === 'best_practice' ? [parseContent('best_practice', part.content)] : [],
    );
    const effect = practices.find(({ name }) => name.includes('apologise'))?.effect;
    expect(effect).toMatchObject({ sort: 'presence', agents: 12, teams: 2 });
    expect(effect?.low).toBeGreaterThan(0);
    expect(effect?.low).toBeLessThan(0.5);
    expect(effect?.high).toBeGreaterThan(0.5);
    expect(effect?.q).toBeLessThan(0.01);
  });

  it('finds no practice by outcomes that are not believed, nor where nobody is known to be best, and says why', async () => {
    const noTopAgents = { minimumCalls: 30, mostCalls: 12, compared: 0 };
    for (const [options, why] of [
      [{ topAgents: ['a0'], trustedSources: ['survey'] }, 'of only 0 calls'],
      [{ noTopAgents }, 'no agent has 30 calls with a trusted end.'],
    ] as const) {
      const { parts, rationale } = await learn(options);
      expect(parts.some((part) => part.kind === 'best_practice')).toBe(false);
      expect(rationale).toContain(why);
    }
    expect(searchWithoutTopAgents({ ...noTopAgents, compared: 4 })).toEqual({ outcome: 'no_top_agent', compared: 4 });
    expect(searchWithoutTopAgents(undefined)).toEqual({ outcome: 'agents_unknown' });
  });

  it('keeps the keys of steps that are known', async () => {
    const before = (await learn({})).parts.filter((part) => part.sort === 'node' && part.kind === 'step');
    const known = before.map((part, i) => ({
      key: `known/${i}`,
      segmentIds: part.evidence.map(({ span }) => span.segmentId),
    }));
    const after = (await learn({ knownSteps: known })).parts;
    const keys = after.flatMap((part) => (part.sort === 'node' && part.kind === 'step' ? [part.key] : []));
    expect(keys).toEqual(known.map(({ key }) => key));
  });
});

describe('lines with their slots masked', () => {
  it.each([
    ['请问[NAME]先生，您的300元五个工作日退回。', '请问[NAME]先生，您的1,250元三个工作日退回。'],
    ['Thank you Alexis, that is $12.50 at 3 pm.', 'Thank you Robin, that is $7 at 11 am.'],
    ['您好，我查到了「金卡」的年費。', '您好，我查到了“普卡”的年费。'],
  ])('are the same for two customers: %s', (one, other) => {
    expect(maskSlots(one)).toBe(maskSlots(other));
  });

  it('have the name of the field for what a look-up returned', () => {
    const known = [{ field: 'Weather', value: 'rain and fog' }];
    expect(maskSlots('It will be rain and fog.', known)).toMatch(/○weather/);
  });
});

describe('a document beside what calls show', () => {
  const step = (name: string) => ({ key: name, name, instruction: name });
  const procedure = {
    key: 'p',
    name: 'Lost cards',
    steps: [
      step('Verify who is calling'),
      step('Block the card'),
      step('Send a replacement card'),
      step('Note the police report'),
    ],
  };
  const shown = [
    'We block the card now',
    'Let me verify who is calling',
    'A replacement card is sent',
    'Anything else today?',
  ].map((words, i) => ({ words: [words], kind: 'said' as const, order: i + 1 }));

  it('shows what is missing, what is extra and what comes in another order', () => {
    const aligned = alignDocumented(shown, [
      { key: 'q', name: 'Loans', steps: [step('Count the interest')] },
      procedure,
    ]);
    expect(aligned?.procedure.key).toBe('p');
    expect(aligned?.pairs).toHaveLength(3);
    expect(aligned).toMatchObject({ missing: [3], extra: [3], reordered: [[0, 1]] });
  });

  it('pairs the look-up of a system with the one that the document asks for, and asking with asking', () => {
    const documented = {
      key: 'r',
      name: '理赔进度查询',
      steps: [step('核实客户身份'), step('在系统中查询案件状态'), step('告知案件状态'), step('询问案件编号')],
    };
    const calls = [
      { words: ['您好，很高兴为您服务。'], kind: 'said' as const, order: 1 },
      { words: ['请问案件编号是多少？', '麻烦问一下案件编号呢'], kind: 'said' as const, order: 2 },
      { words: ['claim_status'], kind: 'looked_up' as const, order: 3 },
      { words: ['您的案件状态是审核中。'], kind: 'said' as const, order: 4 },
    ];
    const aligned = alignDocumented(calls, [documented]);
    expect(aligned?.pairs.map(({ documented: d, shown: s }) => [d, s])).toEqual([
      [1, 2],
      [2, 3],
      [3, 1],
    ]);
    expect(aligned).toMatchObject({ missing: [0], extra: [] });
  });

  it('is left out where no document is about these calls', () => {
    expect(alignDocumented(shown.slice(3), [procedure])).toBeNull();
  });
});
