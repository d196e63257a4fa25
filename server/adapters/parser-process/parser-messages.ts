import type { MappedFile } from '../../../ingest/index.ts';
import type { FileOutcome, ParsedSource, RecordProblem } from '../../../ingest/ports.ts';
import type { ParserPlace, ParserSettings } from '../../ports/file-parser.ts';

/** Bytes go in pieces of this size, so that no message holds a whole file. */
export const pieceBytes = 4 * 1_048_576;
/** So many batches may be on their way before the first of them is taken. */
export const batchesAhead = 8;

/** To the parser, once: what customers' pseudonyms are made with. */
export interface KeyMessage {
  readonly type: 'key';
  readonly pseudonymKey: Uint8Array;
}
/** A file, whose bytes and then those of its mapping follow in pieces. */
export interface FileMessage {
  readonly type: 'file';
  readonly name: MappedFile['name'];
  readonly size: number;
  readonly mapping: Uint8Array | null;
  readonly settings: ParserSettings;
}
export interface PieceMessage {
  readonly type: 'piece';
  readonly bytes: Uint8Array;
}
/** One batch was taken. */
export interface TakenMessage {
  readonly type: 'taken';
}
export type ToParser = KeyMessage | FileMessage | PieceMessage | TakenMessage;

/** `grownBy`: how many bytes of memory it holds more than at its start. */
export type FromParser =
  | { readonly type: 'ready' }
  | { readonly type: 'batch'; readonly records: readonly (ParsedSource | RecordProblem)[]; readonly place: ParserPlace }
  | { readonly type: 'end'; readonly outcome: FileOutcome; readonly place: ParserPlace; readonly grownBy: number }
  /** An error that no parser should throw; its kind only, as its words may quote content. */
  | { readonly type: 'failure'; readonly kind: string };
