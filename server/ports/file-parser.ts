import type { CallSettings, MappedFile } from '../../ingest/index.ts';
import type { FileRecords } from '../../ingest/ports.ts';

/** What a parser must know beside the file; customers' pseudonyms are its own affair. */
export type ParserSettings = Omit<CallSettings, 'pseudonym' | 'onShare' | 'onFormat'>;

/** How far a parser is in a file. */
export interface ParserPlace {
  /** How much of the file has been read, 0..1. */
  readonly share: number;
  /** What the file is read as; null: it is not known, or not yet. */
  readonly format: string | null;
}

export interface ParserOptions {
  /** Ends the parsing: the generator throws the signal's reason. */
  readonly signal?: AbortSignal;
  readonly onPlace?: (place: ParserPlace) => void;
}

/** Reads files as `parseFile` does, but so that no file can hurt the process that asks. */
export interface FileParser {
  /**
   * Yields what the file holds as fast as it is taken. A file that makes its parser hang, crash or need more memory than
   * it may ends as one that could not be read, with reason and remedy. Throws ParserLost when the parser ended through
   * no fault that could be laid at the file's door. Ending the generator early ends the parsing.
   */
  parse(file: MappedFile, settings: ParserSettings, options?: ParserOptions): FileRecords;
  /** Ends parsers that wait for work; those at work end with their files. */
  close(): Promise<void>;
}

/** The parser ended in the midst of a file, as by a signal from outside; reading the file again may succeed. */
export class ParserLost extends Error {
  override readonly name = 'ParserLost';
}
