import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { readConfig, settingDescriptions } from '../../config.ts';

const service = z.looseObject({
  depends_on: z.record(z.string(), z.object({ condition: z.literal('service_healthy') })).default({}),
  environment: z.record(z.string(), z.string()).default({}),
  volumes: z.array(z.string().regex(/^[\w-]+:\/[\w/]+$/)).default([]),
  configs: z.array(z.object({ source: z.string(), target: z.string() })).default([]),
});

const file = z
  .object({
    services: z.record(z.string(), service),
    volumes: z.record(z.string(), z.null()),
    configs: z.record(z.string(), z.object({ content: z.string() })),
  })
  .parse(parse(readFileSync(new URL('../../../compose.yaml', import.meta.url), 'utf8'), { merge: true }));

const services = Object.entries(file.services);
const ours = services.filter(([, { environment }]) => environment['ROLE'] !== undefined);

it('runs two web replicas and two workers, with settings that the service takes', () => {
  expect(ours.map(([, { environment }]) => environment['ROLE'])).toEqual(['web', 'web', 'worker', 'worker']);
  for (const [, { environment }] of ours) {
    for (const name of Object.keys(environment)) expect(settingDescriptions).toHaveProperty(name);
    const filled = Object.entries(environment).map(([name, value]) => [
      name,
      value.replace(/\$\{\w+:-([^}]*)\}/g, '$1').replace(/\$\{\w+:\?[^}]*\}/g, 'secret'),
    ]);
    expect(() => readConfig(Object.fromEntries(filled))).not.toThrow();
  }
});

it('gives each process a data folder of its own, and all of them one spool and one file of keys', () => {
  const mounts = ours.map(([, { volumes }]) => new Map(volumes.map((volume) => [volume.split(':')[1], volume])));
  expect(new Set(mounts.map((mount) => mount.get('/data'))).size).toBe(ours.length);
  for (const shared of ['/shared/spool', '/shared/keys'])
    expect([...new Set(mounts.map((mount) => mount.get(shared)))]).toEqual([expect.any(String)]);
});

it('names only services, volumes and configs that it has', () => {
  for (const [, { depends_on: needs, volumes, configs }] of services) {
    for (const name of Object.keys(needs)) expect(file.services).toHaveProperty(name);
    for (const volume of volumes) expect(file.volumes).toHaveProperty(volume.split(':')[0] ?? '');
    for (const { source } of configs) expect(file.configs).toHaveProperty(source);
  }
});

const nginx = (file.configs['nginx']?.content ?? '').replaceAll('$$', '$');

/** The directives of the location that nginx chooses: the first expression that fits, else the one for all. */
function locationOf(path: string): string {
  const found = [...nginx.matchAll(/location (?:(~\*?) )?(\S+) \{([^}]*)\}/g)].map(
    ([, kind, pattern = '', body = '']) => ({
      fits: kind === undefined ? null : new RegExp(pattern, kind === '~*' ? 'i' : ''),
      body,
    }),
  );
  return (found.find(({ fits }) => fits?.test(path)) ?? found.find(({ fits }) => fits === null))?.body ?? '';
}

it('keeps metrics and health inside', () => {
  for (const path of ['/metrics', '/METRICS/', '/health/live', '/Health/ready'])
    expect(locationOf(path)).toContain('return 404');
  expect(locationOf('/')).not.toContain('return');
});

it('lets every event stream of the service through as it comes', () => {
  const document = z
    .object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) })
    .parse(JSON.parse(readFileSync(new URL('../../../docs/openapi.json', import.meta.url), 'utf8')));
  const streams = Object.entries(document.paths).filter(([, methods]) =>
    JSON.stringify(methods).includes('text/event-stream'),
  );
  expect(streams.length).toBeGreaterThan(3);
  for (const [path] of streams) expect(locationOf(path.replace(/\{\w+\}/g, 'id-1'))).toContain('proxy_buffering off');
  expect(locationOf('/v1/items')).not.toContain('proxy_buffering off');
});

it('says again to another replica what a replica may have done already only where that is stored once', () => {
  expect([...nginx.matchAll(/^.*non_idempotent.*$/gm)]).toHaveLength(1);
  expect(locationOf('/v1/calls/id-1/utterances')).toContain('non_idempotent');
});

it('leaves secrets out of the image and out of the repository', () => {
  const lines = (name: string) => readFileSync(new URL(`../../../${name}`, import.meta.url), 'utf8').split('\n');
  expect(lines('.dockerignore')).toEqual(expect.arrayContaining(['**/.env*', '**/secrets.json', '**/.data']));
  expect(lines('.gitignore')).toEqual(expect.arrayContaining(['.env*', 'secrets.json', '.data/']));
});
