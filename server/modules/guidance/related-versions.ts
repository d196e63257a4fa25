import {
  type Audience,
  type CallContext,
  type ConditionName,
  checkApplicability,
  type ItemKind,
  type RelationType,
} from '../../../graph-schema/index.ts';
import type { PointInTime } from '../../ports/graph-index.ts';
import type { PublishedState, VersionRef } from '../../publishing/index.ts';

type Relation = ReturnType<PublishedState['edges']>[number];

/** For whom, in which call, and as of when versions may be shown. */
export interface ShownTo {
  readonly at: PointInTime;
  readonly audience: Audience;
  readonly context: CallContext;
  readonly collectionIds?: readonly string[];
}

/** A version that a relation leads to, with the conditions that the call's context leaves open. */
export interface RelatedVersion extends VersionRef {
  readonly openConditions: readonly ConditionName[];
}

/** Relations of the published state as one asker may follow them: in force, for them, not known to be out of place. */
export interface Related {
  /** Steps of a version and the scripts of it and of its steps. */
  stepsAndScripts(of: VersionRef): readonly RelatedVersion[];
  hasSteps(of: VersionRef): boolean;
  /** What a step or a script belongs to: the procedure or scenario that has it as a step or says it. */
  ownerOf(itemId: string): RelatedVersion | null;
}

export function createRelated(state: PublishedState, { at, audience, context, collectionIds }: ShownTo): Related {
  /** The version of an item or a relation that may be shown. */
  const shown = (itemId: string): RelatedVersion | null => {
    const version = state.inForce(itemId, at);
    if (!version?.audience.includes(audience)) return null;
    if (collectionIds && !collectionIds.includes(state.get(itemId)?.collectionId ?? '')) return null;
    const verdict = checkApplicability(version.conditions, context);
    if (verdict.applies === 'no') return null;
    return { itemId, version: version.version, openConditions: verdict.applies === 'unknown' ? verdict.open : [] };
  };

  const across = (edge: Relation, end: 'fromId' | 'toId'): RelatedVersion[] => {
    const relation = shown(edge.itemId);
    const version = shown(edge[end]);
    if (!relation || !version) return [];
    return [{ ...version, openConditions: [...new Set([...relation.openConditions, ...version.openConditions])] }];
  };
  const follow = (itemId: string, type: RelationType) =>
    state.edges(itemId, 'out').flatMap((edge) => (edge.kind === type ? across(edge, 'toId') : []));
  const back = (itemId: string, type: RelationType) =>
    state.edges(itemId, 'in').flatMap((edge) => (edge.kind === type ? across(edge, 'fromId') : []));

  return {
    stepsAndScripts(of) {
      const steps = follow(of.itemId, 'HAS_STEP');
      const scripts = [of, ...steps].flatMap(({ itemId }) => follow(itemId, 'USES_SCRIPT'));
      return [...new Map([...steps, ...scripts].map((version) => [version.itemId, version])).values()];
    },
    hasSteps: ({ itemId }) => follow(itemId, 'HAS_STEP').length > 0,
    ownerOf(itemId) {
      const sayers = back(itemId, 'USES_SCRIPT');
      const wholes = [itemId, ...sayers.map((sayer) => sayer.itemId)].flatMap((id) => back(id, 'HAS_STEP'));
      const ofKind = (versions: readonly RelatedVersion[], kind: ItemKind) =>
        versions.find((version) => state.get(version.itemId)?.kind === kind);
      return ofKind(wholes, 'procedure') ?? ofKind([...sayers, ...wholes], 'scenario') ?? null;
    },
  };
}
