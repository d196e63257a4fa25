import type { IncomingMessage, ServerResponse } from 'node:http';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { Route } from '../http/route.ts';
import type { Principal } from '../modules/access/index.ts';
import { localCoachApi } from './local-coach-api.ts';
import { createMcpServer } from './mcp-server.ts';

/** Answers one request of the Model Context Protocol's streamable HTTP transport, without a session, for whoever asks. */
export function createMcpEndpoint(routes: readonly Route[], version: string) {
  return async (request: IncomingMessage, response: ServerResponse, body: unknown, principal: Principal) => {
    const gone = new AbortController();
    const server = createMcpServer(localCoachApi(routes, principal, gone.signal), version);
    // No session: any replica answers any request, and nothing is kept between two of them.
    const transport = new StreamableHTTPServerTransport({ enableJsonResponse: true });
    response.on('close', () => {
      gone.abort();
      void transport.close();
      void server.close();
    });
    // The SDK types its optional handlers as possibly undefined, which is the same at run time.
    await server.connect(transport as Transport);
    await transport.handleRequest(request, response, body);
  };
}
