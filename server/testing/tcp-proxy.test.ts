import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

let echo: Server;
let received: string;
let proxy: TcpProxy;
const clients: Socket[] = [];

beforeEach(async () => {
  received = '';
  echo = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (bytes: Buffer) => {
      received += bytes.toString();
      socket.write(bytes);
    });
  }).listen(0, '127.0.0.1');
  await once(echo, 'listening');
  const address = echo.address();
  proxy = await startTcpProxy({ port: typeof address === 'object' && address !== null ? address.port : 0 });
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await proxy.close();
  echo.close();
});

async function client(): Promise<Socket> {
  const socket = connect(proxy.port, '127.0.0.1');
  clients.push(socket);
  await once(socket, 'connect');
  return socket;
}

async function answer(socket: Socket, text: string): Promise<string> {
  socket.write(text);
  const [bytes] = await once(socket, 'data');
  return String(bytes);
}

describe('tcp proxy', () => {
  it('passes both ways and keeps the rest of the address', async () => {
    expect(await answer(await client(), 'hello')).toBe('hello');
    expect(proxy.url('postgres://coach@127.0.0.1:5432/a?b=c')).toBe(`postgres://coach@127.0.0.1:${proxy.port}/a?b=c`);
    expect(proxy.url('redis://127.0.0.1:6379')).toBe(`redis://127.0.0.1:${proxy.port}`);
    expect(proxy.url('bolt://127.0.0.1:7687')).toBe(`bolt://127.0.0.1:${proxy.port}`);
  });

  it('cut: drops what is connected, refuses what is new, until healed on the same port', async () => {
    const socket = await client();
    await answer(socket, 'before');
    const ended = once(socket, 'error');
    await proxy.cut();
    expect(String((await ended)[0])).toContain('ECONNRESET');
    await expect(client()).rejects.toThrow('ECONNREFUSED');
    await proxy.heal();
    expect(await answer(await client(), 'after')).toBe('after');
  });

  it('blackhole: old and new connections stay open and nothing arrives, until healed', async () => {
    const old = await client();
    await answer(old, 'before');
    proxy.blackhole();
    const fresh = await client();
    old.write('lost');
    fresh.write('lost');
    // Once these were written, whatever the proxy passed on would have come before the next words do.
    const ended = Promise.all([once(old, 'error'), once(fresh, 'error')]);
    await proxy.heal();
    await ended;
    expect(await answer(await client(), 'after')).toBe('after');
    expect(received).toBe('beforeafter');
  });
});
