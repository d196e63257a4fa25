import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** A wire between a client and a server on 127.0.0.1 that a test can cut. */
export interface TcpProxy {
  readonly port: number;
  /** The same address by way of this proxy: `proxy.url(redis.url)`. */
  url(address: string): string;
  /** Drops all connections and refuses new ones, as a server that is gone. */
  cut(): Promise<void>;
  /** Takes connections and swallows what is sent, as a network that loses packets: no answer, no error. */
  blackhole(): void;
  /** Lets everything through again; connections that were swallowed are dropped, since they lost bytes. */
  heal(): Promise<void>;
  close(): Promise<void>;
}

interface Wire {
  readonly client: Socket;
  readonly server: Socket | null;
}

/** Listens on a free port of 127.0.0.1 and passes on to the target. */
export async function startTcpProxy(target: { readonly host?: string; readonly port: number }): Promise<TcpProxy> {
  const wires = new Set<Wire>();
  let swallowing = false;
  let listener: Server | null = null;

  const accept = (client: Socket) => {
    const wire = {
      client,
      server: swallowing ? null : connect({ host: target.host ?? '127.0.0.1', port: target.port }),
    };
    wires.add(wire);
    join(wire, () => wires.delete(wire));
  };
  const drop = () => {
    for (const { client, server } of wires) {
      client.resetAndDestroy();
      server?.destroy();
    }
    wires.clear();
  };
  const listen = async (port: number): Promise<number> => {
    listener = createServer(accept).listen(port, '127.0.0.1');
    await once(listener, 'listening');
    const address = listener.address();
    return typeof address === 'object' && address !== null ? address.port : port;
  };
  const stopListening = async () => {
    const closing = listener;
    listener = null;
    drop();
    if (closing !== null) await new Promise((resolve) => closing.close(resolve));
  };

  const port = await listen(0);
  return {
    port,
    url(address) {
      const url = new URL(address);
      url.hostname = '127.0.0.1';
      url.port = String(port);
      return url.href;
    },
    cut: stopListening,
    blackhole() {
      swallowing = true;
      for (const { client, server } of wires) {
        client.unpipe().resume();
        server?.unpipe().resume();
      }
    },
    async heal() {
      if (swallowing) drop();
      swallowing = false;
      if (listener === null) await listen(port);
    },
    close: stopListening,
  };
}

function join({ client, server }: Wire, onGone: () => void): void {
  for (const socket of [client, server]) {
    socket?.on('error', () => undefined);
    socket?.on('close', () => {
      client.destroy();
      server?.destroy();
      onGone();
    });
  }
  if (server === null) {
    client.resume();
    return;
  }
  client.pipe(server);
  server.pipe(client);
}
