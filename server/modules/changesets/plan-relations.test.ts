import { describe, expect, it } from 'vitest';
import { planRelations, type StandingRelation } from './plan-relations.ts';

const relation = (edgeId: string, fromId: string, toId: string, type: StandingRelation['type'] = 'GOVERNED_BY') => ({
  edgeId,
  version: 1,
  type,
  fromId,
  toId,
});
const passage = (n: number, movedTo: number | null, reworded = false) => ({
  itemId: `clause-${n}`,
  key: `law/${n}`,
  movedTo: movedTo === null ? null : `law/${movedTo}`,
  reworded,
});

describe('relations of passages that changed their numbers', () => {
  it('lets each follow the words it is about, to items that exist and to new ones', () => {
    const plan = planRelations(
      [passage(1, 1), passage(2, 3), passage(3, 4)],
      [
        relation('e1', 'step-a', 'clause-1'),
        relation('e2', 'step-a', 'clause-2'),
        relation('e3', 'step-b', 'clause-3'),
      ],
      [],
    );
    expect(plan.retire.map(({ edgeId }) => edgeId)).toEqual(['e2', 'e3']);
    expect(plan.publish).toMatchObject([
      { from: { itemId: 'step-a' }, to: { itemId: 'clause-3' }, like: { edgeId: 'e2' } },
      { from: { itemId: 'step-b' }, to: { key: 'law/4' }, like: { edgeId: 'e3' } },
    ]);
  });

  it('leaves a relation alone that another one of the same item moves onto', () => {
    const plan = planRelations(
      [passage(1, 2), passage(2, 3)],
      [relation('e1', 'step-a', 'clause-1'), relation('e2', 'step-a', 'clause-2')],
      [],
    );
    expect(plan.retire.map(({ edgeId }) => edgeId)).toEqual(['e1']);
    expect(plan.publish).toMatchObject([{ to: { key: 'law/3' }, like: { edgeId: 'e2' } }]);
  });

  it('retires what was about words that are gone, and references that the new words do not make', () => {
    const plan = planRelations(
      [passage(1, null), passage(2, 2, true), passage(3, 3)],
      [
        relation('gone', 'step-a', 'clause-1'),
        relation('dropped', 'clause-2', 'clause-3', 'MENTIONS'),
        relation('kept', 'clause-2', 'product-x', 'MENTIONS'),
        relation('untouched', 'clause-3', 'product-x', 'MENTIONS'),
      ],
      [{ type: 'MENTIONS', from: { key: 'law/2' }, to: { itemId: 'product-x' } }],
    );
    expect(plan.retire.map(({ edgeId }) => edgeId)).toEqual(['gone', 'dropped']);
    expect(plan.publish).toEqual([]);
  });
});
