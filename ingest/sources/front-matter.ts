import { parseDocument } from 'yaml';
import { z } from 'zod';
import { type Language, languages, parseInclusiveEnd, parseInstant } from '../../graph-schema/index.ts';
import { type DocumentKind, documentKinds } from '../ports.ts';
import { BadRecord, badFields } from './bad-record.ts';
import { readDate, refuseFarYear } from './read-date.ts';

/** What a document says about itself at its top; dates already in the institution's zone. */
export interface FrontMatter {
  readonly kind: DocumentKind | null;
  readonly title: string | null;
  readonly language: Language | null;
  readonly aliases: readonly string[];
  readonly versionDate: string | null;
  readonly validFrom: Date | null;
  readonly validTo: Date | null;
  readonly issuer: string | null;
  readonly products: readonly string[];
  /** Every field as written. */
  readonly fields: Readonly<Record<string, unknown>>;
}

const block = /^---[ \t]*\r?\n([\s\S]*?)(?:^|\r?\n)(?:---|\.\.\.)[ \t]*(?:\r?\n|$)/m;

/** Splits the YAML between `---` lines at the very top from the body. `head` keeps its lines, with the fences. */
export function splitFrontMatter(text: string): { head: string; yaml: string | null; body: string } {
  const match = text.startsWith('---') ? block.exec(text) : null;
  if (match?.index !== 0) return { head: '', yaml: null, body: text };
  return { head: match[0], yaml: match[1] ?? '', body: text.slice(match[0].length) };
}

const text = z.union([z.string(), z.number(), z.boolean()]).transform((value) => String(value).trim());
const list = z
  .union([text.transform((one) => one.split(/[,，、;；]/)), z.array(text)])
  .transform((many) => many.map((entry) => entry.trim()).filter((entry) => entry !== ''));

const schema = z.looseObject({
  kind: z
    .string()
    .transform((kind) => kind.trim().toLowerCase())
    .pipe(z.enum(documentKinds, { error: `must be one of ${documentKinds.join(', ')}` }))
    .nullish(),
  title: text.nullish(),
  language: languages.schema.nullish(),
  aliases: list.nullish(),
  version: text.nullish(),
  effectiveFrom: text.nullish(),
  effectiveTo: text.nullish(),
  issuer: text.nullish(),
  products: list.nullish(),
});

const remedy = 'Mend the YAML between the --- lines at the top of the document, or take it out.';

/** Reads front matter; throws BadRecord that names the field. Unknown fields are kept and mean nothing. */
export function parseFrontMatter(yaml: string, timeZone: string): FrontMatter {
  const parsed = parseDocument(yaml, { schema: 'core', prettyErrors: false });
  const error = parsed.errors[0];
  if (error) {
    const line = yaml.slice(0, error.pos[0]).split('\n').length + 1;
    throw new BadRecord(`the front matter is not valid YAML at line ${line} (${error.code})`, remedy);
  }
  const value: unknown = parsed.toJS({ maxAliasCount: 20 }) ?? {};
  const result = schema.safeParse(value);
  if (!result.success) throw badFields(result.error, remedy);
  const { kind, title, language, aliases, version, effectiveFrom, effectiveTo, issuer, products } = result.data;
  const validFrom = effectiveFrom ? readDate('effectiveFrom', effectiveFrom, (d) => parseInstant(d, timeZone)) : null;
  const validTo = effectiveTo ? readDate('effectiveTo', effectiveTo, (d) => parseInclusiveEnd(d, timeZone)) : null;
  if (validFrom && validTo && validFrom >= validTo) {
    throw new BadRecord(
      'effectiveTo lies before effectiveFrom',
      'Swap or mend the two dates; effectiveTo is the last day.',
    );
  }
  return {
    kind: kind ?? null,
    title: title || null,
    language: language ?? null,
    aliases: aliases ?? [],
    versionDate: version ? isoDay('version', version) : null,
    validFrom,
    validTo,
    issuer: issuer || null,
    products: products ?? [],
    fields: result.data,
  };
}

/** The text as YYYY-MM-DD; null when it names no day, as versions may be numbered. Throws BadRecord for a far year. */
export function isoDay(field: string, value: string): string | null {
  const match = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:$|[T ])/.exec(value.trim());
  if (!match) return null;
  const day = [match[1], match[2]?.padStart(2, '0'), match[3]?.padStart(2, '0')].join('-');
  let instant: Date;
  try {
    instant = parseInstant(day, 'UTC');
  } catch {
    return null;
  }
  refuseFarYear(field, day, instant);
  return day;
}
