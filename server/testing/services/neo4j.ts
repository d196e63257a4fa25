import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Found, type ServiceHandle, startLocalServer } from './local-server.ts';
import { printed, programOnPath, serviceCache } from './programs.ts';
import { tcpAnswer } from './tcp-answer.ts';

export const neo4jSources = fileURLToPath(new URL('./neo4j', import.meta.url));

/** Where the jars (`lib`) and the compiled starter (`classes`) are kept: another place for other sources. */
export function neo4jFolder(): string {
  const pom = readFileSync(join(neo4jSources, 'pom.xml'), 'utf8');
  const version = /<neo4j\.version>(.+)<\/neo4j\.version>/.exec(pom)?.[1] ?? 'unknown';
  const hash = createHash('sha256')
    .update(pom)
    .update(readFileSync(join(neo4jSources, 'StartNeo4j.java')));
  return join(serviceCache(), `neo4j-${version}-${hash.digest('hex').slice(0, 8)}`);
}

/** A JDK >= 17's `java` on PATH, or why there is none. */
export function findJava(): Found<string> {
  const program = programOnPath('java');
  const version = program === null ? null : printed(program, ['-version']);
  const major = Number(/version "(\d+)/.exec(version ?? '')?.[1]);
  if (program === null || !(major >= 17))
    return { missing: 'no Java >= 17 on PATH: apt-get install openjdk-17-jdk-headless (or default-jdk-headless)' };
  return { program };
}

/** What starts Neo4j Community, or why it cannot be started. */
export function findNeo4j(): Found<{ java: string; folder: string }> {
  const java = findJava();
  if ('missing' in java) return java;
  const folder = neo4jFolder();
  if (!existsSync(join(folder, 'classes', 'StartNeo4j.class')))
    return { missing: `Neo4j is not in ${folder}: npm run services -- --install` };
  return { program: { java: java.program, folder } };
}

const opens = ['java.base/java.nio', 'java.base/java.lang', 'java.base/sun.nio.ch'];

// The Bolt preamble and four proposals, of which the first, 5.0 to 5.4, is one that this server takes.
const handshake = Buffer.from('6060b01700040405000000000000000000000000', 'hex');

/** Starts a Neo4j Community with one database and nobody to sign in. */
export async function startNeo4j(): Promise<ServiceHandle> {
  const found = findNeo4j();
  if ('missing' in found) throw new Error(found.missing);
  const { java, folder: cache } = found.program;
  return startLocalServer({
    name: 'neo4j',
    url: (port) => `bolt://127.0.0.1:${port}`,
    prepare: async (folder) => void mkdirSync(join(folder, 'home')),
    command: (folder, port) => [
      java,
      ...['-Xms128m', '-Xmx512m', ...opens.map((name) => `--add-opens=${name}=ALL-UNNAMED`)],
      ...['-cp', `${join(cache, 'classes')}:${join(cache, 'lib')}/*`],
      ...['StartNeo4j', join(folder, 'home'), String(port)],
    ],
    answers: async (port, log) => /^ready$/m.test(log) && (await tcpAnswer(port, handshake)).length === 4,
  });
}
