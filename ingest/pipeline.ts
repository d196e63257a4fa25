/*
 * The whole way: a file becomes redacted sources (sources/), which the caller stores; what was stored goes through
 * the miners (steps/) and comes back as proposals whose evidence names the stored segments.
 */
import type { MineCalls, MineDocument, ParseFile, VerbatimParts } from './ports.ts';
import type { CallSettings, MappedFile } from './sources/calls/call-mapping.ts';
import { parseFile as readFile } from './sources/parse-file.ts';
import { mineDocument as mineOneDocument } from './steps/mine-document.ts';
import { mineScenarios } from './steps/mine-scenarios.ts';
import { verbatimParts as partsInOwnWords } from './steps/verbatim-parts.ts';

/** As the port has it; a file of calls may bring a mapping of its columns and speakers. */
export const parseFile: (file: MappedFile, settings: CallSettings) => ReturnType<ParseFile> = readFile;
export const mineDocument: MineDocument = mineOneDocument;
export const mineCalls: MineCalls = (calls, _settings, options) => mineScenarios(calls, options);
export const verbatimParts: VerbatimParts = partsInOwnWords;
