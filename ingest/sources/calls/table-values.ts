import { type Channel, type Outcome, outcomes } from '../../../graph-schema/index.ts';
import { unifyScript } from '../../steps/unify-script.ts';
import { BadRecord } from '../bad-record.ts';
import { readInstant } from './call-transcript.ts';

const plain = (word: string) => unifyScript(word.normalize('NFKC').trim().toLowerCase());

/** When something is said: milliseconds from the start of the call, or an instant. */
export type TableTime = { readonly offsetMs: number } | { readonly instant: number } | null;

const clock = /^(?:(\d{1,4}):)?(\d{1,2}):(\d{2})(?:[.,](\d{1,3})\d*)?$/;
const withUnit = /^(\d{1,12}(?:\.\d{1,9})?)\s*(ms|毫秒|s|sec|秒)$/i;
const dateTime =
  /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ]+(\d{1,2}:\d{2}(?::\d{2})?)(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d{2}:?\d{2})?$/i;

/** Reads 03:12, 1:03:12.500, 12.5s, 800 ms or a date-time; the unit of a bare number is not guessed. Throws BadRecord. */
export function timeOf(column: string, written: string, timeZone: string): TableTime {
  const value = written.normalize('NFKC').trim();
  if (value === '') return null;
  const parts = clock.exec(value);
  if (parts) {
    const [h, m, s] = [Number(parts[1] ?? 0), Number(parts[2]), Number(parts[3])];
    return { offsetMs: (h * 3_600 + m * 60 + s) * 1_000 + Number((parts[4] ?? '').padEnd(3, '0')) };
  }
  const amount = withUnit.exec(value);
  if (amount) return { offsetMs: Number(amount[1]) * (/^(?:ms|毫秒)$/i.test(amount[2] ?? '') ? 1 : 1_000) };
  if (/^\d+(?:\.\d+)?$/.test(value)) {
    throw new BadRecord(
      `${column} is a number without a unit`,
      `Call the column ${column}Ms or ${column}Seconds, in the header or the mapping.`,
    );
  }
  return { instant: instantOf(column, value, timeZone).getTime() };
}

/** Reads 2026-03-02 10:15:00, 2026/3/2 10:15 or an ISO 8601 date-time. Throws BadRecord. */
export function instantOf(column: string, written: string, timeZone: string): Date {
  const parts = dateTime.exec(written.normalize('NFKC').trim());
  if (!parts) return readInstant(column, written, timeZone);
  const day = `${parts[1]}-${(parts[2] ?? '').padStart(2, '0')}-${(parts[3] ?? '').padStart(2, '0')}`;
  const time =
    parts[4] === undefined ? '' : `T${parts[4].padStart(parts[4].indexOf(':') === 1 ? parts[4].length + 1 : 0, '0')}`;
  const instant = readInstant(column, day + time + (parts[6] ?? ''), timeZone);
  return new Date(instant.getTime() + Number((parts[5] ?? '').slice(0, 3).padEnd(3, '0')));
}

/** Reads a number from 0 up, such as 12.5. Throws BadRecord. */
export function amountOf(column: string, written: string): number | null {
  const value = written.normalize('NFKC').trim();
  if (value === '') return null;
  if (!/^\d{1,15}(?:\.\d{1,15})?$/.test(value)) throw new BadRecord(`${column} is not a number`, 'Write digits only.');
  return Number(value);
}

const outcomeWords: readonly (readonly [Outcome, RegExp])[] = [
  [
    'unresolved',
    /^(?:unresolved|not (?:re)?solved|unsolved|no|n|false|open|pending|0|未解决|没有解决|未处理|处理中|待处理|待跟进|否)$/,
  ],
  ['escalated', /^(?:escalated|escalation|transferred|升级|已升级|转接|已转接|转人工|转上级|投诉升级)$/],
  ['abandoned', /^(?:abandoned|hung ?up|dropped|挂断|客户挂断|放弃|已放弃|中断)$/],
  [
    'solved',
    /^(?:solved|resolved|yes|y|true|done|closed|completed|1|已解决|解决|已处理|完成|已完成|处理完毕|办结|已办结|是)$/,
  ],
  ['unknown', /^(?:unknown|n\/a|na|未知|不详)$/],
];

/** How a call ended, in the words of exports. Throws BadRecord. */
export function outcomeOf(written: string): Outcome | null {
  const word = plain(written);
  if (word === '') return null;
  const found = outcomeWords.find(([, words]) => words.test(word))?.[0];
  if (found) return found;
  throw new BadRecord(
    `outcome must be one of ${outcomes.values.join(', ')}`,
    'Write the outcome in one of these words.',
  );
}

export function channelOf(written: string): Channel | null {
  const word = plain(written);
  if (/phone|voice|call|tel|电话|热线|语音/.test(word)) return 'phone';
  if (/e-?mail|邮件|邮箱/.test(word)) return 'email';
  if (/branch|网点|柜台|柜面|厅堂/.test(word)) return 'branch';
  return /chat|web|app|message|online|在线|微信|文字|短信/.test(word) ? 'chat' : null;
}

/** Reads yes and no in both languages; null: neither. */
export function flagOf(written: string): boolean | null {
  const word = plain(written);
  if (/^(?:yes|y|true|1|是|重复)$/.test(word)) return true;
  return /^(?:no|n|false|0|否|不是|非重复|首次)$/.test(word) ? false : null;
}
