import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { always, type Interval } from '../../graph-schema/index.ts';
import { DomainError, type ErrorCode } from '../errors.ts';
import type { PointInTime } from '../ports/graph-index.ts';
import type { VectorHit, VectorIndex, VersionVector } from '../ports/vector-index.ts';
import { inForceAt, type LaterDecision, type VersionInTime } from '../publishing/in-force.ts';

/** An item with its whole published history, as the contract hands it to an adapter. */
export interface VectorFixture {
  readonly itemId: string;
  readonly collectionId: string;
  readonly versions: readonly VersionInTime[];
}

/** An index without spaces, and a way to publish what its vectors are of. */
export interface VectorIndexUnderTest {
  readonly index: VectorIndex;
  publish(items: readonly VectorFixture[]): Promise<void>;
  close(): Promise<void>;
}

const minute = (n: number): Date => new Date(Date.UTC(2026, 0, 1, 0, n));
const FOREVER = 1_000_000;
const now: PointInTime = { asOf: minute(FOREVER), knownAt: minute(FOREVER) };

function cosine(a: readonly number[], b: readonly number[]): number {
  const dot = (x: readonly number[], y: readonly number[]): number =>
    x.reduce((sum, value, index) => sum + value * (y[index] ?? 0), 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}

/** Vectors in a circle: the angle says how near they are. */
const towards = (degrees: number): number[] => [
  Math.cos((degrees * Math.PI) / 180),
  Math.sin((degrees * Math.PI) / 180),
];

/** What happens to one of the items, in the order of the log. */
type Happening =
  | { readonly type: 'publish'; readonly item: number; readonly interval: Interval }
  | { readonly type: LaterDecision['action']; readonly item: number; readonly version: number };

const someInterval = fc
  .tuple(fc.option(fc.nat(60), { nil: null }), fc.option(fc.nat(60), { nil: null }))
  .filter(([from, to]) => from === null || to === null || from < to)
  .map(([from, to]): Interval => ({ from: from === null ? null : minute(from), to: to === null ? null : minute(to) }));

const someHappening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.constant('publish' as const), item: fc.nat(7), interval: someInterval }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constantFrom('retract' as const, 'suspend' as const, 'resume' as const),
      item: fc.nat(7),
      version: fc.nat(3),
    }),
  },
);

const someVector = fc
  .array(fc.integer({ min: -9, max: 9 }), { minLength: 3, maxLength: 3 })
  .filter((vector) => vector.some((value) => value !== 0));

const codeOf = async (work: Promise<unknown>): Promise<ErrorCode | 'not refused'> =>
  work.then(
    () => 'not refused' as const,
    (error: unknown) => {
      if (error instanceof DomainError) return error.code;
      throw error;
    },
  );

const found = (hits: readonly VectorHit[]): string[] => hits.map(({ itemId, version }) => `${itemId}@${version}`);

/** What every VectorIndex does; `factory` gives one for the whole suite. */
export function describeVectorIndex(name: string, factory: () => Promise<VectorIndexUnderTest>): void {
  describe(`${name} as a vector index`, () => {
    let subject: VectorIndexUnderTest;
    let index: VectorIndex;
    let positions = 0;
    let names = 0;
    const fresh = (prefix: string): string => {
      names += 1;
      return `${prefix}-${names}`;
    };
    const published = (version: number, interval: Interval = always, later: LaterDecision[] = []): VersionInTime => {
      positions += 1;
      return { version, position: positions, decidedAt: minute(positions), interval, later };
    };
    const decided = (action: LaterDecision['action']): LaterDecision => {
      positions += 1;
      return { action, position: positions, decidedAt: minute(positions) };
    };
    const publishOne = async (versions: readonly VersionInTime[], collectionId = 'main'): Promise<string> => {
      const itemId = fresh('item');
      await subject.publish([{ itemId, collectionId, versions }]);
      return itemId;
    };
    const space = async (dimensions = 2): Promise<string> => {
      const id = fresh('space');
      await index.ensureSpace({ id, model: 'test', dimensions });
      return id;
    };
    const search = (spaceId: string, vector: readonly number[], limit = 10, at = now): Promise<readonly VectorHit[]> =>
      index.search({ spaceId, vector, limit, at });

    beforeAll(async () => {
      subject = await factory();
      index = subject.index;
    });
    afterAll(() => subject.close());

    describe('what is near', () => {
      let spaceId: string;
      const items: string[] = [];
      beforeAll(async () => {
        spaceId = await space();
        for (const degrees of [0, 30, 90, 180]) {
          const itemId = await publishOne([published(1)], degrees === 90 ? 'other' : 'main');
          items.push(itemId);
          await index.add(spaceId, [{ itemId, version: 1, vector: towards(degrees).map((value) => value * 3) }]);
        }
      });

      it('comes nearest first, with its cosine similarity', async () => {
        const hits = await search(spaceId, towards(20));
        expect(found(hits)).toEqual([1, 0, 2, 3].map((at) => `${items[at]}@1`));
        expect(hits[0]?.similarity).toBeCloseTo(Math.cos(Math.PI / 18), 5);
        expect(hits[3]?.similarity).toBeCloseTo(Math.cos((160 * Math.PI) / 180), 5);
      });

      it('comes by its nearest aspect, of what is near to the whole', async () => {
        const query = { spaceId, vector: towards(20), at: now };
        const by = (limit: number, ...aspects: number[][]) => index.search({ ...query, limit, aspects });
        const hits = await by(10, towards(100), towards(-10));
        expect(found(hits)).toEqual([0, 2, 1, 3].map((at) => `${items[at]}@1`));
        expect(hits[1]?.similarity).toBeCloseTo(Math.cos((10 * Math.PI) / 180), 5);
        // The one that the aspect points at lies too far from the whole.
        expect(found(await by(1, towards(180)))).toEqual([`${items[1]}@1`]);
        expect(await codeOf(by(1, [1, 0, 0]))).toBe('invalid_request');
      });

      it('is as much as asked for', async () => {
        expect(found(await search(spaceId, towards(0), 2))).toEqual([`${items[0]}@1`, `${items[1]}@1`]);
      });

      it('is of the collections asked for', async () => {
        const of = (collectionIds: string[]) =>
          index.search({ spaceId, vector: towards(0), limit: 1, at: now, collectionIds });
        expect(found(await of(['other']))).toEqual([`${items[2]}@1`]);
        expect(found(await of(['other', 'main']))).toEqual([`${items[0]}@1`]);
        expect(await of(['elsewhere'])).toEqual([]);
      });

      it('is not of another space', async () => {
        expect(await search(await space(), towards(0))).toEqual([]);
      });
    });

    describe('what is in force', () => {
      it('is found by the version that holds at both times, and by no other', async () => {
        const spaceId = await space();
        const first = published(1, { from: null, to: minute(50) });
        const second = published(2, { from: minute(20), to: null });
        const itemId = await publishOne([first, second]);
        const vectors = [1, 2].map((version) => ({ itemId, version, vector: towards(version) }));
        await index.add(spaceId, vectors);
        const at = async (asOf: number, knownAt: number) =>
          found(await search(spaceId, towards(0), 10, { asOf: minute(asOf), knownAt: minute(knownAt) }));
        expect(await at(10, FOREVER)).toEqual([`${itemId}@1`]);
        expect(await at(20, FOREVER)).toEqual([`${itemId}@2`]);
        expect(await at(20, first.position)).toEqual([`${itemId}@1`]);
        expect(await at(50, first.position)).toEqual([]);
        expect(await at(20, first.position - 1)).toEqual([]);
      });

      it('is not what was retracted or suspended, until it is resumed; no older version revives', async () => {
        const spaceId = await space();
        const versions = [published(1), published(2)];
        const [suspended, resumed, retracted] = [decided('suspend'), decided('resume'), decided('retract')];
        const itemId = await publishOne(
          versions.map((version) =>
            version.version === 2 ? { ...version, later: [suspended, resumed, retracted] } : version,
          ),
        );
        await index.add(
          spaceId,
          [1, 2].map((version) => ({ itemId, version, vector: towards(version) })),
        );
        const knownAt = async (position: number) =>
          found(await search(spaceId, towards(0), 10, { asOf: minute(FOREVER), knownAt: minute(position) }));
        expect(await knownAt(suspended.position - 1)).toEqual([`${itemId}@2`]);
        expect(await knownAt(suspended.position)).toEqual([]);
        expect(await knownAt(resumed.position)).toEqual([`${itemId}@2`]);
        expect(await knownAt(retracted.position)).toEqual([]);
      });

      it('is what a comparison with all says, for any history, vectors and times, with and without its index', async () => {
        const property = fc.asyncProperty(
          fc.array(someHappening, { minLength: 1, maxLength: 25 }),
          fc.array(someVector, { minLength: 5, maxLength: 20 }),
          someVector,
          fc.nat(65),
          fc.nat(26),
          fc.integer({ min: 1, max: 8 }),
          fc.boolean(),
          async (happenings, pool, question, asOf, known, limit, withIndex) => {
            const start = positions;
            const prefix = fresh('random');
            const items = replay(happenings, prefix, published, decided);
            await subject.publish(items);
            const spaceId = await space(3);
            const vectors: VersionVector[] = items.flatMap(({ itemId, versions }, item) =>
              versions.map(({ version }) => ({
                itemId,
                version,
                vector: pool[(item * 4 + version) % pool.length] ?? question,
              })),
            );
            await index.add(spaceId, vectors);
            if (withIndex) await index.buildIndex(spaceId);
            const at = { asOf: minute(asOf), knownAt: minute(start + known) };
            const expected = items
              .flatMap(({ itemId, versions }) => {
                const version = inForceAt(versions, at)?.version;
                return vectors.filter((one) => one.itemId === itemId && one.version === version);
              })
              .map(({ vector }) => cosine(vector, question))
              .sort((a, b) => b - a);
            const hits = await search(spaceId, question, limit, at);
            expect(hits).toHaveLength(Math.min(limit, expected.length));
            for (const [rank, hit] of hits.entries()) {
              expect(hit.similarity).toBeCloseTo(expected[rank] ?? Number.NaN, 4);
              const versions = items.find(({ itemId }) => itemId === hit.itemId)?.versions ?? [];
              expect(inForceAt(versions, at)?.version).toBe(hit.version);
            }
            await index.dropSpace(spaceId);
          },
        );
        await fc.assert(property, { numRuns: 40 });
      });
    });

    describe('among many, by its index', () => {
      const many = 1_500;
      const degreesOf = (n: number): number => (n * 360) / many;
      let spaceId: string;
      let items: string[];
      beforeAll(async () => {
        spaceId = await space();
        items = Array.from({ length: many }, () => fresh('many'));
        // Those on the far side are of another collection, and every second one is suspended.
        await subject.publish(
          items.map((itemId, n) => ({
            itemId,
            collectionId: Math.abs(degreesOf(n) - 180) < 1 ? 'far' : 'near',
            versions: [published(1, always, n % 2 === 0 ? [] : [decided('suspend')])],
          })),
        );
        await index.add(
          spaceId,
          items.map((itemId, n) => ({ itemId, version: 1, vector: towards(degreesOf(n)) })),
        );
        await index.buildIndex(spaceId);
      }, 120_000);

      it('finds the nearest', async () => {
        const hits = await search(spaceId, towards(degreesOf(100)), 9);
        const nearest = [92, 94, 96, 98, 100, 102, 104, 106, 108].map((n) => `${items[n]}@1`);
        expect(found(hits).filter((hit) => nearest.includes(hit)).length).toBeGreaterThanOrEqual(8);
        expect(found(hits)[0]).toBe(`${items[100]}@1`);
      });

      it('finds as many as asked for when all that is near is of another collection or not in force', async () => {
        const hits = await index.search({
          spaceId,
          vector: towards(0),
          limit: 4,
          at: now,
          collectionIds: ['far'],
        });
        expect(hits).toHaveLength(4);
      });

      it('builds once, and takes in what is added later', async () => {
        await index.buildIndex(spaceId);
        const itemId = await publishOne([published(1)]);
        await index.add(spaceId, [{ itemId, version: 1, vector: towards(degreesOf(300.5)) }]);
        expect(found(await search(spaceId, towards(degreesOf(300.5)), 1))).toEqual([`${itemId}@1`]);
      });
    });

    describe('what it holds', () => {
      let spaceId: string;
      let itemId: string;
      const add = (vector: readonly number[], version = 1, to = spaceId): Promise<void> =>
        index.add(to, [{ itemId, version, vector }]);
      beforeEach(async () => {
        spaceId = await space();
        itemId = await publishOne([published(1), published(2)]);
      });

      it('is replaced by what is added for the same version; of two at once the last counts', async () => {
        await add(towards(180), 2);
        await index.add(
          spaceId,
          [90, 0].map((degrees) => ({ itemId, version: 2, vector: towards(degrees) })),
        );
        expect((await search(spaceId, towards(0)))[0]?.similarity).toBeCloseTo(1, 5);
        expect(await index.count(spaceId)).toBe(1);
      });

      it('is all of what was added at once, or nothing', async () => {
        const vectors = [
          { itemId, version: 1, vector: towards(1) },
          { itemId: 'nobody', version: 1, vector: towards(1) },
        ];
        expect(await codeOf(index.add(spaceId, vectors))).toBe('not_found');
        expect(await index.count(spaceId)).toBe(0);
      });

      it.each<[string, number[]]>([
        ['too short', [1]],
        ['too long', [1, 2, 3]],
        ['empty', []],
        ['not a number', [1, Number.NaN]],
        ['infinite', [Number.POSITIVE_INFINITY, 0]],
        ['too big for single precision', [1e300, 0]],
        ['without a direction', [0, 0]],
        ['too small for single precision', [1e-30, 0]],
      ])('is no vector that is %s, which no search takes either', async (_, vector) => {
        expect(await codeOf(add(vector))).toBe('invalid_request');
        expect(await codeOf(search(spaceId, vector))).toBe('invalid_request');
        expect(await index.count(spaceId)).toBe(0);
      });

      it('is of a space that is there', async () => {
        expect(await codeOf(add(towards(0), 1, 'nowhere'))).toBe('not_found');
        expect(await codeOf(search('nowhere', towards(0)))).toBe('not_found');
        expect(await codeOf(index.buildIndex('nowhere'))).toBe('not_found');
        expect(await index.count('nowhere')).toBe(0);
      });

      it('is forgotten by version in every space', async () => {
        const other = await space();
        for (const to of [spaceId, other]) for (const version of [1, 2]) await add(towards(version), version, to);
        await index.remove(itemId, 2);
        await index.remove(itemId, 2);
        expect([await index.count(spaceId), await index.count(other)]).toEqual([1, 1]);
        expect(await search(spaceId, towards(0))).toEqual([]);
      });

      it('is forgotten with its space, whose name is then free for another model', async () => {
        await add(towards(0));
        await index.buildIndex(spaceId);
        await index.dropSpace(spaceId);
        await index.dropSpace(spaceId);
        expect(await index.count(spaceId)).toBe(0);
        await index.ensureSpace({ id: spaceId, model: 'another', dimensions: 3 });
        await add([1, 0, 0], 2);
        await index.buildIndex(spaceId);
        expect(await search(spaceId, [1, 0, 0])).toHaveLength(1);
      });
    });

    describe('spaces', () => {
      it('are there once, whoever asks for them at the same time', async () => {
        const id = fresh('space');
        const ensure = (): Promise<void> => index.ensureSpace({ id, model: 'test', dimensions: 2 });
        await Promise.all(Array.from({ length: 5 }, ensure));
        await ensure();
      });

      it('keep their model and length', async () => {
        const id = await space(2);
        expect(await codeOf(index.ensureSpace({ id, model: 'other', dimensions: 2 }))).toBe('conflict');
        expect(await codeOf(index.ensureSpace({ id, model: 'test', dimensions: 3 }))).toBe('conflict');
      });

      it.each(['', 'Upper', 'a b', `a'b`, 'a"b', 'a'.repeat(41), '; drop table items'])(
        'are not named "%s"',
        async (id) => {
          expect(await codeOf(index.ensureSpace({ id, model: 'test', dimensions: 2 }))).toBe('invalid_request');
          await index.dropSpace(id);
        },
      );

      it.each([0, 2001, 1.5, Number.NaN])('do not have %s dimensions', async (dimensions) => {
        const id = fresh('space');
        expect(await codeOf(index.ensureSpace({ id, model: 'test', dimensions }))).toBe('invalid_request');
      });
    });
  });
}

/** The items after everything that happened to them; what could not happen is passed over. */
function replay(
  happenings: readonly Happening[],
  prefix: string,
  published: (version: number, interval: Interval) => VersionInTime,
  decided: (action: LaterDecision['action']) => LaterDecision,
): VectorFixture[] {
  const items = new Map<number, (VersionInTime & { later: LaterDecision[] })[]>();
  for (const happening of happenings) {
    const versions = items.get(happening.item) ?? [];
    if (happening.type === 'publish') {
      versions.push({ ...published(versions.length + 1, happening.interval), later: [] });
      items.set(happening.item, versions);
    } else {
      versions[happening.version]?.later.push(decided(happening.type));
    }
  }
  return [...items].map(([item, versions]) => ({ itemId: `${prefix}-${item}`, collectionId: 'main', versions }));
}
