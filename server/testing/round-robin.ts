import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';

/** A load balancer without a memory: of two requests, one goes to each replica, whoever sends them. */
export interface RoundRobin {
  readonly url: string;
  /** How many requests each replica was given. */
  readonly served: readonly number[];
  close(): Promise<void>;
}

/** Listens on a free port of 127.0.0.1; an unreachable replica is a 502. */
export async function startRoundRobin(targets: readonly string[]): Promise<RoundRobin> {
  const served = targets.map(() => 0);
  let turn = 0;

  const pass = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const index = turn % targets.length;
    turn += 1;
    served[index] = (served[index] ?? 0) + 1;
    const forward = request(new URL(incoming.url ?? '/', targets[index]), {
      method: incoming.method ?? 'GET',
      headers: incoming.headers,
      agent: false,
    });
    forward.on('response', (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
      answer.on('error', () => outgoing.destroy());
    });
    forward.on('error', () => {
      if (outgoing.headersSent) outgoing.destroy();
      else outgoing.writeHead(502).end();
    });
    // A stream that its reader left must end at the replica too.
    outgoing.on('close', () => forward.destroy());
    incoming.pipe(forward);
  };

  const server = createServer(pass).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    served,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
