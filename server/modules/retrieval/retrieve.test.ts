import { describe, expect, it } from 'vitest';
import type { Applicability, Audience, ItemKind, RelationType } from '../../../graph-schema/index.ts';
import type { GraphIndex, NeighbourhoodQuery } from '../../ports/graph-index.ts';
import type { TextHit, TextQuery } from '../../ports/text-index.ts';
import { createMentionMatcher } from './mention-matcher.ts';
import { plainQuestion, type Question, questionOf, textQueryParts } from './question.ts';
import { createRetriever, type RetrieverOptions } from './retrieve.ts';

interface Held {
  readonly kind: ItemKind;
  readonly score?: number;
  readonly version?: number;
  readonly conditions?: Applicability;
  readonly audience?: readonly Audience[];
  readonly coverage?: number;
  readonly collectionId?: string;
  readonly whole?: TextHit['whole'];
}

const at = { asOf: new Date(0), knownAt: new Date(0) };
const question = (rest: Partial<Question> = {}): Question => ({
  parts: plainQuestion('late fee'),
  context: {},
  at,
  audience: 'agent',
  limit: 10,
  ...rest,
});

/** A text index that returns the items with a score, and a graph of the relations given. */
function world(
  items: Record<string, Held>,
  relations: [string, RelationType, string][] = [],
  rest: Partial<RetrieverOptions> = {},
) {
  const asked: TextQuery[] = [];
  const search = (query: TextQuery): TextHit[] => {
    asked.push(query);
    return Object.entries(items)
      .flatMap(([itemId, { kind, score, coverage = 0.7, whole }]) =>
        score ? [{ itemId, version: 1, kind, score, coverage, ...(whole && { whole }) }] : [],
      )
      .filter((hit) => (query.kinds?.includes(hit.kind) ?? true) && query.accept(hit.itemId, hit.version))
      .sort((a, b) => b.score - a.score)
      .slice(0, query.limit);
  };
  const graphIndex: Pick<GraphIndex, 'neighbourhood'> = {
    async neighbourhood({ itemIds }: NeighbourhoodQuery) {
      const touching = relations.filter(([from, , to]) => itemIds.includes(from) || itemIds.includes(to));
      const ids = new Set([...itemIds, ...touching.flatMap(([from, , to]) => [from, to])]);
      const nodes = [...ids].flatMap((itemId) => {
        const item = items[itemId];
        return item ? [{ itemId, version: 1, kind: item.kind, distance: itemIds.includes(itemId) ? 0 : 1 }] : [];
      });
      const edges = touching.map(([fromId, type, toId]) => ({
        edgeId: `${fromId}-${toId}`,
        version: 1,
        type,
        fromId,
        toId,
      }));
      return { nodes, edges, truncated: false };
    },
  };
  const state: RetrieverOptions['state'] = {
    get: (itemId) => ({ collectionId: items[itemId]?.collectionId ?? 'main', kind: items[itemId]?.kind ?? 'clause' }),
    inForce: (itemId) => {
      const item = items[itemId];
      return item
        ? { version: item.version ?? 1, conditions: item.conditions ?? {}, audience: item.audience ?? ['agent'] }
        : null;
    },
  };
  const retriever = createRetriever({
    textIndex: {
      search,
      size: 100,
      contentWords: (text) => text.split(' ').length,
      heard: (text) => ({ text, changes: [] }),
    },
    graphIndex,
    state,
    ...rest,
  });
  const ids = async (q = question()) => (await retriever.retrieve(q)).hits.map((hit) => hit.itemId);
  return { retriever, ids, asked };
}

describe('retrieval', () => {
  it('returns hits by words, then what one relation adds, and says why', async () => {
    const { retriever } = world(
      { fee: { kind: 'scenario', score: 9 }, waive: { kind: 'step' }, far: { kind: 'need' } },
      [['fee', 'HAS_STEP', 'waive']],
    );
    const { hits, abstained, legs } = await retriever.retrieve(question());
    expect(hits).toMatchObject([
      { itemId: 'fee', kind: 'scenario', why: { text: { score: 9, coverage: 0.7 } } },
      { itemId: 'waive', kind: 'step', why: { graph: { viaItemId: 'fee', relation: 'HAS_STEP' } } },
    ]);
    expect(abstained).toBe(false);
    expect(legs).toEqual({ bm25: ['fee'], vector: [], graph: ['waive'], fused: ['fee', 'waive'] });
    expect(hits[1]?.confidence).toBeLessThan(hits[0]?.confidence ?? 0);
  });

  it('joins what is near in meaning to what is found by words, under the same conditions, and says why', async () => {
    const similar = { near: 0.9, fee: 0.85, secret: 0.84, moved: 0.83, far: 0.7 };
    const meaning: RetrieverOptions['meaning'] = {
      find: async () => ({
        state: 'used',
        hits: Object.entries(similar).map(([itemId, similarity]) => ({ itemId, version: 1, similarity })),
      }),
    };
    const { retriever } = world(
      {
        fee: { kind: 'scenario', score: 9 },
        other: { kind: 'scenario', score: 8.5 },
        near: { kind: 'clause' },
        secret: { kind: 'clause', audience: ['expert'] },
        moved: { kind: 'clause', version: 2 },
        far: { kind: 'clause' },
      },
      [],
      { meaning },
    );
    const { hits, legs, meaning: state } = await retriever.retrieve(question());
    expect(state).toBe('used');
    expect(legs.vector).toEqual(['near', 'fee', 'far']);
    expect(hits.map(({ itemId }) => itemId)).toEqual(['fee', 'other', 'near']);
    expect(hits[2]).toMatchObject({ kind: 'clause', why: { meaning: expect.any(Number) } });
    expect(hits[0]?.why).toMatchObject({ text: {}, meaning: expect.any(Number) });
  });

  it('goes on without a comparison by meaning, and says so', async () => {
    const items = { fee: { kind: 'scenario', score: 9 } } as const;
    const down: RetrieverOptions['meaning'] = { find: async () => ({ state: 'down', hits: [] }) };
    const withModel = await world(items, [], { meaning: down }).retriever.retrieve(question());
    const without = await world(items).retriever.retrieve(question());
    expect(withModel).toEqual({ ...without, meaning: 'down' });
    expect(without.meaning).toBe('none');
  });

  it('shows only versions in force, for the audience, in the collections and of the kinds asked for', async () => {
    const { ids } = world(
      {
        ok: { kind: 'clause', score: 5 },
        moved: { kind: 'clause', score: 9, version: 2 },
        secret: { kind: 'clause', score: 8, audience: ['expert'] },
        elsewhere: { kind: 'clause', score: 7, collectionId: 'other' },
        linkedSecret: { kind: 'step', audience: ['expert'] },
        linked: { kind: 'script' },
      },
      [
        ['ok', 'MENTIONS', 'linkedSecret'],
        ['ok', 'MENTIONS', 'linked'],
        ['ok', 'MENTIONS', 'elsewhere'],
        ['ok', 'MENTIONS', 'moved'],
      ],
    );
    expect(await ids(question({ collectionIds: ['main'] }))).toEqual(['ok', 'linked']);
    expect(await ids(question({ collectionIds: ['main'], kinds: ['clause'] }))).toEqual(['ok']);
  });

  it('takes in what an item belongs to and what relations hand on, as the recipe of its collection says', async () => {
    const whole = { collectionId: 'main', name: 'The Act', authority: 2, size: 1 };
    const items: Record<string, Held> = {
      byLaw: { kind: 'clause', score: 10 },
      article: { kind: 'clause', score: 9.5, whole },
      linked: { kind: 'script' },
    };
    const relations: [string, RelationType, string][] = [['byLaw', 'USES_SCRIPT', 'linked']];
    const { retriever } = world(items, relations);
    const { hits } = await retriever.retrieve(question());
    expect(hits.map((hit) => hit.itemId)).toEqual(['article', 'byLaw', 'linked']);
    expect(hits[0]?.why.whole).toEqual({ name: 'The Act', votes: 0, authority: 2 });
    const byWords = world(items, relations, { recipeName: (id) => (id === 'main' ? 'words' : undefined) });
    expect(await byWords.ids()).toEqual(['byLaw', 'article']);
    expect(await byWords.ids(question({ without: new Set(['byLaw']) }))).toEqual(['article']);
  });

  it('leaves out what is known not to apply, and names the conditions that the context leaves open', async () => {
    const { retriever, ids } = world({
      phone: { kind: 'clause', score: 9, conditions: { channels: ['phone'] } },
      both: { kind: 'clause', score: 5 },
    });
    expect(await ids(question({ context: { channel: 'chat' } }))).toEqual(['both']);
    const unknown = await retriever.retrieve(question());
    expect(unknown.hits.map((hit) => hit.openConditions)).toEqual([['channels'], []]);
    const known = await retriever.retrieve(question({ context: { channel: 'phone' } }));
    expect(known.hits[0]?.openConditions).toEqual([]);
  });

  it('goes from what is named, also when no words hit it', async () => {
    const mentions = createMentionMatcher([
      { itemId: 'card', names: ['Gold Card'] },
      { itemId: 'gone', names: ['Old Card'] },
    ]);
    const { retriever } = world(
      { other: { kind: 'clause', score: 1 }, card: { kind: 'product' }, term: { kind: 'product_fact' } },
      [['term', 'ABOUT_PRODUCT', 'card']],
      { mentions },
    );
    const { hits } = await retriever.retrieve(question({ parts: plainQuestion('my gold card, not the old card') }));
    expect(hits.map((hit) => hit.itemId).sort()).toEqual(['card', 'other', 'term']);
    expect(hits.find((hit) => hit.itemId === 'card')?.why.mentioned).toBe('gold card');
  });

  it('abstains below the threshold and still tells what came closest', async () => {
    const { retriever } = world({ a: { kind: 'clause', score: 9 } }, [], { threshold: 0.999 });
    const { hits, abstained, confidence } = await retriever.retrieve(question());
    expect(abstained).toBe(true);
    expect(confidence).toBeLessThan(0.999);
    expect(hits.map((hit) => hit.itemId)).toEqual(['a']);
    const nothing = await world({}).retriever.retrieve(question());
    expect(nothing).toMatchObject({ hits: [], confidence: 0, abstained: true });
  });

  it('abstains from a short question that shares next to nothing with its best hit, not from a long one', async () => {
    const { retriever } = world({ a: { kind: 'clause', score: 90, coverage: 0.2 } }, [], { threshold: 0 });
    expect((await retriever.retrieve(question())).abstained).toBe(true);
    const long = plainQuestion('they charged a late fee again although I paid it on the day before');
    expect((await retriever.retrieve(question({ parts: long }))).abstained).toBe(false);
  });

  it('answers a broad question whose words nearly all stand in the best hit, though many hits are nearly as good', async () => {
    const { retriever } = world({ a: { kind: 'clause', score: 9, coverage: 0.9 } }, [], { threshold: 0.999 });
    expect((await retriever.retrieve(question())).abstained).toBe(false);
  });

  it('keeps to the limit', async () => {
    const items = Object.fromEntries(
      Array.from({ length: 30 }, (_, n) => [`i${n}`, { kind: 'clause' as const, score: n + 1 }]),
    );
    expect(await world(items).ids(question({ limit: 3 }))).toEqual(['i29', 'i28', 'i27']);
  });
});

describe('a conversation as a question', () => {
  it('counts the newest most, and the customer more than the agent', () => {
    const parts = questionOf([
      { role: 'customer', text: 'old' },
      { role: 'agent', text: 'reply' },
      { role: 'customer', text: 'new' },
    ]);
    const weights = Object.fromEntries(textQueryParts(parts).map(({ text, weight }) => [text, weight]));
    expect(weights.new).toBe(1);
    expect(weights.old).toBeLessThan(1);
    expect(weights.reply).toBeLessThan(weights.old ?? 0);
    expect(weights.reply).toBeGreaterThan(0);
  });
});

describe('a question in a long talk', () => {
  const items: Record<string, Held> = { fee: { kind: 'clause', score: 9 }, other: { kind: 'clause', score: 8 } };
  const talk = questionOf([
    { role: 'customer', text: 'about many things before' },
    { role: 'customer', text: 'annual fee charged twice' },
  ]);
  // What is asked last is covered by itself, and drowns in the whole talk.
  const textIndex = (lastCoverage: number): RetrieverOptions['textIndex'] => ({
    search: ({ parts, accept }) =>
      (parts.length > 1 ? [['other', 4, 0.1] as const] : [['fee', 9, lastCoverage] as const])
        .filter(([itemId]) => accept(itemId, 1))
        .map(([itemId, score, coverage]) => ({ itemId, version: 1, kind: 'clause', score, coverage })),
    size: 100,
    contentWords: (text) => text.split(' ').length,
    heard: (text) => ({ text, changes: [] }),
  });

  it('is answered by what was said last where the whole is too mixed to be sure of anything', async () => {
    const { retriever } = world(items, [], { textIndex: textIndex(0.9) });
    const { hits, abstained } = await retriever.retrieve(question({ parts: talk }));
    expect(abstained).toBe(false);
    expect(hits.map(({ itemId }) => itemId).toSorted()).toEqual(['fee', 'other']);
  });

  it('is not answered where neither says enough, nor by what an agent said last', async () => {
    const unsure = world(items, [], { textIndex: textIndex(0.1), threshold: 0.6 });
    expect((await unsure.retriever.retrieve(question({ parts: talk }))).abstained).toBe(true);
    const byAgent = talk.map((part) => (part.ageIndex === 0 ? { ...part, role: 'agent' as const } : part));
    const sure = world(items, [], { textIndex: textIndex(0.9), threshold: 0.6 });
    expect((await sure.retriever.retrieve(question({ parts: byAgent }))).abstained).toBe(true);
  });
});
