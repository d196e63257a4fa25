import { createPacer } from '../ingest/index.ts';
import type { StoredSource } from '../ingest/ports.ts';
import { clusterCalls } from '../ingest/steps/scenarios/cluster-calls.ts';
import type { Fineness } from '../ingest/steps/scenarios/discovery/discover-groups.ts';
import { openGroupModel } from '../ingest/steps/scenarios/discovery/group-model.ts';
import { partCalls } from '../ingest/steps/scenarios/part-calls.ts';
import { twoMatters } from '../ingest/steps/scenarios/two-matters.ts';
import { seeded } from './seeded.ts';

/** A conversation whose matters are known. */
export interface KnownMatters {
  readonly id: string;
  readonly language: 'en' | 'zh-Hans';
  readonly matters: readonly string[];
  readonly turns: readonly { readonly role: 'customer' | 'agent'; readonly text: string }[];
}

/** How calls on two matters are told from calls on one. */
export interface TwoMattersScore {
  /** Calls on one matter, and how many of them were parted. */
  readonly single: number;
  readonly falsely: number;
  /** Pairs of other calls on different matters, put together; `right` were parted into groups that are mostly of these matters. */
  readonly joined: number;
  readonly found: number;
  readonly right: number;
  /** Real calls on several matters, assigned afterwards; `noted` are under two groups, `bothRight` under two of theirs. */
  readonly several: number;
  readonly noted: number;
  readonly bothRight: number;
}

const smallest = 3;

/** Mines calls on one matter and joined pairs of others, one for seven of them; counts which are parted, and assigns calls on several. */
export async function scoreTwoMatters(
  single: readonly KnownMatters[],
  several: readonly KnownMatters[],
  { seed, fineness }: { readonly seed: number; readonly fineness: Fineness },
): Promise<TwoMattersScore> {
  const { alone, joined } = joinPairs(single, seed);
  const all = [...alone, ...joined].toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const known = new Map(all.map((one) => [one.id, one.matters]));
  const calls = all.map(asCall);
  const giveWay = createPacer();
  const grouped = await clusterCalls(calls, { smallest, fineness, giveWay, onProgress: () => {} });
  const { clusters, model } = await partCalls(grouped, calls, { smallest, giveWay });
  const matterOf = clusters.map((cluster) =>
    mostOf(cluster.calls.map(({ key }) => known.get(key) ?? []).flatMap((own) => (own.length === 1 ? own : []))),
  );
  const groupsOf = new Map<string, number[]>();
  for (const [k, { calls: own }] of clusters.entries()) {
    for (const { key } of own) groupsOf.set(key, [...(groupsOf.get(key) ?? []), k]);
  }
  const isParted = ({ id }: KnownMatters) => (groupsOf.get(id)?.length ?? 0) > 1;
  const mattersFound = (groups: readonly number[]) => new Set(groups.map((k) => matterOf[k] ?? ''));
  const isRight = ({ matters }: KnownMatters, groups: readonly number[]) => {
    const found = mattersFound(groups);
    return found.size === 2 && [...found].every((matter) => matters.includes(matter));
  };
  const found = joined.filter(isParted);
  const drawn = openGroupModel(model(clusters.map((_, k) => String(k))));
  const noted = several.flatMap((one) => {
    const two = twoMatters(asCall(one), drawn);
    return two ? [{ one, groups: two.parts.map(({ group }) => group) }] : [];
  });
  return {
    single: alone.length,
    falsely: alone.filter(isParted).length,
    joined: joined.length,
    found: found.length,
    right: found.filter((one) => isRight(one, groupsOf.get(one.id) ?? [])).length,
    several: several.length,
    noted: noted.length,
    bothRight: noted.filter(({ one, groups }) => isRight(one, groups)).length,
  };
}

function joinPairs(single: readonly KnownMatters[], seed: number) {
  const random = seeded(seed);
  const left = single
    .map((one) => ({ one, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one);
  const joined: KnownMatters[] = [];
  for (let n = Math.floor(single.length / 9); n > 0; n--) {
    const first = left.shift();
    const at = left.findIndex((other) => other.matters[0] !== first?.matters[0]);
    const [second] = at < 0 ? [] : left.splice(at, 1);
    if (!first || !second) break;
    joined.push({
      id: `${first.id}+${second.id}`,
      language: first.language,
      matters: [...first.matters, ...second.matters],
      turns: [...first.turns, ...second.turns],
    });
  }
  return { alone: left, joined };
}

function asCall({ id, language, turns }: KnownMatters): StoredSource {
  return {
    type: 'transcript',
    key: id,
    sourceId: id,
    title: id,
    language,
    metadata: {},
    segments: turns.map(({ role, text }, ordinal) => ({
      id: `${id}/${ordinal}`,
      ordinal,
      kind: 'utterance',
      locator: '',
      role,
      text,
    })),
  };
}

function mostOf(matters: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const matter of matters) counts.set(matter, (counts.get(matter) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? '';
}
