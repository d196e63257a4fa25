import { describe } from 'vitest';
import { graphIndexContract } from '../../contracts/graph-index-contract.ts';
import { historiesView } from '../../testing/histories-view.ts';
import { memoryGraphIndex } from './memory-graph-index.ts';

describe('the graph in memory', () => graphIndexContract((histories) => memoryGraphIndex(historiesView(histories))));
