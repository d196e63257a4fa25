/*
 * The way in for whoever reads files. Apart from index.ts, since it brings the parsers of every format along, which
 * whoever only mines or stores need not load.
 */
import type { ParseFile } from './ports.ts';
import type { CallSettings, MappedFile } from './sources/calls/call-mapping.ts';
import { parseFile as readFile } from './sources/parse-file.ts';

/** As the port has it; a file of calls may bring a mapping of its columns and speakers. */
export const parseFile: (file: MappedFile, settings: CallSettings) => ReturnType<ParseFile> = readFile;
