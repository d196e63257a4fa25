import { isAbsolute } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig, settingDescriptions } from './config.ts';

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
      NEO4J_URL: 'bolt://localhost',
      DATABASE_URL: 'postgres://localhost',
    });
    for (const name of [
      'PORT',
      'INSTITUTION_TZ',
      'LOG_LEVEL',
      'SECURE_COOKIES',
      'REQUESTS_PER_MINUTE',
      'SAMPLES',
      'NEO4J_URL',
      'DATABASE_URL',
    ]) {
      expect(said).toMatch(new RegExp(`^ {2}${name}: `, 'm'));
    }
    expect(said).toContain('"70000"');
    expect(said).toContain('"Mars/Olympus"');
  });

  it('of engines that this version does not have are refused, not ignored', () => {
    expect(faultsOf({ REDIS_URL: 'redis://localhost' })).toContain(
      'REDIS_URL: this version runs on the embedded engines only',
    );
  });

  it('each say what they mean, and none that is not ours is read', () => {
    const config = readConfig({ PATH: '/bin', HOME: '/root' });
    expect(Object.keys(config).sort()).toEqual(Object.keys(settingDescriptions).sort());
    for (const description of Object.values(settingDescriptions)) expect(description).toMatch(/\S/);
  });
});
