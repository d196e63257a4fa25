import { ZodError } from 'zod';
import {
  type DraftPart,
  type Governance,
  governances,
  type ItemDraft,
  type ItemKind,
  isEmpty,
  itemLabel,
  kinds,
  parseContent,
  type RelationDraft,
  refuseEnds,
  relationContentSchema,
  relations,
} from '../../../graph-schema/index.ts';
import { DomainError } from '../../errors.ts';
import type { KeyedHash } from '../../publishing/index.ts';

/** A part ready to be written: checked, its items known by id. */
export interface PartRow {
  readonly sort: 'node' | 'edge';
  readonly kind: string;
  readonly itemId: string;
  readonly key: string;
  readonly fromId: string | null;
  readonly toId: string | null;
  readonly label: string;
  readonly content: unknown;
  readonly conditions: unknown;
  readonly audience: readonly string[];
  readonly governance: Governance;
  readonly confidence: number;
  readonly validFrom: string | null;
  readonly validTo: string | null;
  readonly evidence: unknown;
  readonly contentHash: string;
}

/** An item that a relation ends at. */
export interface EndItem {
  readonly id: string;
  readonly kind: ItemKind;
  readonly label: string;
}

function governanceOf(part: DraftPart, byDefault: Governance, path: string): Governance {
  if (part.governance === undefined) return byDefault;
  const rank = (governance: Governance) => governances.values.indexOf(governance);
  if (rank(part.governance) < rank(byDefault)) {
    throw new DomainError(
      'invalid_request',
      `${path}: governance may only be tightened; a ${part.kind} needs ${byDefault}`,
    );
  }
  return part.governance;
}

function checkShared(part: DraftPart, path: string): void {
  if (part.evidence.length === 0) {
    throw new DomainError(
      'invalid_request',
      `${path}: every statement needs evidence; name at least one span of a source`,
    );
  }
  const interval = {
    from: part.validFrom ? new Date(part.validFrom) : null,
    to: part.validTo ? new Date(part.validTo) : null,
  };
  if (isEmpty(interval)) {
    throw new DomainError(
      'invalid_request',
      `${path}: the interval ends (${part.validTo}) before or when it begins (${part.validFrom})`,
    );
  }
}

/** Checks the content against its kind; names the field that is wrong. */
export function checkedContent(kind: ItemKind, content: unknown, path: string) {
  return named(kind, path, () => parseContent(kind, content));
}

/** Checks the content of a relation; names the field that is wrong. */
export function checkedRelation(content: unknown, path: string) {
  return named('relation', path, () => relationContentSchema.parse(content));
}

function named<T>(what: string, path: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof ZodError)) throw error;
    const errors = error.issues.map((issue) => ({
      path: [path, 'content', ...issue.path.map(String)].join('.'),
      message: issue.message,
    }));
    throw new DomainError(
      'invalid_request',
      `${path}: not a valid ${what}: ${errors[0]?.path}: ${errors[0]?.message}`,
      { errors },
    );
  }
}

type Stated = Pick<PartRow, 'content' | 'conditions' | 'audience' | 'governance' | 'validFrom' | 'validTo'>;

/** The keyed hash of what a part states; its evidence is left out, so that the same words met again are no change. */
export function partHash(
  hash: KeyedHash,
  { content, conditions, audience, governance, validFrom, validTo }: Stated,
): string {
  return hash.ofJson({ content, conditions, audience, governance, validFrom, validTo });
}

/** The instant as it is stored and hashed: ISO 8601 in UTC, to the millisecond. */
export const utc = (instant: string | null) => (instant === null ? null : new Date(instant).toISOString());

function stated(part: DraftPart, content: unknown, governance: Governance) {
  const { conditions, audience, confidence, evidence } = part;
  return {
    content,
    conditions,
    audience,
    governance,
    confidence,
    evidence,
    validFrom: utc(part.validFrom),
    validTo: utc(part.validTo),
  };
}

export function nodeRow(part: ItemDraft, itemId: string, hash: KeyedHash, path: string): PartRow {
  checkShared(part, path);
  const content = checkedContent(part.kind, part.content, path);
  const fields = stated(part, content, governanceOf(part, kinds[part.kind].governance, path));
  return {
    ...fields,
    sort: 'node',
    kind: part.kind,
    key: part.key,
    itemId,
    fromId: null,
    toId: null,
    label: itemLabel(part.kind, content),
    contentHash: partHash(hash, fields),
  };
}

/** The natural key of a relation: what it joins. */
export function edgeKey(fromId: string, type: string, toId: string): string {
  return `${fromId} ${type} ${toId}`;
}

export function edgeRow(
  part: RelationDraft,
  itemId: string,
  from: EndItem,
  to: EndItem,
  hash: KeyedHash,
  path: string,
): PartRow {
  checkShared(part, path);
  const refused = refuseEnds(part.kind, from.kind, to.kind);
  if (refused !== null) throw new DomainError('invalid_request', `${path}: ${refused}`);
  const fields = stated(part, checkedRelation(part.content, path), governanceOf(part, 'one_review', path));
  return {
    ...fields,
    sort: 'edge',
    kind: part.kind,
    key: edgeKey(from.id, part.kind, to.id),
    itemId,
    fromId: from.id,
    toId: to.id,
    label: `${from.label} — ${relations[part.kind].label.zh} → ${to.label}`,
    contentHash: partHash(hash, fields),
  };
}
