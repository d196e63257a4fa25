import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { fileMessage } from './file-message.ts';
import { fileMessagesZh } from './file-message-zh.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
// From zod.
const notOurs = 'Invalid input: expected ';

function sourcesIn(folder: string): string {
  return readdirSync(`${root}${folder}`, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => readFileSync(`${root}${folder}/${name}`, 'utf8'))
    .join('\n');
}

describe('what is said of files', () => {
  it('is still said in the words that are put into Chinese', () => {
    const said = ['ingest', 'server/modules', 'server/adapters'].map(sourcesIn).join('\n');
    const stale = fileMessagesZh.flatMap(([words]) => {
      const piece = words
        .split('*')
        .reduce((a, b) => (b.length > a.length ? b : a))
        .trim();
      // Some are put together of two: the content is a JPEG image.
      const own = piece.replace(/^(the (content|file|PDF|archive) )?(is|are|has|have) /, '');
      return words.startsWith(notOurs) || said.includes(own) ? [] : [words];
    });
    expect(stale).toEqual([]);
  });

  it.each([
    ['the file is empty', '文件是空的'],
    ['it has 900 pages, more than 500', '共 900 页，超过 500 页'],
    [
      'a.jsonl:2: text: Invalid input: expected string, received undefined; a.jsonl:3: not valid JSON',
      'a.jsonl:2：text：缺少此项（应为 string）；a.jsonl:3：不是有效的 JSON',
    ],
    [
      'Unpack it and hand in the files. Supported: .docx and others.',
      '请解压后提供其中的文件。支持的格式：文档 .docx .pdf .pptx .html .md .txt；通话 .jsonl .json .vcon .vtt .srt .csv .tsv .xlsx。',
    ],
    ['something that nobody foresaw', 'something that nobody foresaw'],
    ['not valid JSON; something that nobody foresaw', 'not valid JSON; something that nobody foresaw'],
  ])('reads in Chinese: %s', (said, expected) => {
    expect(fileMessage(said, 'zh')).toBe(expected);
    expect(fileMessage(said, 'en')).toBe(said);
  });
});
