/** The kinds of personal data, as their placeholders name them. */
export const personalDataTypes = [
  'NAME',
  'PHONE',
  'ID',
  'CARD',
  'ACCOUNT',
  'POLICY',
  'PLATE',
  'ADDRESS',
  'EMAIL',
  'IP',
  'PASSCODE',
  'BIRTHDATE',
] as const;

/**
 * What takes the place of personal data: the type in brackets and Latin capitals, in every language, so that people
 * can read it and search can leave it out.
 */
export type PersonalDataType = (typeof personalDataTypes)[number];

/** Matches every placeholder, with the tag of an identifier if there is one; for search and display. */
export const placeholderPattern = new RegExp(`\\[(?:${personalDataTypes.join('|')})\\](?:-[b-v]{12}(?![a-z]))?`, 'g');

export function placeholder(type: PersonalDataType): string {
  return `[${type}]`;
}

/** A stretch of text that a recogniser takes for personal data: UTF-16 units, half-open. */
export interface Finding {
  readonly type: PersonalDataType;
  readonly start: number;
  readonly end: number;
}

/** `speech`: people talk. `document`: institutions write, so that fewer words may be names. */
export type RedactionMode = 'speech' | 'document';
