import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { z } from 'zod';
import { type Card, cardSchema } from '../../graph-schema/index.ts';
import { ConfigError } from '../config.ts';
import { apiVersion } from '../http/openapi.ts';
import type { CoachApi } from '../mcp/coach-api.ts';
import { createMcpServer } from '../mcp/mcp-server.ts';
import { remoteService, type ServiceClient } from './service-client.ts';

const settings = z.object({ COACH_URL: z.url(), COACH_API_KEY: z.string().min(1) });

/** The service of COACH_URL with COACH_API_KEY; null when neither is set. Throws a ConfigError when one is missing. */
export function configuredService(environment: Readonly<Record<string, string | undefined>>): ServiceClient | null {
  const { COACH_URL, COACH_API_KEY } = environment;
  if (COACH_URL === undefined && COACH_API_KEY === undefined) return null;
  const parsed = settings.safeParse({ COACH_URL, COACH_API_KEY });
  if (!parsed.success)
    throw new ConfigError(
      'Bad settings:\n  COACH_URL, COACH_API_KEY: set both, the address of the service and a key with the scope guidance, or neither, for the service of this computer',
    );
  return remoteService(parsed.data.COACH_URL.replace(/\/+$/, ''), parsed.data.COACH_API_KEY);
}

/** Speaks the Model Context Protocol on standard input and output until the input ends. */
export async function mcpCommand(client: ServiceClient): Promise<void> {
  const server = createMcpServer(remoteCoachApi(client), apiVersion);
  const ended = new Promise<void>((resolve) => {
    process.stdin.once('end', resolve);
    process.stdin.once('close', resolve);
    server.server.onclose = resolve;
  });
  await server.connect(new StdioServerTransport());
  await ended;
  await server.close();
}

function remoteCoachApi(client: ServiceClient): CoachApi {
  const item = (id: string) => `/v1/guidance/items/${encodeURIComponent(id)}`;
  return {
    async ask(body) {
      const cards: Card[] = [];
      let done: unknown = null;
      for await (const { event, data } of client.stream('/v1/guidance', { ...body, compose: false })) {
        if (event === 'card') cards.push(cardSchema.parse(data));
        if (event === 'done') done = data;
      }
      return { cards, done };
    },
    reference: (id, version) => client.get(version === undefined ? item(id) : `${item(id)}?version=${version}`),
    reportGap: (body) => client.post('/v1/guidance/gaps', body),
  };
}
