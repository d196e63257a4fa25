import type { DraftPart, ProposalDraft } from '../../graph-schema/index.ts';
import { type DocumentView, frameOf, type SectionView } from './document-view.ts';
import { clip, type DraftFrame, type DraftKey, edgePart, nodePart, span } from './draft-parts.ts';
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
      title: clip(view.source.title, 500),
      origin: 'miner:taxonomy',
      rationale: `${count} complaint types from ${view.source.key}`,
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
