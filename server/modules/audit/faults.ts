/** What does not hold, in the order in which it was found; `seq` is the entry of the chain that tells, if one does. */
export type Faults = { readonly seq: number | null; readonly fault: string }[];

export const pageSize = 1_000;
export const faultsShown = 20;
