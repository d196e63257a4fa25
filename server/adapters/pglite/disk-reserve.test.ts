import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { isReading, requireDiskSpace } from './disk-reserve.ts';

describe('the reserve of the disk', () => {
  it.each([
    ['select 1', true],
    ['  SELECT updated_at from items', true],
    ['with found as (select 1) select * from found', true],
    ['declare rows no scroll cursor for select 1', true],
    ['commit', true],
    ['rollback', true],
    ['select id from calls where id = $1 for update', false],
    ['select 1 from items for no key update skip locked', false],
    ['insert into t values (1)', false],
    ['with due as (select 1) update outbox set id = 1', false],
    ['with gone as (delete from t returning id) select * from gone', false],
    ['analyze', false],
  ])('%j only reads: %s', (sql, reads) => expect(isReading(sql)).toBe(reads));

  it('is there on a disk with room', () => expect(() => requireDiskSpace(tmpdir())).not.toThrow());
});
