/*
 * The postings of every term in one arena of pages. A term's postings lie in slices that double in size, each of pairs
 * (document, packed frequencies) and, at its end, the address of the next one. Adding a document only appends, so
 * there is nothing to merge and no moment that blocks; a search walks a few slices per term.
 */
const pageBits = 20;
const pageWords = 1 << pageBits;
const pageMask = pageWords - 1;
const largestLevel = 9;

/** What a snapshot keeps of the postings. */
export interface PostingsState {
  readonly pages: readonly Uint32Array[];
  /** Words of the last page that are in use. */
  readonly used: number;
  readonly heads: Uint32Array;
  readonly tails: Uint32Array;
  readonly counts: Uint32Array;
}

/** Which documents hold a term, in ascending order, and how often in each field (four counts of eight bits). */
export interface Postings {
  append(term: number, document: number, frequencies: number): void;
  /** In how many documents the term occurs. */
  count(term: number): number;
  each(term: number, visit: (document: number, frequencies: number) => void): void;
  /** The same in stretches, for loops that run often: pairs of document and frequencies in `page[start, end)`. */
  eachSlice(term: number, visit: (page: Uint32Array, start: number, end: number) => void): void;
  state(): PostingsState;
}

// Slice n of a term holds 2^n postings, up to 2^largestLevel. How many slices are full follows from the count alone.
function sliceAt(count: number): { readonly level: number; readonly used: number } {
  let level = 0;
  let before = 0;
  while (count > before + (1 << level)) {
    before += 1 << level;
    if (level < largestLevel) level += 1;
    else {
      const size = 1 << largestLevel;
      const whole = Math.floor((count - before - 1) / size);
      return { level, used: count - before - whole * size };
    }
  }
  return { level, used: count - before };
}

export function postings(state?: PostingsState): Postings {
  const pages: Uint32Array[] = state ? [...state.pages] : [new Uint32Array(pageWords)];
  // Address 0 means "none".
  let used = state?.used ?? 1;
  let heads = state?.heads ?? new Uint32Array(1 << 16);
  let tails = state?.tails ?? new Uint32Array(1 << 16);
  let counts = state?.counts ?? new Uint32Array(1 << 16);
  let terms = counts.length;

  function pageOf(address: number): Uint32Array {
    return pages[address >>> pageBits] ?? new Uint32Array(0);
  }

  function allocate(level: number): number {
    const words = (2 << level) + 1;
    if (used + words > pageWords) {
      pages.push(new Uint32Array(pageWords));
      used = 0;
    }
    const address = (((pages.length - 1) << pageBits) | used) >>> 0;
    used += words;
    return address;
  }

  function ensure(term: number): void {
    if (term < terms) return;
    terms = Math.max(term + 1, terms * 2);
    heads = enlarged(heads, terms);
    tails = enlarged(tails, terms);
    counts = enlarged(counts, terms);
  }

  function append(term: number, document: number, frequencies: number): void {
    ensure(term);
    const count = counts[term] ?? 0;
    let tail = tails[term] ?? 0;
    let { level, used: filled } = sliceAt(count);
    if (count === 0) {
      tail = allocate(0);
      heads[term] = tail;
      tails[term] = tail;
      filled = 0;
    } else if (filled === 1 << level) {
      const next = allocate(Math.min(level + 1, largestLevel));
      pageOf(tail)[(tail & pageMask) + (2 << level)] = next;
      level = Math.min(level + 1, largestLevel);
      tail = next;
      tails[term] = next;
      filled = 0;
    }
    const page = pageOf(tail);
    const at = (tail & pageMask) + 2 * filled;
    page[at] = document;
    page[at + 1] = frequencies;
    counts[term] = count + 1;
  }

  function eachSlice(term: number, visit: (page: Uint32Array, start: number, end: number) => void): void {
    let left = term < terms ? (counts[term] ?? 0) : 0;
    let address = heads[term] ?? 0;
    for (let level = 0; left > 0; level = Math.min(level + 1, largestLevel)) {
      const page = pageOf(address);
      const start = address & pageMask;
      visit(page, start, start + 2 * Math.min(left, 1 << level));
      left -= 1 << level;
      address = page[start + (2 << level)] ?? 0;
    }
  }

  function each(term: number, visit: (document: number, frequencies: number) => void): void {
    eachSlice(term, (page, start, end) => {
      for (let at = start; at < end; at += 2) visit(page[at] ?? 0, page[at + 1] ?? 0);
    });
  }

  return {
    append,
    each,
    eachSlice,
    count: (term) => counts[term] ?? 0,
    state: () => ({ pages, used, heads, tails, counts }),
  };
}

function enlarged(array: Uint32Array, length: number): Uint32Array {
  const larger = new Uint32Array(length);
  larger.set(array);
  return larger;
}
