import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId, type Role } from '../../../graph-schema/index.ts';
import type { Database } from '../../ports/database.ts';
import { type Curation, createCuration, edgeDraft, nodeDraft } from '../../testing/curation.ts';
import { testDatabase } from '../../testing/test-database.ts';
import { revertingPart } from '../items/revert-version.ts';
import { holdEditLock, readEditLock, releaseEditLock } from './edit-lock.ts';
import { likeness } from './likeness.ts';
import { listParts, listProposals, proposalListQuery, readProposal } from './proposal-views.ts';
import { weighWaiting } from './queue-weight.ts';
import { splitParts } from './split-parts.ts';

let database: Database;
let curation: Curation;
let count = 0;
beforeAll(async () => {
  database = await testDatabase();
  curation = await createCuration(database);
});
afterAll(() => database.close());

const detail = (id: string) => readProposal(database, id);
const words = () => curation.evidence();
const next = () => `tool-${++count}`;

async function person(...roles: Role[]) {
  const id = newId('user');
  await database.query(
    "insert into users (id, login, display_name, roles, password_hash) values ($1, lower($1), 'Ann', $2, 'none')",
    [id, roles],
  );
  return { id, roles };
}

async function proposeBy(
  proposedBy: string,
  kind: 'script' | 'clause' = 'script',
  key = next(),
  said = `Words ${key}`,
) {
  const draft = { title: key, origin: 'person', rationale: '', parts: [nodeDraft(kind, key, said, await words())] };
  const proposed = await curation.proposals.propose(draft, { collectionId: 'main', proposedBy });
  if (!proposed) throw new Error('nothing new');
  return proposed.id;
}

async function approve(id: string, by: { id: string; roles: Role[] }) {
  const { etag, contentHash } = await detail(id);
  return curation.proposals.review(id, etag, by, { decision: 'approve', comment: '', contentHash });
}

const editor = (id: string) => ({ id, reviews: true });

describe('the order of the queue', () => {
  it('puts first what touches more calls, then what is riskier, then what waited longer', async () => {
    const plain = await curation.propose([nodeDraft('script', next(), 'Plain words', await words())]);
    const older = await curation.propose([nodeDraft('script', next(), 'Older words', await words())]);
    const risky = await curation.propose([nodeDraft('clause', next(), 'Binding words', await words())]);
    const heard = await words();
    await database.query(
      "update sources set type = 'transcript' where id = (select r.source_id from segments s join source_revisions r on r.id = s.revision_id where s.id = $1)",
      [heard[0]?.span.segmentId ?? ''],
    );
    const fromCalls = await curation.propose([
      nodeDraft('scenario', next(), 'Asked in calls', heard, {
        content: { name: 'Asked in calls', summary: 'x', riskLevel: 'high' },
      }),
    ]);
    await database.query("update proposals set created_at = now() - interval '7 days' where id = $1", [older]);
    const query = proposalListQuery.parse({ status: 'in_review', sort: 'urgency', perPage: 500 });
    const ours = new Set([plain, older, risky, fromCalls]);
    const listed = (await listProposals(database, query)).items.filter(({ id }) => ours.has(id));
    expect(listed.map(({ id }) => id)).toEqual([fromCalls, risky, older, plain]);
    expect(listed[0]?.urgency).toMatchObject({ calls: 1, risk: 4, score: expect.closeTo(8, 1) });
    expect(listed[1]?.urgency).toMatchObject({ calls: 0, risk: 3 });
    expect(listed[2]?.urgency.ageDays).toBeCloseTo(7, 2);
    await weighWaiting(database);
    expect((await detail(fromCalls)).urgency.calls).toBe(1);
  });
});

describe('splitting', () => {
  it('lets a relation go where its items go, and names what is torn', () => {
    const node = (ordinal: number, itemId: string) =>
      ({ ordinal, sort: 'node', itemId, fromId: null, toId: null }) as const;
    const edge = (ordinal: number, fromId: string, toId: string) =>
      ({ ordinal, sort: 'edge', itemId: `e${ordinal}`, fromId, toId }) as const;
    const parts = [node(0, 'a'), node(1, 'b'), node(2, 'c'), edge(3, 'a', 'b'), edge(4, 'b', 'c'), edge(5, 'b', 'old')];
    expect(splitParts(parts, [0, 1])).toEqual({ moved: [0, 1, 3, 5], crossing: [4] });
    expect(() => splitParts(parts, [0, 1, 2])).toThrow(/nothing would be left/);
    expect(() => splitParts(parts, [9])).toThrow(/no part 9/);
  });

  it('makes a proposal of its own, which whoever split it reviews as little as what is left', async () => {
    const [a, b] = [next(), next()];
    const evidence = await words();
    const id = await curation.propose([
      nodeDraft('scenario', a, 'One', evidence),
      nodeDraft('clause', b, 'Two', evidence),
      edgeDraft('GOVERNED_BY', { kind: 'scenario', key: a }, { kind: 'clause', key: b }, evidence),
    ]);
    const splitter = await person('compliance');
    const first = await person('reviewer');
    await approve(id, first);
    const split = await curation.proposals.split(id, 1, editor(splitter.id), { ordinals: [0], title: 'Only one' });
    expect(split.crossing).toBe(1);
    expect(await detail(split.id)).toMatchObject({
      title: 'Only one',
      partsCount: 1,
      governance: 'one_review',
      derivedFrom: id,
      proposedBy: curation.people.proposer,
      editedBy: [splitter.id],
    });
    expect(await detail(id)).toMatchObject({ partsCount: 2, governance: 'two_reviews', reviewsDone: 0, etag: 2 });
    for (const half of [id, split.id])
      await expect(approve(half, splitter)).rejects.toMatchObject({ code: 'own_proposal' });
    expect(await approve(split.id, first)).toMatchObject({ status: 'approved' });
  });
});

describe('merging', () => {
  it('keeps the evidence of both, withdraws the other, and lets no one who had a hand in either review', async () => {
    const [ann, ben] = [await person('reviewer'), await person('reviewer')];
    const key = next();
    const mine = await proposeBy(ann.id, 'script', key, 'As Ann says it');
    const theirs = await proposeBy(ben.id, 'script', key, 'As Ben says it');
    const more = await proposeBy(ben.id, 'clause');
    const merger = await person('reviewer');
    await curation.proposals.merge(mine, 1, editor(merger.id), { otherId: theirs, otherEtag: 1, keep: 'other' });
    await curation.proposals.merge(mine, 2, editor(merger.id), { otherId: more, otherEtag: 1, keep: 'this' });
    const { items } = await listParts(database, mine, 1, 10);
    expect(items.map(({ content, evidence }) => [content['say'] ?? content['text'], evidence.length])).toEqual([
      ['As Ben says it', 2],
      [expect.any(String), 1],
    ]);
    expect(await detail(mine)).toMatchObject({ governance: 'two_reviews', partsCount: 2, etag: 3 });
    expect(await detail(theirs)).toMatchObject({ status: 'withdrawn', mergedInto: mine });
    for (const one of [ann, ben, merger])
      await expect(approve(mine, one)).rejects.toMatchObject({ code: 'own_proposal' });
    expect(await approve(mine, await person('product'))).toMatchObject({ published: null });
    expect(await approve(mine, await person('reviewer'))).toMatchObject({ status: 'approved' });
  });

  it('refuses a version of the other that nobody saw', async () => {
    const [mine, theirs] = [await proposeBy(curation.people.proposer), await proposeBy(curation.people.proposer)];
    const stale = { otherId: theirs, otherEtag: 7, keep: 'this' } as const;
    await expect(curation.proposals.merge(mine, 1, editor('x'), stale)).rejects.toMatchObject({
      code: 'etag_mismatch',
    });
    expect((await detail(theirs)).status).toBe('in_review');
  });
});

describe('governance that was tightened', () => {
  it('stays so for every later version of the item', async () => {
    const key = next();
    const tight = nodeDraft('script', key, 'Tight', await words(), { governance: 'two_reviews' });
    await curation.publish([tight]);
    const later = await curation.propose([nodeDraft('script', key, 'Looser', await words())]);
    expect((await detail(later)).governance).toBe('two_reviews');
    const loose = nodeDraft('script', key, 'Loose', await words(), { governance: 'one_review' });
    await expect(curation.propose([loose])).rejects.toThrow(/only be tightened/);
  });

  it('is not got around by merging with a looser wording', async () => {
    const key = next();
    const tight = await curation.propose([
      nodeDraft('script', key, 'Tight', await words(), { governance: 'two_reviews' }),
    ]);
    const loose = await curation.propose([nodeDraft('script', key, 'Loose', await words())]);
    const merge = (keep: 'this' | 'other') =>
      curation.proposals.merge(loose, 1, editor('x'), { otherId: tight, otherEtag: 1, keep });
    await expect(merge('this')).rejects.toThrow(/reviewed by two/);
    await merge('other');
    expect((await detail(loose)).governance).toBe('two_reviews');
  });
});

describe('many at once', () => {
  it('checks each for itself and tells of each what came of it', async () => {
    const me = await person('reviewer');
    const ids = [await proposeBy(curation.people.proposer), await proposeBy(me.id), await proposeBy('x', 'clause')];
    const targets = await Promise.all(
      ids.map(async (id) => {
        const { etag, contentHash } = await detail(id);
        return { id, etag, contentHash };
      }),
    );
    const changed = { id: await proposeBy('x'), etag: 1, contentHash: 'other words' };
    const command = { decision: 'approve', comment: '' } as const;
    const results = await curation.proposals.reviewEach([...targets, changed, { ...changed, id: 'none' }], me, command);
    expect(results).toMatchObject([
      { done: true, status: 'approved', position: expect.any(Number) },
      { done: false, code: 'own_proposal' },
      { done: true, status: 'in_review', position: null },
      { done: false, code: 'content_changed' },
      { done: false, code: 'not_found' },
    ]);
  });
});

describe('who is editing', () => {
  it('is known to others until it lapses, is given back or taken over', async () => {
    const id = await proposeBy(curation.people.proposer);
    const [ann, ben] = [(await person('reviewer')).id, (await person('reviewer')).id];
    await holdEditLock(database, id, ann, false);
    await expect(holdEditLock(database, id, ben, false)).rejects.toMatchObject({
      code: 'conflict',
      details: { current: { holderId: ann } },
    });
    expect((await detail(id)).lock).toMatchObject({ holderId: ann, holderName: 'Ann' });
    expect(await holdEditLock(database, id, ben, true)).toMatchObject({ holderId: ben });
    await releaseEditLock(database, id, ann);
    expect(await readEditLock(database, id)).toMatchObject({ holderId: ben });
    await database.query('update proposal_locks set lapses_at = now() where proposal_id = $1', [id]);
    expect((await detail(id)).lock).toBeNull();
    expect(await holdEditLock(database, id, ann, false)).toMatchObject({ holderId: ann });
    // What decides is the etag: an edit of somebody else goes through all the same.
    await curation.proposals.edit(id, 1, editor(ben), { title: 'Another' });
    expect((await detail(id)).title).toBe('Another');
  });
});

describe('going back to an earlier version', () => {
  it('is a proposal with its words and living evidence, reviewed as any other', async () => {
    const key = next();
    await curation.publish([nodeDraft('script', key, 'First words', await words())]);
    await curation.publish([nodeDraft('script', key, 'Second words', await words())]);
    const itemId = await curation.itemId('script', key);
    const { collectionId, part } = await revertingPart(database, itemId, 1);
    const draft = { title: 'Back', origin: 'revert', rationale: 'better', parts: [part] };
    const back = await curation.proposals.propose(draft, { collectionId, proposedBy: 'x' });
    expect((await listParts(database, back?.id ?? '', 1, 5)).items[0]).toMatchObject({
      itemId,
      content: { say: 'First words' },
      base: { version: 2 },
    });
    expect(await approve(back?.id ?? '', await person('reviewer'))).toMatchObject({ status: 'approved' });
    const same = { ...draft, parts: [(await revertingPart(database, itemId, 3)).part] };
    expect(await curation.proposals.propose(same, { collectionId, proposedBy: 'x' })).toBeNull();
    await database.query('update segments set erased_at = now() where id = $1', [
      part.evidence[0]?.span.segmentId ?? '',
    ]);
    await expect(revertingPart(database, itemId, 1)).rejects.toMatchObject({ code: 'wrong_state' });
  });
});

describe('likeness', () => {
  it('is 1 for the same words, whatever their case and spaces, and 0 for others', () => {
    expect(likeness('Refund the fee', 'refund  the FEE!')).toBe(1);
    expect(likeness('退还 年费', '退还年费')).toBe(1);
    expect(likeness('退还年费', '冻结账户')).toBe(0);
  });
});
