import { z } from 'zod';
import { instant, listOf, listQuery } from '../../http/lists.ts';
import { type Route, route } from '../../http/route.ts';
import { agentId, agentStatementSchema, namedAgentSchema } from './agent-record.ts';
import type { Agent, AgentsService, Standings } from './agents-service.ts';

const share = z.number();
const standingSchema = z.object({
  calls: z.int(),
  /** Of these, those whose end a trusted source tells; only they are compared. */
  trustedCalls: z.int(),
  solved: z.int(),
  rawRate: share,
  /** What the average agent would have solved of the same calls. */
  expectedRate: share,
  /** How much more than the average agent on the institution's mix of calls, with the interval of 95%. */
  effect: share,
  low: share,
  high: share,
  eligible: z.boolean(),
  topAgent: z.boolean(),
  minimumCalls: z.int(),
  computedAt: instant,
});
const agentSchema = z.object({
  id: z.string(),
  displayName: z.string().nullable(),
  team: z.string().nullable(),
  hiredOn: z.iso.date().nullable(),
  tenureMonths: z.int().nullable(),
  /** Said by somebody who knows; otherwise it is what transcripts tell. */
  told: z.boolean(),
  etag: z.int(),
  updatedAt: instant,
  standing: standingSchema.nullable(),
});
const agentDetailSchema = agentSchema.extend({
  teams: z.array(z.object({ since: z.iso.date(), team: z.string().nullable() })),
});
const agentListQuery = listQuery(['low', 'effect', 'calls', 'trustedCalls', 'rawRate', 'tenureMonths', 'team', 'id'], {
  team: z.string().max(300).optional(),
  topAgent: z.enum(['true', 'false']).optional(),
  eligible: z.enum(['true', 'false']).optional(),
});
const agentParams = z.strictObject({ id: agentId });
const bulkBody = z.strictObject({ agents: z.array(namedAgentSchema).min(1).max(1_000) });

function toView({ standing, ...agent }: Agent, { computedAt, minimumCalls }: Standings): z.infer<typeof agentSchema> {
  const { displayName, id, team, hiredOn, tenureMonths, told, etag } = agent;
  const shown = { id, displayName, team, hiredOn, tenureMonths, told, etag, updatedAt: agent.updatedAt.toISOString() };
  if (standing === null) return { ...shown, standing: null };
  const { top, ...rest } = standing;
  return { ...shown, standing: { ...rest, topAgent: top, minimumCalls, computedAt: computedAt.toISOString() } };
}

type View = z.infer<typeof agentSchema>;
type Query = z.output<typeof agentListQuery>;

/** An institution has hundreds of agents, all of whom are compared anyway; so a page of them is cut in memory. */
function pageOf(agents: readonly View[], query: Query) {
  const words = query.q?.toLowerCase();
  const asked = (wanted: 'true' | 'false' | undefined, is: boolean) =>
    wanted === undefined || (wanted === 'true') === is;
  const found = agents.filter(
    ({ id, displayName, team, standing }) =>
      (query.team === undefined || team === query.team) &&
      asked(query.topAgent, standing?.topAgent === true) &&
      asked(query.eligible, standing?.eligible === true) &&
      (words === undefined || `${id}\n${displayName ?? ''}\n${team ?? ''}`.toLowerCase().includes(words)),
  );
  const sorted = found.toSorted(
    (a, b) => compared(keyOf(a, query.sort), keyOf(b, query.sort), query.order) || (a.id < b.id ? -1 : 1),
  );
  return {
    items: sorted.slice((query.page - 1) * query.perPage, query.page * query.perPage),
    total: found.length,
  };
}

function keyOf({ id, team, tenureMonths, standing }: View, sort: Query['sort']): string | number | null {
  switch (sort) {
    case 'id':
      return id;
    case 'team':
      return team;
    case 'tenureMonths':
      return tenureMonths;
    case 'low':
    case 'effect':
      // Who is not compared has no place in that order.
      return standing?.eligible ? standing[sort] : null;
    default:
      return standing?.[sort] ?? null;
  }
}

/** Unknown values come last in either order. */
function compared(a: string | number | null, b: string | number | null, order: Query['order']): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  const rising = typeof a === 'string' || typeof b === 'string' ? String(a).localeCompare(String(b)) : a - b;
  return order === 'asc' ? rising : -rising;
}

export function agentsRoutes(service: AgentsService): readonly Route[] {
  const show = async (id: string) => {
    const { standings, teams, ...agent } = await service.read(id);
    return { status: 200, body: { ...toView(agent, standings), teams }, etag: agent.etag };
  };
  return [
    route({
      method: 'get',
      path: '/v1/agents',
      operationId: 'listAgents',
      summary: 'Agents with team and tenure, and how each does beside the average agent with calls like theirs',
      tag: 'agents',
      access: 'agents:read',
      query: agentListQuery,
      response: { status: 200, schema: listOf(agentSchema) },
      async handle({ query }) {
        const { agents, standings } = await service.list();
        return {
          status: 200,
          body: pageOf(
            agents.map((agent) => toView(agent, standings)),
            query,
          ),
        };
      },
    }),
    route({
      method: 'post',
      path: '/v1/agents',
      operationId: 'tellAgents',
      summary: 'Add and change many agents at once, all or none; what is said here, transcripts no longer change',
      tag: 'agents',
      access: 'agents:write',
      idempotent: true,
      body: bulkBody,
      response: { status: 200, schema: z.object({ changed: z.int(), unchanged: z.int() }) },
      async handle({ body }) {
        const changed = await service.tell(body.agents);
        return { status: 200, body: { changed, unchanged: body.agents.length - changed } };
      },
    }),
    route({
      method: 'post',
      path: '/v1/agents/comparison',
      operationId: 'compareAgents',
      summary: 'Compare the agents by what is known now, instead of within a minute',
      tag: 'agents',
      access: 'agents:read',
      response: { status: 200, schema: z.object({ computedAt: instant, agents: z.int(), topAgents: z.int() }) },
      async handle() {
        const { computedAt, agents } = await service.compare();
        const topAgents = [...agents.values()].filter(({ top }) => top).length;
        return { status: 200, body: { computedAt: computedAt.toISOString(), agents: agents.size, topAgents } };
      },
    }),
    route({
      method: 'get',
      path: '/v1/agents/{id}',
      operationId: 'getAgent',
      summary: 'An agent, with the teams that they belonged to',
      tag: 'agents',
      access: 'agents:read',
      params: agentParams,
      response: { status: 200, schema: agentDetailSchema },
      handle: ({ params }) => show(params.id),
    }),
    route({
      method: 'put',
      path: '/v1/agents/{id}',
      operationId: 'changeAgent',
      summary: 'Change an agent; with If-Match "0", add one',
      tag: 'agents',
      access: 'agents:write',
      params: agentParams,
      body: agentStatementSchema,
      ifMatch: true,
      response: { status: 200, schema: agentDetailSchema },
      async handle({ params, body, ifMatch }) {
        await service.change(params.id, ifMatch, body);
        return show(params.id);
      },
    }),
  ];
}
