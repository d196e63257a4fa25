import { describe } from 'vitest';
import { textIndexContract } from '../../contracts/text-index-contract.ts';
import { bm25TextIndex } from './bm25-text-index.ts';

describe('the BM25 text index', () => textIndexContract(bm25TextIndex));
