import { databaseTemplate } from './database-template.ts';

/** Makes the template once, before vitest's workers would each make their own. */
export default async function setup(): Promise<void> {
  await databaseTemplate();
}
