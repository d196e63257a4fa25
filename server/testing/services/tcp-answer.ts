import { connect } from 'node:net';

/** The first bytes that a server on 127.0.0.1 answers to a message within a second; empty when it does not. */
export function tcpAnswer(port: number, message: Uint8Array | string): Promise<Buffer> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: 1_000 });
    const finish = (answer: Buffer) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => socket.write(message));
    socket.once('data', finish);
    for (const event of ['error', 'timeout', 'close'] as const) socket.once(event, () => finish(Buffer.alloc(0)));
  });
}
