import { afterAll, beforeAll, expect, it } from 'vitest';
import { publishHandbook, saidOf } from '../../testing/handbook.ts';
import { startTestService, type TestService } from '../../testing/test-service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
  await publishHandbook(service);
});
afterAll(() => service.close());

/** What a caller says of themselves, and what of it must never be stored. */
const said: readonly [text: string, secrets: readonly string[]][] = [
  ['您好，我叫欧阳建国，手机号是13812345678，我想问一下', ['欧阳建国', '13812345678']],
  ['我的身份证号码是11010519491231002X，卡号6222020200112233446', ['11010519491231002X', '6222020200112233446']],
  ['电话一三八一二三四五六七八，欧阳建国本人', ['一三八一二三四五六七八', '欧阳建国']],
  [
    '邮箱是 jianguo.ouyang@example.com，住在北京市朝阳区建国路88号3单元501室',
    ['jianguo.ouyang@example.com', '建国路88号'],
  ],
  ['My name is Margaret Thornbury and my number is 415-555-0132', ['Margaret Thornbury', '415-555-0132']],
  [`My card is 4111 1111 1111 1111, ${saidOf('refund')}`, ['4111 1111 1111 1111', '4111111111111111']],
  [
    'Zeppelin mooring permits for Margaret Thornbury, margaret@example.org',
    ['Margaret Thornbury', 'margaret@example.org'],
  ],
];

it('keeps nothing that names a customer in utterances, events, exposures or gaps', async () => {
  const { id: callId } = await service.calls.open('usr_agent', { context: {} });
  for (const [text] of said) await service.calls.hear(callId, { role: 'customer', final: true, text });
  await service.calls.hear(callId, { role: 'agent', final: true, text: '好的，欧阳建国先生，13812345678我记下了' });
  const asked = await service.as('agent');
  await asked
    .call('post', '/v1/guidance')
    .send({ question: 'Zeppelin permit for card 4111 1111 1111 1111' })
    .expect(200);
  const stored = await service.database.query<{ place: string; text: string }>(
    `select 'utterance' as place, to_jsonb(u)::text as text from call_utterances u
     union all select 'event', to_jsonb(e)::text from call_events e
     union all select 'exposure', to_jsonb(x)::text from exposures x
     union all select 'gap', to_jsonb(g)::text from gaps g
     union all select 'audit', to_jsonb(a)::text from audit_log a`,
  );
  expect(new Set(stored.rows.map(({ place }) => place))).toEqual(
    new Set(['utterance', 'event', 'exposure', 'gap', 'audit']),
  );
  const found = said
    .flatMap(([, secrets]) => secrets)
    .flatMap((secret) =>
      stored.rows.filter(({ text }) => text.includes(secret)).map(({ place }) => `${secret} in ${place}`),
    );
  expect(found).toEqual([]);
});

it('keeps nothing that names a customer in what is known of a call', async () => {
  const agent = await service.as('agent');
  const secrets = ['13812345678', 'margaret@example.org', '11010519491231002X', '4111 1111 1111 1111'] as const;
  const [phone, mail, identity, card] = secrets;
  const context = { region: `north ${mail}`, segment: `VIP ${identity}`, products: ['Gold card', `card ${card}`] };
  const opened = await agent
    .call('post', '/v1/calls')
    .send({ externalRef: `callback ${phone}`, agentId: 'desk-7', context })
    .expect(201);
  expect(opened.body).toMatchObject({ agentId: 'desk-7', context: { products: ['Gold card', expect.any(String)] } });
  await agent
    .call('post', '/v1/guidance')
    .send({ question: 'Zeppelin mooring permits quarterly surcharge', context })
    .expect(200);
  const stored = await service.database.query<{ text: string }>(
    'select to_jsonb(c)::text as text from calls c union all select to_jsonb(g)::text from gaps g',
  );
  expect(secrets.filter((secret) => stored.rows.some(({ text }) => text.includes(secret)))).toEqual([]);
  for (const agentId of ['Margaret Thornbury', '欧阳建国', mail]) {
    await agent.call('post', '/v1/calls').send({ agentId }).expect(422);
  }
});
