import type { RelationType } from '../../../graph-schema/index.ts';

/**
 * How much of a hit's relevance its neighbours inherit, by relation and by the direction in which it is walked.
 * What belongs to the same handling of a matter inherits most; what many items share (a product, a law) little.
 * Relations that are not listed are not walked.
 */
export const relationWeights: Readonly<Partial<Record<RelationType, { readonly out: number; readonly in: number }>>> = {
  HAS_STEP: { out: 0.5, in: 0.6 },
  NEXT_STEP: { out: 0.4, in: 0.2 },
  USES_SCRIPT: { out: 0.6, in: 0.5 },
  APPLIES_TO: { out: 0.3, in: 0.5 },
  ABOUT_PRODUCT: { out: 0.3, in: 0.2 },
  GOVERNED_BY: { out: 0.5, in: 0.4 },
  PART_OF: { out: 0.2, in: 0.2 },
  CONFLICTS_WITH: { out: 0.5, in: 0.5 },
  INSTANCE_OF: { out: 0.4, in: 0.3 },
  ESCALATES_TO: { out: 0.3, in: 0.2 },
  OF_TYPE: { out: 0.1, in: 0.4 },
  MENTIONS: { out: 0.3, in: 0.2 },
};

/** A node with more relations of one kind than this shares its weight among them. */
export const undampedDegree = 4;
