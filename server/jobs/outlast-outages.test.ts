import { expect, it, vi } from 'vitest';
import { DatabaseError } from '../ports/database.ts';
import { silentLog as log } from '../testing/silent-log.ts';
import { outlastOutages } from './outlast-outages.ts';

const away = () => new DatabaseError('No connection to PostgreSQL: refused', '08001', undefined);

it('does work again for as long as the database goes away under it', async () => {
  const work = vi
    .fn(async () => 'done')
    .mockRejectedValueOnce(away())
    .mockRejectedValueOnce(away());
  expect(await outlastOutages({ log }, work)).toBe('done');
  expect(work).toHaveBeenCalledTimes(3);
});

it.each([new DatabaseError('no such column', '42703', undefined), new Error('the job itself')])(
  'leaves any other error to the job: %s',
  async (error) => {
    const work = vi.fn().mockRejectedValue(error);
    await expect(outlastOutages({ log }, work)).rejects.toBe(error);
    expect(work).toHaveBeenCalledTimes(1);
  },
);

it('waits no longer when the process stops', async () => {
  const stopping = new AbortController();
  const work = vi.fn(async () => {
    stopping.abort();
    throw away();
  });
  await expect(outlastOutages({ log, stopping: stopping.signal }, work)).rejects.toThrow('refused');
  expect(work).toHaveBeenCalledTimes(1);
});
