import { startRedis } from './redis.ts';

// A process that starts a server and is then killed by the test; stays until then.
const server = await startRedis();
process.stdout.write(`${JSON.stringify({ pid: server.pid, folder: server.folder })}\n`);
setInterval(() => undefined, 60_000);
