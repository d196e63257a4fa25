import { newId } from '../../graph-schema/index.ts';
import { hashPassword } from '../modules/access/passwords.ts';
import type { Database } from '../ports/database.ts';
import { openSession } from './signed-in.ts';

/** Somebody who signed in once and is known to every process of the installation. */
export interface Colleague {
  /** Any answer, also one that refuses; rejects when the process cannot be reached. */
  send(url: string, path: string, init?: RequestInit): Promise<Response>;
  /** Throws an answer that is no success, with its text. */
  get(url: string, path: string): Promise<unknown>;
  /** As `get`. */
  post(url: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<unknown>;
}

/** Two people: one who may do everything but review, and one who reviews and retracts. */
export interface Staff {
  readonly expert: Colleague;
  readonly reviewer: Colleague;
}

const password = 'correct horse battery';
const roles = {
  expert: ['annotator', 'agent', 'supervisor', 'operator', 'admin'],
  reviewer: ['reviewer', 'compliance'],
};

/** Adds the two to an installation and signs them in at one of its processes. */
export async function employStaff(database: Database, url: string): Promise<Staff> {
  const hash = await hashPassword(password);
  const employ = async (login: keyof typeof roles): Promise<Colleague> => {
    await database.query(
      'insert into users (id, login, display_name, roles, password_hash) values ($1, $2, $2, $3, $4)',
      [newId('user'), login, roles[login], hash],
    );
    return signInOnce(url, login);
  };
  return { expert: await employ('expert'), reviewer: await employ('reviewer') };
}

async function signInOnce(url: string, login: string): Promise<Colleague> {
  const { cookie, csrfToken } = await openSession(url, login, password);
  const send: Colleague['send'] = (at, path, init = {}) =>
    fetch(`${at}${path}`, { ...init, headers: { cookie, 'x-csrf-token': csrfToken, ...init.headers } });
  const read = async (what: string, response: Response): Promise<unknown> => {
    const text = await response.text();
    if (!response.ok) throw new Error(`${what}: ${response.status} ${text}`);
    return JSON.parse(text);
  };
  return {
    send,
    get: async (at, path) => read(path, await send(at, path)),
    post: async (at, path, body = {}, headers = {}) =>
      read(
        path,
        await send(at, path, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
          body: JSON.stringify(body),
        }),
      ),
  };
}
