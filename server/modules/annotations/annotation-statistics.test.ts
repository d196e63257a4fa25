import { describe, expect, it } from 'vitest';
import type { AnnotationLabel } from '../../../graph-schema/index.ts';
import { alphaOf, cohensKappa, interval95, tallyOf } from './agreement.ts';
import { dawidSkene } from './dawid-skene.ts';
import { matchSpans, overlap, spanF1, unitise } from './span-agreement.ts';

const table = (both: number, onlyFirst: number, onlySecond: number, neither: number) => [
  ...Array<readonly [string, string]>(both).fill(['yes', 'yes']),
  ...Array<readonly [string, string]>(onlyFirst).fill(['yes', 'no']),
  ...Array<readonly [string, string]>(onlySecond).fill(['no', 'yes']),
  ...Array<readonly [string, string]>(neither).fill(['no', 'no']),
];

describe("Cohen's kappa", () => {
  it('is what is published for known tables', () => {
    expect(cohensKappa(table(20, 5, 10, 15))).toBeCloseTo(0.4, 10);
    expect(cohensKappa(table(45, 15, 25, 15))).toBeCloseTo(0.1304, 4);
    expect(cohensKappa(table(25, 35, 5, 35))).toBeCloseTo(0.2593, 4);
  });

  it('has no value where nothing could be told apart', () => {
    expect(cohensKappa([])).toBeNaN();
    expect(cohensKappa(table(7, 0, 0, 0))).toBeNaN();
  });
});

// Krippendorff (2011), section C: four observers, twelve units, nominal data with missing values.
const reliability = ['123321412...', '1233224125.3', '.3332342251.', '12332441251.'];

describe("Krippendorff's alpha", () => {
  it('is 0.743 for the example of its author', () => {
    const units = Array.from({ length: 12 }, (_, n) => ({
      values: reliability.map((row) => row[n] ?? '.').filter((value) => value !== '.'),
      weight: 1,
    }));
    expect(alphaOf(units.map(tallyOf))).toBeCloseTo(0.743, 3);
  });

  it('is 0.692 for his two observers and nominal data without gaps', () => {
    const [first, second] = ['aabbdcccedda', 'babbbccceddd'];
    const units = Array.from({ length: 12 }, (_, n) => ({ values: [first?.[n] ?? '', second?.[n] ?? ''], weight: 1 }));
    expect(alphaOf(units.map(tallyOf))).toBeCloseTo(0.692, 3);
  });

  it('has no value where all say one thing, or nobody says it twice', () => {
    expect(alphaOf([tallyOf({ values: ['a', 'a'], weight: 1 })])).toBeNaN();
    expect(alphaOf([tallyOf({ values: ['a'], weight: 1 })])).toBeNaN();
  });

  it('has an interval around it that is the same each time', () => {
    const calls = Array.from({ length: 40 }, (_, n) => ({
      values: n % 5 === 0 ? ['a', 'b'] : n % 2 ? ['a', 'a'] : ['b', 'b'],
      weight: 1,
    }));
    const tallies = calls.map(tallyOf);
    const alpha = alphaOf(tallies);
    const interval = interval95(tallies, alphaOf);
    expect(interval?.[0]).toBeLessThan(alpha);
    expect(interval?.[1]).toBeGreaterThan(alpha);
    expect(interval95(tallies, alphaOf)).toEqual(interval);
    expect(interval95([], alphaOf)).toBeNull();
  });
});

const emotion = (value: string, start: number, end: number): AnnotationLabel => ({
  id: `${value}${start}`,
  kind: 'emotion',
  value,
  note: '',
  spans: [{ segmentId: 's', start, end }],
});

describe('spans of two observers', () => {
  it('agree by the characters that they mark alike', () => {
    const lengths = new Map([['s', 10]]);
    const units = unitise([[emotion('angry', 0, 4)], [emotion('angry', 0, 2)]], 'emotion', lengths);
    expect(units).toEqual([
      { values: ['angry', 'angry'], weight: 2 },
      { values: ['angry', ''], weight: 2 },
      { values: ['', ''], weight: 6 },
    ]);
    // Observed disagreement 4 of 20 values; expected 6 and 14 of 20: 1 - 4 / (2 * 6 * 14 / 19).
    expect(alphaOf(units.map(tallyOf))).toBeCloseTo(1 - 4 / ((2 * 6 * 14) / 19), 10);
    expect(
      alphaOf(unitise([[emotion('angry', 0, 4)], [emotion('angry', 0, 4)]], 'emotion', lengths).map(tallyOf)),
    ).toBe(1);
  });

  it('are the same from half an overlap on, each counted once', () => {
    const [a, b] = [
      { segmentId: 's', start: 0, end: 10 },
      { segmentId: 's', start: 5, end: 15 },
    ];
    expect(overlap(a, b)).toBeCloseTo(1 / 3, 10);
    expect(overlap(a, { ...b, segmentId: 't' })).toBe(0);
    const left = [{ ...a, value: 'x' }];
    expect(
      matchSpans(left, [
        { segmentId: 's', start: 0, end: 8, value: 'x' },
        { segmentId: 's', start: 0, end: 9, value: 'x' },
      ]),
    ).toMatchObject([[{ end: 10 }, { end: 9 }]]);
    expect(
      spanF1(
        [emotion('angry', 0, 10), emotion('calm', 20, 30)],
        [emotion('angry', 1, 10), emotion('angry', 20, 30)],
        'emotion',
      ),
    ).toBe(0.5);
    expect(spanF1([], [], 'emotion')).toBeNaN();
  });
});

// Dawid and Skene (1979), table 1: 45 patients, five anaesthetists, the first of whom judged three times.
const patients =
  `1111111 3334334 1122122 2223121 2223222 2223322 1222111 3333433 2222223 2322223 4444444 2223343 1111111
2223212 1211111 1112111 1111111 1111111 2222221 2221322 2222222 2222221 2223222 2212222 1111111 1111111 2322222 1111111
1111111 1121121 1111111 3333233 1111111 2222222 2223232 4334343 2212232 2323233 3333432 1111111 1111111 1212111 2322222
1211111 2222222`.split(/\s+/);

describe("observers' accuracy", () => {
  const units = patients.map((row) => ({
    judgements: [...row].map((said, n) => [n < 3 ? 'first' : `observer ${n - 1}`, said] as const),
  }));

  it('is found as Dawid and Skene published it', () => {
    const { prevalence, accuracy } = dawidSkene(units);
    expect([...prevalence.values()].map((share) => Number(share.toFixed(2)))).toEqual([0.4, 0.42, 0.11, 0.07]);
    expect(accuracy.get('first')).toBeGreaterThan(accuracy.get('observer 2') ?? 1);
  });

  it('follows what an adjudicator decided, and is drawn to what is usual where there is little of it', () => {
    const judgements = [
      ['right', 'a'],
      ['wrong', 'b'],
    ] as const;
    const one = dawidSkene([{ judgements, truth: 'a' }], { strength: 5 });
    const many = dawidSkene(
      Array.from({ length: 40 }, () => ({ judgements, truth: 'a' })),
      { strength: 5 },
    );
    expect(one.accuracy.get('right')).toBeGreaterThan(one.accuracy.get('wrong') ?? 1);
    expect(one.accuracy.get('wrong')).toBeGreaterThan(0.5);
    expect(many.accuracy.get('wrong')).toBeLessThan(0.2);
    expect(one.posterior[0]?.get('a')).toBe(1);
  });
});
