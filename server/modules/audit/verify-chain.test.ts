import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database, Executor } from '../../ports/database.ts';
import { appendAudit, createKeyedHash } from '../../publishing/index.ts';
import { type Curation, createCuration, nodeDraft } from '../../testing/curation.ts';
import { testDatabase } from '../../testing/test-database.ts';
import { type AuditVerification, verifyAudit } from './verify-chain.ts';

const hash = createKeyedHash(Buffer.from('a key of this test'));
let database: Database;
let curation: Curation;
beforeAll(async () => {
  database = await testDatabase();
  curation = await createCuration(database, undefined, undefined, hash);
  const words = await curation.evidence();
  for (const key of ['a', 'b', 'c']) await curation.publish([nodeDraft('script', key, `Say ${key}`, words)]);
  await curation.publish([nodeDraft('clause', 'article', 'Fees are refunded within five days.', words)]);
  await curation.decide('suspend', await curation.itemId('script', 'a'), 1);
  await curation.decide('retract', await curation.itemId('script', 'b'), 1);
});
afterAll(() => database.close());

/** What verification says after a change that is then undone. */
async function tampered(change: (tx: Executor) => Promise<unknown>): Promise<AuditVerification> {
  const undo = new Error('undo');
  let said: AuditVerification | undefined;
  await database
    .transaction(async (tx) => {
      // Whoever tampers with rows can also drop what ties them together.
      await tx.query("set local session_replication_role = 'replica'");
      await change(tx);
      said = await verifyAudit(tx, hash);
      throw undo;
    })
    .catch((error: unknown) => {
      if (error !== undo) throw error;
    });
  if (!said) throw new Error('verification did not run');
  return said;
}

const faultsOf = ({ faults }: AuditVerification) => faults.map(({ fault }) => fault).join('; ');

describe('the audit chain', () => {
  it('verifies when nobody touched it', async () => {
    const said = await verifyAudit(database, hash);
    expect(said).toMatchObject({ ok: true, decisions: 6, faults: [] });
    expect(said.entries).toBeGreaterThan(said.decisions);
  });

  it('verifies when parts were edited with times of another zone before they were approved', async () => {
    const id = await curation.propose([nodeDraft('script', 'zoned', 'Say it later', await curation.evidence())]);
    await curation.proposals.edit(
      id,
      1,
      { id: 'an editor', reviews: true },
      {
        parts: [{ ordinal: 0, validFrom: '2031-01-01T00:00:00+08:00', validTo: '2032-01-01T00:00:00.123456Z' }],
      },
    );
    await curation.approve(id);
    expect(faultsOf(await verifyAudit(database, hash))).toBe('');
  });

  it.each([
    ['actor', "update audit_log set actor = 'somebody else' where seq = 2"],
    ['time', "update audit_log set at = at + interval '1 second' where seq = 2"],
    ['action', "update audit_log set action = 'item.retract' where seq = 2"],
    ['subject', "update audit_log set subject = 'another' where seq = 2"],
    ['details', `update audit_log set details = details || '{"approval":"auto"}' where seq = 2`],
    ['hash', "update audit_log set hash = repeat('0', 63) || '1' where seq = 2"],
  ])('finds a row whose %s was changed', async (_field, sql) => {
    const said = await tampered((tx) => tx.query(sql));
    expect(said.ok).toBe(false);
    expect(said.faults.map(({ seq }) => seq)).toContain(2);
  });

  it('finds a row whose content was changed and whose hash was computed anew', async () => {
    const said = await tampered(async (tx) => {
      const last = await tx.query<{ seq: number }>('select max(seq) as seq from audit_log');
      await tx.query("update audit_log set actor = 'x', hash = repeat('a', 64) where seq = $1 - 1", [
        last.rows[0]?.seq ?? 0,
      ]);
    });
    expect(faultsOf(said)).toContain('does not follow the entry before it');
  });

  it('finds a row that was removed from the middle', async () => {
    expect(faultsOf(await tampered((tx) => tx.query('delete from audit_log where seq = 3')))).toContain(
      'entry 3 is missing',
    );
  });

  it('finds a tail that was cut while its decisions are still there', async () => {
    const said = await tampered((tx) => tx.query('delete from audit_log where position is not null and position = 7'));
    expect(faultsOf(said)).toContain('decision 7 is not in the chain');
  });

  it('finds decisions that were removed while the chain still tells of them', async () => {
    const said = await tampered((tx) => tx.query('delete from decisions where position = 6'));
    expect(faultsOf(said)).toContain('its decision is gone');
    expect(faultsOf(said)).toContain('the log ends at 7 but holds 6 decisions');
  });

  it('gives another head when the tail was cut on both sides, so that a kept head tells', async () => {
    const { headHash } = await verifyAudit(database, hash);
    const said = await tampered(async (tx) => {
      for (const table of ['audit_log', 'decision_entries', 'item_versions', 'decisions']) {
        await tx.query(`delete from ${table} where position = 7`);
      }
    });
    expect(said.headHash).not.toBe(headHash);
  });

  it.each([
    ['decided_by', "update decisions set decided_by = 'another' where position = 2"],
    ['approval', "update decisions set approval = 'auto' where position = 2"],
    ['action', "update decisions set action = 'resume' where position = 6"],
    ['decided_at', "update decisions set decided_at = decided_at - interval '1 second' where position = 2"],
    ['entries', 'update decisions set entries = 2 where position = 2'],
  ])('finds a decision whose %s was changed', async (_field, sql) => {
    expect(faultsOf(await tampered((tx) => tx.query(sql)))).toMatch(
      /decision \d differs from what the chain says of it/,
    );
  });

  it('finds a decision that was turned against another version', async () => {
    const other = await curation.itemId('script', 'c');
    const said = await tampered((tx) =>
      tx.query('update decision_entries set item_id = $1 where position = 6', [other]),
    );
    expect(faultsOf(said)).toContain('decision 6 differs');
  });

  it('finds a version that was moved to another position', async () => {
    const said = await tampered((tx) => tx.query('update item_versions set position = 1 where position = 2'));
    expect(faultsOf(said)).toContain('decision 2 differs');
  });

  it.each([
    ['content', `content = jsonb_set(content, '{say}', '"Promise a refund"')`],
    ['conditions', `conditions = '{"regions":["nowhere"]}'`],
    ['audience', `audience = '{customer}'`],
    ['governance', `governance = 'two_reviews'`],
    ['beginning', 'valid_from = now()'],
    ['end', 'valid_to = now()'],
  ])('finds a published version whose %s was changed', async (_field, change) => {
    const said = await tampered((tx) => tx.query(`update item_versions set ${change} where position = 1`));
    expect(faultsOf(said)).toContain('was changed after it was published');
  });

  it('finds content that was replaced by that of another version, with its hash', async () => {
    const said = await tampered((tx) =>
      tx.query(
        `update item_versions v set content = o.content, content_hash = o.content_hash from item_versions o
          where v.position = 1 and o.position = 2`,
      ),
    );
    expect(faultsOf(said)).toContain('decision 1 differs');
  });

  it('still verifies when content was erased', async () => {
    const said = await tampered((tx) =>
      tx.query('update item_versions set content = null, label = null, erased_at = now() where position = 1'),
    );
    expect(faultsOf(said)).toBe('');
  });

  it.each([
    [
      'a decision gives',
      "update decisions set reason = 'for another reason' where position = 5",
      'the reason of decision 5',
    ],
    [
      'a version is called',
      "update item_versions set label = 'Fees are waived' where position = 1",
      'changed after it was published',
    ],
    [
      'its proposer was sure',
      'update item_versions set confidence = 1 where position = 1',
      'changed after it was published',
    ],
  ])('finds a change of how %s', async (_what, sql, fault) => {
    expect(faultsOf(await tampered((tx) => tx.query(sql)))).toContain(fault);
  });

  it.each([
    ['moved its offsets', 'update evidence set end_unit = end_unit - 1'],
    [
      'turned it to another segment',
      'update evidence set segment_id = (select max(id) from segments where id <> segment_id)',
    ],
    ['changed what it says of the words', "update evidence set kind = 'cites'"],
    ['gave it another hash of its words', "update evidence set quote_hash = repeat('0', 64)"],
    ['removed it', 'delete from evidence'],
  ])('finds evidence after somebody %s', async (_what, sql) => {
    await curation.evidence('Words of another source, about as long.');
    const one = ' where (item_id, version) = (select item_id, version from item_versions where position = 1)';
    expect(faultsOf(await tampered((tx) => tx.query(sql + one)))).toContain('changed after it was published');
  });

  it('finds words under evidence that were changed, unless they were erased', async () => {
    const of =
      ' where id = (select e.segment_id from evidence e join item_versions v using (item_id, version) where v.position = 1)';
    expect(faultsOf(await tampered((tx) => tx.query(`update segments set text = upper(text)${of}`)))).toContain(
      'the words behind version 1',
    );
    const erased = await tampered((tx) => tx.query(`update segments set text = '', erased_at = now()${of}`));
    expect(faultsOf(erased)).toBe('');
  });

  it('finds content that is gone without having been erased, and content that only claims to be erased', async () => {
    const gone = await tampered((tx) => tx.query('update item_versions set content = null where position = 1'));
    expect(faultsOf(gone)).toContain('changed after it was published');
    const claimed = await tampered((tx) =>
      tx.query(`update item_versions set content = '{"name":"x","say":"Other"}', erased_at = now() where position = 1`),
    );
    expect(faultsOf(claimed)).toContain('changed after it was published');
  });

  it('finds a relation or an item that was turned into another', async () => {
    const said = await tampered((tx) => tx.query("update items set kind = 'product_fact' where key = 'article'"));
    expect(faultsOf(said)).toContain('changed after it was published');
  });

  it.each([
    ['comment', "comment = 'I never said that'"],
    ['role', "acting_role = 'product'"],
    ['reviewer', "reviewer_id = 'somebody else'"],
    ['decision', "decision = 'reject'"],
    ['content that it judged', "content_hash = 'of other content'"],
  ])('finds a review whose %s was changed', async (_field, change) => {
    const said = await tampered((tx) =>
      tx.query(`update reviews set ${change} where id = (select min(id) from reviews)`),
    );
    expect(faultsOf(said)).toMatch(/^review \S+ differs from what the chain says of it$/);
  });

  it('finds a review that was removed, and one that was made up', async () => {
    const removed = await tampered((tx) => tx.query('delete from reviews where id = (select min(id) from reviews)'));
    expect(faultsOf(removed)).toBe('its review is gone');
    const made = await tampered((tx) =>
      tx.query(`insert into reviews (id, proposal_id, reviewer_id, acting_role, decision, proposal_etag, content_hash)
                select 'made up', proposal_id, reviewer_id, acting_role, decision, proposal_etag, content_hash from reviews limit 1`),
    );
    expect(faultsOf(made)).toBe('review made up is not in the chain');
  });

  it('is one chain however many append at once', async () => {
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        database.transaction((tx) => appendAudit(tx, { actor: 'x', action: 'test', subject: String(index) })),
      ),
    );
    expect((await verifyAudit(database, hash)).ok).toBe(true);
  });
});
