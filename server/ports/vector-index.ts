import type { PointInTime } from './graph-index.ts';

/** One embedding model's vectors: those of different spaces are never compared. */
export interface EmbeddingSpace {
  /** Lower-case letters, digits, `-` and `_`, at most 40. */
  readonly id: string;
  readonly model: string;
  /** 1..2000. */
  readonly dimensions: number;
}

export interface VersionVector {
  readonly itemId: string;
  readonly version: number;
  readonly vector: readonly number[];
}

export interface VectorQuery {
  readonly spaceId: string;
  readonly vector: readonly number[];
  /**
   * What the question is made of, each by itself, such as its utterances: what is near to the whole is then ordered by
   * its greatest similarity to one of them (MaxSim; Khattab and Zaharia, 2020). Absent or empty: by the whole.
   */
  readonly aspects?: readonly (readonly number[])[];
  readonly limit: number;
  readonly at: PointInTime;
  readonly collectionIds?: readonly string[];
}

export interface VectorHit {
  readonly itemId: string;
  readonly version: number;
  /** Cosine similarity, -1..1. */
  readonly similarity: number;
}

/**
 * Nearest published versions by meaning, in force at a point of both times. Refuses, with DomainError, a space that is
 * not there (`not_found`) and a vector that has another length, a number that is not finite, or no direction
 * (`invalid_request`).
 */
export interface VectorIndex {
  /** Creates the space, or finds it there; refuses one of the same id with another model or length (`conflict`). */
  ensureSpace(space: EmbeddingSpace): Promise<void>;
  /**
   * Adds vectors, all or none; one that is there is replaced, and of two for one version the last counts. Refuses a
   * version that was never published (`not_found`).
   */
  add(spaceId: string, vectors: readonly VersionVector[]): Promise<void>;
  /**
   * Builds the approximate index over what the space holds; searches before that are exact. What is added later goes
   * into it by itself. Minutes for 100,000 vectors, in which searches go on, and adding and removing wait.
   */
  buildIndex(spaceId: string): Promise<void>;
  /**
   * The nearest first; among equals by item id. As many as the limit asks for, if there are as many in force,
   * however few of the nearest ones are.
   */
  search(query: VectorQuery): Promise<readonly VectorHit[]>;
  /** Forgets a version's vectors in every space. */
  remove(itemId: string, version: number): Promise<void>;
  /** How many versions have a vector in the space; 0 for one that is not there. */
  count(spaceId: string): Promise<number>;
  /** Forgets the space and all its vectors; nothing if it is not there. */
  dropSpace(spaceId: string): Promise<void>;
}
