/** Why records cannot leave or enter a database, and what to do; nothing was changed. */
export class TransferError extends Error {
  override readonly name = 'TransferError';
}
