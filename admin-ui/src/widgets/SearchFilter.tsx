import { SearchInput, type SearchInputProps, useResourceContext, useTranslate } from 'react-admin';

/** The search box of a list, which says what it searches in. */
export function SearchFilter(props: SearchInputProps) {
  const translate = useTranslate();
  const resource = useResourceContext();
  const label = translate(`resources.${resource}.fields.${props.source}`);
  return <SearchInput {...props} placeholder={label} slotProps={{ htmlInput: { 'aria-label': label } }} />;
}
