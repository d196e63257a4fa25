import { Converter } from 'opencc-js/cn2t';
import * as vocabulary from '../../../graph-schema/index.ts';
import { fileMessagesZh } from '../ingest-runs/file-message-zh.ts';
import { messagesZh } from './messages-zh.ts';
import { raMessagesZh } from './ra-messages-zh.ts';
import { bankWords } from './traditional-words.ts';

// Characters by their context (头发 -> 頭髮, 发布 -> 發布); words are told by our own list: OpenCC's are those of programming
// and turn a bank's words around.
const characters = Converter({ from: 'cn', to: 'tw' });
const words = [...bankWords].sort(([a], [b]) => b.length - a.length);

/** A text of the console in Traditional Chinese, in the words of banks in Taiwan and Hong Kong. Not for the browser: 1 MB of dictionaries. */
export function toTraditional(text: string): string {
  let done = '';
  let between = '';
  const flush = () => {
    done += characters(between);
    between = '';
  };
  // From left to right, the longest word first; what is between is converted, the words stand as they are told.
  for (let rest = text; rest !== ''; ) {
    const found = words.find(([simplified]) => rest.startsWith(simplified));
    const length = found?.[0].length ?? 1;
    if (found) {
      flush();
      done += found[1];
    } else between += rest.slice(0, length);
    rest = rest.slice(length);
  }
  flush();
  return done;
}

function texts(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : [];
}

function labels(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('zh' in value && 'en' in value && typeof value.zh === 'string') return [value.zh];
  return Object.values(value).flatMap(labels);
}

/** Every Chinese text that the console can say, with the same in Traditional Chinese where that is written otherwise. */
export function traditionalTexts(): Readonly<Record<string, string>> {
  const { kinds, relations, ...lists } = vocabulary;
  const closed = Object.values(lists).flatMap((list) =>
    typeof list === 'object' && list !== null && 'labels' in list ? labels(list.labels) : [],
  );
  const named = [...Object.values(kinds), ...Object.values(relations)].flatMap(({ label }) => labels(label));
  const all = [
    ...texts(messagesZh),
    ...texts(raMessagesZh),
    ...closed,
    ...named,
    ...fileMessagesZh.map(([, inChinese]) => inChinese),
  ];
  const pairs = [...new Set(all)].map((text): [string, string] => [text, toTraditional(text)]);
  return Object.fromEntries(pairs.filter(([simplified, traditional]) => simplified !== traditional).sort());
}
