import type { Language, ProposalDraft } from '../../../graph-schema/index.ts';
import type { KnownScenario, StoredSource } from '../../ports.ts';
import { clip, type DraftFrame, type DraftKey, edgePart, nodePart, span } from '../draft-parts.ts';
import { counted, draftTitle, inLanguage } from '../draft-wording.ts';
import type { Merge, Retirement, ScenarioChanges, Split } from './scenario-changes.ts';
import { sentencesOf } from './sentences.ts';

/** A group as it was proposed: its key and name. */
export interface NamedGroup {
  readonly key: string;
  readonly name: string;
  readonly language: Language | undefined;
}

const origin = 'miner:scenarios';
const mostEvidence = 20;
const dayMs = 86_400_000;

const nameOf = ({ key, inForce }: KnownScenario) => clip(inForce?.name ?? key, 200);
const examplesOf = (keys: readonly string[], language: Language | undefined) =>
  keys
    .slice(0, 3)
    .map((key) => clip(key, 80))
    .join(language === 'en' ? ', ' : '、');

/** What a bundle says of a group that was split off: its relation to where it came from, and why. */
export function splitWording(
  { from, shared, had }: Split,
  language: Language | undefined,
): { title: string; reason: string } {
  const [name, some, left] = [nameOf(from), examplesOf(shared, language), had - shared.length];
  return {
    title: inLanguage(language, {
      'zh-Hans': `拆分「${name}」`,
      'zh-Hant': `拆分「${name}」`,
      en: `Split of "${name}"`,
    }),
    reason: inLanguage(language, {
      'zh-Hans': `场景「${name}」原有${had}通来电，其中${shared.length}通现在自成一类（例如${some}），另有${left}通不在其中，因此建议拆分。`,
      'zh-Hant': `場景「${name}」原有${had}通來電，其中${shared.length}通現在自成一類（例如${some}），另有${left}通不在其中，因此建議拆分。`,
      en: `The scenario "${name}" had ${counted(had, 'call')}; ${shared.length} of them now make a group of their own, such as ${some}, and ${left} do not belong to it.`,
    }),
  };
}

/** The part that says which scenario a group was split from. */
export const splitPart = (
  split: Split,
  ref: DraftKey<'scenario'>,
  calls: ReadonlyMap<string, StoredSource>,
  frame: DraftFrame,
) =>
  edgePart('DERIVED_FROM', ref, scenarioRef(split.from), openings(split.shared.toSorted(), calls).slice(0, 5), frame);

const scenarioRef = ({ key }: KnownScenario): DraftKey<'scenario'> => ({ kind: 'scenario', key });

/** Where each of the calls begins: what its customer said first. */
function openings(keys: readonly string[], calls: ReadonlyMap<string, StoredSource>) {
  return keys.flatMap((key) => {
    const call = calls.get(key);
    const said = call && sentencesOf(call, 'customer')[0];
    return said ? [span(said.segment, said.start, said.end, 'example')] : [];
  });
}

/**
 * Proposals that published scenarios end, merged into another or retired, from the day after the last call on: the
 * reviewer sees how many of their calls are where now, and some of them. A scenario without calls is left alone.
 */
export function changeDrafts(
  { merges, retirements }: ScenarioChanges,
  groups: readonly NamedGroup[],
  calls: readonly StoredSource[],
): ProposalDraft[] {
  const byKey = new Map(calls.map((call) => [call.key, call]));
  const last = calls.reduce((latest, { call }) => Math.max(latest, call?.startedAt?.getTime() ?? 0), 0) || Date.now();
  const end = new Date((Math.floor(last / dayMs) + 1) * dayMs);
  return [
    ...merges.flatMap((merge) => mergeDraft(merge, groups[merge.cluster], byKey, end)),
    ...retirements.flatMap((retirement) => retirementDraft(retirement, groups, byKey, end)),
  ];
}

const languageOf = ({ inForce }: KnownScenario): Language | undefined => {
  const language = inForce?.content['language'];
  return language === 'en' || language === 'zh-Hans' || language === 'zh-Hant' ? language : undefined;
};

/** The scenario as it is in force, ended. */
function ended(gone: KnownScenario, calls: ReadonlyMap<string, StoredSource>, end: Date) {
  const evidence = openings([...new Set(gone.callKeys)].sort(), calls).slice(0, mostEvidence);
  const from = gone.inForce?.validFrom ?? null;
  const validTo = from !== null && from >= end ? new Date(from.getTime() + dayMs) : end;
  const frame = { validFrom: from, validTo, confidence: 0.6 };
  return evidence.length === 0
    ? null
    : { part: nodePart(scenarioRef(gone), gone.inForce?.content ?? {}, evidence, frame), frame };
}

function mergeDraft(
  { gone, shared, had }: Merge,
  into: NamedGroup | undefined,
  calls: ReadonlyMap<string, StoredSource>,
  end: Date,
): ProposalDraft[] {
  const last = ended(gone, calls, end);
  if (!last || !into) return [];
  const language = languageOf(gone) ?? into.language;
  const [name, some, other] = [nameOf(gone), examplesOf(shared, language), clip(into.name, 200)];
  const frame = { validFrom: null, validTo: null, confidence: 0.6 };
  const ref: DraftKey<'scenario'> = { kind: 'scenario', key: into.key };
  return [
    {
      title: draftTitle(
        language,
        { 'zh-Hans': '合并场景', 'zh-Hant': '合併場景', en: 'Merge of scenarios' },
        `${name} → ${other}`,
      ),
      origin,
      rationale: inLanguage(language, {
        'zh-Hans': `「${name}」原有${had}通来电，其中${shared.length}通现在与「${other}」的来电同属一类，例如${some}。建议由后者取代，「${name}」到期停用。`,
        'zh-Hant': `「${name}」原有${had}通來電，其中${shared.length}通現在與「${other}」的來電同屬一類，例如${some}。建議由後者取代，「${name}」到期停用。`,
        en: `"${name}" had ${counted(had, 'call')}; ${shared.length} of them are now in one group with those of "${other}", such as ${some}. The latter would take its place, and "${name}" would end.`,
      }),
      parts: [
        last.part,
        edgePart('SUPERSEDES', ref, scenarioRef(gone), openings(shared.toSorted(), calls).slice(0, 5), frame),
      ],
    },
  ];
}

function retirementDraft(
  { gone, had, elsewhere }: Retirement,
  groups: readonly NamedGroup[],
  calls: ReadonlyMap<string, StoredSource>,
  end: Date,
): ProposalDraft[] {
  const last = ended(gone, calls, end);
  if (!last) return [];
  const language = languageOf(gone);
  const name = nameOf(gone);
  const moved = elsewhere.reduce((sum, one) => sum + one.calls, 0);
  const list = (one: (typeof elsewhere)[number]) => `${clip(groups[one.cluster]?.name ?? '', 80)} (${one.calls})`;
  const where = elsewhere.map(list).join(language === 'en' ? ', ' : '、');
  const some = examplesOf([...new Set(gone.callKeys)].filter((key) => calls.has(key)).sort(), language);
  return [
    {
      title: draftTitle(language, { 'zh-Hans': '停用场景', 'zh-Hant': '停用場景', en: 'End of a scenario' }, name),
      origin,
      rationale: inLanguage(language, {
        'zh-Hans': `「${name}」的${had}通来电不再自成一类，例如${some}。${where ? `现在归入：${where}；` : ''}其余${had - moved}通分散或未归类。建议停用。`,
        'zh-Hant': `「${name}」的${had}通來電不再自成一類，例如${some}。${where ? `現在歸入：${where}；` : ''}其餘${had - moved}通分散或未歸類。建議停用。`,
        en: `The ${counted(had, 'call')} of "${name}" are no group any more, such as ${some}. ${where ? `Now in: ${where}; ` : ''}${had - moved} are scattered or fit nowhere. It would end.`,
      }),
      parts: [last.part],
    },
  ];
}
