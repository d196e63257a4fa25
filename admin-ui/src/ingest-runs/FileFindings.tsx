import { Box } from '@mui/material';
import { useTranslate } from 'react-admin';
import { languages, sourceTypes } from '../../../graph-schema/index.ts';
import type { RunFile } from '../api/types.ts';
import { useLabels } from '../i18n/use-labels.ts';

/** What was found in a file: what it was read as, its sources, and how much personal data was replaced. */
export function FileFindings({ report }: { report: NonNullable<RunFile['report']> }) {
  const translate = useTranslate();
  const labels = useLabels();
  const { format, types, languages: spoken, sources, personalData } = report;
  const of = (counts: Readonly<Record<string, number>>, label: (name: string) => string) =>
    Object.entries(counts)
      .map(([name, count]) => `${label(name)} ${count}`)
      .join(' · ');
  // How many there are of the only one is what the column of records says.
  const kinds = (counts: Readonly<Record<string, number>>, label: (name: string) => string) => {
    const names = Object.keys(counts);
    return names.length === 1 ? label(names[0] ?? '') : of(counts, label);
  };
  const changes = sources.changed > 0 || (sources.new > 0 && sources.unchanged > 0);
  const lines = [
    [
      format === null ? '' : translate(`app.runs.format.${format}`, { _: format }),
      kinds(types, (type) => labels.of(sourceTypes, type)),
      kinds(spoken, (language) => labels.of(languages, language)),
    ]
      .filter(Boolean)
      .join(' · '),
    changes ? of(sources, (name) => translate(`app.runs.file_status.${name}`)) : '',
    Object.keys(personalData).length === 0
      ? ''
      : translate('app.runs.personal_data', {
          list: of(personalData, (type) => translate(`app.placeholder.${type}`, { _: type })),
        }),
  ];
  return (
    <Box sx={{ fontSize: '.8rem', color: 'text.secondary', minWidth: 150 }}>
      {lines.filter(Boolean).map((line) => (
        <div key={line}>{line}</div>
      ))}
    </Box>
  );
}
