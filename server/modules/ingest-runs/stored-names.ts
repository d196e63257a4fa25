import { type IdentifierSettings, isMappingName, mappingNameFor, redactIdentifier } from '../../../ingest/index.ts';

type NameSettings = Pick<IdentifierSettings, 'pseudonym' | 'ownContacts'>;

/** Files of these types are documents, whose names are rarely those of people. */
const documentNames = /\.(?:md|markdown|txt|text|html?|docx?|pdf|pptx?)$/i;

/** A file's name as it is stored: without personal data, the same for the same name. */
export function storedFileName(name: string, settings: NameSettings): string {
  // A mapping goes on to stand beside its file.
  if (isMappingName(name)) return mappingNameFor(storedFileName(name.replace(/\.mapping\.json$/i, ''), settings));
  return redactIdentifier(name, { ...settings, mode: documentNames.test(name) ? 'document' : 'speech' });
}

/** A run's label as it is stored. */
export const storedLabel = (label: string, settings: NameSettings): string =>
  redactIdentifier(label, { ...settings, mode: 'document' });
