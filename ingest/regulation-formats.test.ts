import { describe, expect, it } from 'vitest';
import { parseFile } from './parsing.ts';
import { mineDocument } from './pipeline.ts';
import { type IngestSettings, isProblem } from './ports.ts';
import {
  makeDocx,
  makePdf,
  type PlacedText,
  placedLines,
  wordParagraph,
} from './sources/documents/testing/make-documents.ts';

const settings: IngestSettings = {
  timeZone: 'Asia/Shanghai',
  pseudonym: (id) => id,
  ownContacts: { phones: [], emails: [] },
  verbatim: false,
};

const regulations = {
  zh: [
    '青松银行个人贷款服务办法',
    '第一章 总则',
    '第一条 为规范个人贷款服务，制定本办法。',
    '第二条 客户申请提前还款的，应当提前15个工作日提出，并说明还款的金额和扣款的日期。',
    '（一）通过手机银行提出；',
    '（二）通过网点提出。',
    '第二章 费用',
    '第三条 依照第二条提前还款的，违约金不超过还款金额的1%。',
    '第四条 前条所称违约金，一年期以下贷款免收。违反本办法第二条规定多收的，应当退还。',
  ],
  en: [
    'Pine Bank Card Fee Rules',
    'Chapter 1 General',
    'Article 1 These rules set the fees of cards.',
    'Article 2 A lost card is replaced within 5 days.',
    '(a) The fee is CNY 15;',
    '(b) the holder is told by SMS.',
    'Chapter 2 Refunds',
    'Article 3 A fee under Article 2 is refunded.',
    'Article 4 The preceding Article is not for trips.',
  ],
} as const;
type Lines = readonly string[];
const isChapter = (line: string) => /^(?:第.章|Chapter)/.test(line);

const word = (lines: Lines) =>
  makeDocx({
    styles:
      '<w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/></w:style><w:style w:type="paragraph" w:styleId="H"><w:name w:val="heading 1"/></w:style>',
    body: lines
      .map((line, i) =>
        wordParagraph(line, i === 0 ? '<w:pStyle w:val="T"/>' : isChapter(line) ? '<w:pStyle w:val="H"/>' : ''),
      )
      .join(''),
  });

/** The number of an article is no text of the document, but what Word counts. */
const numberedWord = (lines: Lines) =>
  makeDocx({
    numbering: `<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/>${
      lines[2]?.startsWith('第')
        ? '<w:numFmt w:val="chineseCounting"/><w:lvlText w:val="第%1条"/>'
        : '<w:numFmt w:val="decimal"/><w:lvlText w:val="Article %1"/>'
    }</w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>`,
    body: lines
      .map((line) => {
        const text = line.replace(/^(?:第.条|Article \d) /, '');
        return wordParagraph(text, text === line ? '' : '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>');
      })
      .join(''),
  });

const page = ([title = '', ...lines]: Lines) => {
  const body = lines.map((line) => (isChapter(line) ? `<h2>${line}</h2>` : `<p>${line}</p>`)).join('\n');
  return `<!doctype html><html><head><title>${title}</title></head><body><nav><a href="/">Home</a></nav><h1>${title}</h1>${body}<footer>2026</footer></body></html>`;
};

/** Pages of six lines, so that articles go on over their ends, each with a running head and a number. */
const print = (lines: Lines) => {
  const placed = placedLines(lines, lines[0]?.startsWith('Pine') ? { width: 60, size: 8 } : { width: 30 });
  const pages: PlacedText[][] = [];
  for (let at = 0; at < placed.length; at += 6) {
    pages.push([
      { text: 'Pine', x: 72, y: 800, size: 9 },
      ...placed.slice(at, at + 6).map((line, i) => ({ ...line, y: 760 - i * 20 })),
      { text: `- ${pages.length + 1} -`, x: 280, y: 30, size: 9 },
    ]);
  }
  return makePdf(pages);
};

/** Clauses with their chapters and words, and what refers to what. */
async function mined(name: string, content: string | Uint8Array) {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const parts = [];
  for await (const record of parseFile({ name, bytes }, settings)) {
    if (isProblem(record)) throw new Error(JSON.stringify(record));
    const segments = record.segments.map((segment, ordinal) => ({ ...segment, id: `${name}/${ordinal}`, ordinal }));
    parts.push(...mineDocument({ ...record, sourceId: name, segments }, settings, {}).flatMap((draft) => draft.parts));
  }
  return parts.map((part) => {
    if (part.sort === 'edge')
      return [part.kind, 'key' in part.from && part.from.key, 'key' in part.to && part.to.key].join(' ');
    const { chapter, text } = part.content as { chapter?: string; text?: string };
    return [part.kind, part.key, chapter, text?.replace(/\s+/g, '')].join(' ');
  });
}

describe.each(Object.entries(regulations))('a regulation in %s', (_language, lines) => {
  const markdown = `# ${lines[0]}\n\n${lines
    .slice(1)
    .map((line) => (isChapter(line) ? `## ${line}` : line))
    .join('\n\n')}\n`;

  it.each([
    ['rules.docx', word],
    ['counted.docx', numberedWord],
    ['rules.html', page],
    ['rules.pdf', print],
  ] as const)('as %s gives the clauses and references that it gives as Markdown', async (name, write) => {
    const plain = await mined('rules.md', markdown);
    expect(plain.filter((line) => line.startsWith('clause'))).toHaveLength(4);
    expect(plain.filter((line) => line.startsWith('MENTIONS')).length).toBeGreaterThanOrEqual(2);
    expect(await mined(name, write(lines))).toEqual(plain);
  });
});
