import { inTraditional, type Locale } from '../i18n/locale.ts';
import { fileMessagesZh } from './file-message-zh.ts';

const known = fileMessagesZh.map(([said, inChinese]) => {
  const literal = said.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
  // What differs is never two of what was said: they are told apart by a semicolon.
  const pattern = literal.replace(/\*{1,2}/g, (rest) => (rest === '*' ? '((?:(?!; ).)+?)' : '.+'));
  return { pattern: new RegExp(`^${pattern}$`, 's'), inChinese };
});

/** A reason or a remedy that was told of a file, in the reader's language as far as it is known in it. */
export function fileMessage(said: string, locale: Locale): string {
  return locale === 'en' ? said : (inChinese(said, locale) ?? said);
}

type Chinese = Exclude<Locale, 'en'>;

function inChinese(said: string, locale: Chinese): string | null {
  return (
    phrase(said, locale) ??
    placed(said, locale) ??
    list(said, '; ', '；', locale) ??
    list(said, /(?<=[.。]) (?=\p{Lu})/u, '', locale)
  );
}

function phrase(said: string, locale: Chinese): string | null {
  for (const { pattern, inChinese: words } of known) {
    const found = pattern.exec(said);
    if (!found) continue;
    let next = 1;
    return (locale === 'zh' ? words : inTraditional(words)).replace(/\*/g, () => found[next++] ?? '');
  }
  return null;
}

/** What stands after the place that it is about: the file and line, or the name of a field. */
function placed(said: string, locale: Chinese): string | null {
  const colon = said.indexOf(': ');
  if (colon < 0 || said.slice(0, colon).includes('; ')) return null;
  const rest = said.slice(colon + 2);
  const words = phrase(rest, locale) ?? placed(rest, locale);
  return words === null ? null : `${said.slice(0, colon)}：${words}`;
}

/** Several in one; all of them or none, so that two languages are not mixed. */
function list(said: string, separator: string | RegExp, joint: string, locale: Chinese): string | null {
  const parts = said.split(separator);
  if (parts.length < 2) return null;
  const words = parts.map((part) => phrase(part, locale) ?? placed(part, locale));
  return words.includes(null) ? null : words.join(joint);
}
