import { makeDocx, wordParagraph } from '../../ingest/sources/documents/testing/make-documents.ts';
import type { Planted } from './planted-values.ts';

/** A talk as a file of calls states it: whose fields may hold personal data as well. */
export interface PlantedCall {
  readonly id: string;
  readonly talk: Planted;
  readonly customer: { readonly name: string; readonly id: string };
  readonly title: string;
}

/** An agent asks, a customer answers; who says one thing only is a customer. */
const isCustomer = (talk: Planted, turn: number) => talk.turns.length === 1 || turn % 2 === 1;
const turnsOf = ({ talk }: PlantedCall) => [
  { customer: false, text: 'Hello, how may I help you?' },
  ...talk.turns.map((text, i) => ({ customer: isCustomer(talk, i), text })),
];
const lines = (records: readonly unknown[]) => records.map((record) => JSON.stringify(record)).join('\n');

export const asJsonl = (calls: readonly PlantedCall[]): string =>
  lines(
    calls.map((call) => ({
      id: call.id,
      title: call.title,
      customer: call.customer,
      agent: { id: 'A7' },
      outcome: { result: 'solved', source: 'crm' },
      turns: turnsOf(call).map(({ customer, text }) => ({ role: customer ? 'customer' : 'agent', text })),
    })),
  );

const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;

export const asCsv = (calls: readonly PlantedCall[]): string =>
  [
    ['通话编号', '标题', '角色', '文本', '客户姓名', '客户号'],
    ...calls.flatMap((call) =>
      turnsOf(call).map(({ customer, text }) => [
        call.id,
        call.title,
        customer ? '客户' : '坐席',
        text,
        call.customer.name,
        call.customer.id,
      ]),
    ),
  ]
    .map((row) => row.map(cell).join(','))
    .join('\n');

const clock = (seconds: number) =>
  `00:${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}.000`;

export const asWebVtt = (call: PlantedCall): string =>
  [
    'WEBVTT',
    ...turnsOf(call).map(({ customer, text }, i) => {
      const said = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
      return `${clock(i * 9)} --> ${clock(i * 9 + 2)}\n<v ${customer ? call.customer.name : '客服'}>${said}`;
    }),
  ].join('\n\n');

export const asVcon = (call: PlantedCall): object => ({
  vcon: '0.0.1',
  uuid: call.id,
  created_at: '2026-03-02T02:20:00Z',
  subject: call.title,
  parties: [
    { tel: `tel:${call.customer.id}`, name: call.customer.name, role: 'customer' },
    { name: 'Ben Stone', role: 'agent', uuid: 'agent-3' },
  ],
  dialog: turnsOf(call).map(({ customer, text }, i) => ({
    type: 'text',
    start: new Date(Date.UTC(2026, 2, 2, 2, 15, i)).toISOString(),
    parties: customer ? [0, 1] : [1, 0],
    mediatype: 'text/plain',
    body: text,
    encoding: 'none',
  })),
});

export const asContactLens = (calls: readonly PlantedCall[]): string =>
  lines(
    calls.map((call) => ({
      Version: '1.1.0',
      AccountId: '000000000000',
      Channel: 'VOICE',
      JobStatus: 'COMPLETED',
      LanguageCode: 'zh-CN',
      Participants: [
        { ParticipantId: 'C', ParticipantRole: 'CUSTOMER' },
        { ParticipantId: 'A', ParticipantRole: 'AGENT' },
      ],
      CustomerMetadata: { ContactId: call.id },
      Transcript: turnsOf(call).map(({ customer, text }, i) => ({
        Id: `t${i}`,
        ParticipantId: customer ? 'C' : 'A',
        DisplayName: customer ? call.customer.name : 'Ben Stone',
        Content: text,
        BeginOffsetMillis: i * 9_000,
        EndOffsetMillis: i * 9_000 + 2_000,
      })),
    })),
  );

/** People whom a document names, and how it reaches them. */
export interface PlantedPerson {
  readonly name: string;
  readonly phone: string;
  readonly email: string;
}

const about = ({ name, phone, email }: PlantedPerson) => [
  `联系人：${name}，手机：${phone}。`,
  `如有疑问，请发送邮件至 ${email}。`,
];
const rules = [
  '第一条 年费在投诉后五个工作日内退还。',
  '第二条 客户可拨打 400-820-6318 或写信至 service@bank.example。',
];

export const asMarkdown = (person: PlantedPerson): string =>
  [
    '---',
    'kind: regulation',
    `title: ${person.name}（${person.phone}）起草的退费办法`,
    `author: ${person.name}`,
    '---',
    '# 退费办法',
    ...rules,
    ...about(person),
  ]
    .join('\n\n')
    .replace(/^---\n\n([\s\S]*?)\n\n---/, (_, head: string) => `---\n${head.replaceAll('\n\n', '\n')}\n---`);

export const asHtml = (person: PlantedPerson): string =>
  `<!doctype html><html lang="zh"><head><meta charset="utf-8"><meta name="author" content="${person.name}"><title>退费办法 ${person.phone}</title></head><body><main><h1>退费办法</h1>${[...rules, ...about(person)].map((text) => `<p>${text}</p>`).join('')}</main></body></html>`;

export const asDocx = (person: PlantedPerson): Uint8Array =>
  makeDocx({ body: [...rules, ...about(person)].map((text) => wordParagraph(text)).join('') });
