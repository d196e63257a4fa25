import { connect, createServer } from 'node:net';

/** What becomes of a commit: it gets through, it never arrives, or it arrives and its answer is lost. */
type Cut = 'nothing' | 'request' | 'answer';

/** A way to PostgreSQL that ends where a transaction commits. */
export interface CommitCutter {
  readonly port: number;
  cut(what: Cut): void;
  close(): Promise<void>;
}

export async function startCommitCutter(serverPort: number, serverHost: string): Promise<CommitCutter> {
  let cutting: Cut = 'nothing';
  const proxy = createServer((client) => {
    const server = connect(serverPort, serverHost);
    let answerLost = false;
    client.on('data', (sent) => {
      const isCommit = sent.includes('commit\0');
      if (isCommit && cutting === 'request') return client.destroy();
      if (isCommit && cutting === 'answer') answerLost = true;
      return server.write(sent);
    });
    server.on('data', (answer) => (answerLost ? client.destroy() : client.write(answer)));
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const address = proxy.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  return {
    port: address.port,
    cut(what) {
      cutting = what;
    },
    close: () => new Promise((resolve) => proxy.close(() => resolve())),
  };
}
