import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Alignment, alignPassages, type Passage } from './align-passages.ts';

const letters = '投诉登记答复期限客户补偿退款核验告知工作日内应当不得书面申请复核材料审批权限转办升级保存通知确认账户';
const words = fc.string({ unit: fc.constantFrom(...letters), minLength: 24, maxLength: 60 });
const texts = (least: number) => fc.uniqueArray(words, { minLength: least, maxLength: 12 });

const numbered = (all: readonly string[]): Passage[] => all.map((text, i) => ({ key: `${i + 1}`, text }));
const pairs = (aligned: readonly Alignment[]) =>
  aligned.flatMap((entry) =>
    entry.change === 'added' || entry.change === 'removed' ? [] : [[entry.before, entry.after]],
  );
const of = (aligned: readonly Alignment[], change: Alignment['change']) =>
  aligned.filter((entry) => entry.change === change);

describe('aligning two versions of a text', () => {
  it('finds each passage of both exactly once, whatever they are', () => {
    fc.assert(
      fc.property(fc.array(words, { maxLength: 8 }), fc.array(words, { maxLength: 8 }), (a, b) => {
        const aligned = alignPassages(numbered(a), numbered(b));
        const before = aligned.flatMap((entry) => ('before' in entry ? [entry.before] : []));
        const after = aligned.flatMap((entry) => ('after' in entry ? [entry.after] : []));
        expect(before.toSorted((x, y) => x - y)).toEqual([...a.keys()]);
        expect(after).toEqual([...b.keys()]);
      }),
    );
  });

  it('sees no change in a text that only lost or gained white space', () => {
    fc.assert(
      fc.property(texts(1), (all) => {
        const spaced = all.map((text) => `  ${text.slice(0, 5)}\n ${text.slice(5)} `);
        expect(alignPassages(numbered(all), numbered(spaced)).every(({ change }) => change === 'unchanged')).toBe(true);
      }),
    );
  });

  it('follows every passage to its new number when one is put in or taken out anywhere', () => {
    fc.assert(
      fc.property(texts(3), fc.nat(), (all, seed) => {
        const place = seed % all.length;
        const short = all.filter((_, i) => i !== place);
        const moved = (i: number) => (i < place ? i : i + 1);
        const putIn = alignPassages(numbered(short), numbered(all));
        expect(pairs(putIn)).toEqual(short.map((_, i) => [i, moved(i)]));
        expect(of(putIn, 'added')).toMatchObject([{ after: place }]);
        expect(of(putIn, 'renumbered')).toHaveLength(short.length - place);
        const takenOut = alignPassages(numbered(all), numbered(short));
        expect(pairs(takenOut)).toEqual(short.map((_, i) => [moved(i), i]));
        expect(of(takenOut, 'removed')).toMatchObject([{ before: place }]);
      }),
    );
  });

  it('follows passages through any shuffling', () => {
    fc.assert(
      fc.property(
        texts(2).chain((all) =>
          fc.tuple(fc.constant(all), fc.shuffledSubarray([...all.keys()], { minLength: all.length })),
        ),
        ([all, order]) => {
          const aligned = alignPassages(numbered(all), numbered(order.map((i) => all[i] ?? '')));
          expect(pairs(aligned)).toEqual(order.map((from, to) => [from, to]));
        },
      ),
    );
  });

  it('takes a passage whose few words changed for the same one, with and without another number', () => {
    const old = numbered(['一般投诉应当自登记之日起15个工作日内答复客户。', '复核人员不得为原处理人员。']);
    const fresh = numbered([
      '各部门应当指定联系人，并保证工作日内有人响应来电。',
      '一般投诉应当自登记之日起7个工作日内答复客户。',
      '复核人员不得为原处理人员。',
    ]);
    expect(alignPassages(old, fresh)).toMatchObject([
      { change: 'added', after: 0 },
      { change: 'renumbered', before: 0, after: 1 },
      { change: 'renumbered', before: 1, after: 2, likeness: 1 },
    ]);
  });

  it('names the passage that was split, and the one that two became', () => {
    const [first, second] = [
      'Agents register the complaint before the call ends and read the ticket number to the customer.',
      'Managers call back within four working hours and name the day of the next contact.',
    ];
    const whole = [{ key: '1', text: `${first} ${second}` }];
    const parts = numbered([first, second]);
    expect(alignPassages(whole, parts)).toMatchObject([
      { change: 'changed', before: 0, after: 0 },
      { change: 'added', after: 1, splitFrom: 0 },
    ]);
    expect(alignPassages(parts, whole)).toMatchObject([
      { change: 'changed', before: 0, after: 0 },
      { change: 'removed', before: 1, mergedInto: 0 },
    ]);
  });

  it('tells a new rule under an old number from a rule that was reworded', () => {
    const old = numbered(['Calls are recorded and kept for three years.']);
    const fresh = numbered(['本办法自二〇二六年四月一日起施行。']);
    expect(
      alignPassages(old, fresh)
        .map(({ change }) => change)
        .toSorted(),
    ).toEqual(['added', 'removed']);
  });
});
