import type { Language } from '../../graph-schema/index.ts';
import type {
  DocumentKind,
  IngestSettings,
  InputFile,
  JsonValue,
  ParsedDocument,
  ParsedSegment,
  ParsedSource,
} from '../ports.ts';
import { frontMatterLocators, inLanguage } from '../steps/draft-wording.ts';
import { headingCandidate } from '../steps/legal-headings.ts';
import { createRedactor } from '../steps/redact.ts';
import { redactIdentifier } from '../steps/redact-identifier.ts';
import { type Cut, segmentLegal } from '../steps/segment-legal.ts';
import { statedEnd } from '../steps/stated-end.ts';
import { statedStart } from '../steps/stated-start.ts';
import { BadRecord } from './bad-record.ts';
import { detectLanguage } from './detect-language.ts';
import type { FrontMatter } from './front-matter.ts';
import { redactObject } from './redact-record.ts';

/** Whether the segment keeps the document's front matter, which stands at its very top between --- lines. */
export function isFrontMatter(segment: Pick<ParsedSegment, 'ordinal' | 'locator' | 'text'>): boolean {
  const named = Object.values(frontMatterLocators).includes(segment.locator);
  return segment.ordinal === 0 && named && segment.text.startsWith('---');
}

export interface TextDocument {
  readonly file: InputFile;
  readonly head: string;
  readonly body: string;
  readonly frontMatter: FrontMatter | null;
  /** What the file's properties say, and what its reader has to say about it. */
  readonly stated?: {
    readonly title: string | null;
    readonly language: Language | null;
    readonly notes: Readonly<Record<string, JsonValue>>;
  };
  /** Cuts a text that is no legal text. */
  readonly segment: (text: string) => Cut[];
}

/** A document of one file: redacted as a whole, then cut. */
export function textDocument(document: TextDocument, settings: IngestSettings): ParsedSource {
  const { file, frontMatter } = document;
  if (document.body.trim() === '') throw new BadRecord('the document has no text', 'Hand in a document with content.');
  const name = redactIdentifier(file.name, { ...settings, mode: 'document' });
  const redactor = createRedactor({ ownContacts: settings.ownContacts, mode: 'document' });
  const redact = (text: string) => redactor.redact(text).text;
  redactor.learn(document.body);
  // The front matter names people with their role, so that its names are known before the text is read.
  const metadata = { ...redactObject(frontMatter?.fields ?? {}, redact), ...document.stated?.notes };
  const head = redact(document.head);
  const body = redact(document.body);
  const { cuts, legal } = cutBody(body, frontMatter?.kind ?? null, document.segment);
  const kind = frontMatter?.kind ?? (legal ? 'regulation' : null);
  const language = frontMatter?.language ?? detectLanguage(body) ?? document.stated?.language ?? null;
  const segments = [...(head.trim() ? [frontMatterCut(head, language)] : []), ...cuts].map(
    (cut, ordinal): ParsedSegment => ({ ordinal, ...cut, locator: placeOf(cut, language) }),
  );
  return {
    type: 'document',
    key: name,
    title: redact(frontMatter?.title ?? titleOf(body, name, document.stated?.title ?? null)).slice(0, 300),
    language,
    metadata,
    hashInput: file.bytes,
    segments,
    document: describe(frontMatter, kind, cuts, language, settings, redact),
  };
}

function cutBody(
  body: string,
  kind: DocumentKind | null,
  segment: (text: string) => Cut[],
): { cuts: Cut[]; legal: boolean } {
  const mayBeLegal = kind === 'regulation' || kind === null;
  const cuts = mayBeLegal ? segmentLegal(body, kind === 'regulation') : null;
  return cuts ? { cuts, legal: true } : { cuts: segment(body), legal: false };
}

/** A cut without a heading is named in the document's language. */
function placeOf({ locator, heading }: Cut, language: Language | null): string {
  if (heading !== undefined || locator !== 'text') return locator;
  return inLanguage(language, { 'zh-Hans': '正文', 'zh-Hant': '正文', en: 'text' });
}

function frontMatterCut(head: string, language: Language | null): Cut {
  return { kind: 'section', locator: inLanguage(language, frontMatterLocators), text: head };
}

function describe(
  frontMatter: FrontMatter | null,
  kind: DocumentKind | null,
  cuts: readonly Cut[],
  language: Language | null,
  settings: IngestSettings,
  redact: (text: string) => string,
): ParsedDocument {
  const stated =
    kind === 'regulation' && !frontMatter?.validFrom ? statedStart(cuts, settings.timeZone, language) : null;
  const validFrom = frontMatter?.validFrom ?? stated?.from ?? null;
  const end = kind === 'regulation' && !frontMatter?.validTo ? statedEnd(cuts, settings.timeZone, language) : null;
  // An end before the start is that of something else.
  const validTo = frontMatter?.validTo ?? (end && validFrom && end <= validFrom ? null : end);
  return {
    kind,
    itemKind: null,
    row: false,
    versionDate: frontMatter?.versionDate ?? stated?.day ?? null,
    validFrom,
    validTo,
    issuer: frontMatter?.issuer ? redact(frontMatter.issuer) : null,
    aliases: (frontMatter?.aliases ?? []).map(redact),
    products: (frontMatter?.products ?? []).map(redact),
    law: null,
    article: null,
    chapter: null,
  };
}

/** The heading of an article or chapter names no document. */
const isTitle = (line: string) => headingCandidate(line) === null && !/^\d+(?:\.\d+)*[.)]?\s/.test(line);

/** The title in a file's properties counts where the text begins with it, as it is often that of a template. */
function statedTitle(body: string, stated: string | null, heading: string | undefined): string | null {
  const bare = (text: string) => text.replace(/[\s\u3000*_#\\]+/g, '');
  const start = bare(body.slice(0, 2_000));
  const parts = stated === null ? [] : [stated, ...stated.split(/\s*[-_|–—·>]+\s*/)];
  if (heading !== undefined && parts.includes(heading)) return heading;
  const found = parts.filter((part) => bare(part).length > 1 && start.includes(bare(part)));
  return found.toSorted((a, b) => b.length - a.length)[0]?.trim() ?? null;
}

function titleOf(body: string, fileName: string, stated: string | null): string {
  const heading = [...body.matchAll(/^#{1,6}[ \t]+(.+?)[ \t#]*$/gm)].map((m) => m[1] ?? '').find(isTitle);
  const first = body
    .split('\n')
    .find((line) => line.trim() !== '')
    ?.trim();
  const firstLine = first !== undefined && isTitle(first) ? first : '';
  const stem =
    fileName
      .split('/')
      .at(-1)
      ?.replace(/\.[^.]+$/, '') ?? fileName;
  const title =
    statedTitle(body, stated, heading) ??
    heading ??
    (firstLine.length <= 60 && !/[。；;，,]$/.test(firstLine) ? firstLine : stem);
  return title.replace(/[*_`【】]/g, '').trim() || stem;
}
