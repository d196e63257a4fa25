import { isIPv6 } from 'node:net';
import type { OwnContacts } from '../../ports.ts';
import type { Finding } from './placeholders.ts';
import { type Signs, signs } from './signs.ts';

const email =
  /[A-Za-z0-9](?:[\w.+-]{0,63}\w)?@[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}[A-Za-z0-9])?(?:\.[A-Za-z0-9-]{0,62}[A-Za-z0-9]){1,8}/g;
// "jane dot roe at mail dot example", 张三艾特qq点com, j o h n at gmail dot com.
const at = '(?: ?[@＠] ?| at |(?: ?(?:艾特|爱特|愛特|艾特儿|小老鼠|圈a|圈A) ?))';
const dot = '(?: ?[.．] ?| dot | ?(?:点|點) ?)';
const joint = `(?:${dot}| ?(?:underscore|dash|hyphen|下划线|下劃線|底线|底線|减号|中划线|横杠|[._+-]) ?)`;
const spelled = '(?:[A-Za-z0-9](?:[ -](?=[A-Za-z0-9](?![A-Za-z]))|(?=[0-9]{2,12})|)){1,24}';
const local = `(?:[A-Za-z0-9]{1,30}|${spelled})(?:${joint}[A-Za-z0-9]{1,30}){0,4}`;
const domains = '(?:[A-Za-z0-9](?:[ -]?[A-Za-z0-9]){0,20})';
const spokenEmail = new RegExp(`(?<![A-Za-z0-9])${local}${at}${domains}(?:${dot}[A-Za-z]{2,10}(?![A-Za-z])){1,3}`, 'g');
// Said after its cue the name may have several words.
const cuedEmail = new RegExp(
  `(?:\\be-?mail(?: address)?|邮箱|郵箱|邮件地址|電郵|电邮|信箱|伊妹儿)[ ,，:：]{0,2}(?:地址)?(?:is|it's|that's|are|[是为為係]|,)?[ ：:]{0,2}((?:[A-Za-z0-9]{1,20}${joint}?[ ]?){1,6}${at}${domains}(?:${dot}[A-Za-z]{2,10}(?![A-Za-z])){1,3})`,
  'gi',
);

const atSign = /\bat\s|艾特|爱特|愛特|小老鼠|圈a|@/i;

/** E-mail addresses, also as they are spoken, except the institution's own. */
export function findEmails(view: string, held: Signs, own: OwnContacts): Finding[] {
  if ((held & (signs.at | signs.latin | signs.mail)) === 0) return [];
  const ours = new Set(own.emails.map((address) => address.toLowerCase()));
  const found: Finding[] = [];
  const add = (text: string, start: number) => {
    if (!ours.has(written(text))) found.push({ type: 'EMAIL', start, end: start + text.length });
  };
  if (view.includes('@')) for (const match of view.matchAll(email)) add(match[0], match.index);
  if (!atSign.test(view)) return found;
  for (const match of view.matchAll(cuedEmail)) {
    const address = match[1] ?? '';
    const whole = match.index + match[0].length - address.length;
    // Our own address is ours however much of the sentence stands before it.
    if (![...ours].some((ourOwn) => written(address).endsWith(ourOwn))) add(address, whole);
  }
  for (const match of view.matchAll(spokenEmail)) {
    if (/[@＠]|dot|点|點|艾特|爱特|愛特/i.test(match[0])) add(match[0], match.index);
  }
  return found;
}

/** The address as it is written. */
const written = (said: string) =>
  said
    .toLowerCase()
    .replace(/ at |艾特儿?|爱特|愛特|小老鼠|圈a|＠/g, '@')
    .replace(/ dot |点|點|．/g, '.')
    .replace(/underscore|下划线|下劃線|底线|底線/g, '_')
    .replace(/ (?:dash|hyphen) |减号|中划线|横杠/g, '-')
    .replace(/ /g, '');

const byte = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const ipv4 = new RegExp(`(?<![\\d.])${byte}(?:(?: ?[.点點] ?| dot )${byte}){3}(?![\\d]|\\.\\d)`, 'gi');
const ipv6 = /(?<![0-9A-Za-z.]|[0-9A-Fa-f:]:)[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,8}(?:%\w{1,15})?(?![0-9A-Za-z:])/g;
const versionBefore =
  /(?:版本|版|固件|系统|系統|驱动|驅動|内核|補丁|补丁|升级到|升級到|更新到|软件|軟件|軟體|应用|客户端|version|ver\.?|release|build|firmware|driver|kernel|patch|software|app|ios|android|update(?: to)?|第|[vV§])[ :：号為为是]{0,2}$/i;

/** Addresses of machines, versions 4 and 6. */
export function* findIpAddresses(view: string, held: Signs): Generator<Finding> {
  if (held & signs.digit && /[.点點]|dot/.test(view)) {
    for (const match of view.matchAll(ipv4)) {
      if (versionBefore.test(view.slice(Math.max(0, match.index - 10), match.index))) continue;
      yield { type: 'IP', start: match.index, end: match.index + match[0].length };
    }
  }
  if (!view.includes(':')) return;
  for (const match of view.matchAll(ipv6)) {
    if (match[0].length < 6 || !isIPv6(match[0].replace(/%.*/, ''))) continue;
    yield { type: 'IP', start: match.index, end: match.index + match[0].length };
  }
}
