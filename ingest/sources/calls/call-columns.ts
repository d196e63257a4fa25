import { unifyScript } from '../../steps/unify-script.ts';
import { BadRecord } from '../bad-record.ts';
import type { CallColumn, CallMapping } from './call-mapping.ts';

type Aliases = Readonly<Record<CallColumn, readonly string[]>>;

// Written as `plainHeader` leaves them; a unit in brackets is read apart.
const aliases: Aliases = {
  callId:
    'callid contactid conversationid interactionid sessionid recordingid callguid ucid callno callnumber callref 通话id 通话编号 通话号 通话流水号 通话流水 流水号 录音编号 录音id 录音流水号 会话id 会话编号 对话id 对话编号 呼叫id 呼叫编号 来电编号 通话标识'.split(
      ' ',
    ),
  role: 'role speaker speakerrole speakername participant participantrole party side who 角色 说话人 说话者 发言人 讲话人 讲话者 说话方 发言方 说话角色 发言角色 身份'.split(
    ' ',
  ),
  text: 'text utterance content transcript transcription message sentence body words phrase 文本 内容 对话内容 通话内容 会话内容 发言内容 说话内容 消息内容 话语 语句 转写文本 转写内容 转写结果 转写 识别结果 识别文本 语音文本 对话文本 通话文本'.split(
    ' ',
  ),
  start:
    'start starttime begin begintime time timestamp offset startoffset 开始 开始时间 起始时间 起始 时间 时间戳 时间点 发言时间 说话时间 消息时间 句子开始时间'.split(
      ' ',
    ),
  startMs:
    'startms startmillis startmilliseconds beginms beginoffsetmillis offsetms starttimems 开始毫秒 起始毫秒'.split(' '),
  startSeconds: 'startseconds startsec startsecs beginseconds offsetseconds starttimeseconds 开始秒 起始秒'.split(' '),
  end: 'end endtime finish stop endoffset 结束 结束时间 终止时间 句子结束时间'.split(' '),
  endMs: 'endms endmillis endmilliseconds endoffsetmillis endtimems 结束毫秒'.split(' '),
  endSeconds: 'endseconds endsec endsecs endtimeseconds 结束秒'.split(' '),
  startedAt:
    'startedat callstart callstarttime calldate calltime calldatetime date 通话开始时间 通话时间 通话日期 来电时间 呼叫时间 接通时间 日期'.split(
      ' ',
    ),
  title: ['title', 'subject', '标题', '主题'],
  channel: 'channel media mediatype medium 渠道 业务渠道 接入渠道 媒体类型'.split(' '),
  language: 'language lang languagecode locale 语言 语种'.split(' '),
  agentId:
    'agentid agent agentno agentnumber employeeid employeeno staffid staffno csrid operatorid 坐席id 坐席工号 坐席编号 坐席号 坐席 工号 客服工号 客服编号 客服id 员工号 员工编号 座席id 座席工号 座席编号 座席'.split(
      ' ',
    ),
  agentName: 'agentname staffname employeename 坐席姓名 坐席名称 客服姓名 员工姓名 座席姓名'.split(' '),
  agentTeam: 'team agentteam agentgroup group department queue 团队 班组 组别 坐席组 座席组 部门 技能组 所属团队'.split(
    ' ',
  ),
  customerId:
    'customerid customerno customernumber clientid cif memberid caller callernumber callerid ani phone phonenumber 客户号 客户id 客户编号 客户代码 主叫号码 主叫 来电号码 客户号码 客户电话 手机号 手机号码 电话号码'.split(
      ' ',
    ),
  customerName: 'customername clientname membername 客户姓名 客户名称'.split(' '),
  outcome: 'outcome result disposition resolution callresult 结果 通话结果 处理结果 解决情况 是否解决 处理状态'.split(
    ' ',
  ),
  satisfaction: 'satisfaction csat rating satisfactionscore 满意度 满意度评分 评分'.split(' '),
  repeatContact: 'repeatcontact repeat isrepeat repeatcall 重复来电 是否重复来电 是否重复进线'.split(' '),
  handlingSeconds:
    'handlingseconds handlingtime handletime aht duration callduration durationseconds 通话时长 处理时长 时长'.split(
      ' ',
    ),
  outcomeSource: ['outcomesource', 'resultsource', '结果来源'],
};

const columnOf = new Map<string, CallColumn>(
  (Object.keys(aliases) as CallColumn[]).flatMap((column) => aliases[column].map((alias) => [alias, column] as const)),
);

const units: Readonly<Record<string, 'Ms' | 'Seconds'>> = {
  ms: 'Ms',
  millis: 'Ms',
  milliseconds: 'Ms',
  毫秒: 'Ms',
  s: 'Seconds',
  sec: 'Seconds',
  secs: 'Seconds',
  seconds: 'Seconds',
  秒: 'Seconds',
};

/** Where each column stands, by what it holds. */
export type ColumnPlaces = ReadonlyMap<CallColumn, number>;

/** Lower case, simplified, without spaces, underscores and the like. */
function plainHeader(header: string): { name: string; unit: 'Ms' | 'Seconds' | null } {
  const plain = unifyScript(header.normalize('NFKC').toLowerCase()).replace(/^\ufeff|[\s_.\-/]+/g, '');
  const bracket = /^(.+?)[([【](.+?)[)\]】]$/.exec(plain);
  const unit = bracket ? units[bracket[2] ?? ''] : undefined;
  return bracket && unit ? { name: bracket[1] ?? plain, unit } : { name: plain, unit: null };
}

/** What a header says its column holds; null: nothing that is known. */
export function columnOfHeader(header: string): CallColumn | null {
  if (header.length > 100) return null;
  const { name, unit } = plainHeader(header);
  const column = columnOf.get(name) ?? null;
  if (unit === null || (column !== 'start' && column !== 'end')) return column;
  return `${column}${unit}`;
}

/** Finds the columns of a header row; null when it names neither the words nor who says them. */
export function findColumns(headers: readonly string[], mapping: CallMapping): ColumnPlaces | null {
  const places = new Map<CallColumn, number>();
  const plain = headers.map((header) => header.trim().toLowerCase());
  for (const [column, header] of mapping.columns) {
    const place = plain.indexOf(header.trim().toLowerCase());
    if (place >= 0) places.set(column, place);
  }
  const taken = new Set(places.values());
  for (const [place, header] of headers.entries()) {
    const column = taken.has(place) ? null : columnOfHeader(header);
    if (column && !places.has(column)) places.set(column, place);
  }
  return places.has('text') && places.has('role') ? places : null;
}

/** Refuses a mapping that names a header which is not there: reading on would lose that column in silence. */
export function refuseMissingHeaders(headers: readonly string[], mapping: CallMapping): void {
  const plain = new Set(headers.map((header) => header.trim().toLowerCase()));
  const missing = [...mapping.columns].find(([, header]) => !plain.has(header.trim().toLowerCase()));
  if (!missing) return;
  throw new BadRecord(
    `the mapping says that ${missing[0]} stands under a header that the table does not have`,
    'Mend the mapping: write the header as it stands in the file.',
  );
}

/** How to mend a table whose columns are not known. */
export const columnRemedy =
  'Write one row per utterance under a header with at least role and text (角色, 文本), and callId (通话编号) where the file holds several calls; or name the columns in FILE.mapping.json: {"columns": {"callId": "<header>", "role": "<header>", "text": "<header>"}}.';
