import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CallContext, DraftPart, Evidence, ItemKind, RelationType } from '../../../graph-schema/index.ts';
import { edgeDraft, nodeDraft } from '../../testing/curation.ts';
import { publishHandbook } from '../../testing/handbook.ts';
import { startTestService, type TestService } from '../../testing/test-service.ts';
import { versionKey } from './version-contents.ts';

let service: TestService;
let words: Evidence[];
let forgotten: Evidence[];

const stepKeys = Array.from({ length: 9 }, (_, index) => `lantern-${index}`);
const parts = (): DraftPart[] => {
  const step = (key: string, text: string, more: Parameters<typeof nodeDraft>[4] = {}) =>
    nodeDraft('step', key, text, words, { content: { name: text, instruction: text, order: 1 }, ...more });
  const joins = (type: RelationType, from: [ItemKind, string], to: [ItemKind, string]) =>
    edgeDraft(type, { kind: from[0], key: from[1] }, { kind: to[0], key: to[1] }, words);
  const lantern = ['procedure', 'lantern'] as [ItemKind, string];
  const special = ['lantern-experts', 'lantern-chat', 'lantern-north', 'lantern-forgotten'];
  return [
    nodeDraft('procedure', 'lantern', 'Repairing an antique brass lantern wick', words),
    ...stepKeys.map((key, index) => step(key, `Ordinary handling number ${index}`)),
    step('lantern-experts', 'Seen by experts only', { audience: ['expert'] }),
    step('lantern-chat', 'For chat alone', { conditions: { channels: ['chat'] } }),
    step('lantern-north', 'For the north alone', { conditions: { regions: ['north'] } }),
    step('lantern-forgotten', 'Its source was erased', { evidence: forgotten }),
    ...[...stepKeys, ...special].map((key) => joins('HAS_STEP', lantern, ['step', key])),
    nodeDraft('script', 'lantern-say', 'Kindly bring the glowing heirloom downtown', words),
    joins('USES_SCRIPT', ['step', 'lantern-0'], ['script', 'lantern-say']),
    nodeDraft('step', 'lantern-soak', 'Soaking corroded filigree overnight in vinegar', words),
    joins('HAS_STEP', lantern, ['step', 'lantern-soak']),
    nodeDraft('scenario', 'kettle', 'Customer brings a whistling samovar kettle', words),
    step('kettle-ask', 'Ask since when the samovar whistles'),
    joins('HAS_STEP', ['scenario', 'kettle'], ['step', 'kettle-ask']),
    nodeDraft('procedure', 'kettle-rules', 'Whistling samovar kettle handling', words),
    step('kettle-note', 'Note the number under the spout'),
    joins('HAS_STEP', ['procedure', 'kettle-rules'], ['step', 'kettle-note']),
    ...['lid', 'spout', 'handle', 'burner'].map((part) =>
      nodeDraft('product_fact', `kettle-${part}`, `Whistling samovar kettle: ${part}`, words),
    ),
    nodeDraft('regulation', 'bare', 'Ordinance on harbour pilotage dues', words, {
      content: { name: 'Ordinance on harbour pilotage dues' },
    }),
  ];
};

beforeAll(async () => {
  service = await startTestService();
  await publishHandbook(service);
  words = await service.curation.evidence();
  forgotten = await service.curation.evidence('Words that are erased later on.');
  const { position } = await service.curation.publish(parts());
  await service.database.query('update segments set erased_at = now() where id = $1', [
    forgotten[0]?.span.segmentId ?? '',
  ]);
  await service.projections.projector.waitFor(position);
});
afterAll(() => service.close());

async function ask(text: string, context: CallContext = {}) {
  const { cards } = await service.guide.answer({
    utterances: [{ role: 'customer', text }],
    context,
    at: service.projections.state.now(),
    emotion: 'calm',
    audience: 'agent',
    details: 3,
  });
  return cards;
}
const stepsOf = (cards: Awaited<ReturnType<typeof ask>>) => (cards[0]?.card.steps ?? []).map(({ name }) => name);
const lanternText = 'How do I go about repairing an antique brass lantern wick?';

describe('a card of a procedure', () => {
  it('has a citation for every version that it shows, however many steps there are', async () => {
    const [core] = await ask(lanternText);
    expect(core?.card.headline).toBe('Repairing an antique brass lantern wick');
    expect(core?.card.steps?.length).toBeGreaterThan(8);
    const cited = new Set(core?.card.citations.map(versionKey));
    expect(core?.cites.filter((shown) => !cited.has(versionKey(shown)))).toEqual([]);
    expect(core?.card.say).toBe('Kindly bring the glowing heirloom downtown');
  });

  it('leaves out steps whose evidence was erased, and those that are not for agents', async () => {
    const steps = stepsOf(await ask(lanternText));
    expect(steps).not.toContain('Its source was erased');
    expect(steps).not.toContain('Seen by experts only');
  });

  it('leaves out steps known not to apply, and lists the conditions of those that may', async () => {
    const unknown = await ask(lanternText);
    expect(stepsOf(unknown)).toEqual(expect.arrayContaining(['For chat alone', 'For the north alone']));
    expect([...(unknown[0]?.card.conditions ?? [])].sort()).toEqual(['channels', 'regions']);
    const known = await ask(lanternText, { channel: 'phone', region: 'north' });
    expect(stepsOf(known)).toContain('For the north alone');
    expect(stepsOf(known)).not.toContain('For chat alone');
    expect(known[0]?.card.conditions).toBeUndefined();
  });
});

describe('the core card', () => {
  it.each([
    ['a step', 'Soaking corroded filigree overnight in vinegar'],
    ['a script', 'Kindly bring the glowing heirloom downtown'],
  ])('of a question that %s answers best is that of its procedure', async (_what, text) => {
    const cards = await ask(text);
    expect(cards[0]?.card).toMatchObject({ kind: 'procedure', headline: 'Repairing an antique brass lantern wick' });
    expect(cards.slice(1).map(({ card }) => card.headline)).not.toContain(text);
  });

  it('is none where there is but the title of a regulation', async () => {
    expect((await ask('Ordinance on harbour pilotage dues')).map(({ card }) => card.headline)).not.toContain(
      'Ordinance on harbour pilotage dues',
    );
  });
});

it('beside what calls showed stands what the rules lay down for the same matter, or the other way round', async () => {
  const cards = await ask('A customer brings a whistling samovar kettle');
  const [core, first] = cards.map(({ card }) => card.kind);
  expect(new Set([core, first])).toEqual(new Set(['scenario', 'procedure']));
});
