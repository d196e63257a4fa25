import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DraftPart, Evidence } from '../../../graph-schema/index.ts';
import type { Database } from '../../ports/database.ts';
import { type Curation, createCuration, edgeDraft, nodeDraft } from '../../testing/curation.ts';
import { testDatabase } from '../../testing/test-database.ts';
import { listParts, readProposal } from './proposal-views.ts';

let database: Database;
let curation: Curation;
let words: Evidence[];
let count = 0;
beforeAll(async () => {
  database = await testDatabase();
  curation = await createCuration(database);
  words = await curation.evidence('The words behind it.');
});
afterAll(() => database.close());

const newKey = () => {
  count += 1;
  return `key-${count}`;
};
const propose = (parts: DraftPart[], more: { title?: string; collectionId?: string } = {}) =>
  curation.proposals.propose(
    { title: more.title ?? 'A change', origin: 'person', rationale: '', parts },
    { collectionId: more.collectionId ?? 'main', proposedBy: curation.people.proposer },
  );
const open = async () => {
  const found = await database.query<{ count: number }>('select count(*)::int as count from proposals');
  return found.rows[0]?.count;
};
const parts = async (id: string) => (await listParts(database, id, 1, 500)).items;

describe('proposing', () => {
  it('gives nothing new for content that is in force, proposed, or rejected already', async () => {
    const draft = nodeDraft('script', newKey(), 'Say this', words);
    const id = (await propose([draft]))?.id ?? '';
    expect(await propose([draft])).toBeNull();
    await curation.approve(id);
    const before = await open();
    expect(await propose([draft])).toBeNull();
    const rejected = (await propose([nodeDraft('script', newKey(), 'Never say this', words)]))?.id ?? '';
    const { contentHash } = await readProposal(database, rejected);
    const by = { id: curation.people.reviewer, roles: ['reviewer'] } as const;
    await curation.proposals.review(rejected, 1, by, { decision: 'reject', comment: 'no', contentHash });
    expect(await propose([nodeDraft('script', `key-${count}`, 'Never say this', words)])).toBeNull();
    expect(await open()).toBe((before ?? 0) + 1);
  });

  it('is something new again once what was in force is retracted', async () => {
    const draft = nodeDraft('script', newKey(), 'Say this', words);
    await curation.publish([draft]);
    await curation.decide('retract', await curation.itemId('script', draft.key), 1);
    expect(await propose([draft])).toMatchObject({ parts: 1, unchanged: 0 });
  });

  it('drops the parts that say what is in force, and numbers the rest from zero', async () => {
    const [same, other] = [newKey(), newKey()];
    await curation.publish([nodeDraft('script', same, 'As ever', words), nodeDraft('script', other, 'Before', words)]);
    const proposed = await propose([
      nodeDraft('script', same, 'As ever', words),
      nodeDraft('script', other, 'After', words),
    ]);
    expect(proposed).toMatchObject({ parts: 1, unchanged: 1 });
    expect(await parts(proposed?.id ?? '')).toMatchObject([
      { ordinal: 0, key: other, baseVersion: 1, base: { version: 1, content: { say: 'Before' } } },
    ]);
  });

  it('says to the reviewer which relations were left out because an end is not known', async () => {
    const key = newKey();
    const proposed = await propose([
      nodeDraft('scenario', key, 'A scenario', words),
      edgeDraft('HAS_STEP', { kind: 'scenario', key }, { kind: 'step', key: 'nowhere' }, words),
    ]);
    expect(proposed?.unresolved).toEqual([expect.stringContaining('step "nowhere"')]);
    const { rationale, partsCount } = await readProposal(database, proposed?.id ?? '');
    expect(rationale).toContain('step "nowhere"');
    expect(partsCount).toBe(1);
  });

  it('takes a bundle of 58 parts as one, whole', async () => {
    const key = newKey();
    const steps = Array.from({ length: 19 }, (_, index) => `${key}-${index}`);
    const step = (index: number) => ({ kind: 'step' as const, key: steps[index] ?? '' });
    const drafts: DraftPart[] = [
      nodeDraft('scenario', key, 'A long scenario', words),
      ...steps.map((name) => nodeDraft('step', name, `Step ${name}`, words)),
      ...steps.map((_, index) => edgeDraft('HAS_STEP', { kind: 'scenario', key }, step(index), words)),
      ...steps.slice(1).map((_, index) => edgeDraft('NEXT_STEP', step(index), step(index + 1), words)),
      edgeDraft('NEXT_STEP', step(18), step(3), words),
    ];
    expect(drafts).toHaveLength(58);
    const proposed = await propose(drafts);
    expect(proposed).toMatchObject({ parts: 58, unresolved: [] });
    const { position } = await curation.approve(proposed?.id ?? '');
    const written = await database.query<{ nodes: number; edges: number }>(
      `select count(*) filter (where i.sort = 'node')::int as nodes, count(*) filter (where i.sort = 'edge')::int as edges
         from item_versions v join items i on i.id = v.item_id where v.position = $1`,
      [position],
    );
    expect(written.rows).toEqual([{ nodes: 20, edges: 38 }]);
  });
});

describe('what is refused, with nothing left behind', () => {
  const refusedBy = async (drafts: DraftPart[], more: Parameters<typeof propose>[1] = {}) => {
    const before = await open();
    const error = await propose(drafts, more).then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(await open()).toBe(before);
    return error;
  };
  const spanOf = (segmentId: string, start: number, end: number): Evidence[] => [
    { kind: 'states', span: { segmentId, start, end } },
  ];
  const segment = () => words[0]?.span.segmentId ?? '';

  it.each([
    ['a segment that does not exist', () => spanOf('seg_none', 0, 3)],
    ['words one character behind the end of the text', () => spanOf(segment(), 0, 'The words behind it.'.length + 1)],
    ['words wholly behind the end of the text', () => spanOf(segment(), 21, 30)],
  ])('refuses evidence that names %s', async (_what, evidence) => {
    expect(await refusedBy([nodeDraft('script', newKey(), 'Say', evidence())])).toMatchObject({
      code: 'invalid_request',
      message: expect.stringContaining('parts.0'),
    });
  });

  it('counts evidence in UTF-16 units, as the stored text is measured', async () => {
    const text = '退款😀😀';
    const [whole] = await curation.evidence(text);
    expect(whole?.span.end).toBe(6);
    const evidence = (end: number) => spanOf(whole?.span.segmentId ?? '', 0, end);
    expect(await refusedBy([nodeDraft('script', newKey(), 'Say', evidence(7))])).toMatchObject({
      code: 'invalid_request',
    });
    expect(await propose([nodeDraft('script', newKey(), 'Say', evidence(6))])).toMatchObject({ parts: 1 });
  });

  it.each([
    ['no evidence', () => nodeDraft('script', 'x', 'Say', []), 'needs evidence'],
    [
      'a field of another kind',
      () => nodeDraft('script', 'x', 'Say', words, { content: { name: 'x' } }),
      'parts.0.content.say',
    ],
    [
      'an interval that ends when it begins',
      () =>
        nodeDraft('script', 'x', 'Say', words, {
          validFrom: '2030-01-01T00:00:00Z',
          validTo: '2030-01-01T08:00:00+08:00',
        }),
      'interval ends',
    ],
    [
      'a governance below that of its kind',
      () => nodeDraft('clause', 'x', 'Text', words, { governance: 'one_review' }),
      'tightened',
    ],
  ])('refuses a part with %s', async (_what, draft, says) => {
    expect(await refusedBy([draft()])).toMatchObject({
      code: 'invalid_request',
      message: expect.stringContaining(says),
    });
  });

  it('refuses a relation between kinds that it cannot join', async () => {
    const [a, b] = [newKey(), newKey()];
    const drafts = [
      nodeDraft('script', a, 'Say', words),
      nodeDraft('step', b, 'Do', words),
      edgeDraft('HAS_STEP', { kind: 'script', key: a }, { kind: 'step', key: b }, words),
    ];
    expect(await refusedBy(drafts)).toMatchObject({ message: expect.stringContaining('cannot start at a script') });
  });

  it('refuses a collection that nobody made, by name', async () => {
    const draft = nodeDraft('script', newKey(), 'Say', words);
    expect(await refusedBy([draft], { collectionId: 'elsewhere' })).toMatchObject({
      code: 'invalid_request',
      message: expect.stringContaining('elsewhere'),
    });
  });

  it('leaves another proposal of the same title and person alone when one is refused', async () => {
    const meta = {
      collectionId: 'main',
      proposedBy: curation.people.proposer,
      title: 'Twin',
      origin: 'person',
      rationale: '',
    };
    const bundle = await curation.proposals.openBundle(meta);
    await bundle.add([nodeDraft('script', newKey(), 'Say this slowly', words)]);
    await refusedBy([nodeDraft('script', newKey(), 'Say', [])], { title: 'Twin' });
    expect(await bundle.finish()).toMatchObject({ parts: 1 });
  });
});

describe('changing a proposal', () => {
  const two = async () => {
    const keys = [newKey(), newKey()];
    const id = (await propose(keys.map((key) => nodeDraft('script', key, `Say ${key}`, words))))?.id ?? '';
    return { id, keys };
  };

  it('publishes what was not struck out, and nothing else', async () => {
    const { id, keys } = await two();
    await curation.proposals.edit(id, 1, { id: 'an editor', reviews: true }, { parts: [{ ordinal: 0, struck: true }] });
    const { position } = await curation.approve(id);
    const published = await database.query<{ key: string }>(
      'select i.key from item_versions v join items i on i.id = v.item_id where v.position = $1',
      [position],
    );
    expect(published.rows).toEqual([{ key: keys[1] }]);
  });

  it('changes its content hash with every change of what it states, so that no review of the old counts', async () => {
    const { id } = await two();
    const hashes = [(await readProposal(database, id)).contentHash];
    for (const edit of [
      { ordinal: 0, struck: true },
      { ordinal: 0, struck: false },
      { ordinal: 1, content: { name: 'x', say: 'Other words' } },
      { ordinal: 1, validFrom: '2031-01-01T00:00:00Z' },
    ]) {
      await curation.proposals.edit(id, hashes.length, { id: 'an editor', reviews: true }, { parts: [edit] });
      hashes.push((await readProposal(database, id)).contentHash);
    }
    expect(hashes[2]).toBe(hashes[0]);
    expect(new Set(hashes).size).toBe(4);
  });

  it("drops a clause's outline with the text whose characters it counts, and keeps it with the same text", async () => {
    const outline = [{ locator: '第二款', start: 0, end: 3 }];
    const content = { law: '办法', article: '第一条', text: '应当办理。', outline };
    const id = await curation.propose([nodeDraft('clause', newKey(), '', words, { content })]);
    const edited = async (etag: number, change: object) => {
      await curation.proposals.edit(
        id,
        etag,
        { id: 'an editor', reviews: true },
        { parts: [{ ordinal: 0, content: { ...content, ...change } }] },
      );
      return (await parts(id))[0]?.content['outline'];
    };
    expect(await edited(1, { chapter: '第一章' })).toEqual(outline);
    expect(await edited(2, { text: '可以不办理。' })).toBeUndefined();
  });

  it('refuses an edit whole when one of its parts is wrong', async () => {
    const { id } = await two();
    const edit = curation.proposals.edit(
      id,
      1,
      { id: 'an editor', reviews: true },
      {
        title: 'Never seen',
        parts: [
          { ordinal: 0, struck: true },
          { ordinal: 9, struck: true },
        ],
      },
    );
    await expect(edit).rejects.toMatchObject({ code: 'not_found' });
    expect(await readProposal(database, id)).toMatchObject({ etag: 1, title: 'A change' });
    expect((await parts(id)).map(({ struck }) => struck)).toEqual([false, false]);
  });

  it('takes what was decided since as its new base, and must be reviewed again', async () => {
    const key = newKey();
    await curation.publish([nodeDraft('script', key, 'One', words)]);
    const late = await curation.propose([nodeDraft('script', key, 'Two', words)]);
    await curation.publish([nodeDraft('script', key, 'Three', words)]);
    expect((await readProposal(database, late)).moved).toMatchObject([
      { ordinal: 0, baseVersion: 1, latestVersion: 2 },
    ]);
    await curation.proposals.rebase(late, 1, { id: curation.people.proposer, reviews: false });
    expect(await readProposal(database, late)).toMatchObject({ moved: [], etag: 2, status: 'in_review' });
    await curation.approve(late);
    const latest = await database.query(
      'select content from item_versions where item_id = $1 order by version desc limit 1',
      [await curation.itemId('script', key)],
    );
    expect(latest.rows[0]).toMatchObject({ content: { say: 'Two' } });
  });
});
