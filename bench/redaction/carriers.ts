import type { PersonalDataType } from '../../graph-schema/index.ts';

export const splits = ['dev', 'test'] as const;
export type Split = (typeof splits)[number];
export const tongues = ['zh-Hans', 'zh-Hant', 'en'] as const;
export type Tongue = (typeof tongues)[number];

/** Sentences around a value, by type; those of `test` come from other hands than those of `dev`. */
export type Carriers = Readonly<Record<PersonalDataType, Readonly<Record<Split, readonly string[]>>>>;

/** Turns that hold numbers and names of things, and no personal data. ` / ` parts turns. */
export type Negatives = Readonly<Record<Split, readonly string[]>>;
