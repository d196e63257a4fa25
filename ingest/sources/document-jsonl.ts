import { z } from 'zod';
import { itemKindSchema, languages, parseInclusiveEnd, parseInstant } from '../../graph-schema/index.ts';
import type { IngestSettings, ParsedDocument, ParsedSegment, ParsedSource } from '../ports.ts';
import { createRedactor } from '../steps/redact.ts';
import { redactIdentifier } from '../steps/redact-identifier.ts';
import { BadRecord, badFields } from './bad-record.ts';
import { detectLanguage } from './detect-language.ts';
import { isoDay } from './front-matter.ts';
import { readDate } from './read-date.ts';
import { redactObject } from './redact-record.ts';

const id = z.union([z.string().trim().min(1), z.number().transform(String)]);
const word = z.union([z.string(), z.number().transform(String)]).nullish();

const schema = z.looseObject({
  id: id.optional(),
  _id: id.optional(),
  title: word,
  text: z.string(),
  metadata: z.record(z.string(), z.unknown()).nullish(),
});

const metadataSchema = z.looseObject({
  kind: z.string().nullish().catch(null),
  law: word.catch(null),
  article: word.catch(null),
  chapter: word.catch(null),
  version: word.catch(null),
  effectiveFrom: word.catch(null),
  effectiveTo: word.catch(null),
  language: languages.schema.nullish().catch(null),
});

const remedy = 'A document is {"id": "...", "title": "...", "text": "...", "metadata": {...}} on one line.';

/** Longest key of an item, in UTF-16 units. */
const keyLength = 500;

/** Reads one row of a JSONL collection as a source of its own. Throws BadRecord. */
export function readDocumentRow(
  fileName: string,
  raw: string,
  value: Readonly<Record<string, unknown>>,
  settings: IngestSettings,
): ParsedSource {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw badFields(parsed.error, remedy);
  const { text, metadata } = parsed.data;
  const rowId = parsed.data._id ?? parsed.data.id;
  if (rowId === undefined) throw new BadRecord('the record has neither id nor _id', remedy);
  if (text.trim() === '') throw new BadRecord('text is empty', 'Give the record a text, or take the line out.');
  const named = { ...settings, mode: 'document' as const };
  const rowName = redactIdentifier(String(rowId), named);
  const key = `${redactIdentifier(fileName, named)}#${rowName}`;
  if (key.length > keyLength) {
    throw new BadRecord(`file name and id have more than ${keyLength} characters`, 'Use shorter ids.');
  }
  const redactor = createRedactor({ ownContacts: settings.ownContacts, mode: 'document' });
  const redact = (words: string) => redactor.redact(words).text;
  const facts = metadataSchema.parse(metadata ?? {});
  const title = redact((parsed.data.title ?? '').trim() || rowName).slice(0, 300);
  const isArticle = Boolean(facts.law && facts.article);
  const segment: ParsedSegment = {
    ordinal: 0,
    kind: isArticle ? 'article' : 'section',
    locator: redact(isArticle ? String(facts.article) : title).slice(0, 300),
    heading: title,
    text: redact(text),
  };
  return {
    type: 'document',
    key,
    title,
    language: facts.language ?? detectLanguage(segment.text),
    metadata: redactObject(metadata ?? {}, redact),
    hashInput: raw,
    segments: [segment],
    document: rowDocument(facts, settings.timeZone, redact),
  };
}

function rowDocument(
  facts: z.infer<typeof metadataSchema>,
  timeZone: string,
  redact: (words: string) => string,
): ParsedDocument {
  const kind = itemKindSchema.safeParse(facts.kind);
  const versionDate = facts.version ? isoDay('metadata.version', facts.version) : null;
  const start = facts.effectiveFrom ?? versionDate;
  const startField = facts.effectiveFrom ? 'metadata.effectiveFrom' : 'metadata.version';
  const words = (field: string | null | undefined) => (field?.trim() ? redact(field.trim()).slice(0, 300) : null);
  const validFrom = start ? readDate(startField, start, (day) => parseInstant(day, timeZone)) : null;
  const validTo = facts.effectiveTo
    ? readDate('metadata.effectiveTo', facts.effectiveTo, (day) => parseInclusiveEnd(day, timeZone))
    : null;
  if (validFrom && validTo && validFrom >= validTo) {
    throw new BadRecord('effectiveTo lies before the start', 'Mend the two dates; effectiveTo is the last day.');
  }
  return {
    kind: null,
    itemKind: kind.success ? kind.data : null,
    row: true,
    versionDate,
    validFrom,
    validTo,
    issuer: null,
    aliases: [],
    products: [],
    law: words(facts.law),
    article: words(facts.article),
    chapter: words(facts.chapter),
  };
}
