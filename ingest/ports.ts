import type {
  Channel,
  DraftPart,
  ItemKind,
  Language,
  Outcome,
  ProposalDraft,
  SegmentKind,
  SourceType,
  SpeakerRole,
} from '../graph-schema/index.ts';
import type { Statements } from './sources/statements/statements.ts';

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** A file as it was handed in. `name` is its path relative to its collection, with forward slashes. */
export interface InputFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Phone numbers and e-mail addresses of the institution itself; redaction leaves them in place. */
export interface OwnContacts {
  readonly phones: readonly string[];
  readonly emails: readonly string[];
}

export interface IngestSettings {
  /** IANA zone that dates without a zone are read in. */
  readonly timeZone: string;
  /** A keyed, stable, irreversible name for a customer. */
  readonly pseudonym: (customerId: string) => string;
  readonly ownContacts: OwnContacts;
  /** Import documents in their own words, one item a document or row, instead of mining them. */
  readonly verbatim: boolean;
}

/** One cut of a source: an utterance, a section with its heading line, or an article with its number. */
export interface ParsedSegment {
  /** From 0, without holes. */
  readonly ordinal: number;
  readonly kind: SegmentKind;
  /** Where it stands: 第三条, Article 5, a heading, or the time in a call (03:12). */
  readonly locator: string;
  readonly heading?: string;
  readonly role?: SpeakerRole;
  readonly startMs?: number;
  readonly endMs?: number;
  /** Redacted. Spans of evidence count UTF-16 units in it. Documents in Markdown keep their markup. */
  readonly text: string;
}

/** An agent as the call's record names them. */
export interface ParsedAgent {
  readonly id: string;
  readonly name?: string;
  readonly team?: string;
  readonly tenureMonths?: number;
}

export interface ParsedOutcome {
  readonly result: Outcome;
  readonly satisfaction?: number;
  readonly repeatContact?: boolean;
  readonly handlingSeconds?: number;
  /** Who says so, such as `crm`. */
  readonly source?: string;
}

export interface ParsedCall {
  readonly agent: ParsedAgent | null;
  readonly outcome: ParsedOutcome | null;
  readonly customerPseudonym: string | null;
  readonly startedAt: Date | null;
  readonly durationMs: number | null;
  readonly channel: Channel | null;
}

export const documentKinds = ['product', 'regulation', 'procedure', 'taxonomy'] as const;
export type DocumentKind = (typeof documentKinds)[number];

export interface ParsedDocument {
  /** What the document is, as it says itself or as its structure shows; null: neither. */
  readonly kind: DocumentKind | null;
  /** For a row of a JSONL collection: the kind of item that it asks to be; null: not a row, or it does not say. */
  readonly itemKind: ItemKind | null;
  /** One record of a JSONL collection, kept as one item of its own. */
  readonly row: boolean;
  /** YYYY-MM-DD. */
  readonly versionDate: string | null;
  /** Half-open interval; null is unbounded. */
  readonly validFrom: Date | null;
  readonly validTo: Date | null;
  readonly issuer: string | null;
  readonly aliases: readonly string[];
  /** Names of the products that it concerns. */
  readonly products: readonly string[];
  /** For a row that is one article of a law. */
  readonly law: string | null;
  readonly article: string | null;
  readonly chapter: string | null;
}

/** One revision of a source: redacted, cut, ready to be stored. */
export interface ParsedSource {
  readonly type: SourceType;
  /** What makes it the same source when it is met again: a call's id, a document's file name, `file#id` of a row. */
  readonly key: string;
  readonly title: string;
  readonly language: Language | null;
  /** Redacted. */
  readonly metadata: Readonly<Record<string, JsonValue>>;
  /** The raw record, to be hashed with a key and forgotten; never to be stored. */
  readonly hashInput: Uint8Array | string;
  readonly segments: readonly ParsedSegment[];
  readonly call?: ParsedCall;
  readonly document?: ParsedDocument;
}

export type StoredSegment = ParsedSegment & { readonly id: string };

/** A source after it was stored: its segments have ids that evidence can name. */
export interface StoredSource extends Omit<ParsedSource, 'segments' | 'hashInput'> {
  readonly sourceId: string;
  readonly segments: readonly StoredSegment[];
}

/**
 * A record, or a whole file, that could not be read; it stops nothing else. A `notice` is no failure: the file was read,
 * and yet there is something to be told (pages without a text layer, a recording in one channel). Quotes no content.
 */
export interface RecordProblem {
  readonly problem: 'file' | 'record' | 'notice';
  readonly file: string;
  /** Line of the file, from 1. */
  readonly line?: number;
  readonly where: string;
  readonly reason: string;
  readonly remedy: string;
}

/** `problems` counts no notices. A file that is `skipped` brought nothing and is no failure: it waits for something. */
export type FileOutcome =
  | {
      readonly ok: true;
      readonly records: number;
      readonly problems: number;
      /** What a list of agents or of outcomes says, to be taken in as a whole; such a file holds no source. */
      readonly statements?: Statements;
    }
  | {
      readonly ok: false;
      readonly skipped?: true;
      readonly reason: string;
      readonly remedy: string;
      readonly where?: string;
    };

export function isProblem(record: ParsedSource | RecordProblem): record is RecordProblem {
  return 'problem' in record;
}

/** What a file yields, and in the end what became of it. */
export type FileRecords = AsyncGenerator<ParsedSource | RecordProblem, FileOutcome, undefined>;

/**
 * Reads a file record by record; nothing but the bytes is held between two records. A file that cannot be read at all
 * yields one problem of type `file` and returns `ok: false`.
 */
export type ParseFile = (file: InputFile, settings: IngestSettings) => FileRecords;

/** A product that calls may mention, as the collection knows it. */
export interface KnownProduct {
  readonly key: string;
  readonly name: string;
  readonly aliases: readonly string[];
}

/** A scenario that was proposed or published before: its key, and its calls at the last mining, else those of its evidence. */
export interface KnownScenario {
  readonly key: string;
  readonly callKeys: readonly string[];
  /** What is published of it and has no end yet; absent: nothing. Splits, merges and retirements are proposed of these. */
  readonly inForce?: {
    readonly name: string;
    readonly content: Readonly<Record<string, unknown>>;
    readonly validFrom: Date | null;
  };
}

/** A complaint type of the collection's taxonomy. */
export interface KnownComplaintType {
  readonly key: string;
  readonly name: string;
  readonly altLabels: readonly string[];
}

/** A step that was proposed or published before: its key, the segments of its evidence, and what it tells the agent to do. */
export interface KnownStep {
  readonly key: string;
  readonly segmentIds: readonly string[];
  readonly instruction?: string;
}

/** A procedure that a document describes, its steps in their order. */
export interface KnownProcedure {
  readonly key: string;
  readonly name: string;
  readonly steps: readonly { readonly key: string; readonly name: string; readonly instruction: string }[];
}

/** What the service knows of agents where none of them counts as one of the best. */
export interface NoTopAgents {
  /** Calls of a known and believed end that an agent needs to be compared. */
  readonly minimumCalls: number;
  /** The most that any agent has. */
  readonly mostCalls: number;
  /** Agents who have enough. */
  readonly compared: number;
}

/** What is known beside the calls when it is learnt how they are handled. */
export interface HandlingContext {
  /** A step whose evidence mostly lies where that of one of these lies, or else that is said in its words, keeps its key. */
  readonly knownSteps?: readonly KnownStep[];
  /** What calls show is held against these. */
  readonly knownProcedures?: readonly KnownProcedure[];
  /** Ids of the best agents; absent or empty: no practice is looked for, and lines of all agents are taken. */
  readonly topAgents?: readonly string[];
  /** Where none is one of the best: what is known of the agents, for reviewers. */
  readonly noTopAgents?: NoTopAgents;
  /** Sources of outcomes that are believed; absent: all. */
  readonly trustedSources?: readonly string[];
}

/** An item that texts name by its title. */
export interface KnownTitle {
  readonly kind: 'product' | 'regulation' | 'procedure';
  readonly key: string;
  readonly name: string;
  readonly aliases: readonly string[];
}

/** What a language model is asked: an answer in JSON of the schema (JSON Schema), about one source or several. */
export interface StructuredQuestion {
  readonly system: string;
  readonly user: string;
  /** Names the schema. */
  readonly name: string;
  readonly schema: object;
  /** The sources that it quotes, one at least: its answer is forgotten with any of them. */
  readonly sourceIds: readonly string[];
}

/**
 * What a language model answered, unchecked; or why there is nothing: the budget does not allow it, the model cannot be
 * asked, or what it said is no JSON.
 */
export type ModelAnswer = { readonly json: unknown } | { readonly missing: 'budget' | 'unavailable' | 'no_json' };

/** A language model that answers in JSON. */
export interface StructuredModel {
  readonly model: string;
  ask(question: StructuredQuestion): Promise<ModelAnswer>;
}

/** What a collection knows beside the document. */
export interface DocumentContext {
  /** What the text mentions by one of these titles is tied to it. */
  readonly knownTitles?: readonly KnownTitle[];
  /** A term of which the name says that it is another product's is put to that one. */
  readonly knownProducts?: readonly KnownProduct[];
}

/** Turns one stored document into proposals, every part with evidence. */
export type MineDocument = (
  source: StoredSource,
  settings: IngestSettings,
  context?: DocumentContext,
) => ProposalDraft[];
/** The items of a document or row in its own words. */
export type VerbatimParts = (source: StoredSource) => DraftPart[];
