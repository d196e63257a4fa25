import { isAbsolute } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig, settingDescriptions, shownSetting } from './config.ts';

function faultsOf(environment: Record<string, string>): string {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return '';
}

describe('settings', () => {
  it('have defaults, so that none is needed', () => {
    expect(readConfig({})).toMatchObject({
      PORT: 3000,
      HOST: '127.0.0.1',
      INSTITUTION_TZ: 'Asia/Shanghai',
      SECURE_COOKIES: false,
    });
    expect(isAbsolute(readConfig({ DATA_DIR: 'somewhere' }).DATA_DIR)).toBe(true);
  });

  it('that are empty count as absent', () => {
    expect(readConfig({ PORT: '', DATABASE_URL: '' }).PORT).toBe(3000);
  });

  it('that are bad are all named at once, each with what was given', () => {
    const said = faultsOf({
      PORT: '70000',
      INSTITUTION_TZ: 'Mars/Olympus',
      LOG_LEVEL: 'loud',
      SECURE_COOKIES: 'maybe',
      REQUESTS_PER_MINUTE: '0',
      SAMPLES: 'some',
      NEO4J_URL: 'localhost:7687',
      DATABASE_URL: 'mysql://coach:secret@localhost',
      ROLE: 'boss',
    });
    expect(said).not.toContain('secret');
    for (const name of [
      'PORT',
      'INSTITUTION_TZ',
      'LOG_LEVEL',
      'SECURE_COOKIES',
      'REQUESTS_PER_MINUTE',
      'SAMPLES',
      'NEO4J_URL',
      'DATABASE_URL',
      'REDIS_URL',
      'ROLE',
    ]) {
      expect(said).toMatch(new RegExp(`^ {2}${name}: `, 'm'));
    }
    expect(said).toContain('"70000"');
    expect(said).toContain('"Mars/Olympus"');
  });

  it.each([
    [{ DATABASE_URL: 'postgres://db/coach' }, 'REDIS_URL: is missing'],
    [{ EMBEDDINGS_URL: 'http://localhost/v1' }, 'EMBEDDINGS_MODEL: is missing'],
    [{ ROLE: 'web' }, 'ROLE: web needs DATABASE_URL'],
    [{ ROLE: 'worker', REDIS_URL: 'redis://q' }, 'ROLE: worker needs DATABASE_URL'],
    [{ ROLE: 'worker', DATABASE_URL: 'postgres://db/coach', REDIS_URL: 'redis://q' }, 'SPOOL_DIR: is missing'],
    [{ ROLE: 'web', DATABASE_URL: 'postgres://db/coach', REDIS_URL: 'redis://q' }, 'SECRETS_FILE: is missing'],
  ])('that do not go together are refused with the way out: %j', (given, fault) => {
    expect(faultsOf(given)).toContain(fault);
  });

  it('of a web process on the engines of a bank are taken, with what it shares with the others', () => {
    const engines = { DATABASE_URL: 'postgres://db/coach', REDIS_URL: 'redis://q', NEO4J_URL: 'bolt://g:7687' };
    const shared = { SPOOL_DIR: '/shared/spool', SECRETS_FILE: '/shared/keys.json' };
    expect(readConfig({ ...engines, ...shared, ROLE: 'web', DATA_DIR: '/d' })).toMatchObject({
      ROLE: 'web',
      ...shared,
    });
    expect(readConfig({ ...engines, DATA_DIR: '/d' })).toMatchObject({ ROLE: 'all', SECRETS_FILE: '/d/secrets.json' });
  });

  it('are shown without passwords, wherever an address carries one', () => {
    expect(shownSetting('DATABASE_URL', 'postgres://coach:s3cret@db/coach?password=s3cret')).not.toContain('s3cret');
    expect(shownSetting('NEO4J_PASSWORD', 's3cret')).toBe('***');
    expect(shownSetting('PORT', 3000)).toBe('3000');
  });

  it('each say what they mean, and none that is not ours is read', () => {
    const config = readConfig({ PATH: '/bin', HOME: '/root' });
    expect(Object.keys(settingDescriptions)).toEqual(expect.arrayContaining(Object.keys(config)));
    for (const description of Object.values(settingDescriptions)) expect(description).toMatch(/\S/);
  });
});
