/** Texts of the pages about items that were taken for one. */
export const mergesEn = {
  title: '%{alias} = %{name}',
  joined: 'One item',
  apart: 'Taken apart',
  why: 'Why:',
  reason: {
    alias: 'One document gives the other as another name',
    near_duplicate: 'The texts are %{share} the same, and the titles differ only as copies do',
  },
  this_side: 'What was joined',
  other_side: 'Stands under',
  document: 'Document:',
  undo: 'Take apart',
  undo_hint:
    '“%{alias}” becomes an item of its own for good: its document is mined anew, and comes as proposals. Reject what was proposed under the joined name.',
  taken_apart: 'Taken apart by',
};
