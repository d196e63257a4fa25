export { exportDatabase } from './export-database.ts';
export { importDatabase } from './import-database.ts';
export { readKeys } from './installation-keys.ts';
export type { Manifest } from './manifest.ts';
export { TransferError } from './transfer-error.ts';
