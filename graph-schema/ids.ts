import { monotonicFactory } from 'ulid';

const prefixes = {
  source: 'src',
  revision: 'rev',
  segment: 'seg',
  recording: 'rec',
  run: 'run',
  item: 'itm',
  proposal: 'prp',
  review: 'rvw',
  changeset: 'chg',
  case: 'cas',
  call: 'cal',
  card: 'crd',
  exposure: 'exp',
  gap: 'gap',
  outcome: 'out',
  erasure: 'era',
  feedback: 'fbk',
  widgetToken: 'wgt',
  evaluation: 'evl',
  evaluationQuestion: 'evq',
  evaluationRun: 'evr',
  annotationTask: 'ant',
  annotation: 'ann',
  user: 'usr',
  merge: 'mrg',
  verification: 'ver',
  apiKey: 'key',
  request: 'req',
} as const;

export type IdKind = keyof typeof prefixes;

const ulid = monotonicFactory();

/** A new identifier: a short prefix that names its kind, and a ULID, so that ids sort by the time they were made. */
export function newId(kind: IdKind): string {
  return `${prefixes[kind]}_${ulid()}`;
}

/** Whether the text has the shape of an id of that kind. */
export function isId(kind: IdKind, text: string): boolean {
  return new RegExp(`^${prefixes[kind]}_[0-9A-HJKMNP-TV-Z]{26}$`).test(text);
}
