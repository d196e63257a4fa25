import { prepareTemplates } from './database-template.ts';

/** Makes the templates once, before vitest's workers would each make their own. */
export default async function setup(): Promise<void> {
  await prepareTemplates();
}
