import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { z } from 'zod';
import { type Role, roles } from '../../graph-schema/index.ts';
import type { Service } from '../composition.ts';
import { defaultCollection } from '../default-collection.ts';
import { DomainError } from '../errors.ts';
import { notInstalled } from '../installation-secrets.ts';
import { generatePassword } from '../modules/access/index.ts';
import type { Logger } from '../ports/logger.ts';

/** Somebody who can sign in to the samples; the password is told once. */
export interface SampleUser {
  readonly login: string;
  readonly displayName: string;
  readonly roles: readonly Role[];
  readonly password: string;
}

const decidedBy = 'system:samples';
const runLabel = 'samples';
const reason =
  '样例内容，由系统决定直接生效 / Sample content, put in force by the system so that guidance works at once';
const planSchema = z.object({ forReview: z.array(z.string()).default([]) });
/** Of the scenarios that the calls show, one in so many is left for a reviewer. */
const scenarioForReview = 3;

const people: readonly Omit<SampleUser, 'password'>[] = [
  ...roles.values.map((role) => ({
    login: role,
    displayName: `${roles.labels[role].zh} ${roles.labels[role].en}`,
    roles: [role],
  })),
  { login: 'reviewer2', displayName: '审核专家二 Second reviewer', roles: ['reviewer'] },
];

/** Whether this installation is new. */
export async function isFirstStart({ database }: Service): Promise<boolean> {
  const found = await database.query('select 1 from installation where id <> $1', [notInstalled]);
  return found.rowCount === 0;
}

/** Whether somebody brought data of their own before the first start; samples would only mix with it. */
export async function holdsData({ database }: Service): Promise<boolean> {
  // A first start that was cut off has runs of the samples only.
  const found = await database.query('select 1 from ingest_runs where started_by <> $1 limit 1', [decidedBy]);
  return found.rowCount > 0;
}

export async function markInstalled({ database }: Service): Promise<void> {
  await database.query(
    `insert into installation (id) values (gen_random_uuid()::text)
     on conflict (singleton) do update set id = excluded.id where installation.id = $1`,
    [notInstalled],
  );
}

/** Ingests the sample institution as a user would, puts most of it in force, and leaves the rest in the review queue. */
export async function loadSamples(service: Service, directory: string, log: Logger): Promise<void> {
  const plan = planSchema.parse(JSON.parse(await readFile(join(directory, 'institution.json'), 'utf8')));
  const files = await sampleFiles(directory);
  const isList = (name: string) => name.startsWith('lists/');
  const later = (name: string) => plan.forReview.includes(name);
  await ingestAndPublish(
    service,
    directory,
    files.filter((name) => !later(name) && !isList(name)),
    log,
  );
  // Apart, since nothing is mined from them.
  await ingest(service, directory, files.filter(isList), 'samples: agents and outcomes');
  const waiting = files.filter(later);
  if (waiting.length > 0) await ingest(service, directory, waiting, 'samples: for review');
}

/** Somebody for every role, to try the samples as. */
export function createSampleUsers(service: Service): Promise<SampleUser[]> {
  return createPeople(service, people);
}

async function sampleFiles(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((name) => name.startsWith('documents/') || name.startsWith('calls/') || name.startsWith('lists/'))
    .sort();
}

async function ingest(
  { ingestRuns }: Service,
  directory: string,
  names: readonly string[],
  label: string,
): Promise<void> {
  const run = await ingestRuns.prepare({
    collectionId: defaultCollection,
    label,
    startedBy: decidedBy,
    verbatim: false,
  });
  for (const name of names) await run.addFile(name, createReadStream(join(directory, name)));
  await ingestRuns.begin(run.runId);
  const finished = await ingestRuns.finished(run.runId);
  if (finished.status !== 'succeeded')
    throw new Error(`the samples were not ingested: ${finished.error ?? finished.status}`);
}

async function ingestAndPublish(
  service: Service,
  directory: string,
  names: readonly string[],
  log: Logger,
): Promise<void> {
  await interruptedRuns(service);
  await ingest(service, directory, names, runLabel);
  const open = await service.database.query<{ id: string; origin: string }>(
    `select p.id, p.origin from proposals p join ingest_runs r on r.id = p.run_id
      where r.started_by = $1 and r.label = $2 and p.status = 'in_review' order by p.priority desc, p.id`,
    [decidedBy, runLabel],
  );
  let scenarios = 0;
  for (const { id, origin } of inOrderOfReference(open.rows)) {
    if (origin.includes('scenario')) {
      scenarios += 1;
      if (scenarios % scenarioForReview === 0) continue;
    }
    try {
      await service.proposals.publishBySystem(id, decidedBy, reason);
    } catch (error) {
      log.warn({ err: error, proposalId: id }, 'a sample stays in the review queue');
    }
  }
}

/** A first start that was cut off left runs that go on by themselves; what they propose is published with the rest. */
async function interruptedRuns({ database, ingestRuns }: Service): Promise<void> {
  const runs = await database.query<{ id: string }>(
    `select id from ingest_runs where started_by = $1 and status in ('queued', 'running') order by id`,
    [decidedBy],
  );
  for (const { id } of runs.rows) {
    try {
      await ingestRuns.finished(id);
    } catch (error) {
      // One whose upload had not ended is cleared away meanwhile.
      if (!(error instanceof DomainError && error.code === 'not_found')) throw error;
    }
  }
}

// Ids rise with time, and documents were mined in the order in which they refer to each other.
function inOrderOfReference<R extends { id: string; origin: string }>(rows: readonly R[]): R[] {
  const scenarios = rows.filter(({ origin }) => origin.includes('scenario'));
  const documents = rows
    .filter(({ origin }) => !origin.includes('scenario'))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return [...documents, ...scenarios];
}

/** The one who can add all others, where no samples are wanted. */
export function createAdministrator(service: Service): Promise<SampleUser[]> {
  return createPeople(
    service,
    people.filter(({ login }) => login === 'admin'),
  );
}

async function createPeople({ access, database }: Service, wanted: typeof people): Promise<SampleUser[]> {
  // A start that was cut off before it printed the passwords left people whom nobody can be.
  await database.query(
    'delete from users where login = any($1) and not exists (select 1 from installation where id <> $2)',
    [wanted.map(({ login }) => login), notInstalled],
  );
  const created: SampleUser[] = [];
  for (const person of wanted) {
    const user = { ...person, password: generatePassword() };
    await access.createUser(decidedBy, user);
    created.push(user);
  }
  return created;
}
