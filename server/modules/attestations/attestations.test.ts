import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeDraft } from '../../testing/curation.ts';
import { type SignedIn, startTestService, type TestService } from '../../testing/test-service.ts';
import { wordsInTables } from '../../testing/words-anywhere.ts';
import { cutAttestation } from './cut-attestation.ts';

let service: TestService;
let agent: SignedIn;
let annotator: SignedIn;
beforeAll(async () => {
  service = await startTestService();
  [agent, annotator] = [await service.as('agent'), await service.as('annotator')];
});
afterAll(() => service.close());

const attest = (by: SignedIn, body: object) => by.call('post', '/v1/attestations').send(body);

describe('an attestation', () => {
  it('becomes a source with its author, cut into paragraphs that a proposal can rest on', async () => {
    const text = 'First I let them finish.\n\nThen I say what I will do, and by when.';
    const said = await attest(annotator, { text, language: 'en' }).expect(201);
    expect(said.body).toMatchObject({ title: 'First I let them finish.', text, revision: 1, authorId: annotator.id });
    const source = await annotator.call('get', `/v1/sources/${said.body.id}`).expect(200);
    expect(source.body).toMatchObject({ type: 'attestation', author: { id: annotator.id, name: 'annotator' } });
    const segments = await annotator.call('get', `/v1/sources/${said.body.id}/segments`).expect(200);
    expect(segments.body.items.map((segment: { text: string }) => segment.text)).toEqual(text.split('\n\n'));

    const proposed = await annotator.call('post', `/v1/attestations/${said.body.id}/proposals`).send({ as: 'script' });
    expect(proposed.status).toBe(201);
    const parts = await annotator.call('get', `/v1/proposals/${proposed.body.proposalId}/parts`).expect(200);
    expect(parts.body.items).toMatchObject([
      { kind: 'script', evidence: [{ sourceType: 'attestation', quote: 'First I let them finish.' }, {}] },
    ]);
  });

  it('keeps what was said before when its author says it anew, and lets nobody else', async () => {
    const said = await attest(annotator, { title: 'Fees', text: 'I waive nothing at once.' }).expect(201);
    const again = (by: SignedIn) =>
      by.call('post', `/v1/attestations/${said.body.id}/revisions`).send({ title: 'Fees', text: 'I ask first.' });
    await again(await service.as('reviewer')).expect(404);
    expect((await again(annotator).expect(201)).body).toMatchObject({ revision: 2, text: 'I ask first.' });
    const first = await annotator.call('get', `/v1/sources/${said.body.id}/segments?revision=1`).expect(200);
    expect(first.body.items).toMatchObject([{ text: 'I waive nothing at once.' }]);
    await service.database.query('update users set disabled_at = now() where id = $1', [annotator.id]);
    const listed = await (await service.as('reviewer')).call('get', `/v1/attestations/${said.body.id}`).expect(200);
    expect(listed.body).toMatchObject({ authorId: annotator.id, authorName: 'annotator' });
    await service.database.query('update users set disabled_at = null where id = $1', [annotator.id]);
  });

  it('is stored without personal data, also what the call that it is given in has taught', async () => {
    const opened = await agent.call('post', '/v1/calls').send({}).expect(201);
    const callId = String(opened.body.id);
    const heard = { role: 'customer', text: 'My name is Margaret Thornbury' };
    await agent.call('post', `/v1/calls/${callId}/utterances`).send(heard).expect(202);
    const text = 'I told Margaret Thornbury that 4111 1111 1111 1111 is blocked.';
    const said = await attest(agent, { text, callId }).expect(201);
    expect(said.body).toMatchObject({ callId, title: expect.not.stringContaining('Thornbury') });
    expect(await wordsInTables(service.database, ['Thornbury', '4111 1111 1111 1111'])).toEqual([]);
    await attest(await service.as('reviewer'), { text, callId }).expect(404);
  });

  it('is about what was on the screen, and is drawn up as a script of it', async () => {
    const { curation } = service;
    await curation.publish([nodeDraft('scenario', 'late', 'A refund is late', await curation.evidence())]);
    const itemId = await curation.itemId('scenario', 'late');
    const body = { text: 'I name the day.', about: { itemId }, proposeAs: 'script' };
    await attest(agent, body).expect(403);
    const said = await attest(annotator, body).expect(201);
    expect(said.body.about).toEqual({ itemId, label: 'A refund is late' });
    const parts = await annotator.call('get', `/v1/proposals/${said.body.proposalId}/parts`).expect(200);
    expect(parts.body.items.map((part: { kind: string }) => part.kind)).toEqual(['script', 'USES_SCRIPT']);
    const unknown = await attest(agent, { text: 'x', about: { itemId: 'itm_none' } }).expect(422);
    expect(unknown.body.detail).toContain('about.itemId');
  });

  it('shows agents their own only', async () => {
    const mine = await agent.call('get', '/v1/attestations').expect(200);
    expect(new Set(mine.body.items.map((row: { authorId: string }) => row.authorId))).toEqual(new Set([agent.id]));
    const all = await (await service.as('supervisor')).call('get', '/v1/attestations').expect(200);
    expect(all.body.total).toBeGreaterThan(mine.body.total);
    const others = all.body.items.find((row: { authorId: string }) => row.authorId !== agent.id);
    await agent.call('get', `/v1/attestations/${others.id}`).expect(404);
  });

  it('takes personal data out of what people write beside proposals and decisions', async () => {
    const { curation } = service;
    const [part] = [nodeDraft('script', 'beside', 'Say it', await curation.evidence())];
    const created = await annotator
      .call('post', '/v1/proposals')
      .send({ title: 'For Eleanor at eleanor@example.org', rationale: 'Call 13812345678', parts: [part] })
      .expect(201);
    const reviewer = await service.as('reviewer');
    await reviewer
      .call('post', `/v1/proposals/${created.body.id}/reviews`)
      .set('if-match', `"${created.body.etag}"`)
      .send({ decision: 'approve', comment: 'As 13812345679 asked', contentHash: created.body.contentHash })
      .expect(201);
    const itemId = await curation.itemId('script', 'beside');
    await reviewer
      .call('post', `/v1/items/${itemId}/versions/1/retract`)
      .send({ reason: 'maria@example.org objected' })
      .expect(201);
    const secrets = ['eleanor@example.org', '13812345678', '13812345679', 'maria@example.org'];
    expect(await wordsInTables(service.database, secrets)).toEqual([]);
  });
});

describe('cutting an attestation', () => {
  it('cuts at paragraphs, and a long one at its sentences, without losing a word', () => {
    const long = `${'一句话。'.repeat(400)}`;
    const cut = cutAttestation(`A\n\n\n${long}\n  B  `).map(({ text }) => text);
    expect(cut.length).toBeGreaterThan(3);
    expect(cut.join('')).toBe(`A${long}B`);
    expect(cutAttestation('no full stop at all').map(({ text }) => text)).toEqual(['no full stop at all']);
  });
});
