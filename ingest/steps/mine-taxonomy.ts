import type { DraftPart, ProposalDraft } from '../../graph-schema/index.ts';
import { type DocumentView, frameOf, type SectionView } from './document-view.ts';
import { clip, type DraftFrame, type DraftKey, edgePart, nodePart, span } from './draft-parts.ts';
import { counted, draftTitle, inLanguage } from './draft-wording.ts';
import type { ListEntry } from './markdown-blocks.ts';
import { nameKey } from './unify-script.ts';

/**
 * A taxonomy document becomes its complaint types: one for each entry of its nested lists, written
 * "name / other language: alternative label, ...", BROADER than those nested in it.
 */
export function mineTaxonomy(view: DocumentView): ProposalDraft[] {
  const frame = frameOf(view.document, 0.9);
  const parts: DraftPart[] = [];
  const seen = new Set<string>();
  for (const section of view.sections) {
    for (const block of section.blocks) {
      if (block.type !== 'list') continue;
      for (const entry of block.entries) parts.push(...typeParts(section, entry, null, seen, frame));
    }
  }
  if (parts.length === 0) return [];
  const count = parts.filter((part) => part.sort === 'node').length;
  return [
    {
      title: draftTitle(
        view.source.language,
        { 'zh-Hans': '投诉分类', 'zh-Hant': '投訴分類', en: 'Complaint types' },
        view.source.title,
      ),
      origin: 'miner:taxonomy',
      rationale: inLanguage(view.source.language, {
        'zh-Hans': `从文档“${view.source.key}”的多级列表读到${count}个投诉类型及其别称，上下级关系照原文层级。批准后，场景可以归入这些类型。`,
        'zh-Hant': `從文件「${view.source.key}」的多級清單讀到${count}個投訴類型及其別稱，上下級關係照原文層級。批准後，場景可以歸入這些類型。`,
        en: `The nested list of "${view.source.key}" names ${counted(count, 'complaint type')} with other names for them, broader and narrower as they are nested. Once approved, scenarios can be sorted by them.`,
      }),
      parts,
    },
  ];
}

function typeParts(
  section: SectionView,
  entry: ListEntry,
  parent: { ref: DraftKey; entry: ListEntry } | null,
  seen: Set<string>,
  frame: DraftFrame,
): DraftPart[] {
  const { name, labels } = labelsOf(entry.own.text);
  const ref: DraftKey<'complaint_type'> = { kind: 'complaint_type', key: nameKey(name) };
  if (name === '' || seen.has(ref.key)) return [];
  seen.add(ref.key);
  const own = span(section.segment, entry.own.start, entry.own.end);
  const parts = [nodePart(ref, { name: clip(name, 300), altLabels: labels }, [own], frame)];
  if (parent) {
    const above = span(section.segment, parent.entry.own.start, parent.entry.own.end);
    parts.push(edgePart('BROADER', ref, parent.ref, [above, own], frame));
  }
  return [...parts, ...entry.children.flatMap((child) => typeParts(section, child, { ref, entry }, seen, frame))];
}

function labelsOf(text: string): { name: string; labels: string[] } {
  const [head = '', ...rest] = text.replace(/\s*\n\s*/g, ' ').split(/：|:\s?/);
  const [name = '', ...others] = head.split(/\s+[/／|]\s+|[/／](?=\s)/).map((part) => part.trim());
  const labels = [...others, ...rest.join(':').split(/[,，、;；]/)].map((label) => label.trim());
  return {
    name,
    labels: [...new Set(labels)].filter((label) => label !== '' && label !== name).map((l) => clip(l, 500)),
  };
}
