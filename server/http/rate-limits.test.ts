import express from 'express';
import request from 'supertest';
import { describe, expect, it } from 'vitest';
import { DomainError } from '../errors.ts';
import { requestLimits } from './rate-limits.ts';

function appWith(limits: { perKey: number; perSession: number; perAddress: number }) {
  const app = express();
  app.set('trust proxy', 1);
  const claimed = (sent: express.Request) => ({
    bearer: sent.get('authorization'),
    session: sent.get('cookie'),
    isLocal: sent.get('x-local') !== undefined,
  });
  app.use(...requestLimits(limits, claimed, () => undefined));
  app.get('/known', (_request, response) => void response.send('here'));
  app.get('/unknown', (_request, response) => void response.status(401).send('who?'));
  app.use((error: unknown, _request: express.Request, response: express.Response, _next: express.NextFunction) => {
    if (!(error instanceof DomainError)) throw error;
    response.status(429).json({ code: error.code, retryAfterSeconds: error.details.retryAfterSeconds });
  });
  return async (headers: Record<string, string>, path = '/known') => {
    const answer = await request(app).get(path).set(headers);
    if (answer.status === 429) expect(answer.body).toMatchObject({ code: 'rate_limited' });
    if (answer.status === 429) expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    return answer.status;
  };
}

describe('too many requests', () => {
  it('of a key, a session or an address are refused, and each has its own measure', async () => {
    const get = appWith({ perKey: 1, perSession: 2, perAddress: 3 });
    const results = async (headers: Record<string, string>) => {
      const statuses: number[] = [];
      for (let times = 0; times < 4; times += 1) statuses.push(await get(headers));
      return statuses;
    };
    expect(await results({ authorization: 'a' })).toEqual([200, 429, 429, 429]);
    expect(await results({ cookie: 's' })).toEqual([200, 200, 429, 429]);
    expect(await results({ 'x-forwarded-for': '10.0.0.1' })).toEqual([200, 200, 200, 429]);
    expect(await results({ 'x-forwarded-for': '10.0.0.2' })).toEqual([200, 200, 200, 429]);
    expect(await results({ authorization: 'b' })).toEqual([200, 429, 429, 429]);
    expect(await results({ 'x-local': 'yes' })).toEqual([200, 200, 200, 200]);
  });

  it('with keys and sessions that are made up are those of their address', async () => {
    const get = appWith({ perKey: 100, perSession: 100, perAddress: 2 });
    const from = (name: string) => ({ authorization: name, 'x-forwarded-for': '10.0.0.1' });
    expect(await get(from('a'), '/unknown')).toBe(401);
    expect(await get(from('real'))).toBe(200);
    expect(await get({ cookie: 'b', 'x-forwarded-for': '10.0.0.1' }, '/unknown')).toBe(401);
    expect(await get(from('c'), '/unknown')).toBe(429);
    expect(await get({ ...from('c'), 'x-forwarded-for': '10.0.0.2' }, '/unknown')).toBe(401);
  });
});
