import type { Database } from '../ports/database.ts';

/**
 * Puts the published log back to a position, as a server does that lagged behind when it took over, or a restored
 * backup: decisions after it, their versions and everything that refers to them are gone.
 */
export async function cutLog(database: Database, position: number): Promise<void> {
  await database.transaction(async (tx) => {
    const cut = 'select item_id, version from item_versions where position > $1';
    await tx.query(`delete from exposures where (item_id, version) in (${cut})`, [position]);
    await tx.query('delete from audit_log where seq > (select seq from audit_log where position = $1)', [position]);
    await tx.query('delete from decision_entries where position > $1', [position]);
    await tx.query(`delete from evidence where (item_id, version) in (${cut})`, [position]);
    await tx.query('delete from item_versions where position > $1', [position]);
    await tx.query('delete from decisions where position > $1', [position]);
  });
}
