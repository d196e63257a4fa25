import { DomainError } from '../../errors.ts';

export interface SplittablePart {
  readonly ordinal: number;
  readonly sort: 'node' | 'edge';
  readonly itemId: string;
  readonly fromId: string | null;
  readonly toId: string | null;
}

export interface Split {
  readonly moved: readonly number[];
  /** Relations that stay although one end moves: they can be published only after it. */
  readonly crossing: readonly number[];
}

/**
 * Which parts leave with those that were chosen: a relation goes where its items go. Refuses to take all, none, or what is
 * not there.
 */
export function splitParts(parts: readonly SplittablePart[], chosen: readonly number[]): Split {
  const known = new Set(parts.map(({ ordinal }) => ordinal));
  const unknown = chosen.find((ordinal) => !known.has(ordinal));
  if (unknown !== undefined)
    throw new DomainError('invalid_request', `ordinals: the proposal has no part ${unknown}; load it again`);
  const wanted = new Set(chosen);
  const nodes = parts.filter(({ sort }) => sort === 'node');
  const going = new Set(nodes.filter(({ ordinal }) => wanted.has(ordinal)).map(({ itemId }) => itemId));
  const staying = new Set(nodes.filter(({ ordinal }) => !wanted.has(ordinal)).map(({ itemId }) => itemId));
  const crossing: number[] = [];
  for (const part of parts) {
    if (part.sort === 'node' || wanted.has(part.ordinal)) continue;
    const ends = [part.fromId ?? '', part.toId ?? ''];
    if (!ends.some((end) => going.has(end))) continue;
    if (ends.some((end) => staying.has(end))) crossing.push(part.ordinal);
    else wanted.add(part.ordinal);
  }
  if (wanted.size === 0) throw new DomainError('invalid_request', 'ordinals: choose at least one part to split off');
  if (wanted.size === parts.length)
    throw new DomainError(
      'invalid_request',
      'ordinals: nothing would be left; leave at least one part in the proposal',
    );
  return { moved: [...wanted].sort((a, b) => a - b), crossing };
}
