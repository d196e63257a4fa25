/*
 * The whole way: a file becomes redacted sources (parsing.ts, sources/), which the caller stores; what was stored goes
 * through the miners (steps/) and comes back as proposals whose evidence names the stored segments.
 */
import type { MineCalls } from './mining-options.ts';
import type { MineDocument, VerbatimParts } from './ports.ts';
import { mineDocument as mineOneDocument } from './steps/mine-document.ts';
import { mineScenarios } from './steps/mine-scenarios.ts';
import { verbatimParts as partsInOwnWords } from './steps/verbatim-parts.ts';

export const mineDocument: MineDocument = mineOneDocument;
export const mineCalls: MineCalls = (calls, _settings, options) => mineScenarios(calls, options);
export const verbatimParts: VerbatimParts = partsInOwnWords;
