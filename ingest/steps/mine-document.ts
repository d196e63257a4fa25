import type { ProposalDraft } from '../../graph-schema/index.ts';
import type { DocumentContext, IngestSettings, ParsedDocument, StoredSource } from '../ports.ts';
import { documentView } from './document-view.ts';
import { withTitleMentions } from './documents-references/title-mentions.ts';
import { clip } from './draft-parts.ts';
import { counted, inLanguage } from './draft-wording.ts';
import { listsSteps } from './lists-steps.ts';
import { mineProcedures } from './mine-procedures.ts';
import { mineProducts } from './mine-products.ts';
import { articlesOf, mineRegulations } from './mine-regulations.ts';
import { mineTaxonomy } from './mine-taxonomy.ts';
import { verbatimParts } from './verbatim-parts.ts';

/**
 * Turns one stored document into bundles to review, by what it says it is; without that, by its structure: articles
 * make a regulation, a list of instructions a procedure, and anything else comes in its own words, section by section.
 */
export function mineDocument(
  source: StoredSource,
  settings: IngestSettings,
  context: DocumentContext = {},
): ProposalDraft[] {
  const { document } = source;
  if (!document) return [];
  if (settings.verbatim || document.row) return inOwnWords(source);
  return withTitleMentions(minedByKind(source, document, context), source, context.knownTitles ?? []);
}

function minedByKind(source: StoredSource, document: ParsedDocument, context: DocumentContext): ProposalDraft[] {
  const view = documentView(source, document);
  switch (document.kind) {
    case 'product':
      return mineProducts(view, context.knownProducts);
    case 'regulation':
      return articlesOf(source).length > 0 ? mineRegulations(view) : inOwnWords(source);
    case 'procedure':
      return mineProcedures(view);
    case 'taxonomy':
      return mineTaxonomy(view);
    case null:
      return view.sections.some(({ segment }) => listsSteps(segment.text)) ? mineProcedures(view) : inOwnWords(source);
  }
}

function inOwnWords(source: StoredSource): ProposalDraft[] {
  const parts = verbatimParts(source);
  if (parts.length === 0) return [];
  return [
    {
      title: clip(source.title, 500),
      origin: 'import',
      rationale: inLanguage(source.language, {
        'zh-Hans': `文档“${source.key}”按原文导入，分为${parts.length}个条目，没有改写。批准后，指引可以引用其原文。`,
        'zh-Hant': `文件「${source.key}」按原文匯入，分為${parts.length}個條目，沒有改寫。批准後，指引可以引用其原文。`,
        en: `The document "${source.key}" comes in its own words as ${counted(parts.length, 'item')}, nothing reworded. Once approved, guidance can quote it.`,
      }),
      parts,
    },
  ];
}
