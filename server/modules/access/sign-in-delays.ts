import { DomainError } from '../../errors.ts';
import type { Database, Executor } from '../../ports/database.ts';
import { tokenHash } from './tokens.ts';

/** Slows guessing down, the more the longer it goes on, for every process together; nobody is locked out for good. */
export interface SignInDelays {
  /** Counts a try before its password is looked at, so that many at once count too. Throws rate_limited, with the wait. */
  begin(login: string, address: string | undefined): Promise<void>;
  /** Takes back what `begin` counted: the password was right. */
  succeeded(login: string, address: string | undefined): Promise<void>;
}

/** So many tries are free, then each failure doubles the wait, from a second up to the most. */
const limits = {
  // Who shares an address with somebody that guesses, as behind a proxy, still gets in soon.
  address: { free: 50, most: 300 },
  // A stranger who guesses from many addresses makes the owner wait a minute at most.
  login: { free: 20, most: 60 },
  pair: { free: 5, most: 900 },
} as const;
type Kind = keyof typeof limits;
const kinds = Object.keys(limits) as Kind[];

/** `now()` stands still in a transaction, and another process may have counted meanwhile. */
const WAIT = `least($3::float8, power(2, least(greatest(f.failures - $2, -1), 30))) * (f.failures >= $2)::int`;
const COUNT = `
  insert into sign_in_failures as f (subject, failures, last_failed_at) values ($1, 1, clock_timestamp())
  on conflict (subject) do update
     set failures = case when f.last_failed_at < clock_timestamp() - interval '1 day' then 1 else f.failures + 1 end,
         last_failed_at = clock_timestamp()
   where f.last_failed_at + make_interval(secs => ${WAIT}) <= clock_timestamp()`;
const LEFT = `
  select ceil(extract(epoch from f.last_failed_at + make_interval(secs => ${WAIT}) - clock_timestamp()))::int as seconds
    from sign_in_failures f where f.subject = $1`;

function subjectsOf(login: string, address: string | undefined): { kind: Kind; subject: string }[] {
  const parts = {
    address: address ?? '',
    login: login.trim().toLowerCase(),
    pair: `${address ?? ''} ${login.trim().toLowerCase()}`,
  };
  return kinds
    .filter((kind) => kind === 'login' || address !== undefined)
    .map((kind) => ({ kind, subject: `${kind}:${tokenHash(parts[kind])}` }));
}

async function count(tx: Executor, kind: Kind, subject: string): Promise<void> {
  const { free, most } = limits[kind];
  const counted = await tx.query(COUNT, [subject, free, most]);
  if (counted.rowCount > 0) return;
  const { rows } = await tx.query<{ seconds: number }>(LEFT, [subject, free, most]);
  const retryAfterSeconds = Math.max(1, rows[0]?.seconds ?? 1);
  throw new DomainError(
    'rate_limited',
    `Too many wrong passwords; try again in ${retryAfterSeconds} s, or have an administrator give you a new one`,
    { retryAfterSeconds },
  );
}

export function createSignInDelays(database: Database): SignInDelays {
  return {
    begin: (login, address) =>
      // What the narrower limit refuses must not use up the wider one, so all are counted or none.
      database.transaction(async (tx) => {
        for (const { kind, subject } of subjectsOf(login, address)) await count(tx, kind, subject);
      }),
    async succeeded(login, address) {
      const subjects = subjectsOf(login, address);
      const own = subjects.filter(({ kind }) => kind !== 'address').map(({ subject }) => subject);
      const shared = subjects.filter(({ kind }) => kind === 'address').map(({ subject }) => subject);
      await database.query(
        `with gone as (delete from sign_in_failures where subject = any($1) or last_failed_at < now() - interval '1 day')
         update sign_in_failures set failures = greatest(failures - 1, 0) where subject = any($2)`,
        [own, shared],
      );
    },
  };
}
