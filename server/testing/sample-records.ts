import { type InstallationSecrets, keysFingerprint } from '../installation-secrets.ts';
import type { Database } from '../ports/database.ts';
import { createKeyedHash } from '../publishing/index.ts';
import { createCuration, edgeDraft, nodeDraft } from './curation.ts';

/** Values that a careless way of moving would round, merge or cut. */
const awkward = {
  text: 'quotes " \' \\ {a,b}\ttab\r\nline\u2028separator\u0001 話術 👩‍👩‍👧 ',
  json: '{"b":1,"a":[12345678901234567890.10,1e-7,"\\u2028",null,{}],"long key":{"x":"話"}}',
  instant: '2024-03-10 09:30:00.123456+08',
};

/** Puts rows into most tables: published things with evidence, decisions of each kind, a call, jobs, strange values. */
export async function fillWithSampleRecords(database: Database, secrets: InstallationSecrets): Promise<void> {
  const curation = await createCuration(database, undefined, undefined, createKeyedHash(secrets.hashKey));
  const words = await curation.evidence(`${awkward.text} are the words.`);
  await curation.publish([
    nodeDraft('scenario', 'z', 'A refund is late', words),
    nodeDraft('script', 'a', awkward.text, words),
    edgeDraft('USES_SCRIPT', { kind: 'scenario', key: 'z' }, { kind: 'script', key: 'a' }, words),
  ]);
  await curation.publish([nodeDraft('clause', 'c', 'Fees are refunded within five days.', words)]);
  await curation.decide('suspend', await curation.itemId('script', 'a'), 1);
  await database.query('insert into installation (id, keys_fingerprint) values ($1, $2)', [
    'an installation',
    keysFingerprint(secrets),
  ]);
  await database.query(
    `insert into calls (id, created_by, status, context, state, last_seq, created_at, ended_at)
     values ('call', 'x', 'open', $1::jsonb, '"text"', 9007199254740993, $2, 'infinity')`,
    [awkward.json, awkward.instant],
  );
  await database.query(
    `insert into call_events (call_id, seq, type, data)
     values ('call', 1, 'card', 'null'), ('call', 2, $1, '[]'), ('call', 9223372036854775807, '', '0.10')`,
    [awkward.text],
  );
  await database.query("update collections set recipe = $1 where id = 'main'", [awkward.text]);
  await database.query(
    `insert into users (id, login, display_name, roles, password_hash)
     values ('odd', 'odd', '', $1, 'none')`,
    [[awkward.text, '', 'null', 'NULL', '{}']],
  );
  await database.query(
    `insert into proposals (id, collection_id, type, title, origin, status, governance, proposed_by, content_hash, parts_count, priority)
     select 'p' || n, 'main', 'item', 't', 'person', 'draft', 'one_review', 'x', 'h', 0, p
       from unnest(array[0.1::float8 + 0.2, 1e-300, 'NaN', '-infinity', -0.0]) with ordinality as v (p, n)`,
  );
  await database.query("insert into embedding_spaces (id, model, dimensions) values ('small', 'a model', 3)");
  await database.query(
    "insert into version_vectors select 'small', item_id, version, '[0.1,-2.5e-9,3]' from item_versions",
  );
  await database.query("insert into outbox (queue, payload) values ('a', '1'), ('b', '2'), ('c', '3')");
  await database.query("delete from outbox where queue = 'c'");
  await database.query(
    "insert into sessions (token_hash, user_id, csrf_hash, expires_at) values ('t', 'odd', 'c', now())",
  );
}
