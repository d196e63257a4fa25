import type { PersonalDataType } from '../../../graph-schema/index.ts';

/** What is written in place of personal data of a type. */
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
