import { itemText } from '../../../graph-schema/index.ts';
import type { Database } from '../../ports/database.ts';
import type { GraphIndex } from '../../ports/graph-index.ts';
import type { TextIndex, TextSearch } from '../../ports/text-index.ts';
import type { PublishedState } from '../../publishing/index.ts';
import { type VersionContent, type VersionContents, versionKey } from '../guidance/index.ts';
import {
  createMentionMatcher,
  createRetriever,
  type Meaning,
  type MentionMatcher,
  type Retriever,
  type RetrieverOptions,
} from '../retrieval/index.ts';
import { overlaidState } from './overlaid-state.ts';
import { type ChangeSource, type ProposedChange, readChange } from './read-change.ts';

/** A collection searched by another recipe than its own. */
export interface OtherRecipe {
  readonly collectionId: string;
  readonly recipe: string;
}

/** Everything that guidance asks, as it would answer with a change published; nothing real is touched. */
export interface Overlay {
  readonly retriever: Retriever;
  readonly state: PublishedState;
  readonly textIndex: Pick<TextSearch, 'contentWords'>;
  readonly contents: VersionContents;
  /** When the change is to take effect; null: at once. */
  readonly effectiveAt: Date | null;
  /** Versions that it puts in force and takes out of it. */
  readonly versions: number;
}

export interface Overlays {
  /** What is in force, as this process answers with it, be it with other recipes. */
  asItIs(recipe?: OtherRecipe): Overlay;
  /**
   * Reads what a changeset or proposals would publish and puts it over what is in force; costs what the change costs,
   * however much is published. Throws `not_found`, and `wrong_state` for what was decided.
   */
  create(source: ChangeSource, recipe?: OtherRecipe): Promise<Overlay>;
}

interface Options {
  readonly database: Database;
  readonly retrieval: Omit<RetrieverOptions, 'textIndex' | 'state'>;
  readonly textIndex: TextIndex;
  readonly state: PublishedState;
  readonly contents: VersionContents;
  readonly graphOf: (state: PublishedState) => Pick<GraphIndex, 'neighbourhood'>;
  /** What is near in meaning with these versions among the published ones. */
  readonly layerMeaning?: ((versions: readonly VersionContent[]) => Promise<Meaning>) | null | undefined;
}

export function createOverlays({
  database,
  retrieval,
  textIndex,
  state,
  contents,
  graphOf,
  layerMeaning,
}: Options): Overlays {
  const withRecipe = (other: OtherRecipe | undefined): Pick<RetrieverOptions, 'recipeName'> => {
    const { recipeName = () => undefined } = retrieval;
    if (!other) return { recipeName };
    return {
      recipeName: (collectionId) => (collectionId === other.collectionId ? other.recipe : recipeName(collectionId)),
    };
  };
  return {
    asItIs: (recipe) => ({
      retriever: createRetriever({ ...retrieval, ...withRecipe(recipe), textIndex, state }),
      state,
      textIndex,
      contents,
      effectiveAt: null,
      versions: 0,
    }),
    async create(source, recipe) {
      const change = await readChange(database, source);
      const overlaid = overlaidState(state, change);
      const layered = textIndex.layered(change.texts);
      const meaning = layerMeaning ? await layerMeaning(change.contents) : retrieval.meaning;
      return {
        retriever: createRetriever({
          ...retrieval,
          ...withRecipe(recipe),
          textIndex: layered,
          state: overlaid,
          graphIndex: graphOf(overlaid),
          mentions: overlaidMentions(retrieval.mentions, change),
          meaning,
        }),
        state: overlaid,
        textIndex: layered,
        contents: overlaidContents(contents, change.contents),
        effectiveAt: change.effectiveAt,
        versions: change.published.length + change.withdrawn.length,
      };
    },
  };
}

/** Products that the change brings are met by their names too. */
function overlaidMentions(
  below: RetrieverOptions['mentions'],
  { contents }: ProposedChange,
): Pick<MentionMatcher, 'find'> {
  const above = createMentionMatcher(
    contents.flatMap(({ itemId, kind, content }) => {
      if (kind !== 'product') return [];
      const { title, phrases } = itemText(kind, content);
      return [{ itemId, names: [title, ...phrases] }];
    }),
  );
  return {
    find(text) {
      const found = new Map(
        [...(below?.find(text) ?? []), ...above.find(text)].map((mention) => [mention.itemId, mention]),
      );
      return [...found.values()];
    },
  };
}

function overlaidContents(below: VersionContents, added: readonly VersionContent[]): VersionContents {
  const own = new Map(added.map((content) => [versionKey(content), content]));
  return {
    forget: () => below.forget(),
    async read(refs) {
      const result = new Map(await below.read(refs.filter((ref) => !own.has(versionKey(ref)))));
      for (const ref of refs) {
        const content = own.get(versionKey(ref));
        if (content) result.set(versionKey(ref), content);
      }
      return result;
    },
  };
}
