import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId, type Role } from '../../../graph-schema/index.ts';
import type { Database } from '../../ports/database.ts';
import { type Curation, createCuration, nodeDraft } from '../../testing/curation.ts';
import { testDatabase } from '../../testing/test-database.ts';
import { readProposal } from './proposal-views.ts';

let database: Database;
let curation: Curation;
let count = 0;
beforeAll(async () => {
  database = await testDatabase();
  curation = await createCuration(database);
});
afterAll(() => database.close());

const detail = (id: string) => readProposal(database, id);
async function propose(kind: 'script' | 'clause' = 'script') {
  count += 1;
  return curation.propose([nodeDraft(kind, `key-${count}`, `Words ${count}`, await curation.evidence())]);
}

async function person(...roles: Role[]) {
  const id = newId('user');
  await database.query(
    "insert into users (id, login, display_name, roles, password_hash) values ($1, lower($1), 'x', $2, 'none')",
    [id, roles],
  );
  return { id, roles };
}

async function review(
  id: string,
  by: Awaited<ReturnType<typeof person>>,
  decision: 'approve' | 'reject' | 'request_changes' = 'approve',
) {
  const { etag, contentHash } = await detail(id);
  return curation.proposals.review(id, etag, by, { decision, comment: 'because', contentHash });
}

describe('governance', () => {
  it('publishes with the one review that a script needs', async () => {
    const id = await propose();
    const done = await review(id, await person('reviewer'));
    expect(done).toMatchObject({ status: 'approved', published: { position: expect.any(Number) } });
    expect(await detail(id)).toMatchObject({ status: 'approved', publishedPosition: done.published?.position });
  });

  it('publishes a clause only with two people, one of them of product or compliance', async () => {
    const id = await propose('clause');
    expect(await review(id, await person('reviewer'))).toMatchObject({ status: 'in_review', published: null });
    expect(await review(id, await person('reviewer'))).toMatchObject({ status: 'in_review', published: null });
    expect(await detail(id)).toMatchObject({ reviewsDone: 2, missingRoles: ['compliance', 'product'] });
    expect(await review(id, await person('product'))).toMatchObject({ status: 'approved' });
  });

  it('lets compliance come first as well', async () => {
    const id = await propose('clause');
    expect(await review(id, await person('compliance'))).toMatchObject({ published: null });
    expect(await review(id, await person('reviewer'))).toMatchObject({ status: 'approved' });
  });

  it('refuses the proposer, whatever their role', async () => {
    const by = await person('compliance', 'reviewer');
    const words = await curation.evidence();
    const draft = { title: 'Mine', origin: 'person', rationale: '', parts: [nodeDraft('script', 'own', 'Say', words)] };
    const proposed = await curation.proposals.propose(draft, { collectionId: 'main', proposedBy: by.id });
    await expect(review(proposed?.id ?? '', by)).rejects.toMatchObject({ code: 'own_proposal' });
  });

  it('refuses whoever edited it, also after somebody else edited it again', async () => {
    const id = await propose();
    const editor = await person('reviewer');
    await curation.proposals.edit(id, 1, { id: editor.id, reviews: true }, { title: 'Better' });
    await curation.proposals.edit(
      id,
      2,
      { id: (await person('annotator')).id, reviews: false },
      { title: 'Better still' },
    );
    await expect(review(id, editor)).rejects.toMatchObject({ code: 'own_proposal' });
  });

  it('refuses the second review of one person', async () => {
    const id = await propose('clause');
    const by = await person('compliance');
    await review(id, by);
    await expect(review(id, by)).rejects.toMatchObject({ code: 'already_reviewed' });
    expect((await detail(id)).reviews).toHaveLength(1);
  });

  it('refuses a role that reviews nothing', async () => {
    const id = await propose();
    await expect(review(id, await person('annotator', 'admin'))).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('does not count an approval of what the proposal was before it was edited', async () => {
    const id = await propose('clause');
    await review(id, await person('compliance'));
    const { etag } = await detail(id);
    await curation.proposals.edit(
      id,
      etag,
      { id: 'an editor', reviews: true },
      {
        parts: [{ ordinal: 0, content: { law: 'House rules', article: '1', text: 'Other words.' } }],
      },
    );
    expect(await detail(id)).toMatchObject({ reviewsDone: 0, reviews: [{ current: false }] });
    expect(await review(id, await person('reviewer'))).toMatchObject({ published: null });
    expect(await review(id, await person('product'))).toMatchObject({ status: 'approved' });
  });

  it('refuses a review under an older etag', async () => {
    const id = await propose();
    const { contentHash } = await detail(id);
    await curation.proposals.edit(id, 1, { id: 'an editor', reviews: true }, { title: 'Another title' });
    const command = { decision: 'approve', comment: '', contentHash } as const;
    await expect(curation.proposals.review(id, 1, await person('reviewer'), command)).rejects.toMatchObject({
      code: 'etag_mismatch',
      details: { current: { etag: 2 } },
    });
  });

  it('refuses a review of other content than what stands there', async () => {
    const id = await propose();
    const command = { decision: 'approve', comment: '', contentHash: 'of something else' } as const;
    await expect(curation.proposals.review(id, 1, await person('reviewer'), command)).rejects.toMatchObject({
      code: 'content_changed',
    });
    expect((await detail(id)).status).toBe('in_review');
  });

  it('refuses already the first of two approvals when the base has moved', async () => {
    const words = await curation.evidence();
    await curation.publish([nodeDraft('clause', 'moving', 'One.', words)]);
    const late = await curation.propose([nodeDraft('clause', 'moving', 'Two.', words)]);
    await curation.publish([nodeDraft('clause', 'moving', 'Three.', words)]);
    await expect(review(late, await person('reviewer'))).rejects.toMatchObject({ code: 'base_moved' });
    expect(await review(late, await person('reviewer'), 'reject')).toMatchObject({ status: 'rejected' });
  });
});

describe('the course of a review', () => {
  it('goes back to its proposer and comes again under a new etag', async () => {
    const id = await propose();
    const by = await person('reviewer');
    expect(await review(id, by, 'request_changes')).toMatchObject({ status: 'changes_requested' });
    await expect(review(id, await person('reviewer'))).rejects.toMatchObject({ code: 'wrong_state' });
    await curation.proposals.submit(id, (await detail(id)).etag, { id: curation.people.proposer, reviews: false });
    expect(await review(id, by)).toMatchObject({ status: 'approved' });
  });

  it('takes no review after it was rejected, withdrawn or approved', async () => {
    const [rejected, withdrawn, approved] = [await propose(), await propose(), await propose()];
    await review(rejected, await person('reviewer'), 'reject');
    await curation.proposals.withdraw(withdrawn, 1, { id: curation.people.proposer, reviews: false });
    await review(approved, await person('reviewer'));
    for (const id of [rejected, withdrawn, approved]) {
      await expect(review(id, await person('reviewer'))).rejects.toMatchObject({ code: 'wrong_state' });
      await expect(
        curation.proposals.edit(id, (await detail(id)).etag, { id: 'x', reviews: true }, { title: 'Late' }),
      ).rejects.toMatchObject({
        code: 'wrong_state',
      });
    }
  });

  it('lets of two that approve at the same time one publish, and tells the other', async () => {
    const id = await propose();
    const both = await Promise.allSettled([review(id, await person('reviewer')), review(id, await person('reviewer'))]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const decisions = await database.query('select 1 from decisions where proposal_id = $1', [id]);
    expect(decisions.rowCount).toBe(1);
  });
});

describe('what is not their own', () => {
  const stranger = async () => ({ id: (await person('annotator')).id, reviews: false });
  const proposer = () => ({ id: curation.people.proposer, reviews: false });

  it('is taken back or put into review by its proposer or a reviewer only', async () => {
    const id = await propose();
    await expect(curation.proposals.withdraw(id, 1, await stranger())).rejects.toMatchObject({ code: 'forbidden' });
    await review(id, await person('reviewer'), 'request_changes');
    const { etag } = await detail(id);
    await expect(curation.proposals.submit(id, etag, await stranger())).rejects.toMatchObject({ code: 'forbidden' });
    await curation.proposals.submit(id, etag, proposer());
    const reviewer = { id: (await person('reviewer')).id, reviews: true };
    await curation.proposals.withdraw(id, etag + 1, reviewer);
    expect(await detail(id)).toMatchObject({ status: 'withdrawn' });
  });

  it('is edited by anybody, but what needs two reviews by its proposer or a reviewer only', async () => {
    await curation.proposals.edit(await propose(), 1, await stranger(), { title: 'Better' });
    const clause = await propose('clause');
    const edit = (etag: number, by: { id: string; reviews: boolean }, title: string) =>
      curation.proposals.edit(clause, etag, by, { title });
    await expect(edit(1, await stranger(), 'Worse')).rejects.toMatchObject({ code: 'forbidden' });
    await curation.proposals.edit(clause, 1, proposer(), { parts: [{ ordinal: 0, struck: true }] });
    await expect(edit(2, await stranger(), 'Worse')).rejects.toMatchObject({ code: 'forbidden' });
    await edit(2, { id: (await person('product')).id, reviews: true }, 'Better');
    expect(await detail(clause)).toMatchObject({ title: 'Better', etag: 3 });
  });
});
