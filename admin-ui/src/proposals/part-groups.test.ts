import { expect, it } from 'vitest';
import type { ProposalPart } from '../api/types.ts';
import { groupParts } from './part-groups.ts';

const bare: Omit<ProposalPart, 'ordinal' | 'sort' | 'kind' | 'itemId' | 'label' | 'key'> = {
  fromId: null,
  toId: null,
  fromLabel: null,
  toLabel: null,
  baseVersion: null,
  base: null,
  content: {},
  conditions: {},
  audience: [],
  governance: 'one_review',
  confidence: 1,
  validFrom: null,
  validTo: null,
  struck: false,
  evidence: [],
};
let ordinal = 0;
const node = (kind: ProposalPart['kind'], id: string, more: Partial<ProposalPart> = {}): ProposalPart => {
  ordinal += 1;
  return { ...bare, ordinal, sort: 'node', kind, itemId: id, key: id, label: id, ...more };
};
const edge = (kind: ProposalPart['kind'], from: string, to: string, content = {}): ProposalPart =>
  node(kind, `${from}-${to}`, { sort: 'edge', fromId: from, toId: to, content });

it('puts steps in their order, with scripts, practices and relations under the step that they belong to', () => {
  const groups = groupParts([
    node('scenario', 'scene'),
    node('step', 'last', { content: { order: 10 } }),
    node('step', 'first', { content: { order: 2 } }),
    node('script', 'words'),
    node('script', 'other words'),
    node('best_practice', 'practice'),
    edge('HAS_STEP', 'scene', 'first', { calls: 9, solvedShare: 0.5 }),
    edge('HAS_STEP', 'scene', 'last'),
    edge('NEXT_STEP', 'first', 'last', { calls: 4, condition: 'asked' }),
    edge('USES_SCRIPT', 'last', 'words'),
    edge('USES_SCRIPT', 'scene', 'other words'),
    edge('APPLIES_TO', 'practice', 'scene'),
    edge('APPLIES_TO', 'practice', 'first'),
  ]);
  const ids = (parts: readonly ProposalPart[] = []) => parts.map(({ itemId }) => itemId);
  expect(
    groups?.steps.map(({ step, entry, nodes, edges }) => [step.itemId, entry?.itemId, ids(nodes), ids(edges)]),
  ).toEqual([
    ['first', 'scene-first', ['practice'], ['scene-first', 'first-last', 'practice-scene', 'practice-first']],
    ['last', 'scene-last', ['words'], ['scene-last', 'last-words']],
  ]);
  expect([ids(groups?.nodes), ids(groups?.edges)]).toEqual([['scene', 'other words'], ['scene-other words']]);
  expect(groups?.flowSteps[0]).toMatchObject({ id: 'first', counts: { calls: 9, solvedShare: 0.5 } });
  expect(groups?.flowWays).toMatchObject([{ from: 'first', to: 'last', condition: 'asked', counts: { calls: 4 } }]);
});

it('does not draw what was struck out, and groups nothing where there is no procedure', () => {
  const steps = [node('step', 'a', { struck: true }), node('step', 'b'), edge('NEXT_STEP', 'a', 'b')];
  expect(groupParts(steps)?.flowSteps.map(({ id }) => id)).toEqual(['b']);
  expect(groupParts([node('scenario', 'scene'), node('step', 'only')])).toBeNull();
});
