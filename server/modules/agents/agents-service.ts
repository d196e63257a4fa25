import { DomainError, notFound } from '../../errors.ts';
import type { Database } from '../../ports/database.ts';
import type { OutcomeRules } from '../outcomes/index.ts';
import { type AgentStatement, checkStatements, type NamedAgent, tenureOn } from './agent-record.ts';
import {
  type AgentRow,
  agentColumns,
  changeAgent,
  readAgentRow,
  type TeamTerm,
  teamsOf,
  tellAgents,
} from './agent-store.ts';
import { readJudgedCalls } from './judged-calls.ts';
import { type RankedAgent, rankAgents } from './rank-agents.ts';

/** How an agent does, by the calls that a trusted source tells the end of. */
export type Standing = Omit<RankedAgent, 'agentId' | 'calls'> & {
  /** All calls, and those whose end a trusted source tells. */
  readonly calls: number;
  readonly trustedCalls: number;
};

export interface Agent extends Omit<AgentRow, 'tenureMonths' | 'tenureKnownOn'> {
  /** Today. */
  readonly tenureMonths: number | null;
  /** null: no call of theirs is known. */
  readonly standing: Standing | null;
}

/** Everybody's standing at one time. */
export interface Standings {
  readonly computedAt: Date;
  readonly minimumCalls: number;
  readonly agents: ReadonlyMap<string, Standing>;
}

/** Who the agents are, and who of them does best with calls like theirs. */
export interface AgentsService {
  list(): Promise<{ readonly agents: readonly Agent[]; readonly standings: Standings }>;
  read(id: string): Promise<Agent & { readonly teams: readonly TeamTerm[]; readonly standings: Standings }>;
  /** Changes one agent, or with etag 0 adds them. Throws etag_mismatch. */
  change(id: string, etag: number, said: AgentStatement): Promise<void>;
  /** Adds and changes agents, all or, with `invalid_request`, none; returns how many changed. */
  tell(agents: readonly NamedAgent[]): Promise<number>;
  /** Throws what `tell` would refuse. */
  check(agents: readonly NamedAgent[]): void;
  /** Compares the agents by what is known now. */
  compare(): Promise<Standings>;
}

interface Options {
  readonly database: Database;
  readonly rules: OutcomeRules;
  /** Calls with a trusted outcome that an agent needs to be compared. */
  readonly minimumCalls: number;
  /** Takes out of what agents and teams are called what is not a name; absent: it is kept as it comes. */
  readonly redactName?: (text: string) => string;
  /** In which days are told. */
  readonly timeZone?: string;
  /** How long standings are shown before they are computed anew. */
  readonly freshMs?: number;
}

export function createAgentsService(options: Options): AgentsService {
  const { database, rules, minimumCalls, timeZone = 'UTC', freshMs = 60_000, redactName = (text) => text } = options;
  const kept = <S extends AgentStatement>(said: S): S => ({
    ...said,
    ...(said.displayName == null ? {} : { displayName: redactName(said.displayName) }),
    ...(said.team == null ? {} : { team: redactName(said.team) }),
  });
  const today = () => new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(new Date());
  let latest: Promise<Standings> | null = null;
  let computedAt = 0;
  const standings = (): Promise<Standings> => {
    if (latest === null || performance.now() - computedAt > freshMs) return compare();
    return latest;
  };
  const compare = (): Promise<Standings> => {
    computedAt = performance.now();
    const computing = compute(database, rules, minimumCalls);
    latest = computing;
    computing.catch(() => {
      // The next one asks anew.
      if (latest === computing) latest = null;
    });
    return computing;
  };
  const toAgent = ({ tenureKnownOn, tenureMonths, ...row }: AgentRow, of: Standings): Agent => ({
    ...row,
    tenureMonths: tenureOn({ hiredOn: row.hiredOn, tenureMonths, tenureKnownOn }, today()),
    standing: of.agents.get(row.id) ?? null,
  });

  return {
    async list() {
      const of = await standings();
      const found = await database.query<AgentRow>(`select ${agentColumns} from agents a order by a.id collate "C"`);
      return { agents: found.rows.map((row) => toAgent(row, of)), standings: of };
    },
    async read(id) {
      const row = await readAgentRow(database, id);
      if (!row) throw notFound('agent', id);
      const of = await standings();
      return { ...toAgent(row, of), teams: await teamsOf(database, id), standings: of };
    },
    async change(id, etag, said) {
      checkStatements([said], () => 'body', today());
      await database.transaction((tx) => changeAgent(tx, id, etag, kept(said), today()));
    },
    async tell(agents) {
      if (agents.length === 0) throw new DomainError('invalid_request', 'No agent is named; send at least one');
      checkStatements(agents, (index) => `body.agents.${index}`, today());
      return database.transaction((tx) => tellAgents(tx, agents.map(kept), today()));
    },
    check: (agents) => checkStatements(agents, (index) => `body.agents.${index}`, today()),
    compare,
  };
}

async function compute(database: Database, rules: OutcomeRules, minimumCalls: number): Promise<Standings> {
  const { judged, callsByAgent } = await readJudgedCalls(database, rules);
  const ranking = rankAgents(judged, { minimumCalls });
  const ranked = new Map(ranking.agents.map((agent) => [agent.agentId, agent]));
  const agents = new Map<string, Standing>();
  for (const [id, calls] of callsByAgent) {
    const { agentId: _id, calls: trustedCalls, ...standing } = ranked.get(id) ?? unknownAgent;
    agents.set(id, { ...standing, calls, trustedCalls });
  }
  return { computedAt: new Date(), minimumCalls, agents };
}

const unknownAgent: RankedAgent = {
  agentId: '',
  calls: 0,
  solved: 0,
  rawRate: 0,
  expectedRate: 0,
  effect: 0,
  low: 0,
  high: 0,
  eligible: false,
  top: false,
};
