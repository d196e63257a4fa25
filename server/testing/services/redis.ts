import { type Found, type ServiceHandle, startLocalServer } from './local-server.ts';
import { printed, programOnPath } from './programs.ts';
import { tcpAnswer } from './tcp-answer.ts';

/** `redis-server` on PATH, or why there is none. */
export function findRedis(): Found<string> {
  const program = programOnPath('redis-server');
  if (program === null || printed(program, ['--version']) === null)
    return { missing: 'redis-server is not on PATH: apt-get install redis-server' };
  return { program };
}

/** Starts a Redis that keeps everything in memory only: whoever kills it loses all that it held. */
export async function startRedis(): Promise<ServiceHandle> {
  const found = findRedis();
  if ('missing' in found) throw new Error(found.missing);
  return startLocalServer({
    name: 'redis',
    url: (port) => `redis://127.0.0.1:${port}`,
    prepare: async () => undefined,
    command: (folder, port) => [
      found.program,
      ...['--port', String(port), '--bind', '127.0.0.1', '--dir', folder],
      ...['--save', '', '--appendonly', 'no'],
    ],
    answers: async (port) => (await tcpAnswer(port, 'PING\r\n')).toString().startsWith('+PONG'),
  });
}
