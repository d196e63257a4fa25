import type { ReactElement, ReactNode } from 'react';
import { List, type ListProps, Pagination, useListContext, useResourceContext, useTranslate } from 'react-admin';
import { HeardOnly } from './HeardOnly.tsx';
import { useDocumentTitle } from './PageTitle.tsx';
import { ErrorMessage, StateMessage } from './StateMessage.tsx';

interface ListFrameProps extends Pick<ListProps, 'sort' | 'filterDefaultValues' | 'actions'> {
  readonly filters?: ReactElement[];
  readonly children: ReactNode;
}

/** A list as all of the console's are: dense, without bulk actions or export, with its own empty and failed states. */
export function ListFrame({ filters, children, actions, ...props }: ListFrameProps) {
  return (
    <List
      {...props}
      {...(filters ? { filters } : {})}
      actions={actions ?? false}
      exporter={false}
      empty={false}
      perPage={25}
      pagination={<Pages />}
      sx={{ '& .RaList-content': { boxShadow: 'none' }, '& .RaList-actions': { minHeight: 48 } }}
    >
      <ListTitle />
      <ListStates defaults={props.filterDefaultValues}>{children}</ListStates>
    </List>
  );
}

/** Without rows there are no pages, whatever an earlier answer left behind. */
function Pages() {
  const { error } = useListContext();
  return error ? null : <Pagination rowsPerPageOptions={[25, 50, 100]} />;
}

function ListTitle() {
  const translate = useTranslate();
  const resource = useResourceContext();
  const title = translate(`resources.${resource}.name`, { smart_count: 2 });
  useDocumentTitle(title);
  return <HeardOnly>{title}</HeardOnly>;
}

function ListStates({ defaults, children }: { defaults: ListProps['filterDefaultValues']; children: ReactNode }) {
  const { error, isPending, total, refetch, filterValues } = useListContext();
  const translate = useTranslate();
  const resource = useResourceContext();
  if (error) return <ErrorMessage error={error} onRetry={() => void refetch()} />;
  if (!isPending && total === 0) {
    // What the list is filtered by of itself is what it is about.
    const own = new Map(Object.entries(defaults ?? {}));
    const filtered = Object.entries(filterValues ?? {}).some(([name, value]) => own.get(name) !== value);
    return (
      <StateMessage
        title={translate(filtered ? 'app.empty.filtered' : `app.empty.${resource}`)}
        hint={filtered ? translate('app.empty.filtered_hint') : translate(`app.empty_hint.${resource}`)}
      />
    );
  }
  return children;
}
