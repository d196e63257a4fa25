import type { PersonalDataType } from '../../graph-schema/index.ts';
import type { Random } from '../seeded.ts';
import type { Tongue } from './carriers.ts';
import { pick } from './personal-values.ts';

const english = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
const heardAs: Readonly<Record<string, string>> = { '1': '要', '7': '气', '8': '霸', '9': '酒' };
const heardAsEnglish: Readonly<Record<string, string>> = { '1': 'won', '2': 'to', '4': 'for', '8': 'ate' };

/** A value as it comes in a transcript or a chat: written, spaced, or spoken in one of the usual ways. */
export function say(value: string, type: PersonalDataType, tongue: Tongue, spoken: boolean, random: Random): string {
  if (type === 'EMAIL') return spoken && random() < 0.5 ? spokenEmail(value, tongue, random) : value;
  if (type === 'ADDRESS' || type === 'BIRTHDATE' || type === 'NAME' || type === 'IP') return value;
  // Many recognisers write digits as digits.
  if (!spoken || random() < 0.35) return written(value, type, random);
  return value
    .split(/(\d+)/)
    .map((part) =>
      /^\d/.test(part)
        ? spokenDigits(part, tongue, random)
        : tongue === 'en'
          ? spelled(part)
          : part.replace(/[-()]/g, ''),
    )
    .join(tongue === 'en' ? ' ' : '')
    .replace(/ {2,}/g, ' ')
    .trim();
}

const spelled = (part: string) => (/^[\s()-]*$/.test(part) ? ' ' : part.trim());

function written(value: string, type: PersonalDataType, random: Random): string {
  if (!/^\d{11,}$/.test(value) || random() < 0.5) return value;
  const by = type === 'PHONE' ? [3, 4, 4] : type === 'CARD' ? [4, 4, 4, 4, 3] : [value.length];
  return cut(value, by).join(pick(random, [' ', '-', ' ']));
}

/** The value in parts of the given lengths; what is left is the last part. */
export function cut(value: string, lengths: readonly number[]): string[] {
  const parts: string[] = [];
  let from = 0;
  for (const length of lengths) {
    if (from >= value.length) break;
    parts.push(value.slice(from, from + length));
    from += length;
  }
  if (from < value.length) parts.push((parts.pop() ?? '') + value.slice(from));
  return parts;
}

/** Digits as they are spoken, in groups, with pauses, repeats counted, now and then one of them misheard. */
export function spokenDigits(digits: string, tongue: Tongue, random: Random): string {
  const groups =
    digits.length === 11
      ? cut(digits, [3, 4, 4])
      : cut(
          digits,
          Array.from({ length: Math.ceil(digits.length / 4) }, () => 4),
        );
  const pause = tongue === 'en' ? pick(random, [' ', ', ', ', uh ', ' ']) : pick(random, ['', '，', '，', ' ', '，嗯']);
  const counted = random() < 0.35;
  const slipAt = random() < 0.12 && digits.length >= 11 ? 1 + Math.floor(random() * (groups.length - 1)) : -1;
  const one = pick(random, ['一', '幺', '幺']);
  const zero = pick(random, ['零', '零', '零', '洞']);
  const oh = pick(random, ['oh', 'zero']);
  return groups
    .map((group, i) =>
      tongue === 'en'
        ? inEnglish(group, oh, counted, i === slipAt)
        : inChinese(group, one, zero, counted, i === slipAt, tongue),
    )
    .join(pause);
}

function inChinese(group: string, one: string, zero: string, counted: boolean, slip: boolean, tongue: Tongue): string {
  const signs = [zero, one, '二', '三', '四', '五', '六', '七', '八', '九'];
  const plain = (d: string) => signs[Number(d)] ?? d;
  const said = counted
    ? group.replace(/(\d)\1+/g, (run, d: string) =>
        run.length === 2
          ? `${tongue === 'zh-Hant' ? '雙' : '双'}${plain(d)}`
          : `${['', '', '', '三', '四'][run.length] ?? ''}${tongue === 'zh-Hant' ? '個' : '个'}${plain(d)}`,
      )
    : group;
  const middle = slip && !counted ? group.slice(1, 2) : '';
  const heard = heardAs[middle];
  if (heard) return plain(group.slice(0, 1)) + heard + group.slice(2).replace(/\d/g, plain);
  return said.replace(/\d/g, plain);
}

function inEnglish(group: string, oh: string, counted: boolean, slip: boolean): string {
  const plain = (d: string) => (d === '0' ? oh : (english[Number(d)] ?? d));
  const parts = counted ? (group.match(/(\d)\1{0,2}/g) ?? []) : group.split('');
  return parts
    .map((part, i) => {
      if (part.length > 1) return `${part.length === 2 ? 'double' : 'triple'} ${plain(part.charAt(0))}`;
      return slip && i === 1 ? (heardAsEnglish[part] ?? plain(part)) : plain(part);
    })
    .join(' ');
}

function spokenEmail(value: string, tongue: Tongue, random: Random): string {
  if (tongue === 'en') return value.replace(/\./g, ' dot ').replace('@', ' at ').replace('_', ' underscore ');
  return random() < 0.5
    ? value
        .replace('@', '艾特')
        .replace(/\./g, tongue === 'zh-Hant' ? '點' : '点')
        .replace('_', '下划线')
    : value.replace('@', ' at ').replace(/\./g, ' dot ').replace('_', '下划线');
}
