import { DomainError } from '../../errors.ts';
import type { Executor } from '../../ports/database.ts';
import type { AgentStatement, NamedAgent } from './agent-record.ts';

/** An agent as the records have them; days as YYYY-MM-DD. */
export interface AgentRow {
  readonly id: string;
  readonly displayName: string | null;
  readonly team: string | null;
  readonly hiredOn: string | null;
  readonly tenureMonths: number | null;
  readonly tenureKnownOn: string | null;
  /** Said by somebody who knows; otherwise it is what transcripts tell. */
  readonly told: boolean;
  readonly etag: number;
  readonly updatedAt: Date;
}

export const agentColumns = `a.id, a.display_name as "displayName", a.team, to_char(a.hired_on, 'YYYY-MM-DD') as "hiredOn",
  a.tenure_months as "tenureMonths", to_char(a.tenure_known_on, 'YYYY-MM-DD') as "tenureKnownOn", a.told_at is not null as told,
  a.etag, a.updated_at as "updatedAt"`;

export interface TeamTerm {
  readonly since: string;
  readonly team: string | null;
}

/** What they belonged to, the latest first; calls before the first of them tell their team themselves. */
export async function teamsOf(executor: Executor, id: string): Promise<readonly TeamTerm[]> {
  const found = await executor.query<TeamTerm>(
    `select to_char(since, 'YYYY-MM-DD') as since, team from agent_teams where agent_id = $1 order by since desc`,
    [id],
  );
  return found.rows;
}

export async function readAgentRow(executor: Executor, id: string): Promise<AgentRow | null> {
  const found = await executor.query<AgentRow>(`select ${agentColumns} from agents a where a.id = $1`, [id]);
  return found.rows[0] ?? null;
}

/** Stores what is said of agents, in the order of their ids so that two writers never wait in a circle; returns how many changed. */
export async function tellAgents(tx: Executor, agents: readonly NamedAgent[], today: string): Promise<number> {
  const ordered = agents.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  await tx.query(
    `insert into agents (id) select id from unnest($1::text[]) as id order by id collate "C" on conflict do nothing`,
    [ordered.map(({ id }) => id)],
  );
  const standing = await tx.query<AgentRow>(
    `select ${agentColumns} from agents a where a.id = any($1) order by a.id collate "C" for update`,
    [ordered.map(({ id }) => id)],
  );
  const rows = new Map(standing.rows.map((row) => [row.id, row]));
  const changed: (AgentRow & { since: string | null })[] = [];
  for (const { id, ...said } of ordered) {
    const before = rows.get(id);
    if (!before) throw new Error('an agent was not locked');
    const after = changedBy(before, said, today);
    const since = after.team !== before.team || said.teamSince !== undefined ? (said.teamSince ?? today) : null;
    if (since !== null || !before.told || !isSame(before, after)) changed.push({ ...after, since });
  }
  await writeRows(tx, changed);
  return changed.length;
}

/** As `tellAgents`, of one, if it is still the version that the caller saw; 0: there was none. */
export async function changeAgent(
  tx: Executor,
  id: string,
  etag: number,
  said: AgentStatement,
  today: string,
): Promise<void> {
  const found = await tx.query<{ etag: number }>('select etag from agents where id = $1 for update', [id]);
  const current = found.rows[0]?.etag ?? 0;
  if (current !== etag) {
    throw new DomainError('etag_mismatch', 'The agent was changed meanwhile; read them again and repeat the change', {
      current,
    });
  }
  await tellAgents(tx, [{ id, ...said }], today);
}

function changedBy(before: AgentRow, said: AgentStatement, today: string): AgentRow {
  const either = <T>(next: T | null | undefined, now: T | null) => (next === undefined ? now : next);
  const tenure =
    said.hiredOn != null
      ? { hiredOn: said.hiredOn, tenureMonths: null, tenureKnownOn: null }
      : said.tenureMonths != null
        ? { hiredOn: null, tenureMonths: said.tenureMonths, tenureKnownOn: said.tenureKnownOn ?? today }
        : {
            hiredOn: either(said.hiredOn, before.hiredOn),
            tenureMonths: either(said.tenureMonths, before.tenureMonths),
            tenureKnownOn: said.tenureMonths === null ? null : before.tenureKnownOn,
          };
  return {
    ...before,
    ...tenure,
    displayName: either(said.displayName, before.displayName),
    team: either(said.team, before.team),
  };
}

const isSame = (a: AgentRow, b: AgentRow) =>
  (['displayName', 'team', 'hiredOn', 'tenureMonths', 'tenureKnownOn'] as const).every(
    (field) => a[field] === b[field],
  );

async function writeRows(tx: Executor, rows: readonly (AgentRow & { readonly since: string | null })[]): Promise<void> {
  if (rows.length === 0) return;
  const list = JSON.stringify(rows);
  await tx.query(
    `insert into agent_teams (agent_id, since, team)
     select r.id, r.since, r.team from jsonb_to_recordset($1::jsonb) as r (id text, since date, team text) where r.since is not null
         on conflict (agent_id, since) do update set team = excluded.team`,
    [list],
  );
  // The team of today is that of the latest term: one that is told late may lie before another.
  await tx.query(
    `update agents a set display_name = r."displayName", hired_on = r."hiredOn", tenure_months = r."tenureMonths",
            tenure_known_on = r."tenureKnownOn", told_at = now(), updated_at = now(), etag = a.etag + 1,
            team = case when r.since is null then r.team
                        else (select t.team from agent_teams t where t.agent_id = a.id order by t.since desc limit 1) end
       from jsonb_to_recordset($1::jsonb) as r (id text, "displayName" text, team text, "hiredOn" date, "tenureMonths" int,
            "tenureKnownOn" date, since date)
      where a.id = r.id`,
    [list],
  );
}
