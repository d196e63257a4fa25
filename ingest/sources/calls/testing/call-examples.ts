import { makeWorkbook } from './make-workbook.ts';

/** Valid examples, written after the public descriptions of each format; their people and banks are invented. */

export const contactLens = {
  Version: '1.1.0',
  AccountId: '000000000000',
  Channel: 'VOICE',
  ContentMetadata: { Output: 'Raw' },
  JobStatus: 'COMPLETED',
  LanguageCode: 'en-US',
  Participants: [
    { ParticipantId: 'e9b36a6d', ParticipantRole: 'CUSTOMER' },
    { ParticipantId: '2b2288b4', ParticipantRole: 'SYSTEM' },
    { ParticipantId: 'AGENT', ParticipantRole: 'AGENT' },
  ],
  Categories: { MatchedCategories: [], MatchedDetails: {} },
  ConversationCharacteristics: { TotalConversationDurationMillis: 32_110 },
  CustomerMetadata: { ContactId: 'contact-7' },
  Transcript: [
    {
      BeginOffsetMillis: 0,
      EndOffsetMillis: 2_400,
      Content: 'Your call may be recorded.',
      Id: 't0',
      ParticipantId: '2b2288b4',
    },
    {
      BeginOffsetMillis: 2_500,
      EndOffsetMillis: 5_310,
      Content: 'Juniper Bank, how can I help?',
      Id: 't1',
      ParticipantId: 'AGENT',
      Sentiment: 'NEUTRAL',
      LoudnessScore: [70.1, 71.2],
    },
    {
      BeginOffsetMillis: 5_600,
      EndOffsetMillis: 9_900,
      Content: 'My name is Anna Weaver, I was charged twice, my number is 415-555-0134.',
      Id: 't2',
      ParticipantId: 'e9b36a6d',
      Sentiment: 'NEGATIVE',
      Redaction: { RedactedTimestamps: [{ BeginOffsetMillis: 8_000, EndOffsetMillis: 9_000 }] },
    },
  ],
};

const segment = (Id: string, ParticipantRole: string, Begin: number, Content: string) => ({
  Transcript: {
    Id,
    ParticipantId: ParticipantRole,
    ParticipantRole,
    Content,
    BeginOffsetMillis: Begin,
    EndOffsetMillis: Begin + 900,
    Sentiment: 'NEUTRAL',
  },
});
const event = (ContactId: string, EventType: string, Segments?: readonly object[]) => ({
  Version: '1.0.0',
  Channel: 'VOICE',
  AccountId: '000000000000',
  InstanceId: 'i',
  ContactId,
  LanguageCode: 'zh-CN',
  EventType,
  ...(Segments ? { Segments } : {}),
});

/** Events of two contacts, mixed as a stream mixes them; one segment comes twice. */
export const segmentEvents = [
  event('rt-1', 'STARTED'),
  event('rt-2', 'STARTED'),
  event('rt-1', 'SEGMENTS', [
    {
      Utterance: {
        Id: 'u',
        ParticipantRole: 'AGENT',
        PartialContent: '您',
        BeginOffsetMillis: 0,
        EndOffsetMillis: 100,
      },
    },
  ]),
  event('rt-1', 'SEGMENTS', [segment('b', 'CUSTOMER', 1_500, '金卡年费为什么扣了两次？')]),
  event('rt-2', 'SEGMENTS', [segment('x', 'AGENT', 0, '您好，请讲。')]),
  event('rt-1', 'SEGMENTS', [
    segment('a', 'AGENT', 200, '您好，很高兴为您服务。'),
    segment('b', 'CUSTOMER', 1_500, '金卡年费为什么扣了两次？'),
    { Categories: { MatchedCategories: [], MatchedDetails: {} } },
  ]),
  event('rt-1', 'COMPLETED'),
  event('rt-2', 'COMPLETED'),
];

/** The answer of the API that lists the segments of a chat. */
export const chatSegments = {
  Channel: 'CHAT',
  Status: 'COMPLETED',
  Segments: [
    { Event: { EventType: 'application/vnd.amazonaws.connect.event.participant.joined' } },
    {
      Transcript: {
        Id: '1',
        ParticipantId: 'p1',
        ParticipantRole: 'CUSTOMER',
        DisplayName: 'Anna Weaver',
        Content: 'I lost my card.',
        ContentType: 'text/plain',
        Time: { AbsoluteTime: '2026-03-02T02:15:00.000Z' },
      },
    },
    {
      Transcript: {
        Id: '2',
        ParticipantId: 'p2',
        ParticipantRole: 'AGENT',
        Content: 'Thank you, Anna Weaver. I have blocked it.',
        ContentType: 'text/plain',
        Time: { AbsoluteTime: '2026-03-02T02:15:09.500Z' },
      },
    },
  ],
};

export const googleConversation = {
  name: 'projects/p/locations/eu/conversations/conv-5',
  dataSource: { dialogflowSource: { dialogflowConversation: 'x' } },
  startTime: '2026-03-02T02:15:00.123456789Z',
  languageCode: 'zh-TW',
  agentId: 'A7',
  medium: 'PHONE_CALL',
  duration: '21.5s',
  callMetadata: { customerChannel: 1, agentChannel: 2 },
  obfuscatedUserId: 'cust-9',
  qualityMetadata: {
    customerSatisfactionRating: 4,
    agentInfo: [{ agentId: 'A7', displayName: '林怡君', team: '信用卡組' }],
  },
  transcript: {
    transcriptSegments: [
      {
        text: '請說出您要的服務。',
        segmentParticipant: { role: 'AUTOMATED_AGENT' },
        words: [{ startOffset: '0s', endOffset: '1.5s', word: '請' }],
      },
      {
        text: '您好，我是林怡君。',
        messageTime: '2026-03-02T02:15:02Z',
        segmentParticipant: { role: 'HUMAN_AGENT' },
        words: [
          { startOffset: '2.100s', endOffset: '2.5s', word: '您好' },
          { startOffset: '2.5s', endOffset: '4s', word: '我是' },
        ],
      },
      { text: '我的卡不見了。', messageTime: '2026-03-02T02:15:05.123Z', channelTag: 1 },
    ],
  },
};

export const googleEntries = {
  conversation_info: { categories: [{ display_name: 'fees' }] },
  entries: [
    { start_timestamp_usec: 1_772_417_700_000_000, text: 'Hi, I was charged twice.', role: 'CUSTOMER', user_id: 1 },
    { start_timestamp_usec: 1_772_417_702_500_000, text: 'One moment.', role: 'AUTOMATED_AGENT', user_id: 3 },
    { start_timestamp_usec: 1_772_417_705_000_000, text: 'Let me look.', role: 'AGENT', user_id: 2 },
  ],
};

/** The list that the API gives is newest first. */
export const dialogflowMessages = {
  messages: [
    {
      name: 'projects/p/conversations/df-3/messages/2',
      content: '好的，我马上为您查询。',
      languageCode: 'zh-CN',
      participantRole: 'HUMAN_AGENT',
      createTime: '2026-03-02T02:15:04Z',
    },
    {
      name: 'projects/p/conversations/df-3/messages/1',
      content: '年费扣了两次。',
      languageCode: 'zh-CN',
      participantRole: 'END_USER',
      createTime: '2026-03-02T02:15:00Z',
    },
  ],
};

const at = 1_772_417_700_000;
export const genesys = {
  organizationId: 'o',
  conversationId: 'g-11',
  communicationId: 'leg-1',
  mediaType: 'call',
  conversationStartTime: at - 5_000,
  startTime: at,
  duration: { milliseconds: 40_000 },
  transcripts: [
    {
      transcriptId: 't',
      language: 'en-us',
      startTime: at,
      phrases: [
        {
          text: 'for cards press one',
          startTimeMs: at + 500,
          duration: { milliseconds: 1_500 },
          participantPurpose: 'internal',
        },
        {
          text: 'juniper bank how can i help',
          decoratedText: 'Juniper Bank, how can I help?',
          startTimeMs: at + 10_200,
          offset: { milliseconds: 10_200 },
          duration: { milliseconds: 1_800 },
          participantPurpose: 'internal',
          words: [{ word: 'juniper', startTimeMs: at + 10_200 }],
        },
        {
          text: 'i lost my card',
          startTimeMs: at + 13_000,
          duration: { milliseconds: 900 },
          participantPurpose: 'external',
        },
      ],
      analytics: { sentiment: [] },
    },
  ],
  participants: [
    { participantPurpose: 'external', ani: 'tel:+14155550134', startTimeMs: at, endTimeMs: at + 40_000 },
    { participantPurpose: 'ivr', flowId: 'f', startTimeMs: at, endTimeMs: at + 10_000 },
    { participantPurpose: 'agent', userId: 'u-7', teamId: 'cards', startTimeMs: at + 10_000, endTimeMs: at + 40_000 },
  ],
};

/** Core draft -04: the version is deprecated, and the vCon says what it was redacted from. */
export const vconText = {
  uuid: '0199e054-ed10-8035-b9a2-279e0d16bc46',
  created_at: '2026-03-02T02:20:00Z',
  subject: '年费争议',
  extensions: ['contact_center'],
  redacted_from: { uuid: '0199e054-ed10-8035-b9a2-279e0d16bc47', type: 'PII' },
  parties: [
    { tel: 'tel:+8613812345678', name: '王建国', role: 'customer' },
    { mailto: 'lin@bank.example', name: '林静', role: 'agent', uuid: 'agent-3', dept: '信用卡组' },
  ],
  dialog: [
    {
      type: 'text',
      start: '2026-03-02T10:15:08+08:00',
      parties: [1, 0],
      mediatype: 'text/plain',
      body: Buffer.from('您好王建国，我来查一下。').toString('base64url'),
      encoding: 'base64url',
    },
    {
      type: 'text',
      start: '2026-03-02T10:15:00+08:00',
      parties: [0, 1],
      mediatype: 'text/plain',
      body: '年费扣了两次。',
      encoding: 'none',
    },
    {},
    {
      type: 'text',
      start: '2026-03-02T10:15:20+08:00',
      parties: [1, 0],
      originator: 0,
      mediatype: 'text/plain',
      body: '谢谢。',
    },
  ],
  attachments: [
    {
      purpose: 'statement',
      start: '2026-03-02T10:15:10+08:00',
      party: 1,
      dialog: 1,
      mediatype: 'image/png',
      body: 'AAAA',
      encoding: 'base64url',
    },
  ],
};

/** Core draft -01: a recording by reference, with its transcript as an analysis. */
export const vconRecording = {
  vcon: '0.4.0',
  uuid: '0199e054-ed10-8035-b9a2-279e0d16bc48',
  created_at: '2026-03-02T02:20:00Z',
  redacted: {},
  parties: [
    { tel: '+14155550134', name: 'Anna Weaver' },
    { tel: '+14155550100', name: 'Ben Stone' },
  ],
  dialog: [
    {
      type: 'transfer',
      start: '2026-03-02T02:15:30Z',
      transferee: 0,
      transferor: 1,
      transfer_target: 1,
      original: 1,
      target_dialog: -1,
    },
    {
      type: 'recording',
      start: '2026-03-02T02:15:00.000+00:00',
      duration: 33.12,
      parties: [0, 1],
      url: 'https://recordings.example/ab.mp3',
      mediatype: 'audio/x-mp3',
      content_hash: 'sha512-x',
    },
  ],
  analysis: [
    { type: 'summary', dialog: 1, vendor: 'v', body: 'A summary.', encoding: 'none' },
    {
      type: 'transcript',
      dialog: 1,
      vendor: 'v',
      schema: 's',
      mediatype: 'application/json',
      encoding: 'json',
      body: JSON.stringify({
        segments: [
          { party: 1, start: 1.2, end: 3.4, text: 'Juniper Bank, how can I help you?' },
          { party: 0, start: 3.5, duration: 2, text: 'This is Anna Weaver. I lost my card.' },
        ],
      }),
    },
  ],
};

export const webVtt = `WEBVTT - a call
Kind: captions
Language: zh-CN

STYLE
::cue { color: red }

NOTE written by hand

1
00:01.000 --> 00:03.500 align:start
<v.loud 客服小林>您好，<b>云杉</b>银行，</v>

00:00:03.600 --> 00:00:05.000
请问有什么可以帮您？

00:00:06.000 --> 00:00:09.000
<v 王建国>金卡年费为什么扣了两次？</v>
<v 客服小林>我查一下 &amp; 回复您。

01:00:10.000 --> 01:00:12.000
王建国：好的
`;

export const subRip = `1
00:00:00,000 --> 00:00:02,000
IVR: For cards press one.

2
00:00:02,500 --> 00:00:04,000
AGENT: Thank you for calling,
how may I help?

3
00:00:04,200 --> 00:00:05,000
<i>Customer:</i> Hi. One thing: my card

4
00:00:05,100 --> 00:00:06,000
was charged twice.
`;

export const csvChinese = `通话编号,角色,文本,开始时间(毫秒),结束时间(毫秒),坐席工号,坐席姓名,班组,客户号,通话开始时间,渠道,处理结果,满意度,通话时长
c-1,坐席,您好，我是林静。,0,900,A7,林静,一组,K-9,2026-03-02 10:15:00,电话,已解决,5,03:10
c-1,客户,"年费扣了两次，""两次""！",1000,2500,,,,,,,,,
c-2,坐席,您好。,0,400,A8,,,,2026/3/2 11:00,在线,升级,,95
c-2,系统,请评价本次服务,500,600,,,,,,,,,
c-2,客户,我要投诉。,700,900,,,,,,,,,
`;

export const csvEnglish = `Contact ID;Speaker;Utterance;Start Time
7;Agent;Juniper Bank.;10:15:03
7;Customer;"I lost
my card.";10:15:07.5
`;

export const workbook = () =>
  makeWorkbook({
    说明: { rows: [['本表由系统导出'], ['请勿修改']] },
    明细: {
      rows: [
        ['通话明细表'],
        ['通话编号', '角色', '内容', '开始', '通话时间', '客户电话'],
        [
          'x-1',
          '客服',
          '您好 & 欢迎 <来电>',
          { value: 1 / 86_400, format: 2 },
          { value: 46_083.427_083_333, format: 1 },
          13_812_345_678,
        ],
        [null, '客户', '卡丢了。', { value: 4.5 / 86_400, format: 2 }, null, null],
        ['x-2', '客户', '喂？', { value: 0, format: 2 }, null, null],
        ['x-2', '客服', '您好。', { value: 2 / 86_400, format: 2 }, null, null],
      ],
      merges: ['A1:F1', 'A3:A4'],
    },
  });
