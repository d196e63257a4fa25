import { createHash } from 'node:crypto';
import { placeholderPattern } from '../../graph-schema/index.ts';
import type { IngestSettings } from '../ports.ts';
import { findPersonalData } from './redact.ts';
import { bareNames } from './redaction/bare-names.ts';
import { type Finding, placeholder, type RedactionMode } from './redaction/placeholders.ts';
import { withoutOverlaps } from './redaction/without-overlaps.ts';

export interface IdentifierSettings extends Pick<IngestSettings, 'pseudonym' | 'ownContacts'> {
  /** `speech`, the default: it names a call, so that a lone word that is a person's name is taken for one. */
  readonly mode?: RedactionMode;
}

/**
 * Replaces personal data in an id, a file name or a label by its placeholder and a keyed tag, as in
 * `[PHONE]-bqtrnsfghkmd`: the same value always gives the same tag, and different values different ones. What holds no
 * personal data stays as it is; doing it again changes nothing.
 */
export function redactIdentifier(text: string, settings: IdentifierSettings): string {
  const found = findInIdentifier(text, settings);
  let [output, from] = ['', 0];
  for (const { type, start, end } of found) {
    const value = text.slice(start, end);
    output += text.slice(from, start) + placeholder(type) + tagOf(value, settings);
    // A letter or digit right behind it would run into the tag.
    if (/^[\p{L}\p{N}]/u.test(text.slice(end))) output += '-';
    from = end;
  }
  const redacted = output + text.slice(from);
  return found.length === 0 ? redacted : redactIdentifier(redacted, settings);
}

function findInIdentifier(text: string, { ownContacts, mode = 'speech' }: IdentifierSettings): Finding[] {
  // File names write what is spoken as words with underscores between them.
  const words = text.replace(/[_/\\]/g, ' ');
  const taken = [...text.matchAll(placeholderPattern)].map((m) => ({ start: m.index, end: m.index + m[0].length }));
  const found = findPersonalData(words, { ownContacts, mode });
  const named = mode === 'speech' || found.length > 0 ? bareNames(words) : [];
  const trimmed = [...found, ...named].map(({ type, start, end }) => ({
    type,
    start: start + (/^ */.exec(words.slice(start, end))?.[0].length ?? 0),
    end,
  }));
  return withoutOverlaps(trimmed, taken, text.length);
}

const tagLetters = 'bcdfghjkmnpqrstv';

/** Twelve letters without vowels and digits, so that a tag is never read as a number or a name. */
function tagOf(value: string, settings: IdentifierSettings): string {
  const plain = value
    .normalize('NFKC')
    .replace(/[\s().+-]/g, '')
    .replace(/^(?:00)?86(?=1\d{10}$)/, '')
    .toLowerCase();
  const digest = createHash('sha256').update(settings.pseudonym(plain)).digest('hex').slice(0, 12);
  return `-${[...digest].map((c) => tagLetters[Number.parseInt(c, 16)]).join('')}`;
}
