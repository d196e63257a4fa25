import type { ItemKind } from '../../../graph-schema/index.ts';

/** Each kind's colour in the picture: told apart from the others, and at least 3:1 against the white behind it. */
export const markColours: Readonly<Record<ItemKind, string>> = {
  scenario: '#0b7a94',
  step: '#3b6fd4',
  script: '#8a5cd0',
  best_practice: '#2e8b4f',
  product: '#5d6d75',
  product_fact: '#12897a',
  regulation: '#9a5b2a',
  clause: '#b07a00',
  procedure: '#4a50b5',
  complaint_type: '#cc4256',
  need: '#7a8426',
};
