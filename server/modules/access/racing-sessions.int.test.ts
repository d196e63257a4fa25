import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../../ports/database.ts';
import { openPostgresTestDatabase } from '../../testing/postgres-databases.ts';
import { describeWith } from '../../testing/services/test-services.ts';
import { type AccessService, createAccessService } from './access-service.ts';

const password = 'correct horse battery';

describeWith(['postgres'], 'people who are changed while they sign in', ({ postgres }) => {
  let database: Database;
  let access: AccessService;
  beforeAll(async () => {
    database = await openPostgresTestDatabase(postgres);
    access = createAccessService(database);
  });
  afterAll(() => database.close());
  const create = (login: string) =>
    access.createUser('test', { login, displayName: login, roles: ['admin'], password });

  test('get no session by the password that they had', async () => {
    const { id } = await create('anna');
    const held: { go(): void } = { go: () => undefined };
    const holding = new Promise<void>((resolve) => (held.go = resolve));
    let changed = (): void => undefined;
    const isChanged = new Promise<void>((resolve) => (changed = resolve));
    const change = database.transaction(async (tx) => {
      await tx.query("update users set password_hash = 'another' where id = $1", [id]);
      await tx.query('delete from sessions where user_id = $1', [id]);
      changed();
      await holding;
    });
    await isChanged;
    const signIn = access.signIn('anna', password).catch((error: unknown) => error);
    const waiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    while ((await database.query(waiting)).rowCount === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    held.go();
    await change;
    expect(await signIn).toMatchObject({ code: 'wrong_credentials' });
    expect((await database.query('select from sessions where user_id = $1', [id])).rowCount).toBe(0);
  });

  test('keep one admin, whoever puts whom out at the same time', async () => {
    await database.query("update users set disabled_at = now() where 'admin' = any(roles)");
    const people = await Promise.all(['b', 'c', 'd', 'e'].map(create));
    const results = await Promise.allSettled(people.map(({ id }) => access.changeUser('test', id, { disabled: true })));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    const left = await database.query("select from users where 'admin' = any(roles) and disabled_at is null");
    expect(left.rowCount).toBe(1);
  });
});
