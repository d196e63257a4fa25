import type { Executor } from '../ports/database.ts';

/** A lease as its holder took it; the epoch tells it from a later one of the same owner. */
export interface HeldLease {
  readonly name: string;
  readonly owner: string;
  readonly epoch: number;
}

/** Work that one process at a time may do, by the database's clock. */
export interface Leases {
  /** Takes a lease that is free, lapsed or one's own; null while another holds it. The epoch rises with each new holder. */
  take(name: string, owner: string, seconds: number): Promise<{ readonly epoch: number } | null>;
  /** Prolongs one's own lease; false when it was lost. */
  renew(name: string, owner: string, seconds: number): Promise<boolean>;
  /**
   * Whether nobody else took the lease since, be it that it lapsed meanwhile; if so, nobody takes it before the
   * transaction of `tx` has ended.
   */
  isHeld(tx: Executor, lease: HeldLease): Promise<boolean>;
  release(name: string, owner: string): Promise<void>;
}

export function createLeases(database: Executor): Leases {
  return {
    async take(name, owner, seconds) {
      const taken = await database.query<{ epoch: number }>(
        `insert into leases as l (name, owner, epoch, until) values ($1, $2, 1, clock_timestamp() + make_interval(secs => $3))
         on conflict (name) do update
            set owner = excluded.owner, until = excluded.until, epoch = l.epoch + (l.owner <> excluded.owner)::int
          where l.owner = excluded.owner or l.until <= clock_timestamp()
         returning epoch`,
        [name, owner, seconds],
      );
      const row = taken.rows[0];
      return row ? { epoch: Number(row.epoch) } : null;
    },
    async renew(name, owner, seconds) {
      const renewed = await database.query(
        `update leases set until = clock_timestamp() + make_interval(secs => $3)
          where name = $1 and owner = $2 and until > clock_timestamp()`,
        [name, owner, seconds],
      );
      return renewed.rowCount > 0;
    },
    async isHeld(tx, { name, owner, epoch }) {
      const held = await tx.query(`select from leases where name = $1 and owner = $2 and epoch = $3 for share`, [
        name,
        owner,
        epoch,
      ]);
      return held.rowCount > 0;
    },
    async release(name, owner) {
      await database.query('update leases set until = clock_timestamp() where name = $1 and owner = $2', [name, owner]);
    },
  };
}

/** Frees what a process held that was killed; for whoever has the records to itself, since then nobody else is alive. */
export async function freeLeases(database: Executor): Promise<void> {
  await database.query('update leases set until = clock_timestamp() where until > clock_timestamp()');
}
